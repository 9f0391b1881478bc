//! Updates name, username and email address; for administrators also role and status.

use super::{
    ManageError, User, UsernameRights, new_account,
    pending_email::pending_email,
    profile_change::{AccountChange, RequestedEmail},
};
use crate::{
    accounts::{
        Accounts, Caller, Failure, Principal, Throttled, error,
        passwords::Confirmation,
        policy::{self, Action, NotAllowed},
        service_accounts,
        unit_of_work::UnitOfWork,
    },
    budgets::Exceeded,
    identity,
    shared::{
        audit::EventKind,
        error::{AppError, ErrorCode, FieldError},
        fields::credentials,
        ids::UserId,
        requests::UpdateUserRequest,
        strict::Expected,
        views::Status,
    },
    store::{StoreError, users},
};

/// Why a profile was not read or changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateProfileError {
    /// The account does not exist, or the actor may not know that it does.
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
    /// Administrators cannot disable their own account.
    #[error("one's own status")]
    OwnStatus,
    /// A concurrent request has changed the account.
    #[error("changed since it was read")]
    Conflict,
    #[error("too many failures")]
    Throttled(Throttled),
    /// Too many messages to the new address, or caused by this account or its network.
    #[error("too many messages")]
    Exceeded(Exceeded),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<UpdateProfileError> for AppError {
    fn from(error: UpdateProfileError) -> Self {
        match error {
            UpdateProfileError::NotFound => Self::new(ErrorCode::NotFound, "There is no such account."),
            UpdateProfileError::Forbidden => Self::new(
                ErrorCode::Forbidden,
                "Only administrators can change role and status, and mark addresses of others as confirmed. Leave these fields \
                 out.",
            ),
            UpdateProfileError::Invalid(errors) => error::invalid(errors),
            UpdateProfileError::Taken(errors) => error::taken(errors),
            UpdateProfileError::LastAdministrator => ManageError::LastAdministrator.into(),
            UpdateProfileError::OwnStatus => ManageError::OwnStatus.into(),
            UpdateProfileError::Conflict => Self::new(
                ErrorCode::PreconditionFailed,
                "The account has changed since you loaded it. Reload it and repeat your change.",
            ),
            UpdateProfileError::Throttled(throttled) => throttled.into(),
            UpdateProfileError::Exceeded(exceeded) => exceeded.into(),
            UpdateProfileError::Failed(failure) => failure.into(),
        }
    }
}

impl From<NotAllowed> for UpdateProfileError {
    fn from(refusal: NotAllowed) -> Self {
        match refusal {
            NotAllowed::Hidden => Self::NotFound,
            NotAllowed::Forbidden => Self::Forbidden,
            gone_or_out_of_scope => Self::Failed(gone_or_out_of_scope.into()),
        }
    }
}

