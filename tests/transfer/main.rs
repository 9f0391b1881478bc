//! Whole databases: copied, backed up, put back. The tests of tests/postgres do it between the engines.

#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "../support/mod.rs"]
mod support;

mod audit;
mod avatars;
mod backup;
mod copy;
mod tables;
