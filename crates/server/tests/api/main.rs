//! The API from outside: the real router over a real SQLite file. One module for each address, and one for each thing
//! that concerns them all. One binary, since linking takes longer than running.

mod support;

mod accounts;
mod audit;
mod backup;
mod camera_events;
mod cameras;
mod canaries;
mod cli;
mod confirmation;
mod demo_cameras;
mod demo_data;
mod durability;
mod engines;
mod guards;
mod keys;
mod limits;
mod logs;
mod mail;
mod mail_languages;
mod manifest;
mod metrics;
mod openapi;
mod outside_identity;
mod page;
mod page_build;
mod password_resets;
mod process;
mod public;
mod races;
mod receipts;
mod redemptions;
mod session;
mod sessions;
mod slow_clients;
mod statistics;
mod subscriptions;
mod tls;
mod two_step;
