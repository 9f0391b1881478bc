//! Replaces the address of an account by one that its owner has confirmed. The previous address can undo that, unless the change
//! is itself the undo of an earlier one.

use super::{CONFIRMATION_LIFETIME, MINUTES};
use crate::accounts::one_time::{self, Opened};
use crate::accounts::users::names::{change_names, names_of, taken_errors, with_keys};
use crate::accounts::{
    Actor, Caller, Emails, NewToken, Recipient, Repair, Repairing, UnitOfWork, User, error, link_invalid,
};
use crate::identity;
use crate::mail::Mail;
use crate::shared::{AppError, EventKind, Status};
use crate::store::factors::Contested;
use crate::store::one_time_tokens;
use crate::store::users::{self, Names, Taken};
use crate::store::{Purpose, StoreError};

impl UnitOfWork {
    /// Sends a link to `email` that makes it the address of the account. Replaces an earlier request. Whether the address is
    /// free is checked again when it is confirmed.
    pub(in crate::accounts) async fn request_email_change(&mut self, user: &User, email: &str) -> Result<(), AppError> {
        let mail = Mail::EmailChangeConfirm { minutes: MINUTES };
        self.accounts().outbox().charge_sender(&mail, user.id, self.caller())?;
        self.accounts().outbox().charge_recipient(&mail, email)?;
        let contested = self.contested(user.id).await?;
        let link = self.accounts().links().new_token(NewToken {
            email_key: Some(identity::key(email)),
            parameters: Some(one_time::with_address(email, contested)),
            with_digits: true,
            ..NewToken::of(user.id, Purpose::ChangeEmail, CONFIRMATION_LIFETIME)
        });
        self.store_token(&link.stored).await?;
        let to = Recipient::owner_at(user, email.to_owned());
        self.send(&mail, &to, Some(&link.secret));
        Ok(())
    }
}

impl Emails {
    /// Applies the change that `opened` confirms, and consumes the token. The sessions continue.
    pub(super) async fn apply_email_change(&self, caller: &Caller, opened: &Opened) -> Result<User, AppError> {
        let (Some(id), Some(email)) = (opened.row.user(), one_time::address_in(&opened.row)) else {
            return Err(link_invalid());
        };
        let (hash, contested) = (opened.hash, one_time::contested(&opened.row));
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            if !one_time_tokens::consume(&mut tx, &hash, Purpose::ChangeEmail, now).await? {
                return Err(link_invalid());
            }
            let found = users::find(&mut tx, id).await?.filter(|row| row.status == Status::Active);
            let before = User::from(found.ok_or_else(link_invalid)?);
            let names = with_keys(Names { email, ..names_of(&before) });
            let row = change_names(&mut tx, &before, &names, true).await?;
            let after = User::from(row.ok_or_else(link_invalid)?);
            settle_links(&mut tx, &before, &after, contested).await?;
            tx.record(tx.event(EventKind::UserUpdate).on(id).detail("email"));
            Ok(after)
        };
        match self.on_account(id, None, Actor::User(id), caller, job).await {
            // A concurrent transaction took the address after this one had found it free.
            Err(error) if error::is_unique_violation(&error) => {
                Err(AppError::taken(taken_errors(Taken { email: true, ..Taken::default() }, "")))
            }
            outcome => outcome,
        }
    }
}

/// Deletes the links that were sent to the previous address, and tells that address about the change. `contested`: as an
/// undo of it contests the account.
async fn settle_links(
    tx: &mut UnitOfWork,
    before: &User,
    after: &User,
    contested: Contested,
) -> Result<(), StoreError> {
    if tx.prove_address(after.id, &after.email).await? {
        tx.tell_replaced(before, after);
        return Ok(());
    }
    tx.repair(after.id, Repairing::of(Repair::EmailChanged)).await?;
    // An administrator may have declared the previous address unconfirmed: then it may be that of a stranger.
    if before.email_verified {
        let (name, new_email) = (before.greeting(), after.email.clone());
        tx.offer_undo(before, contested, |minutes| Mail::EmailChangeNotice { name, new_email, minutes }).await?;
    }
    Ok(())
}
