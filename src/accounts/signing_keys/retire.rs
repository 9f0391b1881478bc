//! Removes a signing key. Sessions go on: refresh tokens are signed with other keys.

use super::{SigningKeyError, list};
use crate::{
    accounts::{Accounts, Caller, Principal, policy::Action, unit_of_work::UnitOfWork},
    keys::ScheduledKey,
    shared::{audit::EventKind, timestamp::Timestamp},
    store::{
        advisory_locks::{self, AdvisoryLock},
        signing_keys,
    },
};

/// When a key may be retired.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RetireWhen {
    /// When no valid token is signed with it any more.
    Unused,
    /// At once, because someone else may have the key. Its tokens become invalid.
    Now,
}

impl Accounts {
    /// Removes the signing key `kid`. Tokens that it has signed are refused from then on.
    pub async fn retire_signing_key(
        &self,
        who: &Principal,
        caller: &Caller,
        kid: &str,
        when: RetireWhen,
    ) -> Result<(), SigningKeyError> {
        let kid = kid.to_owned();
        let job = async move |mut tx: UnitOfWork| {
            // Otherwise two commands could retire the last two keys at the same time.
            advisory_locks::acquire(&mut tx, AdvisoryLock::SigningKeys).await?;
            let now = tx.now();
            let keys = list::stored(&mut tx, now).await?;
            may_retire(&keys, &kid, when, now)?;
            signing_keys::delete(&mut tx, &kid).await?;
            tx.record(tx.event(EventKind::KeyRetire).detail(&kid));
            Ok::<_, SigningKeyError>(())
        };
        self.change(who, caller, Action::ManageSigningKeys, job).await?;
        // This process is not notified of its own commits.
        self.0.reload_keys().await;
        Ok(())
    }
}

/// Whether the key `kid` of all these `keys` may be retired.
fn may_retire(keys: &[ScheduledKey], kid: &str, when: RetireWhen, now: Timestamp) -> Result<(), SigningKeyError> {
    let key = keys.iter().find(|key| key.kid == kid).ok_or(SigningKeyError::NotFound)?;
    // Even if someone else has it: the successor has to exist before, so that the server can always sign.
    if keys.len() == 1 {
        return Err(SigningKeyError::OnlyKey);
    }
    match (when, key.retirable_from) {
        (RetireWhen::Now, _) => Ok(()),
        (RetireWhen::Unused, None) => Err(SigningKeyError::NoSuccessor),
        (RetireWhen::Unused, Some(from)) if now < from => Err(SigningKeyError::InUse(from)),
        (RetireWhen::Unused, Some(_)) => Ok(()),
    }
}
