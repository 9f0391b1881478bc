//! Forgotten passwords: sends a password link to the email address of an account.
//!
//! Neither the response nor its time reveals whether an account has the address: everything that depends on it happens
//! after the response ([`Accounts::after_response`]).

use super::links::{RESET_LIFETIME, RESET_MINUTES};
use crate::{
    accounts::{
        Accounts, Caller, Recipient, User, audit::Actor, error, one_time::NewToken, service_accounts,
        unit_of_work::UnitOfWork,
    },
    budgets::Exceeded,
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
        if let Some(CanonicalEmail { key, .. }) = email {
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
            // Anyone can ask for the link of anyone. An error would reveal that there is an account.
            if tx.accounts().charge_recipient(&message(&user), &user.email).is_err() {
                return Ok(());
            }
            tx.send_password_link(&user).await
        };
        self.transact_on(id, Actor::Anonymous, caller, job).await
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
        self.send(&message(user), &Recipient::owner(user), Some(&link.secret));
        Ok(())
    }
}

fn message(user: &User) -> Mail {
    Mail::PasswordReset { name: user.greeting(), minutes: RESET_MINUTES }
}
