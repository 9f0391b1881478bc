//! What any use case can fail with: the database, overload, and a permission that is missing or was lost during the request.

use crate::language::message;
use crate::passwords::Overloaded;
use crate::shared::{AppError, ErrorCode};
use crate::store::StoreError;
use std::fmt::Display;

/// Why an action was denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotAllowed {
    /// Reported as if the account did not exist.
    Hidden,
    Forbidden,
    /// The account may do it, but not with this API token.
    TokenScope,
    /// A second factor is demanded of the account, which has none yet.
    FactorMissing,
    /// The session has ended, or the account was disabled or deleted.
    SignedOut,
    /// The API token was revoked or has expired, or the account was disabled or deleted.
    TokenRevoked,
}

impl From<StoreError> for AppError {
    /// The client learns whether it can try again, and nothing else of the database.
    fn from(error: StoreError) -> Self {
        // Before the next one: what can be read is available, and the operator should look at the disk.
        let public = if error.is_write_refused() {
            // A primary that has become a standby has a successor in seconds; a full disk takes longer.
            let seconds = if error.is_read_only() { 2 } else { 30 };
            Self::new(ErrorCode::Unavailable, message::error_database_read_only()).retry(seconds)
        } else if error.is_unavailable() {
            // Temporary, unlike other errors of the database.
            Self::new(ErrorCode::Unavailable, message::error_database_unavailable()).retry(2)
        } else {
            return Self::internal(error);
        };
        public.caused_by(error)
    }
}

impl From<Overloaded> for AppError {
    fn from(busy: Overloaded) -> Self {
        Self::new(ErrorCode::Overloaded, message::session_overloaded()).retry(busy.retry_after)
    }
}

impl From<NotAllowed> for AppError {
    fn from(refusal: NotAllowed) -> Self {
        match refusal {
            NotAllowed::Hidden => Self::not_found(message::user_change_unknown()),
            NotAllowed::Forbidden => Self::forbidden(message::error_forbidden()),
            NotAllowed::TokenScope => Self::new(ErrorCode::TokenScope, message::error_token_scope()),
            NotAllowed::FactorMissing => factor_missing(),
            NotAllowed::SignedOut => session_ended(),
            NotAllowed::TokenRevoked => api_token_revoked(),
        }
    }
}

/// The session has ended, or its account is disabled or deleted.
pub(super) fn session_ended() -> AppError {
    AppError::new(ErrorCode::TokenRevoked, message::session_has_ended())
}

/// The account has to have a second factor before it can do anything else.
pub fn factor_missing() -> AppError {
    AppError::new(ErrorCode::SecondFactorMissing, message::error_second_factor_missing())
}

pub(super) fn api_token_revoked() -> AppError {
    AppError::new(ErrorCode::TokenRevoked, message::session_api_token_revoked())
}

/// What the database has answered, if that is the cause.
pub(super) fn store_error(error: &AppError) -> Option<&StoreError> {
    error.cause()?.downcast_ref()
}

/// Whether a concurrent request has stored the same name, address or key first.
pub(super) fn is_unique_violation(error: &AppError) -> bool {
    store_error(error).is_some_and(StoreError::is_unique_violation)
}

/// Writes the cause of an error to the log, for the operator. To be called where the error is sent to a client.
pub fn log_cause(error: &AppError) {
    let Some(cause) = error.cause() else { return };
    match store_error(error) {
        Some(refused) if refused.is_write_refused() => {
            let remedy = refused.explanation().unwrap_or("an earlier line says why");
            tracing::error!(error = %cause, "the database cannot be written to: {remedy}");
        }
        Some(unavailable) if unavailable.is_unavailable() => {
            tracing::error!(error = %cause, "the database does not respond");
        }
        _ => tracing::error!(error = %cause, "internal error"),
    }
}

// What several nouns refuse. What only one refuses is beside its verb.

/// The account does not exist or is deleted, or the actor may not know that it exists.
pub(super) fn no_such_account() -> AppError {
    NotAllowed::Hidden.into()
}

pub(super) fn account_disabled() -> AppError {
    AppError::new(ErrorCode::Disabled, message::user_change_disabled())
}

/// Service accounts have no password and no email address.
pub(super) fn service_account() -> AppError {
    AppError::new(ErrorCode::ValidationFailed, message::user_change_service_account())
}

/// Administrators cannot disable their own account, or delete it without their password.
pub(super) fn own_status() -> AppError {
    AppError::forbidden(message::user_change_own_status())
}

/// What a line of the log says about an error: its cause, which clients do not learn, or else what they read.
pub fn for_log(error: &AppError) -> &dyn Display {
    match error.cause() {
        Some(cause) => cause,
        None => error,
    }
}
