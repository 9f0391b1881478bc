//! Changes one's own password.

use super::Confirmation;
use crate::{
    accounts::{
        Accounts, Caller, CurrentUser, Failure, Principal, Throttled, error,
        policy::{Action, NotAllowed},
        throttle,
        unit_of_work::UnitOfWork,
    },
    mail::Mail,
    passwords::Priority,
    shared::{
        audit::EventKind,
        end_reason::EndReason,
        error::{AppError, FieldError},
        fields::{Fields, Problem},
        requests::ChangePasswordRequest,
        strict::Expected,
    },
    store::{
        StoreError, api_tokens,
        one_time_tokens::{self, Kept},
        sessions, users,
    },
};

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    #[error("invalid fields")]
    Invalid(Vec<FieldError>),
    #[error("too many failures")]
    Throttled(Throttled),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<ChangePasswordError> for AppError {
    fn from(error: ChangePasswordError) -> Self {
        match error {
            ChangePasswordError::Invalid(errors) => error::invalid(errors),
            ChangePasswordError::Throttled(throttled) => throttled.into(),
            ChangePasswordError::Failed(failure) => failure.into(),
        }
    }
}

impl From<NotAllowed> for ChangePasswordError {
    /// All users may change their own password, so a denial means that the session has ended, or that there is none.
    fn from(refusal: NotAllowed) -> Self {
        Self::Failed(refusal.into())
    }
}

impl From<StoreError> for ChangePasswordError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Accounts {
    /// Replaces the password of a signed-in user, ends their other sessions and revokes the password links that administrators
    /// have created; on request their API tokens as well.
    pub async fn change_password(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        request: ChangePasswordRequest,
    ) -> Result<(), ChangePasswordError> {
        let (id, session) = (who.user.id, who.session()?);
        let (checked, new) = self.check_change(who, caller, &request).await?;
        let revokes_tokens = request.revoke_tokens == Expected::Given(true);
        let hash = self.passwords().hash(&new, Priority::account(who.user.id)).await.map_err(Failure::from)?;
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            if let Some(problem) = tx.replaced_since(id, &checked).await? {
                return Err(ChangePasswordError::Invalid(vec![problem.of("current_password")]));
            }
            users::set_password(&mut tx, id, &hash, now).await?;
            throttle::unlock_account(&mut tx, id).await?;
            // A link that was passed on could replace the new password. Those in the owner's mailbox stay: otherwise a thief who
            // keeps changing the password would keep the owner out.
            one_time_tokens::delete_unused(&mut tx, id, Kept::SentToOwner).await?;
            sessions::end_all_but(&mut tx, id, session, EndReason::PasswordChanged, now).await?;
            if revokes_tokens {
                api_tokens::revoke_all(&mut tx, id, now).await?;
            }
            tx.notify(id, |user| Mail::PasswordChanged { name: user.greeting(), at: now }).await?;
            tx.record(tx.event(EventKind::PasswordChange).on(id));
            Ok(())
        };
        self.change(&Principal::User(who.clone()), caller, Action::ChangePassword(id), job).await
    }

    /// Checks both fields and returns all errors at once, or the current hash and the new password.
    async fn check_change(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        request: &ChangePasswordRequest,
    ) -> Result<(String, String), ChangePasswordError> {
        let mut fields = Fields::default();
        let confirmation =
            self.confirm_password(who, caller, EventKind::PasswordChange, &request.current_password).await?;
        let checked = match confirmation {
            Confirmation::Right(hash) => hash,
            Confirmation::Throttled(throttled) => return Err(ChangePasswordError::Throttled(throttled)),
            // Not returned yet, so that errors of the new password are reported together with this one.
            Confirmation::Wrong(problem) => {
                fields.reject("current_password", problem);
                String::new()
            }
        };
        let own = [who.user.username.as_str(), &who.user.email];
        let new = self.parse_chosen_password(&mut fields, "new_password", &request.new_password, own);
        if request.revoke_tokens == Expected::WrongType {
            fields.reject("revoke_tokens", Problem::not_boolean());
        }
        fields.finish().map_err(ChangePasswordError::Invalid)?;
        Ok((checked, new.unwrap_or_default()))
    }
}
