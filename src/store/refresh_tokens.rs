//! Refresh tokens: the hash of each, the salt from which its successor is derived, and when it was used.
//!
//! Rotation replaces a token by its successor with three writes, all or none, in one call to the database. Each call costs a round
//! trip on PostgreSQL and two thread switches on SQLite, more than the statements themselves. So everything is sent at once: one
//! statement to PostgreSQL, a sequence of statements to SQLite, where concurrent rotations also share a call (`sqlite::rotations`).
//!
//! Of the used tokens of a session only the last one is kept, which may come again within the grace period. The signature of the others
//! shows that they belong to the session, so their second use is noticed without their rows.

use super::statement::statements;
use crate::shared::{SessionId, Timestamp, UserId};
use sqlx::FromRow;

/// The salt of a token that has not been used yet. It has the length of a real salt, so that the row does not grow later, when
/// its page may be full.
pub(super) const NO_SALT: &[u8] = &[0; 32];

/// A stored refresh token.
#[derive(Clone, FromRow)]
pub struct RefreshTokenRow {
    /// All zeros until the token is used.
    pub salt: Vec<u8>,
    pub issued_at: i64,
    pub expires_at: i64,
    pub used_at: Option<i64>,
}

/// How long a session can continue without being refreshed.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct ContinuationRow {
    pub remember: bool,
    /// When its newest refresh token expires.
    pub expires_at: i64,
}

/// A new refresh token.
#[derive(Clone)]
pub struct NewRefreshToken {
    pub hash: [u8; 32],
    pub session: SessionId,
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
}

/// A presented token and its successor.
#[derive(Clone, Copy)]
pub struct Exchange {
    pub session: SessionId,
    pub user: UserId,
    /// The hash of the presented token.
    pub hash: [u8; 32],
    /// From which the successor is derived; stored, so that a retry derives the same one.
    pub salt: [u8; 32],
    pub now: Timestamp,
    /// The hash of the successor.
    pub successor: [u8; 32],
    pub issued_at: Timestamp,
    /// When the successor expires, unless the session ends earlier: with "remember me", and without.
    pub remembered_until: Timestamp,
    pub not_remembered_until: Timestamp,
}

/// What tokens say of a session, beside what requests have in memory.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct RotatedRow {
    pub remember: bool,
    /// When the session itself ends.
    pub session_expires_at: i64,
}

/// Selects the session `$1` of the account `$5` if both are active at `$3`.
macro_rules! usable {
    () => {
        "SELECT 1 FROM sessions AS s JOIN users AS u ON u.id = s.user_id WHERE s.id = $1 AND s.user_id = $5 \
         AND s.ended_at IS NULL AND s.expires_at > $3 AND u.status = 'active'"
    };
}

statements! {
    pub fn find(conn, hash: &[u8; 32], session: SessionId) -> Option<RefreshTokenRow> =
        "SELECT salt, issued_at, expires_at, used_at FROM refresh_tokens WHERE token_hash = $1 AND session_id = $2";

    /// When the newest token of a session was issued. None: it has no token.
    pub fn newest(conn, session: SessionId) -> Option<Timestamp> = scalar
        "SELECT issued_at FROM refresh_tokens WHERE session_id = $1 ORDER BY issued_at DESC LIMIT 1";

    /// How long a session of an account can continue without being refreshed. None if it has ended or cannot be refreshed any more.
    // The newest refresh token is the unused one.
    pub fn continuation(conn, id: SessionId, user: UserId, now: Timestamp) -> Option<ContinuationRow> =
        "SELECT remember, t.expires_at FROM sessions JOIN refresh_tokens AS t ON t.session_id = sessions.id \
         WHERE sessions.id = $1 AND user_id = $2 AND ended_at IS NULL AND t.used_at IS NULL AND t.expires_at > $3 \
         ORDER BY t.expires_at DESC LIMIT 1";

    /// Deletes at most `limit` tokens that expired before `then`.
    pub fn delete_past(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM refresh_tokens WHERE token_hash IN \
         (SELECT token_hash FROM refresh_tokens WHERE expires_at < $1 LIMIT $2)";
}

pub mod on_postgres {
    use super::*;

    statements! {
        /// Exchanges a token; see [`Db::rotate`](crate::store::Db::rotate). Needs no [`Tx`](crate::store::Tx): one statement is a
        /// transaction of its own, and there is nothing to record or announce.
        // Each part reads what the one before it returns: if no token is used up, nothing else happens. `touched` waits for a
        // concurrent end of the session and then checks again, so an ended session gets no successor.
        pub(in crate::store) fn rotate(conn, exchange: &Exchange) -> Option<RotatedRow> = concat!(
            "WITH consumed AS (UPDATE refresh_tokens SET used_at = $3, salt = $4 \
            WHERE token_hash = $2 AND session_id = $1 AND used_at IS NULL AND expires_at > $3 \
            AND EXISTS (", usable!(), ") RETURNING session_id), \
            touched AS (UPDATE sessions SET last_used_at = $3 FROM consumed \
            WHERE id = consumed.session_id AND ended_at IS NULL \
            RETURNING session_id, remember, expires_at AS session_expires_at), \
            forgotten AS (DELETE FROM refresh_tokens USING consumed \
            WHERE refresh_tokens.session_id = consumed.session_id AND token_hash <> $2 AND used_at IS NOT NULL), \
            issued AS (INSERT INTO refresh_tokens (token_hash, session_id, salt, issued_at, expires_at) \
            SELECT $6, session_id, $10, $7, CASE WHEN remember THEN LEAST($8, session_expires_at) \
            ELSE LEAST($9, session_expires_at) END FROM touched) \
            SELECT remember, session_expires_at FROM touched"),
            [exchange.session, &exchange.hash, exchange.now, &exchange.salt, exchange.user, &exchange.successor,
             exchange.issued_at, exchange.remembered_until, exchange.not_remembered_until, NO_SALT];
    }
}

pub mod on_sqlite {
    use super::*;

    statements! {
        // SQLite has no data-modifying WITH. Instead, each statement checks with `changes()` that the one before it changed its
        // row. The first UPDATE of the next rotation sets it again.
        pub(in crate::store) ROTATE = concat!(
            "UPDATE refresh_tokens SET used_at = $3, salt = $4 \
            WHERE token_hash = $2 AND session_id = $1 AND used_at IS NULL AND expires_at > $3 \
            AND EXISTS (", usable!(), "); \
            UPDATE sessions SET last_used_at = $3 WHERE id = $1 AND changes() = 1 \
            RETURNING $11 AS place, remember, expires_at AS session_expires_at; \
            INSERT INTO refresh_tokens (token_hash, session_id, salt, issued_at, expires_at) \
            SELECT $6, id, $10, $7, CASE WHEN remember THEN MIN($8, expires_at) ELSE MIN($9, expires_at) END \
            FROM sessions WHERE id = $1 AND changes() = 1; \
            DELETE FROM refresh_tokens WHERE session_id = $1 AND token_hash <> $2 AND used_at IS NOT NULL \
            AND changes() = 1; ");
    }
}
