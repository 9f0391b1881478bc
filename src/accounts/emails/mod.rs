//! Email addresses: proving that an address belongs to the owner of its account.

mod confirm;
mod mark_confirmed;
mod send_confirmation;

pub use confirm::ConfirmEmailError;
pub(super) use mark_confirmed::set_verified;
pub use send_confirmation::ResendConfirmationError;
