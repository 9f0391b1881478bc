//! The signing keys of access tokens: publishing, listing, rotating and retiring them.
//!
//! Other nouns ask `SigningKeys` for `has_retirable_key` and `make_client_signing_key`.

pub use crate::keys::JWKS_MAX_AGE;

use super::policy::Action;
use super::unit_of_work::UnitOfWork;
use super::{Caller, Parts, SigningKeys};
use crate::keys::{KeyState, ScheduledKey, schedule};
use crate::language::Message;
use crate::shared::{AppError, ErrorCode, EventKind, Timestamp};
use crate::store::locks;
use crate::store::{AdvisoryLock, Conn, StoreError, sealed};
use std::borrow::Cow;
use std::sync::Weak;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::sleep;

/// How often the keys are read again while notifications of other replicas may be missing.
const RELOAD_INTERVAL: Duration = Duration::from_secs(1);

/// When a key may be retired.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RetireWhen {
    /// When no valid token is signed with it any more.
    Unused,
    /// At once, because someone else may have the key. Its tokens become invalid.
    Now,
}

impl SigningKeys {
    /// All public keys, as a JWK set (RFC 7517). It may be cached for [`JWKS_MAX_AGE`].
    pub fn jwks(&self) -> serde_json::Value {
        self.keyring().jwks()
    }

    /// All signing keys, newest first.
    pub async fn list_signing_keys(&self, caller: &Caller) -> Result<Vec<ScheduledKey>, AppError> {
        caller.permit(Action::ManageSigningKeys)?;
        let now = self.now();
        Ok(self.db().read(async move |mut conn| stored(&mut conn, now).await).await?)
    }

    /// Whether a key has been replaced that has signed no token which is still valid: it can be retired.
    pub(super) async fn has_retirable_key(&self) -> Result<bool, StoreError> {
        let now = self.now();
        let keys = self.db().read(async move |mut conn| stored(&mut conn, now).await).await?;
        let can_go = |key: &ScheduledKey| {
            key.state == KeyState::Verifies && key.retirable_from.is_some_and(|retirable_from| retirable_from <= now)
        };
        Ok(keys.iter().any(can_go))
    }

    /// Creates a signing key. It is published at once, and signs when no cache can be without it any more. Returns all
    /// keys, the new one first.
    pub async fn rotate_signing_keys(&self, caller: &Caller) -> Result<Vec<ScheduledKey>, AppError> {
        let job = async move |mut tx: UnitOfWork| {
            // Two commands at the same time must not create two keys.
            locks::acquire(&mut tx, AdvisoryLock::SigningKeys).await?;
            let now = tx.now();
            let keys = stored(&mut tx, now).await?;
            // Later than all others, even if the clock was ahead when they were created: the newest key comes to sign.
            let created_at =
                keys.first().map_or(now, |newest| now.max(newest.created_at.plus(Duration::from_millis(1))));
            // A third key would gain nothing, and a script that is run too often would fill the JWKS.
            if let Some(next) = keys.into_iter().find(|key| key.state == KeyState::Next) {
                return Err(already_rotated(&next));
            }
            let key = tx.accounts().keyring().new_signing_key(created_at, tx.accounts().entropy());
            sealed::insert_signing_key(&mut tx, &key).await?;
            tx.record(tx.event(EventKind::KeyRotate).detail(&key.kid));
            Ok(stored(&mut tx, now).await?)
        };
        self.change(caller, Action::ManageSigningKeys, job).await
    }

    /// Removes the signing key `kid`. Tokens that it has signed are refused from then on. Sessions go on: refresh tokens are signed
    /// with other keys.
    pub async fn retire_signing_key(&self, caller: &Caller, kid: &str, when: RetireWhen) -> Result<(), AppError> {
        let kid = kid.to_owned();
        let job = async move |mut tx: UnitOfWork| {
            // Otherwise two commands could retire the last two keys at the same time.
            locks::acquire(&mut tx, AdvisoryLock::SigningKeys).await?;
            let now = tx.now();
            let keys = stored(&mut tx, now).await?;
            may_retire(&keys, &kid, (when, now), "")?;
            sealed::delete_signing_key(&mut tx, &kid).await?;
            tx.record(tx.event(EventKind::KeyRetire).detail(&kid));
            Ok(())
        };
        self.change(caller, Action::ManageSigningKeys, job).await
    }
}

