//! The RSA keys that sign the tokens of clients: created with the first client, and rotated and retired like the other signing keys
//! (`accounts/signing_keys.rs`), but published apart from them.

use crate::accounts::signing_keys::{already_rotated, may_retire};
use crate::accounts::{Action, Caller, RetireWhen, SigningKeys, UnitOfWork};
use crate::keys::{KeyState, ScheduledKey, schedule};
use crate::shared::{AppError, EventKind, Timestamp};
use crate::store::clients::keys as rows;
use crate::store::locks;
use crate::store::{AdvisoryLock, Conn, SigningKeyRow, StoreError};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::spawn_blocking;

impl SigningKeys {
    /// The public keys for the tokens of clients, as a JWK set. It may be cached as long as that of the other keys.
    pub fn client_jwks(&self) -> serde_json::Value {
        self.keyring().client_jwks()
    }

    /// All of these keys, the newest first.
    pub async fn list_client_signing_keys(&self, caller: &Caller) -> Result<Vec<ScheduledKey>, AppError> {
        caller.permit(Action::ManageSigningKeys)?;
        let now = self.now();
        Ok(self.db().read(async move |mut conn| stored(&mut conn, now).await).await?)
    }

    /// Creates the first key, unless there is one. To be called before a client is created, and when the operator's file defines
    /// one.
    pub(in crate::accounts) async fn make_client_signing_key(&self, caller: &Caller) -> Result<(), AppError> {
        self.permit_recent(caller, Action::ManageApplications)?;
        if self.keyring().has_client_key() {
            return Ok(());
        }
        let new = self.new_client_signing_key(self.now()).await?;
        let job = async move |mut tx: UnitOfWork| {
            // Another client, perhaps at another replica, can be created at the same time.
            locks::acquire(&mut tx, AdvisoryLock::SigningKeys).await?;
            if rows::list(&mut tx).await?.is_empty() {
                rows::insert(&mut tx, &new).await?;
                tx.record(tx.event(EventKind::KeyRotate).detail(&new.kid));
            }
            Ok(())
        };
        self.transact(&caller.who, caller, job).await
    }

    /// Creates the next key. It is published at once, and signs when no cache can be without it any more. Returns all keys, the new
    /// one first.
    pub async fn rotate_client_signing_keys(&self, caller: &Caller) -> Result<Vec<ScheduledKey>, AppError> {
        caller.permit(Action::ManageSigningKeys)?;
        let new = self.new_client_signing_key(self.now()).await?;
        let job = async move |mut tx: UnitOfWork| {
            let mut new = new;
            locks::acquire(&mut tx, AdvisoryLock::SigningKeys).await?;
            let now = tx.now();
            let keys = stored(&mut tx, now).await?;
            // Later than all others, even if the clock was ahead when they were created: the newest key comes to sign.
            let newest = keys.first().map(|newest| newest.created_at.plus(Duration::from_millis(1)));
            new.created_at = newest.map_or(now, |after| now.max(after)).0;
            if let Some(next) = keys.into_iter().find(|key| key.state == KeyState::Next) {
                return Err(already_rotated(&next));
            }
            rows::insert(&mut tx, &new).await?;
            tx.record(tx.event(EventKind::KeyRotate).detail(&new.kid));
            Ok(stored(&mut tx, now).await?)
        };
        self.change(caller, Action::ManageSigningKeys, job).await
    }

    /// Removes a key. Tokens that it has signed are refused from then on. Only ID tokens are still hints, unless somebody else may
    /// have the key: sessions live for longer than tokens, and their clients sign out with the first one.
    pub async fn retire_client_signing_key(
        &self,
        caller: &Caller,
        kid: &str,
        when: RetireWhen,
    ) -> Result<(), AppError> {
        let kid = kid.to_owned();
        let job = async move |mut tx: UnitOfWork| {
            locks::acquire(&mut tx, AdvisoryLock::SigningKeys).await?;
            let now = tx.now();
            // Of one that was retired before, nothing but its hints is left to be refused.
            if when == RetireWhen::Now && rows::delete_retired(&mut tx, &kid).await? {
                tx.record(tx.event(EventKind::KeyRetire).detail(&kid));
                return Ok(());
            }
            let keys = stored(&mut tx, now).await?;
            may_retire(&keys, &kid, (when, now), " --clients")?;
            if when == RetireWhen::Unused {
                rows::keep_public(&mut tx, &kid, now).await?;
            }
            rows::delete(&mut tx, &kid).await?;
            tx.record(tx.event(EventKind::KeyRetire).detail(&kid));
            Ok(())
        };
        self.change(caller, Action::ManageSigningKeys, job).await
    }

    /// Makes a key on another thread: it computes for a tenth of a second or more.
    async fn new_client_signing_key(&self, now: Timestamp) -> Result<SigningKeyRow, AppError> {
        let (keyring, entropy) = (self.keyring().clone(), Arc::clone(&self.entropy));
        let made = spawn_blocking(move || keyring.new_client_signing_key(now, entropy.as_ref())).await;
        made.map_err(AppError::internal)?.map_err(AppError::internal)
    }
}

/// The stored keys, newest first, with their states at `now`.
async fn stored(conn: &mut Conn, now: Timestamp) -> Result<Vec<ScheduledKey>, StoreError> {
    let rows = rows::list(conn).await?;
    Ok(schedule(rows.into_iter().map(|row| (row.kid, Timestamp(row.created_at))).collect(), now))
}
