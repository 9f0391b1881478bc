//! Email addresses: proving that an address belongs to the owner of its account.
//!
//! No other noun asks `Emails` for anything.

mod change;
mod disown;
mod undo;

pub(super) use undo::LIFETIME as UNDO_LIFETIME;

use super::audit::Actor;
use super::one_time::{NewToken, Opened, link_invalid};
use super::policy::Action;
use super::unit_of_work::UnitOfWork;
use super::{Caller, CurrentUser, Emails, LinkHolder, LinkKind, User, error};
use crate::identity;
use crate::language::message;
use crate::mail::Mail;
use crate::shared::{AppError, EventKind, Status, UserId};
use crate::store::one_time_tokens;
use crate::store::users;
use crate::store::{Purpose, StoreError, UserRow};
use std::time::Duration;

/// Lifetime of a link that confirms an address, in minutes: a day, for people who read their mail in the evening. A signed-in user
/// can request another one at any time.
const MINUTES: u32 = 24 * 60;
/// The same as a duration.
pub(super) const CONFIRMATION_LIFETIME: Duration = Duration::from_secs(MINUTES as u64 * 60);
/// The message that asks the owner of an account to confirm its address.
pub(super) const CONFIRMATION: Mail = Mail::ConfirmEmail { minutes: MINUTES };

/// The account whose address was confirmed.
pub struct ConfirmedEmail {
    pub user: User,
    /// Whether it was opened by that and lacks a value that another account has got since it was registered.
    pub is_less: bool,
}

impl Emails {
    /// Confirms an address with the token of a link, and invalidates the link. What the link does depends on what it was sent for:
    /// a new account, a change of address, or a registration that creates the account.
    pub async fn confirm_email(
        &self,
        caller: &Caller,
        token: &str,
        holder: LinkHolder<'_>,
    ) -> Result<ConfirmedEmail, AppError> {
        let opened = self.links().open_link_of(caller, token, LinkKind::Confirm).await?;
        self.links().check_holder(caller, &opened, holder).await?;
        let (user, is_less) = match opened.row.purpose {
            Purpose::ConfirmEmail => (self.confirm_current_email(caller, &opened).await?, false),
            Purpose::ChangeEmail => (self.apply_email_change(caller, &opened).await?, false),
            Purpose::Registration => self.users().complete_registration(caller, &opened).await?,
            // `open_link` finds only the purposes above.
            Purpose::Password | Purpose::Invitation | Purpose::UndoEmailChange | Purpose::ReportSignIn => {
                return Err(link_invalid());
            }
        };
        Ok(ConfirmedEmail { user, is_less })
    }

    /// Confirms the current address of an account.
    async fn confirm_current_email(&self, caller: &Caller, opened: &Opened) -> Result<User, AppError> {
        let id = opened.row.user().ok_or_else(link_invalid)?;
        let (hash, email_key) = (opened.hash, opened.row.email_key.clone());
        let job = async move |mut tx: UnitOfWork| {
            // Only one of several concurrent requests consumes the token. No administrator creates such tokens, so the
            // advisory lock is not needed.
            let now = tx.now();
            let consumed = one_time_tokens::consume(&mut tx, &hash, Purpose::ConfirmEmail, now).await?;
            let row = users::find(&mut tx, id).await?.filter(|row| {
                // Changes of status and address delete the token; this does not rely on it.
                row.status == Status::Active && Some(identity::key(&row.email)) == email_key
            });
            let Some(row) = row.filter(|_| consumed) else {
                return Err(link_invalid());
            };
            let row = set_verified(&mut tx, row, true).await?.ok_or_else(link_invalid)?;
            Ok(User::from(row))
        };
        self.on_account(id, None, Actor::User(id), caller, job).await
    }

    /// Marks the address of another account as confirmed: an administrator or the operator vouches for it. Administrators confirm
    /// their own with the link, like everyone.
    pub async fn mark_confirmed(&self, caller: &Caller, id: UserId) -> Result<User, AppError> {
        if caller.user_id() == Some(id) {
            return Err(AppError::forbidden(message::email_own_declared()));
        }
        let job = async move |mut tx: UnitOfWork| {
            let row = users::find(&mut tx, id).await?.filter(|row| row.status != Status::Deleted);
            let row = set_verified(&mut tx, row.ok_or_else(error::no_such_account)?, true).await?;
            row.map(User::from).ok_or_else(error::no_such_account)
        };
        self.change(caller, Action::DeclareEmail(id), job).await
    }

    /// Sends a signed-in user the message that confirms their address again; the previous link becomes invalid. Does nothing if the
    /// address is confirmed.
    pub async fn resend_confirmation(&self, who: &CurrentUser, caller: &Caller) -> Result<(), AppError> {
        let id = who.user.id;
        caller.permit(Action::ResendConfirmation(id))?;
        if who.user.email_verified {
            return Ok(());
        }
        let job = async move |mut tx: UnitOfWork| {
            // `change` has locked the account. The address may have been confirmed since the user was read.
            let Some(user) = users::find(&mut tx, id).await?.map(User::from).filter(|user| !user.email_verified) else {
                return Ok(());
            };
            // Here and not before, so that nothing is charged if there is nothing to send.
            tx.accounts().outbox().charge_sender(&CONFIRMATION, id, tx.caller())?;
            tx.accounts().outbox().charge_recipient(&CONFIRMATION, &user.email)?;
            Ok(tx.send_confirmation(&user).await?)
        };
        self.change(caller, Action::ResendConfirmation(id), job).await
    }
}

/// Sets whether the address of an account is confirmed, and records it; does nothing if it already is so. None if the account
/// is deleted.
pub(super) async fn set_verified(
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
            tx.prove_address(id, &row.email).await?;
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

impl UnitOfWork {
    /// Sends the message that confirms the address of a new account, unless the address has received too many: that is no error,
    /// because strangers may have registered it, and the owner can request the message later.
    pub(super) async fn send_first_confirmation(&mut self, user: &User) -> Result<(), StoreError> {
        match self.accounts().outbox().charge_recipient(&CONFIRMATION, &user.email) {
            Ok(()) => self.send_confirmation(user).await,
            Err(_) => Ok(()),
        }
    }

    /// Sends the message that confirms the address, without charging a budget. Its link replaces the previous one.
    pub(super) async fn send_confirmation(&mut self, user: &User) -> Result<(), StoreError> {
        let new = NewToken {
            email_key: Some(identity::key(&user.email)),
            with_digits: true,
            browser: self.caller().browser,
            journey: self.caller().journey.clone(),
            ..NewToken::of(user.id, Purpose::ConfirmEmail, CONFIRMATION_LIFETIME)
        };
        self.send_link(user, new, &CONFIRMATION).await
    }
}
