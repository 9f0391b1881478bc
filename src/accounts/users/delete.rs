//! Deleting one's own account, and purging a deleted one.
//!
//! An account may have hundreds of thousands of events. Their origins are erased in batches, each in a transaction of its own, so
//! that other writers do not wait long. The last transaction erases the last of them and the account itself, so nothing personal
//! outlives it. Until then the account is a deleted one, whatever happens in between, and purging it goes on with what is left.

use super::User;
use super::set_status::{self, Outcome};
use crate::accounts::passwords::Confirmation;
use crate::accounts::{
    Accounts, Action, Caller, CurrentUser, Recipient, UnitOfWork, Users, error, one_time, run_to_completion, throttle,
};
use crate::identity;
use crate::language::message;
use crate::mail::Mail;
use crate::shared::directory::RESTORABLE;
use crate::shared::{
    AppError, AuditEventId, DeleteAccountRequest, ErrorCode, EventKind, Problem, Timestamp, UserAction, UserId,
};
use crate::store::{StoreError, account_status, audit_retention, counts, outbox, recovery, users};
use std::time::Duration;

/// Events whose origins are erased per transaction.
const BATCH: u32 = 1_000;
/// An event may be stored this long after later ones: the clocks of replicas may differ, and a transaction may take some seconds.
const LATE: Duration = Duration::from_secs(60 * 60);

impl Users {
    /// Deletes the user's own account. It is signed out everywhere and hidden, and can be restored for 30 days by an
    /// administrator, for 7 with a link that its address receives; its username and email address stay taken.
    pub async fn delete_account(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        request: DeleteAccountRequest,
    ) -> Result<(), AppError> {
        // Fails with an API token, which has no session. A stolen session must not be enough to delete the account.
        let confirmed =
            match self.passwords().confirm_owner(who, caller, EventKind::UserDelete, &request.password).await? {
                Confirmation::Right(hash) => hash,
                Confirmation::Wrong(problem) => return Err(AppError::invalid(vec![problem.of("password")])),
            };
        let id = who.user.id;
        let job = async move |mut tx: UnitOfWork| {
            if let Some(problem) = tx.replaced_since(id, &confirmed).await? {
                return Err(AppError::invalid(vec![problem.of("password")]));
            }
            match set_status::change(&mut tx, id, UserAction::Delete, None).await? {
                // An administrator may have deleted the account at the same time: the result is the same.
                Outcome::Changed(_) | Outcome::Unchanged(_) | Outcome::NotFound => Ok(()),
                Outcome::LastAdministrator => Err(AppError::forbidden(message::user_change_own_last_administrator())),
            }
        };
        self.change(&caller.proved(), Action::CloseAccount(id), job).await
    }

    /// Purges an account after the administrator has confirmed it by typing its username.
    pub async fn purge_confirmed(&self, caller: &Caller, id: UserId, username: &str) -> Result<(), AppError> {
        self.permit_recent(caller, Action::PurgeUser(id))?;
        let row = self.db().read(async move |mut conn| users::find(&mut conn, id).await).await?;
        if identity::key(username) != identity::key(&row.ok_or_else(error::no_such_account)?.username) {
            let problem = Problem::new("mismatch", message::user_change_username_mismatch());
            return Err(AppError::invalid(vec![problem.of("username")]));
        }
        self.purge_user(caller, id).await
    }

    /// Purges a deleted account before its 30 days are over.
    pub async fn purge_user(&self, caller: &Caller, id: UserId) -> Result<(), AppError> {
        self.permit_recent(caller, Action::PurgeUser(id))?;
        let (users, caller) = (self.clone(), caller.proved());
        // A request that is dropped would otherwise end between two transactions.
        run_to_completion(async move { erase(&users, &caller, id, None).await }).await
    }
}

/// Tells the owner that the account was deleted: maybe somebody else knew the password. A confirmed address gets a link that undoes
/// it. The address that can undo the first change of address learns of it as well.
pub(super) async fn announce(tx: &mut UnitOfWork, user: &User) -> Result<(), StoreError> {
    let (name, now) = (user.greeting(), tx.now());
    let until = now.plus(RESTORABLE);
    let earlier = recovery::oldest_undo(tx, user.id, None, now).await?.as_ref().and_then(one_time::address_in);
    if let Some(address) = earlier.filter(|address| identity::key(address) != identity::key(&user.email)) {
        let to = Recipient::owner_at(user, address);
        tx.notify_address(&Mail::AccountClosed { name: name.clone(), until, minutes: None }, &to);
    }
    if !user.email_verified {
        return tx.prolong_undos(user.id).await;
    }
    let contested = tx.contested(user.id).await?;
    tx.offer_undo(user, contested, |minutes| Mail::AccountClosed { name, until, minutes: Some(minutes) }).await
}

/// Erases a deleted account and its data. Its audit events stay, without IP addresses and devices.
///
/// # Errors
/// [`ErrorCode::NotDeleted`] if the account is not deleted, or was not deleted before `deleted_before`.
pub(in crate::accounts) async fn erase(
    accounts: &Accounts,
    caller: &Caller,
    id: UserId,
    deleted_before: Option<Timestamp>,
) -> Result<(), AppError> {
    let mut next = Some(AuditEventId::first_at(Timestamp(0)));
    while let Some(first) = next {
        let job = async move |mut tx: UnitOfWork| erase_some(&mut tx, id, deleted_before, first).await;
        // Locks the account, and checks each time that the caller may still do this.
        next = accounts.change(caller, Action::PurgeUser(id), job).await?;
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
) -> Result<Option<AuditEventId>, AppError> {
    users::find(tx, id).await?.ok_or_else(error::no_such_account)?;
    // In each transaction, because the account may have been restored since the last one. Then it is kept, without the origins that
    // are erased by now. They were due, because the time to restore the account was over, or because somebody who may do so had
    // ordered to purge it at once.
    if !account_status::is_deleted(tx, id, deleted_before).await? {
        return Err(not_deleted());
    }
    if let Some(next) = audit_retention::event_after(tx, id, first, BATCH).await? {
        audit_retention::erase_origins(tx, id, first, Some(next)).await?;
        return Ok(Some(next));
    }
    let email_key = account_status::purge(tx, id).await?.ok_or_else(not_deleted)?;
    // The database removes the other rows. Counters and mail have no foreign key, and events outlive the account.
    throttle::erase(tx, id).await?;
    counts::forget(tx, id).await?;
    outbox::delete_of(tx, id).await?;
    outbox::unmark(tx, &email_key).await?;
    // Also from late events, such as attempts to sign in, that were stored after the batch which they belong to.
    let first = first.min(AuditEventId::first_at(tx.now().minus(LATE)));
    audit_retention::erase_origins(tx, id, first, None).await?;
    tx.record(tx.event(EventKind::UserPurge).on(id));
    Ok(None)
}

fn not_deleted() -> AppError {
    AppError::new(ErrorCode::NotDeleted, message::user_change_not_deleted())
}
