//! The command line, on the built binary: every test in a directory of its own, with an empty environment.
#![cfg(feature = "ssr")]

mod beside;
mod check;
mod health;
mod migrate;
mod support;
mod usage;
mod user;
