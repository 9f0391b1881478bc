//! Errors of requests by administrators and the operator.

use super::create::from_not_created;
use crate::{
    accounts::{AuditError, Failure, Throttled, error, policy::NotAllowed},
    budgets::Exceeded,
    shared::error::{AppError, ErrorCode, FieldError},
    store::StoreError,
};

/// Why an account was not read, created or changed.
#[derive(Debug, thiserror::Error)]
pub enum ManageError {
    #[error("not found")]
    NotFound,
    #[error("not allowed")]
    Forbidden,
    #[error("invalid fields")]
    Invalid(Vec<FieldError>),
    #[error("username or email address is taken")]
    Taken(Vec<FieldError>),
    #[error("the last administrator")]
    LastAdministrator,
    /// Only deleted accounts can be purged.
    #[error("not deleted")]
    NotDeleted,
    #[error("disabled")]
    Disabled,
    /// Administrators cannot create a password link for their own account.
    #[error("a password link for one's own account")]
    OwnPasswordLink,
    /// Only accounts without a password can be invited.
    #[error("the account has a password")]
    HasPassword,
    /// Service accounts have no password and no email address.
    #[error("a service account")]
    ServiceAccount,
    #[error("no open invitation")]
    NotInvited,
    #[error("too many messages")]
    Exceeded(Exceeded),
    #[error("too many wrong passwords")]
    Throttled(Throttled),
    /// Only one mailing can run at a time.
    #[error("another mailing is running")]
    MailingRunning,
    #[error("no mailing is running")]
    NoMailing,
    /// Administrators cannot disable their own account, or delete it without their password.
    #[error("one's own status")]
    OwnStatus,
    /// Administrators cannot mark their own address as confirmed.
    #[error("one's own email address")]
    OwnEmail,
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<ManageError> for AppError {
    fn from(error: ManageError) -> Self {
        match error {
            ManageError::NotFound => Self::new(ErrorCode::NotFound, "There is no such account."),
            ManageError::Forbidden => Self::new(ErrorCode::Forbidden, "You don't have permission to do this."),
            ManageError::Invalid(errors) => error::invalid(errors),
            ManageError::Taken(errors) => error::taken(errors),
            ManageError::LastAdministrator => Self::new(
                ErrorCode::Forbidden,
                "This is the last administrator. Make another user an administrator first.",
            ),
            ManageError::NotDeleted => {
                Self::new(ErrorCode::NotDeleted, "The account is not deleted. Delete it before you purge it.")
            }
            ManageError::Disabled => {
                Self::new(ErrorCode::Disabled, "The account is disabled. Enable it before you create a link.")
            }
            ManageError::OwnPasswordLink => Self::new(
                ErrorCode::Forbidden,
                "You cannot create a password link for your own account. Change your password on your account page.",
            ),
            ManageError::HasPassword => Self::new(
                ErrorCode::ValidationFailed,
                "The account has a password already. Create a password link if its owner needs a new one.",
            ),
            ManageError::ServiceAccount => Self::new(
                ErrorCode::ValidationFailed,
                "This is a service account. It has no password and no email address: create an API token for it.",
            ),
            ManageError::NotInvited => Self::new(ErrorCode::NotFound, "The account has no open invitation."),
            ManageError::Exceeded(exceeded) => exceeded.into(),
            ManageError::Throttled(throttled) => throttled.into(),
            ManageError::MailingRunning => Self::new(
                ErrorCode::MailingRunning,
                "Invitations are being sent to other users. Wait until all are sent, or stop them, then try again.",
            ),
            ManageError::NoMailing => Self::new(ErrorCode::NotFound, "No invitations are being sent at the moment."),
            ManageError::OwnEmail => Self::new(
                ErrorCode::Forbidden,
                "You cannot mark your own address as confirmed. Request a message on your account page and use its link.",
            ),
            ManageError::OwnStatus => Self::new(
                ErrorCode::Forbidden,
                "You cannot disable your own account. Ask another administrator, or delete it on your account page.",
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
            gone_or_out_of_scope => Self::Failed(gone_or_out_of_scope.into()),
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
