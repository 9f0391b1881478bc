//! A refresh token gives way to its successor: three writes, all or none.
//!
//! On PostgreSQL each statement is a round trip, so there it is one statement, which needs no transaction around it.

use super::{
    Conn, StoreError, Tx,
    refresh_tokens::{self, NewRefreshToken},
    sessions,
    statement::{execute, statements},
};
use crate::shared::timestamp::Timestamp;

statements! {
    /// A session that has ended meanwhile takes no successor.
    ROTATE = "WITH consumed AS (UPDATE refresh_tokens SET used_at = $3 \
        WHERE token_hash = $1 AND session_id = $2 AND used_at IS NULL AND expires_at > $3 RETURNING session_id), \
        touched AS (UPDATE sessions SET last_used_at = $3 FROM consumed \
        WHERE id = consumed.session_id AND ended_at IS NULL RETURNING id) \
        INSERT INTO refresh_tokens (token_hash, session_id, salt, issued_at, expires_at) \
        SELECT $4, id, $5, $6, $7 FROM touched";
}

/// Uses up the token `hash` and puts `successor` in its place; whether it was still there to be used.
pub async fn rotate(
    tx: &mut Tx,
    hash: &[u8; 32],
    successor: &NewRefreshToken,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let session = successor.session;
    match tx.engine() {
        Conn::Sqlite(_) => {
            let consumed = refresh_tokens::consume(tx, hash, session, now).await?;
            if consumed {
                sessions::touch(tx, session, now).await?;
                refresh_tokens::insert(tx, successor).await?;
            }
            Ok(consumed)
        }
        Conn::Postgres(_) => {
            let (hash, next, salt) = (&hash[..], &successor.hash[..], &successor.salt[..]);
            let (issued_at, expires_at) = (successor.issued_at.0, successor.expires_at.0);
            Ok(execute!(tx, ROTATE, hash, session.0, now.0, next, salt, issued_at, expires_at)? > 0)
        }
    }
}
