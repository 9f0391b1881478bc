//! The store against a real database, of either engine.

#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "../support/database.rs"]
mod database;
#[path = "../support/store.rs"]
mod store;

mod audit;
mod changes;
mod directory;
mod migrations;
mod statements;
mod writer;
