//! Leaving.

use super::{
    Accounts, Caller, CurrentUser, Failure, Throttled, confirm_password::Confirmation, error, standing::Outcome,
};
use crate::shared::{
    audit::EventKind,
    error::{AppError, ErrorCode, FieldError},
    requests::DeleteAccountRequest,
};

/// Why an account was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteAccountError {
    #[error("fields break a rule")]
    Invalid(Vec<FieldError>),
    #[error("too many failures")]
    Throttled(Throttled),
    #[error("the last administrator")]
    LastAdministrator,
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<DeleteAccountError> for AppError {
    fn from(error: DeleteAccountError) -> Self {
        match error {
            DeleteAccountError::Invalid(errors) => error::invalid(errors),
            DeleteAccountError::Throttled(throttled) => throttled.into(),
            DeleteAccountError::LastAdministrator => Self::new(
                ErrorCode::Forbidden,
                "You are the last administrator. Make someone else an administrator first.",
            ),
            DeleteAccountError::Failed(failure) => failure.into(),
        }
    }
}

impl Accounts {
    /// Deletes the account of whoever is signed in, softly: it is signed out everywhere and invisible, and its
    /// names stay taken.
    pub async fn delete_account(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        request: DeleteAccountRequest,
    ) -> Result<(), DeleteAccountError> {
        match self.confirm_password(who, caller, EventKind::UserDelete, &request.password).await? {
            Confirmation::Right(_) => {}
            Confirmation::Throttled(throttled) => return Err(DeleteAccountError::Throttled(throttled)),
            Confirmation::Wrong(problem) => return Err(DeleteAccountError::Invalid(vec![problem.of("password")])),
        }
        match self.delete_own(who, caller).await? {
            // Someone else deleted it a moment ago: it is as wished.
            Outcome::Changed(_) | Outcome::Unchanged(_) | Outcome::NotFound => Ok(()),
            Outcome::LastAdministrator(_) => Err(DeleteAccountError::LastAdministrator),
        }
    }
}
