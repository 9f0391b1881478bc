//! Changing, setting and confirming passwords, and password links.

mod change;
mod choose;
mod confirm;
mod forgot;
mod links;
mod recent;
mod recover;
mod set;

pub use change::ChangePasswordError;
pub(super) use confirm::Confirmation;
pub use forgot::ForgotPasswordError;
pub(super) use links::SETUP_LIFETIME;
pub use links::{PasswordLink, ResetPasswordError};
pub(super) use recent::Proof;
