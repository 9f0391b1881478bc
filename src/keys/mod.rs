//! Signing keys: made by the program itself, wrapped at rest by the operator's secret.

use crate::{clock::Clock, config::MasterSecret, entropy::Entropy, store::{Db, StoreError}};
use std::sync::Arc;

#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("VESTIBULE_SECRET does not open the signing keys in this database; set the secret that they were made with")]
    WrongSecret,
}

/// The signing keys of this installation.
#[derive(Clone)]
pub struct Keyring {}

impl Keyring {
    pub async fn open(
        _db: &Db,
        _secret: &MasterSecret,
        _clock: &dyn Clock,
        _entropy: &Arc<dyn Entropy>,
    ) -> Result<Self, KeyringError> {
        todo!()
    }
}

/// A key for one purpose, derived from the operator's secret (HKDF-SHA256, RFC 5869).
pub fn derive(_secret: &MasterSecret, _purpose: &str) -> [u8; 32] {
    todo!()
}
