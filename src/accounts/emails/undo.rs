//! Undoes a change of address, with the link that was sent to the previous one, or the deletion of an account by its owner.
//!
//! The person who has changed the address or deleted the account knows the password, so the password becomes invalid as well, all
//! sessions end, and the owner of the address chooses a new password.

use crate::{
    accounts::{
        Accounts, Caller, LinkError, LinkHolder, LinkKind, User,
        audit::Actor,
        one_time,
        unit_of_work::UnitOfWork,
        users::{
            new_account,
            set_status::{self, Outcome, StatusChange},
        },
    },
    shared::{audit::EventKind, end_reason::EndReason, timestamp::Timestamp, views::Status},
    store::{
        advisory_locks::{self, AdvisoryLock},
        authority,
        one_time_tokens::{self, Purpose},
        sessions,
        users::{self, ProfileChange, UserRow},
    },
};

impl Accounts {
    /// Restores the address, ends all sessions, makes the password invalid and sends a link to choose another.
    ///
    /// Works also if password and address have been changed again since, or the account has been deleted by somebody who knew its
    /// password. Later changes of the address can no longer be undone: an attacker who made them could take over the account again.
    pub async fn undo_email_change(
        &self,
        caller: &Caller,
        token: &str,
        holder: LinkHolder<'_>,
    ) -> Result<(), LinkError> {
        let opened = self.open_link_of(caller, token, LinkKind::Undo).await?;
        self.check_digits(caller, &opened, holder).await?;
        let (Some(id), Some(email)) = (opened.row.user(), one_time::address_in(&opened.row)) else {
            return Err(LinkError::Invalid);
        };
        let (hash, changed_at) = (opened.hash, Timestamp(opened.row.created_at));
        let job = async move |mut tx: UnitOfWork| {
            // Restoring an account changes its status. Before any row lock, so that transactions cannot deadlock.
            advisory_locks::acquire(&mut tx, AdvisoryLock::Administrators).await?;
            authority::lock_target(&mut tx, id).await?;
            let now = tx.now();
            if !one_time_tokens::consume(&mut tx, &hash, Purpose::UndoEmailChange, now).await? {
                return Err(LinkError::Invalid);
            }
            let found = users::find(&mut tx, id).await?.ok_or(LinkError::Invalid)?;
            let before = User::from(active(&mut tx, found).await?);
            // The address is free, because it was reserved while the token was valid.
            let names = new_account::names_with_email(&before, &email);
            let change = ProfileChange { names, email_verified: true, now };
            let row = users::change_profile(&mut tx, id, before.version, &change).await?;
            let user = User::from(row.ok_or(LinkError::Invalid)?);
            one_time_tokens::delete_since(&mut tx, id, changed_at).await?;
            tx.prolong_undos(id).await?;
            sessions::end_all(&mut tx, id, EndReason::EmailChangeUndone, now).await?;
            tx.record(tx.event(EventKind::EmailChangeUndone).on(id));
            tx.tell_replaced(&before, &user);
            Ok(tx.begin_recovery(&user).await?)
        };
        self.transact(Actor::User(id), caller, job).await
    }
}

/// The account, restored if it is deleted: an administrator who deletes an account closes its undos, so its owner has deleted it, or
/// somebody who knew the password.
async fn active(tx: &mut UnitOfWork, row: UserRow) -> Result<UserRow, LinkError> {
    match row.status {
        Status::Active => Ok(row),
        Status::Disabled => Err(LinkError::Invalid),
        Status::Deleted => {
            let restore = StatusChange::Status(Status::Deleted, Status::Active);
            match set_status::apply(tx, row, restore, None).await? {
                Outcome::Changed(row) => Ok(*row),
                Outcome::Unchanged(_) | Outcome::NotFound | Outcome::LastAdministrator => Err(LinkError::Invalid),
            }
        }
    }
}
