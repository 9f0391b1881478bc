//! Accounts: create, read, update, delete and purge.

mod close;
mod complete_registration;
pub(super) mod create;
mod error;
mod export_data;
mod find;
pub(super) mod free_username;
mod invite;
pub(super) mod new_account;
mod pending_email;
mod pending_registration;
mod profile_change;
mod purge;
mod register;
pub(super) mod set_status;
mod show;
mod update;
mod user;
mod username_rights;

pub use close::DeleteAccountError;
pub use create::CreateUserRequest;
pub use error::ManageError;
pub use export_data::OwnData;
pub use invite::SetupLink;
pub(super) use purge::erase;
pub(super) use register::fields_of;
pub use register::{RegisterError, Registered};
pub use update::UpdateProfileError;
pub use user::User;
pub(super) use username_rights::UsernameRights;
