//! Email addresses: proving that an address belongs to the owner of its account.

mod change;
mod confirm;
mod mark_confirmed;
mod request_change;
mod send_confirmation;
mod undo;
mod undo_link;

pub use confirm::ConfirmEmailError;
pub(super) use mark_confirmed::set_verified;
pub use send_confirmation::ResendConfirmationError;
pub(super) use send_confirmation::{CONFIRMATION, CONFIRMATION_LIFETIME};
