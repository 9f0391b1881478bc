//! Refresh tokens of clients: the hash of each, the salt from which its successor is derived, and when it was used. They rotate as
//! those of sessions do (`docs/decisions/0003-rotation.md`), but in the transaction that has read the grant: what a client may have can
//! have changed since.

use super::grants::{self, GrantRow};
use crate::shared::{ClientGrantId, Timestamp};
use crate::store::refresh_tokens::{NO_SALT, RefreshTokenRow};
use crate::store::statement::{execute, statements, values};
use crate::store::{Conn, StoreError, Tx};
use sqlx::FromRow;

/// A presented token and its successor.
#[derive(Clone, Copy)]
pub struct Exchange {
    pub grant: ClientGrantId,
    /// The hash of the presented token.
    pub hash: [u8; 32],
    /// From which the successor is derived; stored, so that a retry derives the same one.
    pub salt: [u8; 32],
    pub now: Timestamp,
    /// The hash of the successor.
    pub successor: [u8; 32],
    /// When the successor expires.
    pub expires_at: Timestamp,
}

/// A grant, and of the presented token what is stored: nothing if it is not there.
#[derive(FromRow)]
struct PresentedRow {
    #[sqlx(flatten)]
    grant: GrantRow,
    token_salt: Option<Vec<u8>>,
    token_issued_at: Option<i64>,
    token_expires_at: Option<i64>,
    token_used_at: Option<i64>,
}

impl PresentedRow {
    fn split(self) -> (GrantRow, Option<RefreshTokenRow>) {
        let stored = self.token_salt.zip(self.token_issued_at).zip(self.token_expires_at);
        let token = stored.map(|((salt, issued_at), expires_at)| RefreshTokenRow {
            salt,
            issued_at,
            expires_at,
            used_at: self.token_used_at,
        });
        (self.grant, token)
    }
}

statements! {
    /// Adds a token that has not been used yet.
    pub fn insert(tx, hash: &[u8; 32], grant: ClientGrantId, issued_at: Timestamp, expires_at: Timestamp) =
        "INSERT INTO client_refresh_tokens (token_hash, grant_id, salt, issued_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5)", [hash, grant, NO_SALT, issued_at, expires_at];

    pub fn find(conn, hash: &[u8; 32], grant: ClientGrantId) -> Option<RefreshTokenRow> =
        "SELECT salt, issued_at, expires_at, used_at FROM client_refresh_tokens \
         WHERE token_hash = $1 AND grant_id = $2";

    fn find_presented(conn, hash: &[u8; 32], grant: ClientGrantId) -> Option<PresentedRow> = concat!(
        "SELECT ", grants::columns!(), ", token_salt, token_issued_at, token_expires_at, token_used_at FROM client_grants \
         LEFT JOIN (SELECT salt AS token_salt, issued_at AS token_issued_at, expires_at AS token_expires_at, \
         used_at AS token_used_at FROM client_refresh_tokens WHERE token_hash = $1 AND grant_id = $2) AS token ON TRUE \
         WHERE id = $2");

    /// Whether a grant has a token that can be used.
    pub fn has_unused(conn, grant: ClientGrantId, now: Timestamp) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM client_refresh_tokens \
         WHERE grant_id = $1 AND used_at IS NULL AND expires_at > $2)";

    /// Deletes at most `limit` of those that expired before `then`.
    pub fn delete_past(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM client_refresh_tokens WHERE token_hash IN \
         (SELECT token_hash FROM client_refresh_tokens WHERE expires_at < $1 LIMIT $2)";
}

pub mod on_postgres {
    use super::*;

    statements! {
        // Each part reads what the first one returns: if the token was used before, nothing happens.
        pub(super) ROTATE = "WITH consumed AS (UPDATE client_refresh_tokens SET used_at = $4, salt = $3 \
            WHERE token_hash = $2 AND grant_id = $1 AND used_at IS NULL RETURNING grant_id), \
            issued AS (INSERT INTO client_refresh_tokens (token_hash, grant_id, salt, issued_at, expires_at) \
            SELECT $5, grant_id, $6, $4, $7 FROM consumed), \
            forgotten AS (DELETE FROM client_refresh_tokens USING consumed \
            WHERE client_refresh_tokens.grant_id = consumed.grant_id AND token_hash <> $2 AND used_at IS NOT NULL) \
            UPDATE client_grants SET last_used_at = $4 FROM consumed WHERE id = consumed.grant_id";
    }
}

pub mod on_sqlite {
    use super::*;

    statements! {
        // SQLite has no data-modifying WITH. Instead, each statement checks with `changes()` that the one before it changed its row.
        pub(super) ROTATE = "UPDATE client_refresh_tokens SET used_at = $4, salt = $3 \
            WHERE token_hash = $2 AND grant_id = $1 AND used_at IS NULL; \
            INSERT INTO client_refresh_tokens (token_hash, grant_id, salt, issued_at, expires_at) \
            SELECT $5, $1, $6, $4, $7 WHERE changes() = 1; \
            UPDATE client_grants SET last_used_at = $4 WHERE id = $1 AND changes() = 1; \
            DELETE FROM client_refresh_tokens WHERE grant_id = $1 AND token_hash <> $2 AND used_at IS NOT NULL \
            AND changes() = 1";
    }
}

/// A grant, with the token with this hash if it is stored and belongs to it.
pub async fn presented(
    conn: &mut Conn,
    grant: ClientGrantId,
    hash: &[u8; 32],
) -> Result<Option<(GrantRow, Option<RefreshTokenRow>)>, StoreError> {
    Ok(find_presented(conn, hash, grant).await?.map(PresentedRow::split))
}

/// Marks a token as used, with the salt of its successor, adds that, and stores that the grant was used; returns whether the token was
/// unused, otherwise nothing has changed. Of the used tokens of the grant only this one stays, which may come again within the grace
/// period. The others show by themselves that they were issued for this grant, so their second use is noticed without their rows.
///
/// The condition decides which of several requests with the same token is the first. One call to the database does everything, because
/// each costs two thread switches on SQLite, and a round trip on PostgreSQL.
pub async fn rotate(tx: &mut Tx, exchange: &Exchange) -> Result<bool, StoreError> {
    let statement = match **tx {
        Conn::Sqlite(_) => on_sqlite::ROTATE,
        Conn::Postgres(_) => on_postgres::ROTATE,
    };
    let Exchange { grant, hash, salt, now, successor, expires_at } = exchange;
    Ok(execute(tx, statement, values!([*grant, hash, salt, *now, successor, NO_SALT, *expires_at])).await? > 0)
}
