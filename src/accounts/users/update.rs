//! One's name, username and email address; role and status, where an administrator asks.

use super::{ManageError, User, new_account, profile_change::Wanted};
use crate::{
    accounts::{
        Accounts, Caller, Failure, Principal, Throttled, error,
        passwords::Confirmation,
        policy::{self, Action, NotAllowed},
        unit_of_work::UnitOfWork,
    },
    identity,
    shared::{
        audit::EventKind,
        error::{AppError, ErrorCode, FieldError},
        fields::credentials,
        ids::UserId,
        requests::UpdateUserRequest,
        views::Status,
    },
    store::{StoreError, users},
};

/// Why a profile was not read or changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateProfileError {
    /// There is none, or the asker may not know of it.
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
    /// Somebody else changed it first.
    #[error("changed since it was read")]
    Conflict,
    #[error("too many failures")]
    Throttled(Throttled),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<UpdateProfileError> for AppError {
    fn from(error: UpdateProfileError) -> Self {
        match error {
            UpdateProfileError::NotFound => Self::new(ErrorCode::NotFound, "There is no account here."),
            UpdateProfileError::Forbidden => {
                Self::new(ErrorCode::Forbidden, "Role and status are for administrators to set. Leave them out.")
            }
            UpdateProfileError::Invalid(errors) => error::invalid(errors),
            UpdateProfileError::Taken(errors) => error::taken(errors),
            UpdateProfileError::LastAdministrator => ManageError::LastAdministrator.into(),
            UpdateProfileError::Conflict => Self::new(
                ErrorCode::PreconditionFailed,
                "The account has changed since you read it. Read it again, then repeat your change.",
            ),
            UpdateProfileError::Throttled(throttled) => throttled.into(),
            UpdateProfileError::Failed(failure) => failure.into(),
        }
    }
}

impl From<NotAllowed> for UpdateProfileError {
    fn from(refusal: NotAllowed) -> Self {
        match refusal {
            NotAllowed::Hidden => Self::NotFound,
            NotAllowed::Forbidden => Self::Forbidden,
            NotAllowed::SignedOut => Self::Failed(Failure::SignedOut),
        }
    }
}

impl From<StoreError> for UpdateProfileError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Accounts {
    /// Changes what the request names; the rest stays. Another email address takes the current password.
    ///
    /// `if_version`: only while the account is still at this version.
    pub async fn update_profile(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
        request: UpdateUserRequest,
        if_version: Option<i64>,
    ) -> Result<User, UpdateProfileError> {
        policy::permit(who, Action::UpdateUser(id))?;
        let governs = !(request.role.is_missing() && request.status.is_missing());
        let action = if governs { Action::GovernUser(id) } else { Action::UpdateUser(id) };
        policy::permit(who, action)?;
        let user = self.find_user(who, id).await?;
        let confirmed = self.confirm_new_email(who, caller, &user, &request).await?;
        let (own, sought) = (is_own(who, id), request.clone());
        let job = async move |mut tx: UnitOfWork| {
            // The account is held until the commit, so the change is merged into whatever others have made of it meanwhile.
            let row = users::find(&mut tx, id).await?.ok_or(UpdateProfileError::NotFound)?;
            let user = User::from(row);
            if user.status == Status::Deleted {
                return Err(UpdateProfileError::NotFound);
            }
            if if_version.is_some_and(|version| version != user.version) {
                return Err(UpdateProfileError::Conflict);
            }
            let wanted = Wanted::parse(&user, &request, tx.now()).map_err(UpdateProfileError::Invalid)?;
            if wanted.email_changes && own && !confirmed {
                return Err(password_missing());
            }
            Ok(User::from(wanted.apply(&mut tx, &user).await?))
        };
        match self.change(who, caller, action, job).await {
            Err(UpdateProfileError::Failed(Failure::Store(error))) if error.is_unique_violation() => {
                Err(self.taken_meanwhile(&user, &sought).await?)
            }
            outcome => outcome,
        }
    }

    /// Another email address takes the current password of the owner; whether it was given. All other errors are told with a
    /// wrong one.
    async fn confirm_new_email(
        &self,
        who: &Principal,
        caller: &Caller,
        user: &User,
        request: &UpdateUserRequest,
    ) -> Result<bool, UpdateProfileError> {
        let Principal::User(current) = who else { return Ok(false) };
        if !is_own(who, user.id) || !changes_email(user, request) {
            return Ok(false);
        }
        let given = &request.current_password;
        match self.confirm_password(current, caller, EventKind::UserUpdate, given).await? {
            Confirmation::Right(_) => Ok(true),
            Confirmation::Throttled(throttled) => Err(UpdateProfileError::Throttled(throttled)),
            Confirmation::Wrong(problem) => {
                let mut errors = Wanted::parse(user, request, self.now()).err().unwrap_or_default();
                errors.push(problem.of("current_password"));
                Err(UpdateProfileError::Invalid(errors))
            }
        }
    }

    /// Where two want one name at the same moment, PostgreSQL has the second wait and then refuses it, after it had seen the
    /// name free.
    async fn taken_meanwhile(
        &self,
        user: &User,
        request: &UpdateUserRequest,
    ) -> Result<UpdateProfileError, UpdateProfileError> {
        let wanted = Wanted::parse(user, request, self.now()).map_err(UpdateProfileError::Invalid)?;
        let (names, id) = (wanted.profile.names, user.id);
        let username = names.username.clone();
        let look = self.db().read(move |conn| Box::pin(async move { users::taken(conn, &names, id).await }));
        Ok(UpdateProfileError::Taken(new_account::taken_errors(look.await?, &username)))
    }
}

fn is_own(who: &Principal, id: UserId) -> bool {
    who.user_id() == Some(id)
}

/// The address was changed by somebody else while this request, which then did not change it, was under way.
fn password_missing() -> UpdateProfileError {
    let errors = credentials::current_password("").err().map(|problem| problem.of("current_password"));
    UpdateProfileError::Invalid(errors.into_iter().collect())
}

/// Whether the request names another address; an unreadable one is as good as another.
fn changes_email(user: &User, request: &UpdateUserRequest) -> bool {
    let email = &request.email;
    !email.is_missing() && identity::email(email.as_str()).map_or(true, |email| email.email.as_str() != user.email)
}
