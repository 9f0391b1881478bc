//! Tests that run the program in the process of the test: use cases, router and store.

#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "../support/binary/mod.rs"]
mod binary;
#[path = "../support/daemon.rs"]
mod daemon;
#[path = "../support/pgbouncer.rs"]
mod pgbouncer;
#[path = "../support/port.rs"]
mod port;
#[path = "../support/postgres_server.rs"]
mod postgres_server;
#[path = "../support/mod.rs"]
mod support;

use support::database;

mod accounts;
mod api;
mod http;
mod openapi;
mod postgres;
mod reference;
mod store;
mod transfer;
