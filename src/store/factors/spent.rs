//! Challenges of passkeys and sign-ins that waited for a second factor, once they were used; and tokens that clients got for
//! themselves, once they were revoked. Also until when codes of an account for a client are refused that were issued before.

use crate::shared::Timestamp;
use crate::store::statement::statements;

statements! {
    /// Marks a proof as used; returns whether it was unused. `expires_at`: its end, after which it is refused in any case.
    // The primary key decides which of two requests with the same proof is the first.
    pub fn insert(tx, hash: &[u8; 32], expires_at: Timestamp) -> bool =
        "INSERT INTO spent_proofs (proof_hash, expires_at) VALUES ($1, $2) ON CONFLICT (proof_hash) DO NOTHING";

    /// Whether a proof was used, or a token of a client that belongs to no grant was revoked.
    pub fn contains(conn, hash: &[u8; 32]) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM spent_proofs WHERE proof_hash = $1)";

    /// Stores a mark that goes on until `expires_at`, also if it has another end already.
    pub fn put(tx, hash: &[u8; 32], expires_at: Timestamp) =
        "INSERT INTO spent_proofs (proof_hash, expires_at) VALUES ($1, $2) ON CONFLICT (proof_hash) \
         DO UPDATE SET expires_at = $2";

    /// The end of a mark. None: there is none, or none any more.
    pub fn end(conn, hash: &[u8; 32]) -> Option<Timestamp> = scalar
        "SELECT expires_at FROM spent_proofs WHERE proof_hash = $1";

    /// Deletes at most `limit` of those that expired before `then`.
    pub fn delete_past(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM spent_proofs WHERE proof_hash IN \
         (SELECT proof_hash FROM spent_proofs WHERE expires_at < $1 LIMIT $2)";
}
