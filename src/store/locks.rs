//! Locks, so that what a transaction has decided stays right until it ends. On SQLite there is nothing to lock: it has a single
//! writer, so reading is enough.
//!
//! Rows are locked on which the authority of an actor depends, so that nothing revokes it, always in the order actor, target,
//! API token, session, so that transactions cannot deadlock. Decisions that depend on many rows, which no row lock protects, have
//! an advisory lock ([`AdvisoryLock`]). Actions of administrators on other accounts take that of administrators first.

use super::api_tokens::{self, GrantRow, granted, of_grant};
use super::clients::removal;
use super::sessions::{self, SessionRow};
use super::statement::{execute, fetch, statements};
use super::users::columns;
use super::{Conn, StoreError, Tx};
use crate::shared::ids::{ApiTokenId, SessionId, UserId};

/// A decision that depends on many rows, and that only one transaction at a time may make.
#[derive(Clone, Copy, Debug)]
pub enum AdvisoryLock {
    /// Whether an administrator remains.
    Administrators = 1,
    /// Which key signs access tokens.
    SigningKeys = 2,
}

/// The session that the token ends with, if it has not ended, locked against that.
macro_rules! hold_session_of_token {
    () => {
        " LEFT JOIN LATERAL (SELECT sessions.id AS live_session_id FROM sessions \
         WHERE sessions.id = token.token_session_id AND ended_at IS NULL FOR SHARE) AS session ON TRUE"
    };
}

statements! {
    /// Held until the transaction ends. The first number, "vest" in ASCII, avoids collisions with other programs.
    ACQUIRE = "SELECT pg_advisory_xact_lock(1986360180, $1)";
    /// The first number is the next one. Two addresses with the same hash wait for each other, which is harmless.
    ACQUIRE_ADDRESS = "SELECT pg_advisory_xact_lock(1986360181, hashtext($1))";
    /// The actor changes their own account: locks it exclusively, and the session against being ended.
    // NO KEY UPDATE does not block the foreign keys of new rows that refer to the account. LATERAL fixes the order
    // in which rows are locked.
    HOLD_OWN = concat!(
        "SELECT ", sessions::columns!(), " \
         FROM (SELECT ", columns!(), " FROM users WHERE id = $2 FOR NO KEY UPDATE) AS actor \
         CROSS JOIN LATERAL (SELECT ", sessions::renamed!(), " FROM sessions \
         WHERE sessions.id = $1 AND user_id = actor.id FOR SHARE) AS session");
    /// The actor changes the account `$3`, or several if that is NULL. `targets >= 0` is always true; it makes PostgreSQL lock
    /// the target before the session.
    // SHARE lets the actor do several things at once, but no other transaction can change the role or the status meanwhile.
    HOLD_OTHER = concat!(
        "SELECT ", sessions::columns!(), " \
         FROM (SELECT ", columns!(), " FROM users WHERE id = $2 FOR SHARE) AS actor \
         CROSS JOIN LATERAL (SELECT COUNT(*) AS targets \
         FROM (SELECT 1 FROM users WHERE id = $3 AND id <> actor.id FOR NO KEY UPDATE) AS held) AS target \
         CROSS JOIN LATERAL (SELECT ", sessions::renamed!(), " FROM sessions \
         WHERE sessions.id = $1 AND user_id = actor.id AND targets >= 0 FOR SHARE) AS session");
    /// Like `HOLD_OWN`, with an API token.
    HOLD_OWN_WITH_TOKEN = concat!(
        "SELECT ", of_grant!(), ", live_session_id \
         FROM (SELECT ", columns!(), " FROM users WHERE id = $2 FOR NO KEY UPDATE) AS actor \
         CROSS JOIN LATERAL (", granted!(), " WHERE api_tokens.id = $1 AND user_id = actor.id FOR SHARE) AS token",
        hold_session_of_token!());
    /// Like `HOLD_OTHER`, with an API token.
    HOLD_OTHER_WITH_TOKEN = concat!(
        "SELECT ", of_grant!(), ", live_session_id \
         FROM (SELECT ", columns!(), " FROM users WHERE id = $2 FOR SHARE) AS actor \
         CROSS JOIN LATERAL (SELECT COUNT(*) AS targets \
         FROM (SELECT 1 FROM users WHERE id = $3 AND id <> actor.id FOR NO KEY UPDATE) AS held) AS target \
         CROSS JOIN LATERAL (", granted!(), " WHERE api_tokens.id = $1 AND user_id = actor.id AND targets >= 0 \
         FOR SHARE) AS token",
        hold_session_of_token!());
    /// The client `$1` gets something. Its row is not deleted meanwhile, but its last use may be stored.
    HOLD_CLIENT = "SELECT deleted_at IS NULL FROM clients WHERE client_id = $1 FOR KEY SHARE";
    /// The operator changes the account `$1`.
    HOLD_TARGET = "SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE";
}

/// Waits until no other transaction holds the lock. On SQLite there is nothing to do: it has a single writer.
pub async fn acquire(tx: &mut Tx, lock: AdvisoryLock) -> Result<(), StoreError> {
    match tx.engine() {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(_) => execute!(tx, ACQUIRE, lock as i32).map(drop),
    }
}

/// Like [`acquire`], for the decisions which registrations of an address without an account are kept, and which becomes its
/// account.
pub async fn acquire_address(tx: &mut Tx, email_key: &str) -> Result<(), StoreError> {
    match tx.engine() {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(_) => execute!(tx, ACQUIRE_ADDRESS, email_key).map(drop),
    }
}

/// Locks the account that the operator is about to change.
pub async fn lock_target(tx: &mut Tx, target: UserId) -> Result<(), StoreError> {
    if let Conn::Postgres(_) = **tx {
        execute!(tx, HOLD_TARGET, target.0)?;
    }
    Ok(())
}

/// Whether the client with this id is in effect; its row is not deleted before the transaction ends. None: it has no row.
pub async fn lock_client(tx: &mut Tx, client_id: &str) -> Result<Option<bool>, StoreError> {
    if let Conn::Sqlite(_) = **tx {
        return removal::is_in_effect(tx, client_id).await;
    }
    let found = fetch!(tx, fetch_optional as (bool,), HOLD_CLIENT, client_id)?;
    Ok(found.map(|(is_in_effect,)| is_in_effect))
}

/// Locks the session and the account of the actor, and the account `target`, until the transaction ends. Returns the session
/// with the actor's account; None if it does not exist or belongs to another account.
pub async fn lock_session(
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

/// Like [`lock_session`], with an API token in place of a session.
pub async fn lock_token(
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
