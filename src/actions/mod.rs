//! Server functions: they translate forms into calls of use cases, and results into responses.

pub mod account;
pub mod api_tokens;
pub mod applications;
pub mod audit;
pub mod awaiting_password;
pub mod email;
pub mod email_change;
pub mod groups;
pub mod invitations;
pub mod report_sign_in;
pub mod service_accounts;
pub mod session;
pub mod user;
pub mod users;
