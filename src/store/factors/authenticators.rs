//! Apps that show a code every 30 seconds (RFC 6238): at most one for an account.

use super::{announce, replaced};
use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use crate::store::added_in::{self, AddedIn};
use crate::store::statement::{execute, fetch, statements};
use crate::store::{Conn, StoreError, Tx};
use sqlx::FromRow;

#[derive(Clone, Debug, FromRow)]
pub struct AuthenticatorRow {
    pub sealed_secret: Vec<u8>,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
    pub last_step: i64,
    #[sqlx(flatten)]
    pub added: AddedIn,
}

statements! {
    REPLACE = "INSERT INTO authenticators (user_id, sealed_secret, created_at, last_used_at, last_step, session_id, \
        session_began_at, device, address) VALUES ($1, $2, $3, NULL, 0, $4, $5, $6, $7) \
        ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, \
        created_at = excluded.created_at, last_used_at = excluded.last_used_at, last_step = excluded.last_step, \
        session_id = excluded.session_id, session_began_at = excluded.session_began_at, device = excluded.device, \
        address = excluded.address";
    OF = concat!(
        "SELECT sealed_secret, created_at, last_used_at, last_step, ", added_in::columns!(),
        " FROM authenticators WHERE user_id = $1");
    // One conditional update: of two requests with the same code, also at two replicas, one finds its step used.
    // A step after the last possible one was used while the clock was ahead: it must not close the app until then.
    USE_STEP = "UPDATE authenticators SET last_step = $2, last_used_at = $4 WHERE user_id = $1 \
        AND (last_step < $2 OR last_step > $3)";
    DELETE = "DELETE FROM authenticators WHERE user_id = $1";
    DELETE_SINCE = concat!("DELETE FROM authenticators WHERE ", added_in::since!());
}

/// Stores the app of an account. The previous one is kept for an undo.
pub async fn insert_or_replace(
    tx: &mut Tx,
    user: UserId,
    sealed: &[u8],
    added: &AddedIn,
    now: Timestamp,
) -> Result<(), StoreError> {
    replaced::keep_authenticator(tx, user, added, now).await?;
    insert_hidden(tx, user, sealed, added, now).await?;
    announce(tx, user);
    Ok(())
}

/// Stores the app of an account of an import, which is hidden: no replica knows it yet.
pub async fn insert_hidden(
    tx: &mut Tx,
    user: UserId,
    sealed: &[u8],
    added: &AddedIn,
    now: Timestamp,
) -> Result<(), StoreError> {
    let AddedIn { session_id, session_began_at, device, address } = added;
    let (device, address) = (device.as_deref(), address.as_deref());
    execute!(tx, REPLACE, user.0, sealed, now.0, *session_id, *session_began_at, device, address)?;
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

/// Removes the app. It is kept for an undo. `by`: the session that asks for it. Returns whether there was one.
pub async fn remove(tx: &mut Tx, user: UserId, by: &AddedIn, now: Timestamp) -> Result<bool, StoreError> {
    replaced::keep_authenticator(tx, user, by, now).await?;
    let is_deleted = execute!(tx, DELETE, user.0)? > 0;
    announce(tx, user);
    Ok(is_deleted)
}

/// Deletes the app if it was added since then. Returns how many that were.
pub async fn delete_since(tx: &mut Tx, user: UserId, since: Timestamp) -> Result<u64, StoreError> {
    let deleted = execute!(tx, DELETE_SINCE, user.0, since.0)?;
    announce(tx, user);
    Ok(deleted)
}
