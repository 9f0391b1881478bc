//! Locks the rows on which the authority of an actor depends, so that nothing revokes it before the transaction ends.
//!
//! On SQLite there is a single writer, so reading is enough. On PostgreSQL the rows are locked, always in the order actor,
//! target, session or API token, so that transactions cannot deadlock. Actions of administrators on other accounts take the
//! [advisory lock](super::advisory_locks) of administrators first.

use super::{
    Conn, StoreError, Tx,
    api_tokens::{self, GrantRow, granted, of_grant},
    sessions::{self, SessionRow},
    statement::{execute, fetch, statements},
    users::columns,
};
use crate::shared::ids::{ApiTokenId, SessionId, UserId};

statements! {
    /// The actor changes their own account: locks it exclusively, and the session against being ended.
    // NO KEY UPDATE does not block the foreign keys of new rows that refer to the account. LATERAL fixes the order
    // in which rows are locked.
    HOLD_OWN = concat!(
        "SELECT ", columns!(), ", remember, session_created_at, session_expires_at, ended_at \
         FROM (SELECT ", columns!(), " FROM users WHERE id = $2 FOR NO KEY UPDATE) AS actor \
         CROSS JOIN LATERAL (SELECT remember, created_at AS session_created_at, expires_at AS session_expires_at, ended_at \
         FROM sessions \
         WHERE sessions.id = $1 AND user_id = actor.id FOR SHARE) AS session");
    /// The actor changes the account `$3`, or several if that is NULL. `targets >= 0` is always true; it makes PostgreSQL lock
    /// the target before the session.
    // SHARE lets the actor do several things at once, but nobody can change the role or the status meanwhile.
    HOLD_OTHER = concat!(
        "SELECT ", columns!(), ", remember, session_created_at, session_expires_at, ended_at \
         FROM (SELECT ", columns!(), " FROM users WHERE id = $2 FOR SHARE) AS actor \
         CROSS JOIN LATERAL (SELECT COUNT(*) AS targets \
         FROM (SELECT 1 FROM users WHERE id = $3 AND id <> actor.id FOR NO KEY UPDATE) AS held) AS target \
         CROSS JOIN LATERAL (SELECT remember, created_at AS session_created_at, expires_at AS session_expires_at, ended_at \
         FROM sessions \
         WHERE sessions.id = $1 AND user_id = actor.id AND targets >= 0 FOR SHARE) AS session");
    /// Like `HOLD_OWN`, with an API token.
    HOLD_OWN_WITH_TOKEN = concat!(
        "SELECT ", of_grant!(), " FROM (SELECT ", columns!(), " FROM users WHERE id = $2 FOR NO KEY UPDATE) AS actor \
         CROSS JOIN LATERAL (", granted!(), " WHERE api_tokens.id = $1 AND user_id = actor.id FOR SHARE) AS token");
    /// Like `HOLD_OTHER`, with an API token.
    HOLD_OTHER_WITH_TOKEN = concat!(
        "SELECT ", of_grant!(), " FROM (SELECT ", columns!(), " FROM users WHERE id = $2 FOR SHARE) AS actor \
         CROSS JOIN LATERAL (SELECT COUNT(*) AS targets \
         FROM (SELECT 1 FROM users WHERE id = $3 AND id <> actor.id FOR NO KEY UPDATE) AS held) AS target \
         CROSS JOIN LATERAL (", granted!(), " WHERE api_tokens.id = $1 AND user_id = actor.id AND targets >= 0 \
         FOR SHARE) AS token");
    /// The operator changes the account `$1`.
    HOLD_TARGET = "SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE";
}

/// Locks the account that the operator is about to change.
pub async fn lock_target(tx: &mut Tx, target: UserId) -> Result<(), StoreError> {
    if let Conn::Postgres(_) = **tx {
        execute!(tx, HOLD_TARGET, target.0)?;
    }
    Ok(())
}

/// Locks the session and the account of the actor, and the account `target`, until the transaction ends. Returns the session
/// with the actor's account; None if it does not exist or belongs to another account.
pub async fn lock(
    tx: &mut Tx,
    session: SessionId,
    actor: UserId,
    target: Option<UserId>,
) -> Result<Option<SessionRow>, StoreError> {
    // Nothing to lock: no other transaction can write before this one ends.
    if let Conn::Sqlite(_) = **tx {
        let row = sessions::find(tx, session).await?;
        return Ok(row.filter(|row| row.user.id == actor.0));
    }
    if target == Some(actor) {
        fetch!(tx, fetch_optional as SessionRow, HOLD_OWN, session.0, actor.0)
    } else {
        fetch!(tx, fetch_optional as SessionRow, HOLD_OTHER, session.0, actor.0, target.map(|id| id.0))
    }
}

/// Like [`lock`], with an API token in place of a session.
pub async fn lock_with_token(
    tx: &mut Tx,
    token: ApiTokenId,
    actor: UserId,
    target: Option<UserId>,
) -> Result<Option<GrantRow>, StoreError> {
    if let Conn::Sqlite(_) = **tx {
        let row = api_tokens::find(tx, token).await?;
        return Ok(row.filter(|row| row.user.id == actor.0));
    }
    if target == Some(actor) {
        fetch!(tx, fetch_optional as GrantRow, HOLD_OWN_WITH_TOKEN, token.0, actor.0)
    } else {
        fetch!(tx, fetch_optional as GrantRow, HOLD_OTHER_WITH_TOKEN, token.0, actor.0, target.map(|id| id.0))
    }
}
