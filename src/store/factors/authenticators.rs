//! Apps that show a code every 30 seconds (RFC 6238): at most one for an account.

use super::{Contested, FactorOrigin, replaced};
use crate::shared::{Timestamp, UserId};
use crate::store::added_in::{self, AddedIn};
use crate::store::changes::Change;
use crate::store::statement::statements;
use crate::store::{StoreError, Tx};
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

impl AuthenticatorRow {
    pub fn origin(&self) -> FactorOrigin {
        FactorOrigin::of(self.created_at, &self.added)
    }
}

statements! {
    /// Stores the app of an account of an import, which is hidden: no replica knows it yet.
    pub fn insert_hidden(tx, user: UserId, sealed: &[u8], added: &AddedIn, now: Timestamp) = concat!(
        "INSERT INTO authenticators (user_id, sealed_secret, created_at, last_used_at, last_step, ", added_in::columns!(),
        ", vouched_since) VALUES ($1, $2, $3, NULL, 0, $4, $5, $6, $7, $8) ON CONFLICT (user_id) DO UPDATE SET \
         sealed_secret = excluded.sealed_secret, created_at = excluded.created_at, \
         last_used_at = excluded.last_used_at, last_step = excluded.last_step, session_id = excluded.session_id, \
         session_began_at = excluded.session_began_at, device = excluded.device, address = excluded.address, \
         vouched_since = excluded.vouched_since"),
        [user, sealed, now, added.session_id, added.session_began_at, added.device.as_deref(), added.address.as_deref(),
         added.vouched_since];

    pub fn of(conn, user: UserId) -> Option<AuthenticatorRow> = concat!(
        "SELECT sealed_secret, created_at, last_used_at, last_step, ", added_in::columns!(),
        ", vouched_since FROM authenticators WHERE user_id = $1");

    /// Marks the code of a step as used; returns whether neither it nor a later one was used before. `last`: the last step that can have
    /// been used by now.
    // One conditional update: of two requests with the same code, also at two replicas, one finds its step used.
    // A step after the last possible one was used while the clock was ahead: it must not close the app until then.
    pub fn use_step(tx, user: UserId, step: i64, last: i64, now: Timestamp) -> bool =
        "UPDATE authenticators SET last_step = $2, last_used_at = $4 WHERE user_id = $1 \
         AND (last_step < $2 OR last_step > $3)";

    fn delete(tx, user: UserId) -> bool = "DELETE FROM authenticators WHERE user_id = $1" => Change::User(user);

    /// Deletes the app if it was added since then, and no factor of before `proven` vouches for it or the one that it has replaced is
    /// given back. Returns how many that were.
    fn delete_since(tx, user: UserId, since: Timestamp, proven: Timestamp) -> u64 = concat!(
        "DELETE FROM authenticators WHERE ", added_in::since!(), " AND (", added_in::belongs_since!(),
        " >= $3 OR EXISTS (SELECT 1 FROM replaced_authenticators WHERE ", replaced::wanted!(), "))") => Change::User(user);
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
    tx.changed(Change::User(user));
    Ok(())
}

/// Removes the app. It is kept for an undo. `by`: the session that asks for it. Returns whether there was one.
pub async fn remove(tx: &mut Tx, user: UserId, by: &AddedIn, now: Timestamp) -> Result<bool, StoreError> {
    replaced::keep_authenticator(tx, user, by, now).await?;
    delete(tx, user).await
}

/// Deletes the app if it was added since the account is contested, and gives back the one that was replaced or removed since, or forgets
/// it. Returns how many were deleted.
pub async fn end(tx: &mut Tx, user: UserId, contested: Contested, gives_back: bool) -> Result<u64, StoreError> {
    let Contested { since, proven } = contested;
    let deleted = delete_since(tx, user, since, proven).await?;
    if gives_back {
        replaced::give_back_authenticator(tx, user, contested).await?;
    } else {
        replaced::forget_authenticators(tx, user).await?;
    }
    Ok(deleted)
}
