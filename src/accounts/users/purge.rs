//! Deletes accounts permanently.
//!
//! An account may have hundreds of thousands of events. Their origins are erased in batches, each in a transaction of its own, so
//! that other writers do not wait long. The last transaction erases the last of them and the account itself, so nothing personal
//! outlives it. Until then the account is a deleted one, whatever happens in between, and purging it goes on with what is left.

use super::ManageError;
use crate::{
    accounts::{
        Accounts, Caller, Principal,
        completion::run_to_completion,
        policy::{self, Action},
        throttle,
        unit_of_work::UnitOfWork,
    },
    identity,
    shared::{
        audit::EventKind,
        fields::Problem,
        ids::{AuditEventId, UserId},
        timestamp::Timestamp,
    },
    store::{account_status, audit, outbox, users},
};
use std::time::Duration;

/// Events whose origins are erased per transaction.
const BATCH: u32 = 1_000;
/// An event may be stored this long after later ones: the clocks of replicas may differ, and a transaction may take some seconds.
const LATE: Duration = Duration::from_secs(60 * 60);

impl Accounts {
    /// Purges an account after the administrator has confirmed it by typing its username.
    pub async fn purge_confirmed(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
        username: &str,
    ) -> Result<(), ManageError> {
        policy::permit(who, Action::GovernUser(id))?;
        let row = self.db().read(move |conn| Box::pin(users::find(conn, id))).await?;
        if identity::key(username) != identity::key(&row.ok_or(ManageError::NotFound)?.username) {
            let problem = Problem::new("mismatch", "The username does not match. Type it exactly as shown above.");
            return Err(ManageError::Invalid(vec![problem.of("username")]));
        }
        self.purge_user(who, caller, id).await
    }

    /// Purges a deleted account before its 30 days are over.
    pub async fn purge_user(&self, who: &Principal, caller: &Caller, id: UserId) -> Result<(), ManageError> {
        let (accounts, who, caller) = (self.clone(), who.clone(), caller.clone());
        // A request that is dropped would otherwise end between two transactions.
        run_to_completion(async move { erase(&accounts, &who, &caller, id, None).await }).await
    }
}

/// Erases a deleted account and its data. Its audit events stay, without IP addresses and devices.
///
/// # Errors
/// [`ManageError::NotDeleted`] if the account is not deleted, or was not deleted before `deleted_before`.
pub(in crate::accounts) async fn erase(
    accounts: &Accounts,
    who: &Principal,
    caller: &Caller,
    id: UserId,
    deleted_before: Option<Timestamp>,
) -> Result<(), ManageError> {
    let mut next = Some(AuditEventId::first_at(Timestamp(0)));
    while let Some(first) = next {
        let job = async move |mut tx: UnitOfWork| erase_some(&mut tx, id, deleted_before, first).await;
        // Locks the account, and checks each time that `who` may still do this.
        next = accounts.change(who, caller, Action::GovernUser(id), job).await?;
    }
    Ok(())
}

/// Erases the origins of the next events of a deleted account, from the event `first` on. If no further ones follow, erases the
/// account as well. Otherwise returns the event with which to go on.
async fn erase_some(
    tx: &mut UnitOfWork,
    id: UserId,
    deleted_before: Option<Timestamp>,
    first: AuditEventId,
) -> Result<Option<AuditEventId>, ManageError> {
    users::find(tx, id).await?.ok_or(ManageError::NotFound)?;
    // In each transaction, because the account may have been restored since the last one. Then it is kept, without the origins that
    // are erased by now. They were due, because the time to restore the account was over, or because somebody who may do so had
    // ordered to purge it at once.
    if !account_status::is_deleted(tx, id, deleted_before).await? {
        return Err(ManageError::NotDeleted);
    }
    if let Some(next) = audit::event_after(tx, id, first, BATCH).await? {
        audit::erase_origins(tx, id, first, Some(next)).await?;
        return Ok(Some(next));
    }
    let email_key = account_status::purge(tx, id).await?.ok_or(ManageError::NotDeleted)?;
    // The database removes the other rows. Counters and mail have no foreign key, and events outlive the account.
    throttle::erase(tx, id).await?;
    outbox::delete_of(tx, id).await?;
    outbox::unmark(tx, &email_key).await?;
    // Also from late events, such as attempts to sign in, that were stored after the batch which they belong to.
    let first = first.min(AuditEventId::first_at(tx.now().minus(LATE)));
    audit::erase_origins(tx, id, first, None).await?;
    tx.record(tx.event(EventKind::UserPurge).on(id));
    Ok(None)
}
