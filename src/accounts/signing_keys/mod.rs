//! The signing keys of access tokens: publishing, listing, rotating and retiring them.

mod error;
mod list;
mod publish;
mod reload;
mod retire;
mod rotate;

pub use error::SigningKeyError;
pub use publish::JWKS_MAX_AGE;
pub(super) use reload::reload_while_stale;
pub use retire::RetireWhen;
