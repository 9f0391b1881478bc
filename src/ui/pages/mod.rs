//! Temporary.
pub mod error;
