//! Tests of the built binary, of the deployment files, of the dependencies between modules, and of the catalogue of texts.

#![cfg(feature = "ssr")]

#[path = "../support/daemon.rs"]
mod daemon;
#[path = "../support/database.rs"]
mod database;
#[path = "../support/port.rs"]
mod port;
#[path = "../support/postgres_server.rs"]
mod postgres_server;
#[path = "../support/smtp_server.rs"]
mod smtp_server;
#[path = "../support/binary/mod.rs"]
mod support;
#[allow(dead_code, reason = "no test needs a wrong code")]
#[path = "../support/totp.rs"]
mod totp;

mod back_channel;
mod ephemeral;
mod repository;
mod wait;

mod architecture;
mod cli;
mod clients;
mod deployment;
mod failover;
mod guides;
mod moving;
mod process;
mod proxies;
mod texts;
mod torture;
mod upgrade;
