//! Journeys that are too long for a cookie of the browser which is on them. They are sealed; a row is found by what that browser keeps.

use crate::shared::Timestamp;
use crate::store::statement::statements;

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
    pub fn insert(tx, new: &NewJourney) =
        "INSERT INTO journeys (key_hash, sealed, network, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        [&new.key_hash, &new.sealed, &new.network, new.created_at, new.expires_at];

    /// The sealed journey with this hash, unless it is over.
    pub fn find(conn, key_hash: &[u8; 32], now: Timestamp) -> Option<Vec<u8>> = scalar
        "SELECT sealed FROM journeys WHERE key_hash = $1 AND expires_at > $2";

    /// How many there are, or `limit` if there are more.
    // Reads no more rows than it has to.
    pub fn count(conn, limit: i64) -> i64 = scalar "SELECT COUNT(*) FROM (SELECT 1 FROM journeys LIMIT $1) AS counted";

    /// The network that has most of them. None if there are none.
    // Of several with as many, the one whose oldest has waited longest.
    pub fn largest_network(conn) -> Option<String> = scalar
        "SELECT network FROM journeys GROUP BY network ORDER BY COUNT(*) DESC, MIN(created_at), network LIMIT 1";

    /// Deletes one that has come to its end.
    pub fn delete(tx, key_hash: &[u8; 32]) = "DELETE FROM journeys WHERE key_hash = $1";

    /// Deletes at most `limit` of a network, the oldest first.
    pub fn delete_oldest(tx, network: &str, limit: i64) -> u64 =
        "DELETE FROM journeys WHERE key_hash IN \
         (SELECT key_hash FROM journeys WHERE network = $1 ORDER BY created_at, key_hash LIMIT $2)";

    /// Deletes at most `limit` of those that expired before `then`.
    pub fn delete_past(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM journeys WHERE key_hash IN (SELECT key_hash FROM journeys WHERE expires_at < $1 LIMIT $2)";
}
