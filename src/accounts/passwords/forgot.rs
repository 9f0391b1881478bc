//! Forgotten passwords: sends a password link to the email address of an account.
//!
//! Neither the response nor its time reveals whether an account has the address: everything that depends on it happens
//! after the response ([`Accounts::after_response`]).

use super::links::RESET_LIFETIME;
use crate::{
    accounts::{
        Accounts, Caller, Recipient, User, audit::Actor, error, one_time::NewToken, service_accounts,
        unit_of_work::UnitOfWork,
    },
    budgets::{Budget, Exceeded, RateLimitKey},
    identity::{self, CanonicalEmail},
    mail::Mail,
    shared::{
        audit::EventKind,
        error::{AppError, FieldError},
        fields::Fields,
        ids::UserId,
        requests::ForgotPasswordRequest,
        views::Status,
    },
    store::{
        StoreError,
        one_time_tokens::Purpose,
        users::{self, UserRow},
    },
};
use std::time::Duration;

/// Why a request for a password link was refused.
#[derive(Debug, thiserror::Error)]
pub enum ForgotPasswordError {
    #[error("invalid fields")]
    Invalid(Vec<FieldError>),
    #[error("too many requests")]
    Exceeded(Exceeded),
}

impl From<ForgotPasswordError> for AppError {
    fn from(error: ForgotPasswordError) -> Self {
        match error {
            ForgotPasswordError::Invalid(errors) => error::invalid(errors),
            ForgotPasswordError::Exceeded(exceeded) => exceeded.into(),
        }
    }
}

impl Accounts {
    /// Sends a password link to `request.email` if an active account has this address. Succeeds in any case, unless the
    /// text is no email address or the source has requested too many messages.
    pub fn forgot_password(&self, caller: &Caller, request: &ForgotPasswordRequest) -> Result<(), ForgotPasswordError> {
        let mut fields = Fields::default();
        let email = fields.parse("email", &request.email, identity::email);
        fields.finish().map_err(ForgotPasswordError::Invalid)?;
        self.spend_recovery(caller).map_err(ForgotPasswordError::Exceeded)?;
        // `finish` has failed if there is none.
        if let Some(CanonicalEmail { key, .. }) = email
            // An error would reveal that someone else has asked for the same address. The owner has five messages.
            && self.spend(Budget::Mail, RateLimitKey::email(&key)).is_ok()
        {
            let (accounts, caller) = (self.clone(), caller.clone());
            let send = async move {
                if let Err(error) = accounts.send_password_link(&caller, key).await {
                    tracing::error!(%error, "cannot send a password link");
                }
            };
            self.after_response("a password link", send);
        }
        Ok(())
    }

    async fn send_password_link(&self, caller: &Caller, email_key: String) -> Result<(), StoreError> {
        let found = self.db().read(move |conn| Box::pin(async move { users::find_by_key(conn, &email_key).await }));
        let can_sign_in = |user: &UserRow| user.status == Status::Active && !service_accounts::is_address(&user.email);
        let Some(user) = found.await?.filter(can_sign_in) else { return Ok(()) };
        let id = UserId(user.id);
        let job = async move |mut tx: UnitOfWork| {
            // The account may have been disabled, or its address changed, since it was read.
            let now = users::find(&mut tx, id).await?.map(User::from);
            let Some(user) = now.filter(|now| now.status == Status::Active && now.email == user.email) else {
                return Ok(());
            };
            tx.send_password_link(&user).await
        };
        self.transact(Actor::Anonymous, caller, job).await
    }
}

impl UnitOfWork {
    /// Sends the owner of an account a new password link, which replaces the previous ones.
    pub(in crate::accounts) async fn send_password_link(&mut self, user: &User) -> Result<(), StoreError> {
        // Using the link confirms the address.
        let email_key = Some(identity::key(&user.email));
        let new = NewToken { email_key, ..NewToken::of(user.id, Purpose::Password, RESET_LIFETIME) };
        let link = self.accounts().new_token(new);
        self.store_token(&link.stored).await?;
        self.record(self.event(EventKind::PasswordResetIssued).on(user.id));
        let mail = Mail::PasswordReset { name: user.greeting(), minutes: minutes(RESET_LIFETIME) };
        self.send(&mail, &Recipient::owner(user), Some(&link.secret)).await
    }
}

fn minutes(lifetime: Duration) -> u32 {
    u32::try_from(lifetime.as_secs() / 60).unwrap_or(u32::MAX)
}
