//! What no use case can help: the store does not answer, or too much is waiting.

use super::TokenError;
use crate::{
    passwords::Overloaded,
    shared::error::{AppError, ErrorCode, FieldError},
    store::StoreError,
};

/// Failures that any use case may meet.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    #[error("signing failed: {0}")]
    Signing(String),
    /// The session of the actor ended, or its account was disabled, after the request had come in.
    #[error("the session has ended")]
    SignedOut,
    /// The actor lost the right to it while it was under way.
    #[error("not allowed any more")]
    Forbidden,
}

impl From<Failure> for AppError {
    /// Logs what happened, once, and tells the outside nothing of it but the code.
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Overloaded(busy) => {
                Self::new(ErrorCode::Overloaded, "Too many people are signing in at once. Try again in a moment.")
                    .retry(busy.retry_after)
            }
            Failure::Store(error) if error.is_unavailable() => {
                tracing::error!(error = %error, "the database does not answer");
                Self::new(
                    ErrorCode::Unavailable,
                    "The database does not answer. Nothing is lost. Try again in a moment.",
                )
                .retry(2)
            }
            Failure::SignedOut => TokenError::Revoked.into(),
            Failure::Forbidden => Self::new(ErrorCode::Forbidden, "This is not yours to do any more."),
            Failure::Store(_) | Failure::Signing(_) => {
                tracing::error!(error = %failure, "internal error");
                Self::new(ErrorCode::Internal, "Something went wrong here. Nothing is lost. Try again.")
            }
        }
    }
}

/// Fields that break a rule.
pub(super) fn invalid(errors: Vec<FieldError>) -> AppError {
    AppError::fields(ErrorCode::ValidationFailed, errors)
}

/// Names that someone else has: the first decides the code, `errors` has them all.
pub(super) fn taken(errors: Vec<FieldError>) -> AppError {
    let of_username = errors.iter().any(|error| error.field == "username");
    let code = if of_username { ErrorCode::UsernameTaken } else { ErrorCode::EmailTaken };
    AppError::fields(code, errors)
}
