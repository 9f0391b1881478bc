//! Apps that show a code every 30 seconds (RFC 6238): at most one for an account.

use super::announce;
use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use crate::store::statement::{execute, fetch, statements};
use crate::store::{Conn, StoreError, Tx};
use sqlx::FromRow;

#[derive(Clone, Debug, FromRow)]
pub struct AuthenticatorRow {
    pub sealed_secret: Vec<u8>,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
    pub last_step: i64,
}

statements! {
    REPLACE = "INSERT INTO authenticators (user_id, sealed_secret, created_at, last_used_at, last_step) \
        VALUES ($1, $2, $3, NULL, 0) ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, \
        created_at = excluded.created_at, last_used_at = excluded.last_used_at, last_step = excluded.last_step";
    OF = "SELECT sealed_secret, created_at, last_used_at, last_step FROM authenticators WHERE user_id = $1";
    // One conditional update: of two requests with the same code, also at two replicas, one finds its step used.
    // A step after the last possible one was used while the clock was ahead: it must not close the app until then.
    USE_STEP = "UPDATE authenticators SET last_step = $2, last_used_at = $4 WHERE user_id = $1 \
        AND (last_step < $2 OR last_step > $3)";
    DELETE = "DELETE FROM authenticators WHERE user_id = $1";
}

/// Stores the app of an account in place of the previous one.
pub async fn insert_or_replace(tx: &mut Tx, user: UserId, sealed: &[u8], now: Timestamp) -> Result<(), StoreError> {
    insert_hidden(tx, user, sealed, now).await?;
    announce(tx, user);
    Ok(())
}

/// The same for an account of an import, which is hidden: no replica knows it yet.
pub async fn insert_hidden(tx: &mut Tx, user: UserId, sealed: &[u8], now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, REPLACE, user.0, sealed, now.0)?;
    Ok(())
}

pub async fn of(conn: &mut Conn, user: UserId) -> Result<Option<AuthenticatorRow>, StoreError> {
    fetch!(conn, fetch_optional as AuthenticatorRow, OF, user.0)
}

/// Marks the code of a step as used; returns whether neither it nor a later one was used before. `last`: the last step that can have
/// been used by now.
pub async fn use_step(tx: &mut Tx, user: UserId, step: i64, last: i64, now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, USE_STEP, user.0, step, last, now.0)? > 0)
}

/// Returns whether there was one.
pub async fn delete(tx: &mut Tx, user: UserId) -> Result<bool, StoreError> {
    let is_deleted = execute!(tx, DELETE, user.0)? > 0;
    announce(tx, user);
    Ok(is_deleted)
}
