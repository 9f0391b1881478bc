//! The ticket of a hand-over, and the secret that binds it to the browser in which the hand-over began.
//!
//! The ticket is sealed, so only this server can make or read one.

use crate::accounts::HandOvers;
use crate::applications::Address;
use crate::entropy::Entropy;
use crate::keys::fingerprint;
use crate::shared::{SessionId, Timestamp, UserId};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;
use uuid::Uuid;

const PURPOSE: &str = "hand-over ticket 1";
/// The lifetime of a ticket: enough for one redirect.
const LIFETIME: Duration = Duration::from_secs(60);

#[derive(Serialize, Deserialize)]
pub(super) struct Ticket {
    /// Random. Its hash marks the ticket as used.
    pub id: Uuid,
    pub session: SessionId,
    pub user: UserId,
    /// The URL to return to. Its origin is the only one that may use the ticket.
    pub to: String,
    /// The hash of the secret of the browser in which the hand-over began.
    pub state: String,
    /// Milliseconds since 1970.
    pub issued_at: i64,
    /// Whether the session continues after the browser is closed.
    pub remember: bool,
    /// When the session expires unless it is refreshed.
    pub session_until: i64,
}

impl Ticket {
    pub fn expires_at(&self) -> Timestamp {
        Timestamp(self.issued_at).plus(LIFETIME)
    }

    pub fn hash(&self) -> [u8; 32] {
        fingerprint(self.id.as_bytes())
    }
}

impl HandOvers {
    pub(super) fn seal_ticket(&self, ticket: &Ticket) -> String {
        self.seal(PURPOSE, ticket)
    }

    /// The ticket and the address to return to. None if this server has not sealed it.
    pub(super) fn open_ticket(&self, sealed: &str) -> Option<(Ticket, Address)> {
        let ticket: Ticket = self.open_sealed(PURPOSE, sealed)?;
        let to = Address::parse_doubtful_url(&ticket.to).ok()?;
        Some((ticket, to))
    }
}

/// 256 random bits in a cookie of the application's host. URLs contain only its hash, so someone who sees one cannot complete
/// the hand-over in another browser.
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
