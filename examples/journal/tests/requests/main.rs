//! Requests to the journal, with tokens of a stand-in for Vestibule.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod authors;
mod permissions;
mod posts;
mod support;
mod tokens;
