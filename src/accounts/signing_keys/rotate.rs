//! Creates the next signing key.

use super::{SigningKeyError, list};
use crate::{
    accounts::{Accounts, Caller, Principal, policy::Action, unit_of_work::UnitOfWork},
    keys::{KeyState, ScheduledKey},
    shared::audit::EventKind,
    store::{
        advisory_locks::{self, AdvisoryLock},
        signing_keys,
    },
};
use std::time::Duration;

impl Accounts {
    /// Creates a signing key. It is published at once, and signs when no cache can be without it any more. Returns all
    /// keys, the new one first.
    pub async fn rotate_signing_keys(
        &self,
        who: &Principal,
        caller: &Caller,
    ) -> Result<Vec<ScheduledKey>, SigningKeyError> {
        let job = async move |mut tx: UnitOfWork| {
            // Two commands at the same time must not create two keys.
            advisory_locks::acquire(&mut tx, AdvisoryLock::SigningKeys).await?;
            let now = tx.now();
            let keys = list::stored(&mut tx, now).await?;
            // Later than all others, even if the clock was ahead when they were created: the newest key comes to sign.
            let created_at =
                keys.first().map_or(now, |newest| now.max(newest.created_at.plus(Duration::from_millis(1))));
            // A third key would gain nothing, and a script that is run too often would fill the JWKS.
            if let Some(next) = keys.into_iter().find(|key| key.state == KeyState::Next) {
                return Err(SigningKeyError::AlreadyRotated { kid: next.kid, signs_from: next.signs_from });
            }
            let key = tx.accounts().keyring().new_signing_key(created_at, tx.accounts().entropy());
            signing_keys::insert(&mut tx, &key).await?;
            tx.record(tx.event(EventKind::KeyRotate).detail(&key.kid));
            Ok(list::stored(&mut tx, now).await?)
        };
        let keys = self.change(who, caller, Action::ManageSigningKeys, job).await?;
        // This process is not notified of its own commits.
        self.0.reload_keys().await;
        Ok(keys)
    }
}
