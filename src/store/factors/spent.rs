//! Challenges of passkeys and sign-ins that waited for a second factor, once they were used; and tokens that clients got for
//! themselves, once they were revoked. Also until when codes of an account for a client are refused that were issued before.

use crate::shared::timestamp::Timestamp;
use crate::store::statement::{execute, fetch, statements};
use crate::store::{Conn, StoreError, Tx};

statements! {
    // The primary key decides which of two requests with the same proof is the first.
    INSERT = "INSERT INTO spent_proofs (proof_hash, expires_at) VALUES ($1, $2) ON CONFLICT (proof_hash) DO NOTHING";
    CONTAINS = "SELECT EXISTS (SELECT 1 FROM spent_proofs WHERE proof_hash = $1)";
    PUT = "INSERT INTO spent_proofs (proof_hash, expires_at) VALUES ($1, $2) ON CONFLICT (proof_hash) \
        DO UPDATE SET expires_at = $2";
    END = "SELECT expires_at FROM spent_proofs WHERE proof_hash = $1";
    DELETE_PAST = "DELETE FROM spent_proofs WHERE proof_hash IN \
        (SELECT proof_hash FROM spent_proofs WHERE expires_at < $1 LIMIT $2)";
}

/// Marks a proof as used; returns whether it was unused. `expires_at`: its end, after which it is refused in any case.
pub async fn insert(tx: &mut Tx, hash: &[u8; 32], expires_at: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, INSERT, &hash[..], expires_at.0)? > 0)
}

/// Whether a proof was used, or a token of a client that belongs to no grant was revoked.
pub async fn contains(conn: &mut Conn, hash: &[u8; 32]) -> Result<bool, StoreError> {
    Ok(fetch!(conn, fetch_one as (bool,), CONTAINS, &hash[..])?.0)
}

/// Stores a mark that goes on until `expires_at`, also if it has another end already.
pub async fn put(tx: &mut Tx, hash: &[u8; 32], expires_at: Timestamp) -> Result<(), StoreError> {
    execute!(tx, PUT, &hash[..], expires_at.0).map(drop)
}

/// The end of a mark. None: there is none, or none any more.
pub async fn end(conn: &mut Conn, hash: &[u8; 32]) -> Result<Option<Timestamp>, StoreError> {
    let found = fetch!(conn, fetch_optional as (i64,), END, &hash[..])?;
    Ok(found.map(|(end,)| Timestamp(end)))
}

/// Deletes at most `limit` of those that expired before `then`.
pub async fn delete_past(tx: &mut Tx, then: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(tx, DELETE_PAST, then.0, i64::from(limit))
}
