//! An administrator or the operator vouches for the address of an account.

use crate::{
    accounts::{Accounts, Caller, ManageError, Principal, User, policy::Action, unit_of_work::UnitOfWork},
    shared::{audit::EventKind, ids::UserId, views::Status},
    store::{
        StoreError,
        users::{self, UserRow},
    },
};

impl Accounts {
    /// Marks the address of another account as confirmed. Administrators confirm their own with the link, like everyone.
    pub async fn mark_confirmed(&self, who: &Principal, caller: &Caller, id: UserId) -> Result<User, ManageError> {
        if who.user_id() == Some(id) {
            return Err(ManageError::OwnEmail);
        }
        let job = async move |mut tx: UnitOfWork| {
            let row = users::find(&mut tx, id).await?.filter(|row| row.status != Status::Deleted);
            let row = set_verified(&mut tx, row.ok_or(ManageError::NotFound)?, true).await?;
            row.map(User::from).ok_or(ManageError::NotFound)
        };
        self.change(who, caller, Action::DeclareEmail(id), job).await
    }
}

/// Sets whether the address of an account is confirmed, and records it; does nothing if it already is so. None if the account
/// is deleted.
pub(in crate::accounts) async fn set_verified(
    tx: &mut UnitOfWork,
    row: UserRow,
    verified: bool,
) -> Result<Option<UserRow>, StoreError> {
    if row.email_verified == verified {
        return Ok(Some(row));
    }
    let (id, now) = (UserId(row.id), tx.now());
    let row = users::set_email_verified(tx, id, verified, now).await?;
    if let Some(row) = &row {
        if verified {
            tx.close_undos_since(id, &row.email).await?;
        }
        let event = if verified {
            tx.event(EventKind::EmailConfirm).on(id)
        } else {
            tx.event(EventKind::UserUpdate).on(id).detail("email_verified")
        };
        tx.record(event);
    }
    Ok(row)
}
