//! Changing, setting and confirming passwords, and password links.

mod change;
mod choose;
mod confirm;
pub(super) mod link_token;
mod links;
mod set;

pub use change::ChangePasswordError;
pub(super) use confirm::Confirmation;
pub(super) use links::INVITATION_LIFETIME;
pub use links::{PasswordLink, ResetPasswordError};
