//! The use cases where it matters that many come at once, or that time passes.

#![cfg(feature = "ssr")]
#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

#[path = "../support/mod.rs"]
mod support;

mod administration;
mod import;
mod keys;
mod passwords;
mod refresh;
mod sweep;
mod throttle;
