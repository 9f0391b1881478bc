//! Taking deleted accounts away for good.

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
    store::{StoreError, Tx, account_status, audit, users},
};

impl Accounts {
    /// Purges an account whose username was typed once more, to be sure which one it is.
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
            let problem = Problem::new("mismatch", "Type the username exactly as it stands above.");
            return Err(ManageError::Invalid(vec![problem.of("username")]));
        }
        self.purge_user(who, caller, id).await
    }

    /// Takes a deleted account away for good, before its 30 days are over.
    pub async fn purge_user(&self, who: &Principal, caller: &Caller, id: UserId) -> Result<(), ManageError> {
        let job = async move |mut tx: UnitOfWork| {
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

/// Erases a deleted account and all that belongs to it, except that something happened to it once; whether it was there.
pub(in crate::accounts) async fn erase(tx: &mut Tx, id: UserId) -> Result<bool, StoreError> {
    let gone = account_status::purge(tx, id).await?;
    if gone {
        throttle::erase(tx, id).await?;
        audit::erase_origins(tx, id).await?;
    }
    Ok(gone)
}
