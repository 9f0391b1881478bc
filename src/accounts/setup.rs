//! The first administrator: made by whoever holds the one-time link, never by being the first visitor.

use super::{
    Accounts, Caller, Failure, User, error,
    event::{Actor, Event},
    link_token, new_account,
    register::{fields_of, insert},
};
use crate::{
    passwords::{Overloaded, Priority},
    shared::{
        audit::EventKind,
        error::{AppError, ErrorCode, FieldError},
        ids::UserId,
        requests::RegisterRequest,
        timestamp::Timestamp,
        views::Role,
    },
    store::{
        Conn, StoreError,
        sections::{self, Section},
        setup_tokens, standing,
        users::{NewUser, Taken, UserRow},
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

impl From<Overloaded> for SetupError {
    fn from(overloaded: Overloaded) -> Self {
        Self::Failed(overloaded.into())
    }
}

impl Accounts {
    /// Makes a new link; None once there is an administrator. Those of other starts stay good for their hour: of several
    /// replicas that start at once each prints its own, and whichever is used first is the last.
    pub async fn issue_setup_token(&self) -> Result<Option<SetupToken>, Failure> {
        let ((token, hash), now) = (link_token::draw(self.entropy()), self.now());
        let issued = self
            .db()
            .write(move |conn| {
                Box::pin(async move {
                    let needed = !standing::any_admin(conn).await?;
                    if needed {
                        setup_tokens::insert(conn, &hash, now, now.plus(LIFETIME)).await?;
                    }
                    Ok(needed)
                })
            })
            .await?;
        Ok(issued.then_some(SetupToken(token)))
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
                    Ok(setup_tokens::is_valid(conn, &hash, now).await? && !standing::any_admin(conn).await?)
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
        let account = self.parse_new_account(&fields_of(&request)).map_err(SetupError::Invalid)?;
        let derived = account.username_is_derived;
        let id = UserId(self.new_id());
        let new = self.prepare(id, account, Role::Admin, Priority::other(caller.address)).await?;
        let event = self.event(EventKind::UserSetUp, Actor::User(id), caller).on(id);
        let (username, recorded, now) = (new.names.username.clone(), event.clone(), self.now());
        let outcome = self.db().write(move |conn| Box::pin(claim(conn, hash, new, derived, recorded, now))).await;
        let row = match outcome {
            Err(StoreError::Abandoned) => return Err(SetupError::LinkInvalid),
            Err(error) => return Err(error.into()),
            Ok(Err(taken)) => return Err(SetupError::Taken(new_account::taken_errors(taken, &username))),
            Ok(Ok(row)) => row,
        };
        event.log();
        Ok(User::try_from(row)?)
    }
}

/// Of two that hold the link one uses it up; the other's account is rolled back.
async fn claim(
    conn: &mut Conn<'_>,
    hash: [u8; 32],
    new: NewUser,
    username_is_derived: bool,
    event: Event,
    now: Timestamp,
) -> Result<Result<UserRow, Taken>, StoreError> {
    sections::enter(conn, Section::Administrators).await?;
    if standing::any_admin(conn).await? {
        return Err(StoreError::Abandoned);
    }
    let row = match insert(conn, new, username_is_derived, event).await? {
        Ok(row) => row,
        Err(taken) => return Ok(Err(taken)),
    };
    if setup_tokens::consume(conn, &hash, now).await? { Ok(Ok(row)) } else { Err(StoreError::Abandoned) }
}
