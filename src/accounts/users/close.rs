//! Deleting one's own account.

use super::{
    User,
    set_status::{self, Outcome},
};
use crate::{
    accounts::{
        Accounts, Caller, CurrentUser, Failure, Principal, Recipient, Throttled, error, one_time,
        passwords::Confirmation,
        policy::{Action, NotAllowed},
        unit_of_work::UnitOfWork,
    },
    identity,
    mail::Mail,
    shared::{
        audit::EventKind,
        directory::{RESTORABLE, UserAction},
        error::{AppError, ErrorCode, FieldError},
        requests::DeleteAccountRequest,
    },
    store::{StoreError, one_time_tokens},
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
    /// Deletes the user's own account. It is signed out everywhere and hidden, and can be restored for 30 days by an
    /// administrator, for 7 with a link that its address receives; its username and email address stay taken.
    pub async fn delete_account(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        request: DeleteAccountRequest,
    ) -> Result<(), DeleteAccountError> {
        // Fails with an API token, which has no session. A stolen session must not be enough to delete the account.
        let confirmed = match self.confirm_password(who, caller, EventKind::UserDelete, &request.password).await? {
            Confirmation::Right(hash) => hash,
            Confirmation::Throttled(throttled) => return Err(DeleteAccountError::Throttled(throttled)),
            Confirmation::Wrong(problem) => return Err(DeleteAccountError::Invalid(vec![problem.of("password")])),
        };
        let id = who.user.id;
        let job = async move |mut tx: UnitOfWork| {
            if let Some(problem) = tx.replaced_since(id, &confirmed).await? {
                return Err(DeleteAccountError::Invalid(vec![problem.of("password")]));
            }
            match set_status::change(&mut tx, id, UserAction::Delete, None).await? {
                // An administrator may have deleted the account at the same time: the result is the same.
                Outcome::Changed(_) | Outcome::Unchanged(_) | Outcome::NotFound => Ok(()),
                Outcome::LastAdministrator => Err(DeleteAccountError::LastAdministrator),
            }
        };
        self.change(&Principal::User(who.clone()), caller, Action::CloseAccount(id), job).await
    }
}

/// Tells the owner that the account was deleted: maybe somebody else knew the password. A confirmed address gets a link that undoes
/// it. The address that can undo the first change of address learns of it as well.
pub(super) async fn announce(tx: &mut UnitOfWork, user: &User) -> Result<(), StoreError> {
    let (name, now) = (user.greeting(), tx.now());
    let until = now.plus(RESTORABLE);
    let earlier = one_time_tokens::oldest_undo(tx, user.id, None, now).await?.as_ref().and_then(one_time::address_in);
    if let Some(address) = earlier.filter(|address| identity::key(address) != identity::key(&user.email)) {
        let to = Recipient { address, user: Some(user.id) };
        tx.notify_address(&Mail::AccountClosed { name: name.clone(), until, minutes: None }, &to);
    }
    if !user.email_verified {
        return tx.prolong_undos(user.id).await;
    }
    tx.offer_undo(user, |minutes| Mail::AccountClosed { name, until, minutes: Some(minutes) }).await
}
