//! Creating an account for oneself.

use super::{
    Accounts, Caller, Failure, User, error,
    event::{Actor, Event},
    new_account::{self, NewAccountFields},
};
use crate::{
    passwords::{Overloaded, Priority},
    shared::{
        audit::EventKind,
        error::{AppError, ErrorCode, FieldError},
        fields::{self, Fields},
        ids::UserId,
        requests::RegisterRequest,
        text::Text,
        views::Role,
    },
    store::{
        Conn, StoreError,
        users::{self, NewUser, Taken, UserRow},
    },
};

/// How many numbers are tried behind a username that was made from an address.
const NUMBERS: u32 = 1000;

/// Why an account was not made.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    #[error("registration is closed")]
    Closed,
    #[error("fields break a rule")]
    Invalid(Vec<FieldError>),
    #[error("names are taken")]
    Taken(Vec<FieldError>),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<RegisterError> for AppError {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Closed => {
                Self::new(ErrorCode::RegistrationClosed, "Registration is closed. Ask an administrator for an account.")
            }
            RegisterError::Invalid(errors) => error::invalid(errors),
            RegisterError::Taken(errors) => error::taken(errors),
            RegisterError::Failed(failure) => failure.into(),
        }
    }
}

impl From<StoreError> for RegisterError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Overloaded> for RegisterError {
    fn from(overloaded: Overloaded) -> Self {
        Self::Failed(overloaded.into())
    }
}

impl Accounts {
    /// Makes an account. Of two that ask for one name at the same time, one gets it.
    pub async fn register(&self, caller: &Caller, request: RegisterRequest) -> Result<User, RegisterError> {
        if !self.settings().registration_open {
            return Err(RegisterError::Closed);
        }
        let id = UserId(self.new_id());
        let event = self.event(EventKind::UserRegister, Actor::User(id), caller).on(id);
        self.create(id, &fields_of(&request), Role::User, event, Priority::other(caller.address)).await
    }

    /// The one way in which accounts are made.
    pub(super) async fn create(
        &self,
        id: UserId,
        fields: &NewAccountFields<'_>,
        role: Role,
        event: Event,
        priority: Priority,
    ) -> Result<User, RegisterError> {
        let account = self.parse_new_account(fields).map_err(RegisterError::Invalid)?;
        let derived = account.username_is_derived;
        let new = self.prepare(id, account, role, priority).await?;
        let (username, recorded) = (new.names.username.clone(), event.clone());
        let added = self.db().write(move |conn| Box::pin(insert(conn, new, derived, recorded))).await?;
        match added {
            Ok(row) => {
                event.log();
                Ok(User::try_from(row)?)
            }
            Err(taken) => Err(RegisterError::Taken(new_account::taken_errors(taken, &username))),
        }
    }
}

/// The role of an account to be; a user's when none is named.
pub(super) fn role(text: &Text) -> Result<Role, Vec<FieldError>> {
    let mut parsed = Fields::default();
    let role = if text.is_missing() { Some(Role::User) } else { parsed.parse("role", text, fields::role) };
    parsed.finish()?;
    Ok(role.unwrap_or(Role::User))
}

pub(super) fn fields_of(request: &RegisterRequest) -> NewAccountFields<'_> {
    NewAccountFields {
        username: &request.username,
        email: &request.email,
        name: &request.name,
        password: Some(&request.password),
        confirm_password: &request.confirm_password,
    }
}

/// Adds the account and records `event`, or says what is taken. A username that was derived gets a number until it is
/// free.
pub(super) async fn insert(
    conn: &mut Conn<'_>,
    mut new: NewUser,
    username_is_derived: bool,
    event: Event,
) -> Result<Result<UserRow, Taken>, StoreError> {
    let wanted = new.names.username.clone();
    for number in 2..NUMBERS {
        if let Some(row) = users::insert(conn, &new).await? {
            event.record(conn).await?;
            return Ok(Ok(row));
        }
        let taken = users::taken(conn, &new.names.username_key, &new.names.email_key, new.id).await?;
        let another = new_account::numbered(&wanted, number).filter(|_| username_is_derived && !taken.email);
        let Some(another) = another else {
            return Ok(Err(taken));
        };
        new_account::rename(&mut new.names, another);
    }
    Ok(Err(Taken { username: true, email: false }))
}
