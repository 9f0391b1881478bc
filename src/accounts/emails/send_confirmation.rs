//! Sends the message with which the owner of an account confirms its address.

use crate::{
    accounts::{
        Accounts, Caller, CurrentUser, Failure, Principal, Recipient, User,
        one_time::{Issued, NewToken},
        policy::{self, Action, NotAllowed},
        unit_of_work::UnitOfWork,
    },
    budgets::Exceeded,
    identity,
    mail::Mail,
    shared::{error::AppError, ids::UserId},
    store::{
        StoreError,
        one_time_tokens::{self, Purpose},
        users,
    },
};
use std::time::Duration;

/// Lifetime of a link that confirms an address, in minutes: a day, for people who read their mail in the evening. A signed-in user
/// can request another one at any time.
pub(super) const MINUTES: u32 = 24 * 60;
/// The same as a duration.
pub(in crate::accounts) const CONFIRMATION_LIFETIME: Duration = Duration::from_secs(MINUTES as u64 * 60);
/// The message.
pub(in crate::accounts) const CONFIRMATION: Mail = Mail::ConfirmEmail { minutes: MINUTES };

/// Why the message was not sent again.
#[derive(Debug, thiserror::Error)]
pub enum ResendConfirmationError {
    /// The address has received too many messages.
    #[error("too many messages")]
    Exceeded(Exceeded),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<ResendConfirmationError> for AppError {
    fn from(error: ResendConfirmationError) -> Self {
        match error {
            ResendConfirmationError::Exceeded(exceeded) => exceeded.into(),
            ResendConfirmationError::Failed(failure) => failure.into(),
        }
    }
}

impl From<NotAllowed> for ResendConfirmationError {
    /// All users may confirm their own address, so a denial means that the session has ended, or that there is none.
    fn from(refusal: NotAllowed) -> Self {
        Self::Failed(refusal.into())
    }
}

impl From<StoreError> for ResendConfirmationError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Accounts {
    /// Sends the message to a signed-in user again; the previous link becomes invalid. Does nothing if the address is
    /// confirmed.
    pub async fn resend_confirmation(&self, who: &CurrentUser, caller: &Caller) -> Result<(), ResendConfirmationError> {
        let (id, principal) = (who.user.id, Principal::User(who.clone()));
        policy::permit(&principal, Action::ChangeEmail(id))?;
        if who.user.email_verified {
            return Ok(());
        }
        let job = async move |mut tx: UnitOfWork| {
            // `change` has locked the account. The address may have been confirmed since the user was read.
            let Some(user) = users::find(&mut tx, id).await?.map(User::from).filter(|user| !user.email_verified) else {
                return Ok(());
            };
            // Here and not before, so that nothing is charged if there is nothing to send.
            tx.accounts().charge_sender(&CONFIRMATION, id, tx.caller()).map_err(ResendConfirmationError::Exceeded)?;
            tx.accounts().charge_recipient(&CONFIRMATION, &user.email).map_err(ResendConfirmationError::Exceeded)?;
            Ok(tx.send_confirmation(&user).await?)
        };
        self.change(&principal, caller, Action::ChangeEmail(id), job).await
    }
}

/// The message to an account that is being registered.
pub(in crate::accounts) struct FirstConfirmation {
    link: Issued,
    to: Recipient,
}

impl Accounts {
    /// Prepares the message. None if the address has received too many: that is no error, because strangers may have
    /// registered it, and the owner can request the message later.
    pub(in crate::accounts) fn first_confirmation(
        &self,
        caller: &Caller,
        id: UserId,
        email: &str,
    ) -> Option<FirstConfirmation> {
        self.charge_recipient(&CONFIRMATION, email).ok()?;
        let to = Recipient { address: email.to_owned(), user: Some(id) };
        Some(FirstConfirmation { link: self.new_confirmation(caller, id, email), to })
    }

    fn new_confirmation(&self, caller: &Caller, id: UserId, email: &str) -> Issued {
        self.new_token(NewToken {
            email_key: Some(identity::key(email)),
            with_digits: true,
            browser: caller.browser,
            ..NewToken::of(id, Purpose::ConfirmEmail, CONFIRMATION_LIFETIME)
        })
    }
}

impl FirstConfirmation {
    /// Stores the token and the message. To be called after the account has been inserted, to which both refer.
    pub(in crate::accounts) async fn send(&self, tx: &mut UnitOfWork) -> Result<(), StoreError> {
        // A new account has no tokens that this one replaces.
        one_time_tokens::insert(tx, &self.link.stored).await?;
        tx.send(&CONFIRMATION, &self.to, Some(&self.link.secret));
        Ok(())
    }
}

impl UnitOfWork {
    /// Sends the message, without charging a budget. Its link replaces the previous one.
    pub(in crate::accounts) async fn send_confirmation(&mut self, user: &User) -> Result<(), StoreError> {
        let link = self.accounts().new_confirmation(self.caller(), user.id, &user.email);
        self.store_token(&link.stored).await?;
        self.send(&CONFIRMATION, &Recipient::owner(user), Some(&link.secret));
        Ok(())
    }
}
