//! Deleting one's own account.

use super::set_status::{self, Outcome};
use crate::{
    accounts::{
        Accounts, Caller, CurrentUser, Failure, Principal, Throttled, error,
        passwords::Confirmation,
        policy::{Action, NotAllowed},
        unit_of_work::UnitOfWork,
    },
    shared::{
        audit::EventKind,
        directory::UserAction,
        error::{AppError, ErrorCode, FieldError},
        requests::DeleteAccountRequest,
    },
    store::StoreError,
};

/// Why an account was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteAccountError {
    #[error("invalid fields")]
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
                "You are the last administrator. Make another user an administrator first.",
            ),
            DeleteAccountError::Failed(failure) => failure.into(),
        }
    }
}

impl From<NotAllowed> for DeleteAccountError {
    /// All users may delete their own account, so a denial means that the session has ended, or that there is none.
    fn from(refusal: NotAllowed) -> Self {
        Self::Failed(refusal.into())
    }
}

impl From<StoreError> for DeleteAccountError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Accounts {
    /// Deletes the user's own account. It is signed out everywhere and hidden, and can be restored for 30 days; its
    /// username and email address stay taken.
    pub async fn delete_account(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        request: DeleteAccountRequest,
    ) -> Result<(), DeleteAccountError> {
        // Fails with an API token, which has no session. A stolen session must not be enough to delete the account.
        match self.confirm_password(who, caller, EventKind::UserDelete, &request.password).await? {
            Confirmation::Right(_) => {}
            Confirmation::Throttled(throttled) => return Err(DeleteAccountError::Throttled(throttled)),
            Confirmation::Wrong(problem) => return Err(DeleteAccountError::Invalid(vec![problem.of("password")])),
        }
        let id = who.user.id;
        let job =
            async move |mut tx: UnitOfWork| match set_status::change(&mut tx, id, UserAction::Delete, None).await? {
                // An administrator may have deleted the account at the same time: the result is the same.
                Outcome::Changed(_) | Outcome::Unchanged(_) | Outcome::NotFound => Ok(()),
                Outcome::LastAdministrator => Err(DeleteAccountError::LastAdministrator),
            };
        self.change(&Principal::User(who.clone()), caller, Action::CloseAccount(id), job).await
    }
}