/// The stored keys, newest first, with their states at `now`.
async fn stored(conn: &mut Conn, now: Timestamp) -> Result<Vec<ScheduledKey>, StoreError> {
    let rows = sealed::signing_keys(conn).await?;
    Ok(schedule(rows.into_iter().map(|row| (row.kid, Timestamp(row.created_at))).collect(), now))
}

/// Whether the key `kid` of all these `keys` may be retired. `option`: with a space before it, what the commands need that an error
/// names.
pub(super) fn may_retire(
    keys: &[ScheduledKey],
    kid: &str,
    (when, now): (RetireWhen, Timestamp),
    option: &str,
) -> Result<(), AppError> {
    let key = keys.iter().find(|key| key.kid == kid).ok_or_else(|| {
        let detail = format!("there is no such signing key: `vestibule keys list{option}` prints the ids of all keys");
        AppError::not_found(Message::written(detail))
    })?;
    // Even if someone else has it: the successor has to exist before, so that the server can always sign.
    if keys.len() == 1 {
        let successor = format!("create its successor first, with `vestibule keys rotate{option}`");
        return Err(refused(format!("this is the only signing key: {successor}")));
    }
    match (when, key.retirable_from) {
        (RetireWhen::Now, _) => Ok(()),
        // The newest key, which signs.
        (RetireWhen::Unused, None) => Err(refused(format!(
            "this key signs, and has no successor: create one first, with `vestibule keys rotate{option}`, \
             or add --now if someone else may have the key"
        ))),
        (RetireWhen::Unused, Some(from)) if now < from => Err(refused(format!(
            "tokens that this key has signed may be valid until {from}: \
             retire it after that, or add --now if someone else may have the key"
        ))),
        (RetireWhen::Unused, Some(_)) => Ok(()),
    }
}

/// A key of an earlier rotation does not sign yet.
pub(super) fn already_rotated(ScheduledKey { kid, signs_from, .. }: &ScheduledKey) -> AppError {
    refused(format!(
        "the key {kid} was created before and signs from {signs_from}: \
         rotate again after that, or retire it first if it must not be used"
    ))
}

/// Only the operator reads it, on the command line.
fn refused(detail: impl Into<Cow<'static, str>>) -> AppError {
    AppError::new(ErrorCode::ValidationFailed, Message::written(detail))
}

/// How many commits of this process have changed the keys, and how many of them are in memory.
#[derive(Default)]
pub(super) struct KeyChanges {
    committed: AtomicU64,
    read: AtomicU64,
}

impl KeyChanges {
    /// Notes a commit.
    pub(super) fn add(&self) {
        self.committed.fetch_add(1, Ordering::AcqRel);
    }
}

impl Parts {
    /// Reads the keys again if a commit of this process has changed them.
    pub(super) async fn reload_changed_keys(&self) {
        let KeyChanges { committed, read } = &self.key_changes;
        let committed = committed.load(Ordering::Acquire);
        if read.load(Ordering::Acquire) < committed {
            self.reload_keys().await;
            read.fetch_max(committed, Ordering::AcqRel);
        }
    }

    /// Reads the keys again, after they have been changed.
    pub(super) async fn reload_keys(&self) {
        // Not fatal: a token with an unknown key makes `verify` try again.
        if let Err(error) = self.core.keyring().reload(self.core.db()).await {
            tracing::warn!(%error, "cannot reload the signing keys");
        }
    }
}

/// Reads the keys again as long as notifications of other replicas may be missing, for example behind a pooler that
/// drops them. Sessions are looked up in the database then, but keys are used from memory: a retired key must not be
/// trusted, and a new one has to be published.
pub(super) async fn reload_while_stale(parts: Weak<Parts>) {
    loop {
        sleep(RELOAD_INTERVAL).await;
        // The use cases have been dropped.
        let Some(parts) = parts.upgrade() else { return };
        if !parts.caches.accounts.is_fresh() {
            parts.reload_keys().await;
        }
    }
}
