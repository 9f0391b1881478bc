//! Whole databases: copied, backed up, put back. The tests of tests/postgres do it between the engines.

#![cfg(feature = "ssr")]

#[path = "../support/mod.rs"]
mod support;

mod backup;
mod copy;
mod tables;
