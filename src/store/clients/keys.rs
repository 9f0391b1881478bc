//! The RSA keys that sign the tokens of clients. They are sealed like the other signing keys (`store/sealed.rs`). Of those that
//! were retired the public half is kept for a while, because clients send ID tokens back as hints.

use crate::shared::Timestamp;
use crate::store::changes::Change;
use crate::store::sealed::SigningKeyRow;
use crate::store::statement::statements;
use sqlx::FromRow;

/// The public half of a key that was retired.
#[derive(Clone, Debug, FromRow)]
pub struct RetiredKeyRow {
    pub kid: String,
    /// PKCS #1, DER.
    pub public_key: Vec<u8>,
}

statements! {
    pub fn insert(tx, key: &SigningKeyRow) =
        "INSERT INTO client_signing_keys (kid, public_key, sealed_private_key, created_at) VALUES ($1, $2, $3, $4)",
        [&key.kid, &key.public_key, &key.sealed_private_key, key.created_at] => Change::SigningKeys;

    /// Stores the same private key, sealed again.
    pub fn reseal(tx, kid: &str, sealed: &[u8]) =
        "UPDATE client_signing_keys SET sealed_private_key = $2 WHERE kid = $1";

    /// Returns whether there was one.
    pub fn delete(tx, kid: &str) -> bool = "DELETE FROM client_signing_keys WHERE kid = $1" => Change::SigningKeys;

    /// All keys, the newest first.
    pub fn list(conn) -> Vec<SigningKeyRow> =
        "SELECT kid, public_key, sealed_private_key, created_at FROM client_signing_keys ORDER BY created_at DESC, kid";

    /// Keeps the public half of a key that is retired at `now`. To be called before it is deleted.
    pub fn keep_public(tx, kid: &str, now: Timestamp) =
        "INSERT INTO client_retired_keys (kid, public_key, retired_at) \
         SELECT kid, public_key, $2 FROM client_signing_keys WHERE kid = $1";

    /// The keys that were retired, the last one first.
    pub fn retired(conn) -> Vec<RetiredKeyRow> =
        "SELECT kid, public_key FROM client_retired_keys ORDER BY retired_at DESC, kid";

    /// Forgets a key that was retired. Returns whether there was one.
    pub fn delete_retired(tx, kid: &str) -> bool =
        "DELETE FROM client_retired_keys WHERE kid = $1" => Change::SigningKeys;

    /// Forgets at most `limit` of those that were retired before `then`. Other processes need not notice it at once.
    pub fn delete_past_retired(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM client_retired_keys WHERE kid IN \
         (SELECT kid FROM client_retired_keys WHERE retired_at < $1 LIMIT $2)";
}
