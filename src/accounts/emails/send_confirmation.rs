//! Sends the message with which the owner of an account confirms its address.

use crate::{
    accounts::{
        Accounts, Caller, CurrentUser, Failure, Principal, Recipient, User,
        one_time::NewToken,
        policy::{Action, NotAllowed},
        unit_of_work::UnitOfWork,
    },
    budgets::{Budget, Exceeded, RateLimitKey},
    identity,
    mail::Mail,
    shared::error::AppError,
    store::{StoreError, one_time_tokens::Purpose, users},
};
use std::time::Duration;

/// Lifetime of the link in minutes: a day, for people who read their mail in the evening. A signed-in user can request another
/// one at any time.
const MINUTES: u32 = 24 * 60;
const LIFETIME: Duration = Duration::from_secs(MINUTES as u64 * 60);

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
    /// All users may confirm their own address, so a denial means that the session has ended.
    fn from(_: NotAllowed) -> Self {
        Self::Failed(Failure::SignedOut)
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
        if who.user.email_verified {
            return Ok(());
        }
        self.spend_mail(&who.user.email).map_err(ResendConfirmationError::Exceeded)?;
        let id = who.user.id;
        let job = async move |mut tx: UnitOfWork| {
            // `change` has locked the account. The address may have been confirmed since the user was read.
            let Some(user) = users::find(&mut tx, id).await?.map(User::from).filter(|user| !user.email_verified) else {
                return Ok(());
            };
            Ok(tx.send_confirmation(&user).await?)
        };
        self.change(&Principal::User(who.clone()), caller, Action::UpdateUser(id), job).await
    }

    /// Charges a message to the budget of its address.
    fn spend_mail(&self, email: &str) -> Result<(), Exceeded> {
        self.spend(Budget::Mail, RateLimitKey::email(&identity::key(email)))
    }
}

impl UnitOfWork {
    /// Sends the message to a new account. If its address has received too many messages, nothing is sent and there is no
    /// error: strangers may have registered it, and the owner can request the message later.
    pub(in crate::accounts) async fn send_first_confirmation(&mut self, user: &User) -> Result<(), StoreError> {
        match self.accounts().spend_mail(&user.email) {
            Ok(()) => self.send_confirmation(user).await,
            Err(_) => Ok(()),
        }
    }

    /// Sends the message, without charging a budget. Its link replaces the previous one.
    pub(in crate::accounts) async fn send_confirmation(&mut self, user: &User) -> Result<(), StoreError> {
        let issued = self.accounts().new_token(NewToken {
            email_key: Some(identity::key(&user.email)),
            with_digits: true,
            browser: self.caller().browser,
            ..NewToken::of(user.id, Purpose::ConfirmEmail, LIFETIME)
        });
        self.store_token(&issued.stored).await?;
        self.send(&Mail::ConfirmEmail { minutes: MINUTES }, &Recipient::owner(user), Some(&issued.secret)).await
    }
}
