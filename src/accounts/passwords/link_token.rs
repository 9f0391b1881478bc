//! The secret in a one-time link, of which only a hash is kept.

use crate::{entropy::Entropy, keys::fingerprint};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

/// What is kept of the secret.
pub(in crate::accounts) type Hash = [u8; 32];

/// Draws a secret of 256 bits: the text for the link, and what is kept of it.
pub(in crate::accounts) fn draw(entropy: &dyn Entropy) -> (String, Hash) {
    let token = entropy.bytes::<32>();
    (BASE64_URL_SAFE_NO_PAD.encode(token), fingerprint(&token))
}

/// What would be kept of it; None for what was never in a link of ours.
pub(in crate::accounts) fn hash_of(token: &str) -> Option<Hash> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
    (bytes.len() == 32).then(|| fingerprint(&bytes))
}
