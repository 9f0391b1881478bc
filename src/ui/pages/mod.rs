//! The pages, one module per address.

pub mod account;
pub mod api_tokens;
pub mod applications;
pub mod audit;
pub mod awaiting_password;
pub mod create_user;
pub mod error;
pub mod forgot_password;
pub mod groups;
pub mod home;
pub mod import;
pub mod login;
pub mod not_found;
pub mod register;
pub mod report_sign_in;
pub mod reset_password;
pub mod service_accounts;
pub mod setup;
pub mod undo_email_change;
pub mod user;
pub mod users;
pub mod verify_email;
