//! The journeys, each a story of someone with a code.

mod accounts;
mod cameras;
mod early;
mod everywhere;
mod keeping;
mod keyboard;
mod login;
mod merge;
mod mistakes;
mod network;
mod outside_identity;
mod pages;
mod password_managers;
mod printing;
mod races;
mod receipts;
mod refusals;
mod sessions;
mod seven_steps;
mod several;
mod several_servers;
mod steps_again;
mod truth;
mod two_step;
mod without;
