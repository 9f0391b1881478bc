//! Email addresses: proving that an address belongs to the owner of its account.

mod change;
mod confirm;
mod mark_confirmed;
mod request_change;
mod send_confirmation;
mod undo;

pub use confirm::ConfirmEmailError;
pub(super) use mark_confirmed::set_verified;
pub use send_confirmation::ResendConfirmationError;
