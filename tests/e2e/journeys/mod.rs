//! The journeys, each a story of someone with a code.

mod accounts;
mod cameras;
mod deployment;
mod early;
mod everywhere;
mod keeping;
mod keyboard;
mod loading;
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
mod several_servers;
mod steps_again;
mod trouble;
mod two_step;
mod without;
