//! Server functions: one file per area, bodies of a few lines.

pub mod account;
pub mod audit;
pub mod directory;
pub mod person;
pub mod session;