impl From<StoreError> for UpdateProfileError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Accounts {
    /// Changes the fields of the request that are not missing. To change their own email address, users must confirm
    /// their password. If the current address is confirmed, it stays until they have confirmed the new one with the link in
    /// a message; a request with the current address cancels that.
    ///
    /// With `if_version` the change fails with [`UpdateProfileError::Conflict`] if the account has another version.
    pub async fn update_profile(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
        mut request: UpdateUserRequest,
        if_version: Option<i64>,
    ) -> Result<User, UpdateProfileError> {
        policy::permit(who, Action::UpdateUser(id))?;
        let confirms = !is_own(who, id) && matches!(request.email_verified, Expected::Given(_));
        if !confirms && request.email_verified != Expected::WrongType {
            // Read-only for oneself, also for administrators: they confirm their own address with the link, like everyone.
            request.email_verified = Expected::Missing;
        }
        // Role and status are for administrators only, even on one's own account.
        let sets_role = !request.role.is_missing();
        let rights = self.username_rights(who);
        // Who may choose every name is an administrator, and the transaction checks that it still is one.
        let names = rights == UsernameRights::All && !request.username.is_missing();
        let governs = confirms || sets_role || names || !request.status.is_missing();
        let action = if governs { Action::GovernUser(id) } else { Action::UpdateUser(id) };
        policy::permit(who, action)?;
        if sets_role {
            policy::permit(who, Action::SetRoles)?;
        }
        if confirms {
            policy::permit(who, Action::DeclareEmail(id))?;
        }
        let user = self.find_user(who, id).await?;
        // An API token may send back the current address, but may not change it.
        let may_change_email = policy::permit(who, Action::ChangeEmail(id));
        if changes_email(&user, &request) {
            may_change_email?;
        }
        // Before the transaction: other writers must not wait while a password is hashed.
        let confirmed = self.confirm_new_email(who, caller, &user, &request).await?;
        let (own, requested) = (is_own(who, id), request.clone());
        let job = async move |mut tx: UnitOfWork| {
            // `change` has locked the account until the commit: what is read here cannot change before it is written.
            let row = users::find(&mut tx, id).await?.ok_or(UpdateProfileError::NotFound)?;
            let user = User::from(row);
            if user.status == Status::Deleted {
                return Err(UpdateProfileError::NotFound);
            }
            if if_version.is_some_and(|version| version != user.version) {
                return Err(UpdateProfileError::Conflict);
            }
            let now = tx.now();
            let change = AccountChange::parse(&user, &request, rights, now).map_err(UpdateProfileError::Invalid)?;
            if own && change.disables() {
                return Err(UpdateProfileError::OwnStatus);
            }
            if change.email == RequestedEmail::New {
                // A concurrent request changed the address since it was compared above.
                may_change_email?;
                if service_accounts::is_address(&user.email) {
                    return Err(UpdateProfileError::Invalid(vec![service_accounts::no_address().of("email")]));
                }
            }
            // A concurrent request changed the address, and this one would change it back without a password.
            if change.email == RequestedEmail::New && own {
                let confirmed = confirmed.ok_or_else(password_missing)?;
                if let Some(problem) = tx.replaced_since(id, &confirmed).await? {
                    return Err(UpdateProfileError::Invalid(vec![problem.of("current_password")]));
                }
            }
            // An API token cancels no change of address that is waiting.
            let row = change.apply(&mut tx, &user, own && may_change_email.is_ok()).await?;
            Ok(User { pending_email: pending_email(&mut tx, id, now).await?, ..User::from(row) })
        };
        let outcome = match self.change(who, caller, action, job).await {
            Err(UpdateProfileError::Failed(Failure::Store(error))) if error.is_unique_violation() => {
                Err(self.taken_by_concurrent_request(&user, &requested, rights).await?)
            }
            outcome => outcome,
        };
        // As at registration: otherwise anybody with an account could find out which names and addresses have one.
        if own && matches!(outcome, Err(UpdateProfileError::Taken(_))) {
            self.spend_conflict(caller).map_err(UpdateProfileError::Exceeded)?;
        }
        outcome
    }

    /// Confirms the password if users change their own email address; returns the hash that it was confirmed with. A wrong
    /// password is reported together with all other errors.
    async fn confirm_new_email(
        &self,
        who: &Principal,
        caller: &Caller,
        user: &User,
        request: &UpdateUserRequest,
    ) -> Result<Option<String>, UpdateProfileError> {
        let Principal::User(current) = who else { return Ok(None) };
        if !is_own(who, user.id) || !changes_email(user, request) {
            return Ok(None);
        }
        let given = &request.current_password;
        match self.confirm_password(current, caller, EventKind::UserUpdate, given).await? {
            Confirmation::Right(hash) => Ok(Some(hash)),
            Confirmation::Throttled(throttled) => Err(UpdateProfileError::Throttled(throttled)),
            Confirmation::Wrong(problem) => {
                let rights = self.username_rights(who);
                let mut errors = AccountChange::parse(user, request, rights, self.now()).err().unwrap_or_default();
                // `parse` reports one that is not text as well.
                errors.retain(|error| error.field != "current_password");
                errors.push(problem.of("current_password"));
                Err(UpdateProfileError::Invalid(errors))
            }
        }
    }

    /// The error after a unique violation: a concurrent transaction took the name after this one had found it free. The
    /// failed transaction cannot be queried on PostgreSQL, so a new read finds out which name it is.
    async fn taken_by_concurrent_request(
        &self,
        user: &User,
        request: &UpdateUserRequest,
        rights: UsernameRights,
    ) -> Result<UpdateProfileError, UpdateProfileError> {
        let change = AccountChange::parse(user, request, rights, self.now()).map_err(UpdateProfileError::Invalid)?;
        let (names, id, now) = (change.profile.names, user.id, change.profile.now);
        let username = names.username.clone();
        let taken = self.db().read(move |conn| Box::pin(async move { users::taken(conn, &names, id, now).await }));
        Ok(UpdateProfileError::Taken(new_account::taken_errors(taken.await?, &username)))
    }
}

fn is_own(who: &Principal, id: UserId) -> bool {
    who.user_id() == Some(id)
}

fn password_missing() -> UpdateProfileError {
    let errors = credentials::current_password("").err().map(|problem| problem.of("current_password"));
    UpdateProfileError::Invalid(errors.into_iter().collect())
}

/// Whether the request contains another address. An invalid one counts as another.
fn changes_email(user: &User, request: &UpdateUserRequest) -> bool {
    let email = &request.email;
    !email.is_missing() && identity::email(email.as_str()).map_or(true, |email| email.email.as_str() != user.email)
}
