//! Rotation: replaces a refresh token by its successor with three writes, all or none, in one call to the database.
//!
//! Each call costs a round trip on PostgreSQL and two thread switches on SQLite, more than the statements themselves. So
//! everything is sent at once: one statement to PostgreSQL, a sequence of statements to SQLite, where concurrent rotations
//! also share a call ([`sqlite`]).

pub mod sqlite;

use super::{
    Conn, StoreError,
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
use usable;

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

/// Exchanges a token on PostgreSQL; see [`Db::rotate`](super::Db::rotate). Needs no [`Tx`](super::Tx): one statement is a
/// transaction of its own, and there is nothing to record or announce.
pub(super) async fn rotate(conn: &mut Conn, exchange: &Exchange) -> Result<Option<SessionRow>, StoreError> {
    let Exchange { session, user, hash, salt, now, successor, issued_at, remembered_until, not_remembered_until } =
        exchange;
    fetch!(
        conn,
        fetch_optional as SessionRow,
        ROTATE,
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
