//! Replaces the address of an account by one that its owner has confirmed. The previous address can undo that.

use super::confirm::ConfirmEmailError;
use crate::{
    accounts::{
        Accounts, Caller, Failure, LinkError, Recipient, User,
        audit::Actor,
        one_time::{self, NewToken, Opened},
        unit_of_work::UnitOfWork,
        users::new_account,
    },
    identity,
    mail::Mail,
    shared::{audit::EventKind, error::FieldError, views::Status},
    store::{
        StoreError, authority,
        one_time_tokens::{self, Purpose},
        users::{self, ProfileChange, Taken},
    },
};
use std::time::Duration;

/// How long the change can be undone. For that time no other account can take the previous address.
const UNDO_LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

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
            // The account before its tokens, as everywhere, so that transactions cannot deadlock.
            authority::lock_target(&mut tx, id).await?;
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
            // Links may have been sent to the previous address.
            one_time_tokens::delete_all(&mut tx, id).await?;
            // An administrator may have declared the previous address unconfirmed: then it may be that of a stranger.
            if before.email_verified {
                send_undo(&mut tx, &before, &after).await?;
            }
            tx.record(tx.event(EventKind::UserUpdate).on(id).detail("email"));
            Ok(after)
        };
        match self.transact(Actor::User(id), caller, job).await {
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

/// Tells the previous address about the change, with a link that undoes it.
async fn send_undo(tx: &mut UnitOfWork, before: &User, after: &User) -> Result<(), StoreError> {
    // No browser is trusted: the one that asked for the change may be an attacker's.
    let undo = tx.accounts().new_token(NewToken {
        email_key: Some(identity::key(&before.email)),
        parameters: Some(one_time::with_address(&before.email)),
        with_digits: true,
        ..NewToken::of(before.id, Purpose::UndoEmailChange, UNDO_LIFETIME)
    });
    tx.store_token(&undo.stored).await?;
    let (name, new_email) = (before.greeting(), after.email.clone());
    let mail = Mail::EmailChangeNotice { name, new_email, minutes: undo.minutes() };
    tx.send(&mail, &Recipient::owner(before), Some(&undo.secret)).await
}
