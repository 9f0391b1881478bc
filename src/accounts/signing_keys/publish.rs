//! Publishes the public keys.

use crate::accounts::Accounts;

pub use crate::keys::JWKS_MAX_AGE;

impl Accounts {
    /// All public keys, as a JWK set (RFC 7517). It may be cached for [`JWKS_MAX_AGE`].
    pub fn jwks(&self) -> serde_json::Value {
        self.keyring().jwks()
    }
}
