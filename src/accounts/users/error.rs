//! What can be wrong with a request of an administrator, or of the operator.

use super::create::from_not_created;
use crate::{
    accounts::{AuditError, Failure, error, policy::NotAllowed},
    shared::error::{AppError, ErrorCode, FieldError},
    store::StoreError,
};

/// Why an account was not read, made or changed.
#[derive(Debug, thiserror::Error)]
pub enum ManageError {
    #[error("not found")]
    NotFound,
    #[error("not allowed")]
    Forbidden,
    #[error("fields break a rule")]
    Invalid(Vec<FieldError>),
    #[error("names are taken")]
    Taken(Vec<FieldError>),
    #[error("the last administrator")]
    LastAdministrator,
    /// Only what was deleted before can be purged.
    #[error("not deleted")]
    NotDeleted,
    #[error("disabled")]
    Disabled,
    /// The actor asked for a link to their own password.
    #[error("a link for oneself")]
    OwnPasswordLink,
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<ManageError> for AppError {
    fn from(error: ManageError) -> Self {
        match error {
            ManageError::NotFound => Self::new(ErrorCode::NotFound, "There is no such account."),
            ManageError::Forbidden => Self::new(ErrorCode::Forbidden, "This is not yours to do."),
            ManageError::Invalid(errors) => error::invalid(errors),
            ManageError::Taken(errors) => error::taken(errors),
            ManageError::LastAdministrator => Self::new(
                ErrorCode::Forbidden,
                "This is the last administrator. Make someone else an administrator first.",
            ),
            ManageError::NotDeleted => {
                Self::new(ErrorCode::NotDeleted, "The account is in use. Delete it first, then it can be purged.")
            }
            ManageError::Disabled => {
                Self::new(ErrorCode::Disabled, "The account is disabled. Enable it first, then make the link.")
            }
            ManageError::OwnPasswordLink => Self::new(
                ErrorCode::Forbidden,
                "Nobody makes a password link for themselves. Change your password on your account page.",
            ),
            ManageError::Failed(failure) => failure.into(),
        }
    }
}

impl From<NotAllowed> for ManageError {
    fn from(refusal: NotAllowed) -> Self {
        match refusal {
            NotAllowed::Hidden => Self::NotFound,
            NotAllowed::Forbidden => Self::Forbidden,
            NotAllowed::SignedOut => Self::Failed(Failure::SignedOut),
        }
    }
}

impl From<StoreError> for ManageError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

from_not_created!(ManageError);

impl From<AuditError> for ManageError {
    fn from(error: AuditError) -> Self {
        match error {
            AuditError::Forbidden => Self::Forbidden,
            AuditError::Invalid(errors) => Self::Invalid(errors),
            AuditError::Failed(failure) => Self::Failed(failure),
        }
    }
}
