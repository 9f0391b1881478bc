//! Server functions: they translate forms into calls of use cases, and results into responses.

pub mod account;
pub mod applications;
pub mod groups;
pub mod programs;
pub mod session;
pub mod user;
pub mod users;
