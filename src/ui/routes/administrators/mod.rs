//! The pages of administrators, and the activity of an account, which has the table of the audit log. Only the parts `directory`
//! and `administration` of the program have them, so only `routes.rs` names them.

pub mod applications;
pub mod audit;
pub mod awaiting_password;
mod client_list;
pub mod clients;
pub mod connecting;
pub mod create_user;
mod definition;
pub mod first_steps;
pub mod groups;
pub mod import;
pub mod invitations;
mod loaded;
mod mail_note;
pub mod overview;
pub mod own_fields;
pub mod providers;
mod say;
pub mod user;
pub mod users;
