//! Creating an account for oneself.

use super::{
    User,
    create::{NotCreated, from_not_created},
    new_account::NewAccountFields,
};
use crate::{
    accounts::{Accounts, Caller, Failure, audit::Actor, error, unit_of_work::UnitOfWork},
    passwords::Priority,
    shared::{
        audit::EventKind,
        error::{AppError, ErrorCode, FieldError},
        requests::RegisterRequest,
        views::Role,
    },
};

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

from_not_created!(RegisterError);

impl Accounts {
    /// Makes an account. Of two that ask for one name at the same time, one gets it.
    pub async fn register(&self, caller: &Caller, request: RegisterRequest) -> Result<User, RegisterError> {
        if !self.settings().registration_open {
            return Err(RegisterError::Closed);
        }
        let new = self.prepare(&fields_of(&request), Role::User, Priority::other(caller.address)).await?;
        let id = new.id;
        let job = async move |mut tx: UnitOfWork| {
            tx.record(tx.event(EventKind::UserRegister).on(id));
            Ok::<_, NotCreated>(User::from(new.insert(&mut tx).await?))
        };
        Ok(self.transact(Actor::User(id), caller, job).await?)
    }
}

/// The fields of a form in which somebody makes an account for themselves.
pub(in crate::accounts) fn fields_of(request: &RegisterRequest) -> NewAccountFields<'_> {
    NewAccountFields {
        username: &request.username,
        email: &request.email,
        name: &request.name,
        password: Some(&request.password),
        confirm_password: &request.confirm_password,
    }
}
