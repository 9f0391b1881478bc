//! The secret that binds a hand-over to the browser in which it began.

use crate::{entropy::Entropy, keys::fingerprint};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use std::fmt;

/// 256 random bits in a cookie of the application's host. URLs contain only its hash, so nobody who sees one can complete the
/// hand-over in another browser.
#[derive(Clone, PartialEq, Eq)]
pub struct HandOverSecret([u8; 32]);

impl HandOverSecret {
    pub fn new(entropy: &dyn Entropy) -> Self {
        Self(entropy.bytes())
    }

    /// Reads what [`HandOverSecret::expose`] has written.
    pub fn parse(text: &str) -> Option<Self> {
        decode(text).map(Self)
    }

    /// The value of the cookie.
    pub fn expose(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The hash in URLs, in base64url.
    pub fn state(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(fingerprint(&self.0))
    }
}

impl fmt::Debug for HandOverSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HandOverSecret")
    }
}

/// Whether a text has the form of [`HandOverSecret::state`].
pub(super) fn is_state(text: &str) -> bool {
    decode(text).is_some()
}

fn decode(text: &str) -> Option<[u8; 32]> {
    BASE64_URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_secret_is_read_as_it_was_written(bytes: [u8; 32]) {
            let secret = HandOverSecret(bytes);
            prop_assert_eq!(HandOverSecret::parse(&secret.expose()), Some(secret.clone()));
            prop_assert!(is_state(&secret.state()));
            prop_assert_ne!(secret.state(), secret.expose());
        }

        #[test]
        fn each_secret_has_one_notation(text in "[A-Za-z0-9_-]{40,46}=?|\\PC{0,50}") {
            if let Some(secret) = HandOverSecret::parse(&text) {
                prop_assert_eq!(secret.expose(), text);
            }
        }
    }
}
