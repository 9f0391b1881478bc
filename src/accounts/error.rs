//! Failures that are common to all use cases: the database, overload, signing, and a permission lost during the
//! request.

use super::{ApiTokenProblem, TokenError, policy::NotAllowed};
use crate::{
    passwords::Overloaded,
    shared::error::{AppError, ErrorCode, FieldError},
    store::StoreError,
};

/// A failure that any use case can return.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Overloaded(#[from] Overloaded),
    #[error("signing failed: {0}")]
    Signing(String),
    /// The actor's session ended, or the account was disabled, during the request.
    #[error("the session has ended")]
    SignedOut,
    /// The actor's API token was revoked or expired, or the account was disabled, during the request.
    #[error("the API token is no longer valid")]
    TokenRevoked,
    /// The request has an API token that does not allow this.
    #[error("the API token does not allow this")]
    TokenScope,
    /// The actor lost the permission during the request.
    #[error("no longer allowed")]
    Forbidden,
    /// The actor has sent another request with the same idempotency key.
    #[error("the idempotency key belongs to another request")]
    IdempotencyKeyReused,
    /// The actor has sent this request before, and its result is sealed with keys that have been replaced.
    #[error("the result of the idempotency key cannot be read")]
    IdempotencyResultLost,
}

impl From<NotAllowed> for Failure {
    /// For actors who know that the account exists.
    fn from(refusal: NotAllowed) -> Self {
        match refusal {
            NotAllowed::Hidden | NotAllowed::Forbidden => Self::Forbidden,
            NotAllowed::TokenScope => Self::TokenScope,
            NotAllowed::SignedOut => Self::SignedOut,
            NotAllowed::TokenRevoked => Self::TokenRevoked,
        }
    }
}

impl From<Failure> for AppError {
    /// Logs the cause. The response contains no details of it.
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Overloaded(busy) => Self::new(
                ErrorCode::Overloaded,
                "Too many users are signing in at the moment. Try again in a few seconds.",
            )
            .retry(busy.retry_after),
            // Before the next one: what can be read is available, and the operator should look at the disk.
            Failure::Store(error) if error.is_write_refused() => {
                let remedy = error.explanation().unwrap_or("an earlier line says why");
                tracing::error!(error = %error, "the database cannot be written to: {remedy}");
                Self::new(
                    ErrorCode::Unavailable,
                    "The server cannot save changes at the moment, because its database cannot be written to. Your data is safe. \
                     Try again in a few minutes.",
                )
                .retry(30)
            }
            // Temporary, unlike other errors of the database: the client may retry.
            Failure::Store(error) if error.is_unavailable() => {
                tracing::error!(error = %error, "the database does not respond");
                Self::new(
                    ErrorCode::Unavailable,
                    "The database is not available. Your data is safe. Try again in a few seconds.",
                )
                .retry(2)
            }
            Failure::SignedOut => TokenError::Revoked.into(),
            Failure::TokenRevoked => TokenError::ApiToken(ApiTokenProblem::Revoked).into(),
            Failure::TokenScope => Self::new(
                ErrorCode::TokenScope,
                "The scopes of the API token do not allow this. Use a token with the scope for it; \
                 what no scope allows needs a sign-in.",
            ),
            Failure::Forbidden => Self::new(ErrorCode::Forbidden, "You no longer have permission to do this."),
            Failure::IdempotencyKeyReused => Self::new(
                ErrorCode::IdempotencyKeyReused,
                "Within the last 24 hours you have sent another request with this Idempotency-Key. Repeat that request \
                 without changes, or send a new key.",
            ),
            Failure::IdempotencyResultLost => Self::new(
                ErrorCode::IdempotencyKeyReused,
                "This request was executed, but its response can no longer be read, because the keys of the server were \
                 replaced since. Look up what it has changed. To execute it once more, send a new key.",
            ),
            Failure::Store(_) | Failure::Signing(_) => {
                tracing::error!(error = %failure, "internal error");
                Self::new(ErrorCode::Internal, "Something went wrong on the server. Try again later.")
            }
        }
    }
}

/// The error for invalid fields.
pub(super) fn invalid(errors: Vec<FieldError>) -> AppError {
    AppError::fields(ErrorCode::ValidationFailed, errors)
}

/// The error for a username or email address that another account has. A taken username decides the code.
pub(super) fn taken(errors: Vec<FieldError>) -> AppError {
    let of_username = errors.iter().any(|error| error.field == "username");
    let code = if of_username { ErrorCode::UsernameTaken } else { ErrorCode::EmailTaken };
    AppError::fields(code, errors)
}
