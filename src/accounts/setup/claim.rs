//! The first administrator: made by whoever holds the one-time link, never by being the first visitor.

use crate::{
    accounts::{
        Accounts, Caller, Failure, User,
        audit::Actor,
        error,
        passwords::link_token,
        unit_of_work::UnitOfWork,
        users::{create::from_not_created, fields_of},
    },
    passwords::Priority,
    shared::{
        audit::EventKind,
        error::{AppError, ErrorCode, FieldError},
        requests::RegisterRequest,
        views::Role,
    },
    store::{
        StoreError, Tx, account_status,
        advisory_locks::{self, AdvisoryLock},
        setup_tokens,
    },
};
use std::time::Duration;

/// How long the link is good.
const LIFETIME: Duration = Duration::from_secs(60 * 60);

/// Opens `/setup` once, within an hour. A secret: printed to standard output alone.
pub struct SetupToken(pub String);

/// Why there is no first administrator yet.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// Unknown, used up or expired; or there is an administrator already.
    #[error("the link is not valid")]
    LinkInvalid,
    #[error("fields break a rule")]
    Invalid(Vec<FieldError>),
    #[error("names are taken")]
    Taken(Vec<FieldError>),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<SetupError> for AppError {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::LinkInvalid => Self::new(
                ErrorCode::NotFound,
                "This link has been used or has expired. Start the server again: it prints a new one.",
            ),
            SetupError::Invalid(errors) => error::invalid(errors),
            SetupError::Taken(errors) => error::taken(errors),
            SetupError::Failed(failure) => failure.into(),
        }
    }
}

impl From<StoreError> for SetupError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

from_not_created!(SetupError);

impl Accounts {
    /// Makes a new link; None once there is an administrator. Those of other starts stay good for their hour: of several
    /// replicas that start at once each prints its own, and whichever is used first is the last.
    pub async fn issue_setup_token(&self) -> Result<Option<SetupToken>, Failure> {
        let ((token, hash), now) = (link_token::draw(self.entropy()), self.now());
        let job = async move |mut tx: Tx| {
            let needed = !account_status::any_admin(&mut tx).await?;
            if needed {
                setup_tokens::insert(&mut tx, &hash, now, now.plus(LIFETIME)).await?;
            }
            Ok::<_, StoreError>(needed)
        };
        Ok(self.db().write(job).await?.then_some(SetupToken(token)))
    }

    /// Whether the link would still make an administrator.
    pub async fn setup_token_is_valid(&self, token: &str) -> Result<bool, Failure> {
        let Some(hash) = link_token::hash_of(token) else {
            return Ok(false);
        };
        let now = self.now();
        let valid = self
            .db()
            .read(move |conn| {
                Box::pin(async move {
                    Ok(setup_tokens::is_valid(conn, &hash, now).await? && !account_status::any_admin(conn).await?)
                })
            })
            .await?;
        Ok(valid)
    }

    /// Makes the first administrator and uses the link up; a form that is not right leaves it as it was.
    pub async fn set_up(&self, caller: &Caller, token: &str, request: RegisterRequest) -> Result<User, SetupError> {
        if !self.setup_token_is_valid(token).await? {
            return Err(SetupError::LinkInvalid);
        }
        let hash = link_token::hash_of(token).ok_or(SetupError::LinkInvalid)?;
        let new = self.prepare(&fields_of(&request), Role::Admin, Priority::other(caller.address)).await?;
        let id = new.id;
        let job = async move |mut tx: UnitOfWork| {
            advisory_locks::acquire(&mut tx, AdvisoryLock::Administrators).await?;
            let now = tx.now();
            // Of two that hold a link one uses it up; the other makes nothing.
            if account_status::any_admin(&mut tx).await? || !setup_tokens::consume(&mut tx, &hash, now).await? {
                return Err(SetupError::LinkInvalid);
            }
            tx.record(tx.event(EventKind::UserSetUp).on(id));
            Ok(User::from(new.insert(&mut tx).await?))
        };
        self.transact(Actor::User(id), caller, job).await
    }
}
