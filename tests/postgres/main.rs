//! What there is on PostgreSQL alone. Takes a server in TEST_DATABASE_URL, as scripts/with-postgres.sh gives one.

#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "../support/binary/mod.rs"]
mod binary;
#[path = "../support/port.rs"]
mod port;
#[path = "../support/postgres_server.rs"]
mod postgres_server;
#[path = "../support/store.rs"]
mod store;
#[path = "../support/mod.rs"]
mod support;

use support::database;

mod changes;
mod outage;
mod proxy;
mod recovery;
mod replicas;
mod schema;
