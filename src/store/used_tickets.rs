//! The tickets of hand-overs that were used, as hashes, until they expire (`docs/decisions/0045-hand-over.md`).

use super::{
    StoreError, Tx,
    statement::{execute, statements},
};
use crate::shared::timestamp::Timestamp;

statements! {
    // A second transaction with the same ticket waits for the first one, and then inserts nothing.
    INSERT = "INSERT INTO used_tickets (ticket_hash, expires_at) VALUES ($1, $2) ON CONFLICT (ticket_hash) DO NOTHING";
    DELETE_PAST = "DELETE FROM used_tickets WHERE ticket_hash IN \
        (SELECT ticket_hash FROM used_tickets WHERE expires_at < $1 LIMIT $2)";
}

/// Marks a ticket as used; returns whether it was unused.
pub async fn mark(tx: &mut Tx, hash: &[u8; 32], expires_at: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, INSERT, &hash[..], expires_at.0)? > 0)
}

/// Deletes at most `limit` tickets that expired before `then`.
pub async fn delete_past(tx: &mut Tx, then: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(tx, DELETE_PAST, then.0, i64::from(limit))
}
