//! The ticket of a hand-over. It is sealed, so only this server can make or read one.

use crate::{
    accounts::Accounts,
    applications::Address,
    keys::fingerprint,
    shared::{
        ids::{SessionId, UserId},
        timestamp::Timestamp,
    },
};
use serde::{Deserialize, Serialize};
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

impl Accounts {
    pub(super) fn seal_ticket(&self, ticket: &Ticket) -> String {
        self.seal(PURPOSE, ticket)
    }

    /// The ticket and the address to return to. None if this server has not sealed it.
    pub(super) fn open_ticket(&self, sealed: &str) -> Option<(Ticket, Address)> {
        let ticket: Ticket = self.open_sealed(PURPOSE, sealed)?;
        let to = Address::parse_url(&ticket.to).ok()?;
        Some((ticket, to))
    }
}
