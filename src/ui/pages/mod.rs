//! The pages, one module per address.

pub mod account;
pub mod audit;
pub mod create_user;
pub mod directory;
pub mod error;
pub mod home;
pub mod import;
pub mod login;
pub mod not_found;
pub mod person;
pub mod register;
pub mod reset_password;
pub mod setup;
