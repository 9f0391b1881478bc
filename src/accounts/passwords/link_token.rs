//! The secret token of a one-time link. Only its hash is stored.

use crate::{entropy::Entropy, keys::fingerprint};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

pub(in crate::accounts) type Hash = [u8; 32];

/// Generates a 256-bit token: its text for the link, and its hash.
pub(in crate::accounts) fn draw(entropy: &dyn Entropy) -> (String, Hash) {
    let token = entropy.bytes::<32>();
    (BASE64_URL_SAFE_NO_PAD.encode(token), fingerprint(&token))
}

/// The hash of a token; None if the text is not a token.
pub(in crate::accounts) fn hash_of(token: &str) -> Option<Hash> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
    (bytes.len() == 32).then(|| fingerprint(&bytes))
}
