//! The browser that asked for a link. There a button is enough; elsewhere the page asks for the digits from the message, because
//! mail scanners open links and press buttons.

use crate::keys::fingerprint;
use uuid::Uuid;

/// The id of a browser, from its sealed cookie ([`Accounts::browser_cookie`](super::super::Accounts::browser_cookie)).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AskingBrowser(pub(in crate::accounts) Uuid);

impl AskingBrowser {
    /// The hash that is stored with a token.
    pub(super) fn hash(self) -> [u8; 32] {
        fingerprint(self.0.as_bytes())
    }
}
