//! Replaces the address of an account by one that its owner has confirmed. The previous address can undo that, unless the change
//! is itself the undo of an earlier one.

use super::confirm::ConfirmEmailError;
use crate::{
    accounts::{
        Accounts, Caller, Failure, LinkError, User,
        audit::Actor,
        one_time::{self, Opened},
        unit_of_work::UnitOfWork,
        users::new_account,
    },
    mail::Mail,
    shared::{audit::EventKind, error::FieldError, views::Status},
    store::{
        StoreError,
        one_time_tokens::{self, Kept, Purpose},
        users::{self, ProfileChange, Taken},
    },
};

impl Accounts {
    /// Applies the change that `opened` confirms, and consumes the token. The sessions continue.
    pub(in crate::accounts) async fn apply_email_change(
        &self,
        caller: &Caller,
        opened: &Opened,
    ) -> Result<User, ConfirmEmailError> {
        let (Some(id), Some(email)) = (opened.row.user(), one_time::address_in(&opened.row)) else {
            return Err(LinkError::Invalid.into());
        };
        let hash = opened.hash;
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            if !one_time_tokens::consume(&mut tx, &hash, Purpose::ChangeEmail, now).await? {
                return Err(ConfirmEmailError::from(LinkError::Invalid));
            }
            let found = users::find(&mut tx, id).await?.filter(|row| row.status == Status::Active);
            let before = User::from(found.ok_or(LinkError::Invalid)?);
            let names = new_account::names_with_email(&before, &email);
            let change = ProfileChange { names, email_verified: true, now };
            // Before the update, because on PostgreSQL a transaction with a unique violation cannot be queried.
            reject_taken(&mut tx, &before, &change).await?;
            let row = users::change_profile(&mut tx, id, before.version, &change).await?;
            // After it, because the update waits for a concurrent change of address, which only a later statement sees.
            reject_taken(&mut tx, &before, &change).await?;
            let after = User::from(row.ok_or(LinkError::Invalid)?);
            settle_links(&mut tx, &before, &after).await?;
            tx.record(tx.event(EventKind::UserUpdate).on(id).detail("email"));
            Ok(after)
        };
        match self.transact_on(id, Actor::User(id), caller, job).await {
            // A concurrent transaction took the address after this one had found it free.
            Err(ConfirmEmailError::Failed(Failure::Store(error))) if error.is_unique_violation() => {
                Err(ConfirmEmailError::Taken(taken()))
            }
            outcome => outcome,
        }
    }
}

/// Fails if another account has the address, or can take it back.
async fn reject_taken(tx: &mut UnitOfWork, user: &User, change: &ProfileChange) -> Result<(), ConfirmEmailError> {
    if users::taken(tx, &change.names, user.id, change.now).await?.email {
        return Err(ConfirmEmailError::Taken(taken()));
    }
    Ok(())
}

fn taken() -> Vec<FieldError> {
    new_account::taken_errors(Taken { username: false, email: true, external_id: false }, "")
}

/// Deletes the links that were sent to the previous address, and tells that address about the change.
async fn settle_links(tx: &mut UnitOfWork, before: &User, after: &User) -> Result<(), StoreError> {
    if tx.close_undos_since(after.id, &after.email).await? {
        tx.tell_replaced(before, after);
        return Ok(());
    }
    one_time_tokens::delete_unused(tx, after.id, Kept::Undos).await?;
    // An administrator may have declared the previous address unconfirmed: then it may be that of a stranger.
    if before.email_verified {
        let (name, new_email) = (before.greeting(), after.email.clone());
        tx.offer_undo(before, |minutes| Mail::EmailChangeNotice { name, new_email, minutes }).await?;
    }
    Ok(())
}
