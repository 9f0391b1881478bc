//! Deletes accounts permanently.

use super::ManageError;
use crate::{
    accounts::{
        Accounts, Caller, Principal,
        policy::{self, Action},
        throttle,
        unit_of_work::UnitOfWork,
    },
    identity,
    shared::{audit::EventKind, fields::Problem, ids::UserId},
    store::{StoreError, Tx, account_status, audit, outbox, users},
};

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
        let job = async move |mut tx: UnitOfWork| {
            // `erase` returns false both for a missing account and for one that is not deleted.
            users::find(&mut tx, id).await?.ok_or(ManageError::NotFound)?;
            if !erase(&mut tx, id).await? {
                return Err(ManageError::NotDeleted);
            }
            tx.record(tx.event(EventKind::UserPurge).on(id));
            Ok(())
        };
        self.change(who, caller, Action::GovernUser(id), job).await
    }
}

/// Erases a deleted account and its data. Its audit events stay, without IP addresses and devices. Returns false if
/// there is no such deleted account.
pub(in crate::accounts) async fn erase(tx: &mut Tx, id: UserId) -> Result<bool, StoreError> {
    let Some(email_key) = account_status::purge(tx, id).await? else { return Ok(false) };
    // The database removes the other rows. Counters and mail have no foreign key, and events outlive the account.
    throttle::erase(tx, id).await?;
    outbox::delete_of(tx, id).await?;
    outbox::unmark(tx, &email_key).await?;
    audit::erase_origins(tx, id).await?;
    Ok(true)
}
