//! Journeys that are too long for a cookie of the browser which is on them. They are sealed; a row is found by what that browser keeps.

use crate::shared::timestamp::Timestamp;
use crate::store::statement::{execute, fetch, statements};
use crate::store::{Conn, StoreError, Tx};

/// A journey to keep.
#[derive(Clone, Debug)]
pub struct NewJourney {
    /// SHA-256 of its letters and the key in its cookie.
    pub key_hash: [u8; 32],
    pub sealed: Vec<u8>,
    /// Where it has begun. Empty: unknown.
    pub network: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

statements! {
    INSERT = "INSERT INTO journeys (key_hash, sealed, network, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
    FIND = "SELECT sealed FROM journeys WHERE key_hash = $1 AND expires_at > $2";
    // Reads no more rows than it has to.
    COUNT = "SELECT COUNT(*) FROM (SELECT 1 FROM journeys LIMIT $1) AS counted";
    // Of several with as many, the one whose oldest has waited longest.
    LARGEST = "SELECT network FROM journeys GROUP BY network ORDER BY COUNT(*) DESC, MIN(created_at), network LIMIT 1";
    DELETE = "DELETE FROM journeys WHERE key_hash = $1";
    DELETE_OLDEST = "DELETE FROM journeys WHERE key_hash IN \
        (SELECT key_hash FROM journeys WHERE network = $1 ORDER BY created_at, key_hash LIMIT $2)";
    DELETE_PAST = "DELETE FROM journeys WHERE key_hash IN \
        (SELECT key_hash FROM journeys WHERE expires_at < $1 LIMIT $2)";
}

pub async fn insert(tx: &mut Tx, new: &NewJourney) -> Result<(), StoreError> {
    let NewJourney { key_hash, sealed, network, created_at, expires_at } = new;
    execute!(tx, INSERT, &key_hash[..], &sealed[..], network, created_at.0, expires_at.0).map(drop)
}

/// The sealed journey with this hash, unless it is over.
pub async fn find(conn: &mut Conn, key_hash: &[u8; 32], now: Timestamp) -> Result<Option<Vec<u8>>, StoreError> {
    let found = fetch!(conn, fetch_optional as (Vec<u8>,), FIND, &key_hash[..], now.0)?;
    Ok(found.map(|(sealed,)| sealed))
}

/// How many there are, or `limit` if there are more.
pub async fn count(conn: &mut Conn, limit: i64) -> Result<i64, StoreError> {
    Ok(fetch!(conn, fetch_one as (i64,), COUNT, limit)?.0)
}

/// The network that has most of them. None if there are none.
pub async fn largest_network(conn: &mut Conn) -> Result<Option<String>, StoreError> {
    let found = fetch!(conn, fetch_optional as (String,), LARGEST)?;
    Ok(found.map(|(network,)| network))
}

/// Deletes at most `limit` of a network, the oldest first.
pub async fn delete_oldest(tx: &mut Tx, network: &str, limit: i64) -> Result<u64, StoreError> {
    execute!(tx, DELETE_OLDEST, network, limit)
}

/// Deletes one that has come to its end.
pub async fn delete(tx: &mut Tx, key_hash: &[u8; 32]) -> Result<(), StoreError> {
    execute!(tx, DELETE, &key_hash[..]).map(drop)
}

/// Deletes at most `limit` of those that expired before `then`.
pub async fn delete_past(tx: &mut Tx, then: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(tx, DELETE_PAST, then.0, i64::from(limit))
}
