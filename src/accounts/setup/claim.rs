//! Creates the first administrator with a setup link that the server prints when it starts. The link proves access to
//! the server, so that the first visitor cannot take over a new installation.

use crate::{
    accounts::{
        Accounts, Caller, Failure, User,
        audit::Actor,
        error, one_time,
        unit_of_work::UnitOfWork,
        users::{UsernameRights, create::from_not_created, fields_of},
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

/// Lifetime of a setup link.
const LIFETIME: Duration = Duration::from_secs(60 * 60);

/// The token of a setup link. It is a secret and only printed to standard output.
pub struct SetupToken(pub String);

/// Why the first administrator was not created.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The link is unknown, used or expired, or an administrator exists.
    #[error("the link is not valid")]
    LinkInvalid,
    #[error("invalid fields")]
    Invalid(Vec<FieldError>),
    #[error("username or email address is taken")]
    Taken(Vec<FieldError>),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<SetupError> for AppError {
    fn from(error: SetupError) -> Self {
        match error {
            SetupError::LinkInvalid => Self::new(
                ErrorCode::NotFound,
                "This link has been used or has expired. Restart the server to print a new one.",
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
    /// Creates a setup token; None if an administrator exists. Earlier tokens stay valid for their hour, because each
    /// replica prints its own. The first one that is used invalidates all.
    pub async fn issue_setup_token(&self) -> Result<Option<SetupToken>, Failure> {
        let ((token, hash), now) = (one_time::draw(self.entropy()), self.now());
        let job = async move |mut tx: Tx| {
            let is_needed = !account_status::any_admin(&mut tx).await?;
            if is_needed {
                setup_tokens::insert(&mut tx, &hash, now, now.plus(LIFETIME)).await?;
            }
            Ok::<_, StoreError>(is_needed)
        };
        Ok(self.db().write(job).await?.then_some(SetupToken(token)))
    }

    pub async fn setup_token_is_valid(&self, token: &str) -> Result<bool, Failure> {
        let Some(hash) = one_time::hash_of(token) else {
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

    /// Creates the first administrator and consumes the token, except if fields are invalid.
    pub async fn set_up(&self, caller: &Caller, token: &str, request: RegisterRequest) -> Result<User, SetupError> {
        // Before the password is hashed: only holders of a link may cause that work.
        if !self.setup_token_is_valid(token).await? {
            return Err(SetupError::LinkInvalid);
        }
        let hash = one_time::hash_of(token).ok_or(SetupError::LinkInvalid)?;
        // The holder of the link has access to the server, like the operator, who vouches for the address.
        let fields = fields_of(&request, UsernameRights::All);
        let new = self.prepare(&fields, Role::Admin, Priority::other(caller.address)).await?.confirmed();
        let id = new.id;
        let job = async move |mut tx: UnitOfWork| {
            // Until the commit, no other transaction can change who is an administrator.
            advisory_locks::acquire(&mut tx, AdvisoryLock::Administrators).await?;
            let now = tx.now();
            // Only one of two concurrent requests creates an administrator.
            if account_status::any_admin(&mut tx).await? || !setup_tokens::consume(&mut tx, &hash, now).await? {
                return Err(SetupError::LinkInvalid);
            }
            tx.record(tx.event(EventKind::UserSetUp).on(id));
            Ok(User::from(new.insert(&mut tx).await?))
        };
        self.transact(Actor::User(id), caller, job).await
    }
}
