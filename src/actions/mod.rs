//! Server functions: one file per area, bodies of a few lines.

pub mod account;
pub mod audit;
pub mod session;
