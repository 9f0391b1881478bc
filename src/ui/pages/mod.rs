//! The pages, one per address.

pub mod account;
pub mod directory;
pub mod error;
pub mod home;
pub mod login;
pub mod not_found;
pub mod register;
pub mod setup;
