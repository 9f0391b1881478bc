//! Rotation: replaces a refresh token by its successor with three writes, all or none, in one call to the database.
//!
//! Each call costs a round trip on PostgreSQL and two thread switches on SQLite, more than the statements themselves. So
//! everything is sent at once: one statement to PostgreSQL, a sequence of statements to SQLite.

use super::{
    Conn, StoreError, Tx,
    refresh_tokens::NO_SALT,
    sessions::{self, SessionRow},
    statement::{fetch, statements},
};
use crate::shared::{
    ids::{SessionId, UserId},
    timestamp::Timestamp,
};

/// Selects the session `$1` of the account `$5` if both are active at `$3`.
macro_rules! usable {
    () => {
        "SELECT 1 FROM sessions AS s JOIN users AS u ON u.id = s.user_id WHERE s.id = $1 AND s.user_id = $5 \
         AND s.ended_at IS NULL AND s.expires_at > $3 AND u.status = 'active'"
    };
}

statements! {
    /// `touched` waits for a concurrent end of the session and then checks again, so an ended session gets no successor.
    // Each part reads what the one before it returns: if no token is used up, nothing else happens.
    ROTATE = concat!(
        "WITH consumed AS (UPDATE refresh_tokens SET used_at = $3, salt = $4 \
        WHERE token_hash = $2 AND session_id = $1 AND used_at IS NULL AND expires_at > $3 \
        AND EXISTS (", usable!(), ") RETURNING session_id), \
        touched AS (UPDATE sessions SET last_used_at = $3 FROM consumed \
        WHERE id = consumed.session_id AND ended_at IS NULL RETURNING session_id, user_id, remember, \
        created_at AS session_created_at, expires_at AS session_expires_at, ended_at), \
        issued AS (INSERT INTO refresh_tokens (token_hash, session_id, salt, issued_at, expires_at) \
        SELECT $6, session_id, $10, $7, CASE WHEN remember THEN LEAST($8, session_expires_at) \
        ELSE LEAST($9, session_expires_at) END FROM touched) \
        SELECT ", sessions::columns!(), " FROM touched JOIN users ON users.id = user_id");
}

/// SQLite has no data-modifying `WITH`. Here each statement checks with `changes()` that the one before it changed its row.
pub mod on_sqlite {
    use super::*;

    statements! {
        pub(super) ROTATE = concat!(
            "UPDATE refresh_tokens SET used_at = $3, salt = $4 \
            WHERE token_hash = $2 AND session_id = $1 AND used_at IS NULL AND expires_at > $3 \
            AND EXISTS (", usable!(), "); \
            UPDATE sessions SET last_used_at = $3 WHERE id = $1 AND changes() = 1; \
            INSERT INTO refresh_tokens (token_hash, session_id, salt, issued_at, expires_at) \
            SELECT $6, id, $10, $7, CASE WHEN remember THEN MIN($8, expires_at) ELSE MIN($9, expires_at) END \
            FROM sessions WHERE id = $1 AND changes() = 1; \
            SELECT ", sessions::columns!(), " FROM ", sessions::source!(), " WHERE changes() = 1");
    }
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

/// Marks the token as used and inserts its successor; returns the session. None if the token is unknown, used or expired, or
/// its session or account is not active: then nothing has changed.
pub async fn rotate(tx: &mut Tx, exchange: &Exchange) -> Result<Option<SessionRow>, StoreError> {
    let statement = match tx.engine() {
        Conn::Sqlite(_) => on_sqlite::ROTATE,
        Conn::Postgres(_) => ROTATE,
    };
    let Exchange { session, user, hash, salt, now, successor, issued_at, remembered_until, not_remembered_until } =
        exchange;
    // Of the four statements for SQLite only the last one returns a row.
    fetch!(
        tx,
        fetch_optional as SessionRow,
        statement,
        session.0,
        &hash[..],
        now.0,
        &salt[..],
        user.0,
        &successor[..],
        issued_at.0,
        remembered_until.0,
        not_remembered_until.0,
        NO_SALT,
    )
}
