//! Confirms an address with the link in a message. What the link does depends on what it was sent for: a new account, a change
//! of address, or a registration that creates the account.

use super::set_verified;
use crate::{
    accounts::{
        Accounts, Caller, Failure, LinkError, LinkHolder, LinkKind, User, audit::Actor, error, one_time::Opened,
        unit_of_work::UnitOfWork,
    },
    identity,
    shared::{
        error::{AppError, FieldError},
        views::Status,
    },
    store::{
        StoreError,
        one_time_tokens::{self, Purpose},
        users,
    },
};

/// Why an address was not confirmed.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmEmailError {
    #[error(transparent)]
    Link(#[from] LinkError),
    /// Another account has taken the address since the message was sent.
    #[error("the email address is taken")]
    Taken(Vec<FieldError>),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<ConfirmEmailError> for AppError {
    fn from(error: ConfirmEmailError) -> Self {
        match error {
            ConfirmEmailError::Link(error) => error.into(),
            ConfirmEmailError::Taken(errors) => error::taken(errors),
            ConfirmEmailError::Failed(failure) => failure.into(),
        }
    }
}

impl From<StoreError> for ConfirmEmailError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Accounts {
    /// Confirms an address with the token of a link, and invalidates the link.
    pub async fn confirm_email(
        &self,
        caller: &Caller,
        token: &str,
        holder: LinkHolder<'_>,
    ) -> Result<User, ConfirmEmailError> {
        let opened = self.open_link_of(caller, token, LinkKind::Confirm).await?;
        self.check_digits(caller, &opened, holder).await?;
        match opened.row.purpose {
            Purpose::ConfirmEmail => self.confirm_current_email(caller, &opened).await,
            Purpose::ChangeEmail => self.apply_email_change(caller, &opened).await,
            Purpose::Registration => self.complete_registration(caller, &opened, holder).await,
            // `open_link` finds only the purposes above.
            Purpose::Password | Purpose::Invitation | Purpose::UndoEmailChange | Purpose::ReportSignIn => {
                Err(LinkError::Invalid.into())
            }
        }
    }

    /// Confirms the current address of an account.
    async fn confirm_current_email(&self, caller: &Caller, opened: &Opened) -> Result<User, ConfirmEmailError> {
        let id = opened.row.user().ok_or(LinkError::Invalid)?;
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
                return Err(ConfirmEmailError::Link(LinkError::Invalid));
            };
            let row = set_verified(&mut tx, row, true).await?.ok_or(LinkError::Invalid)?;
            Ok(User::from(row))
        };
        self.transact_on(id, Actor::User(id), caller, job).await
    }
}
