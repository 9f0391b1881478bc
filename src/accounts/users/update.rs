//! Updates profile, username and email address; for administrators also role and status.

use super::profile_change::{self, AccountChange, RequestedEmail};
use super::{User, UsernameRights, with_pending_email};
use crate::accounts::own_fields::{OwnFieldAccess, OwnValue, parse_change};
use crate::accounts::passwords::Confirmation;
use crate::accounts::{Action, Caller, NotAllowed, Principal, UnitOfWork, Users, error};
use crate::identity;
use crate::language::message;
use crate::shared::fields::credentials;
use crate::shared::{AppError, EventKind, Expected, FieldError, Status, Text, UpdateUserRequest, UserId};
use crate::store::StoreError;
use crate::store::users;

/// An update that is permitted, for its transaction.
#[derive(Clone)]
struct Update {
    id: UserId,
    /// The owner of the account asks for it.
    own: bool,
    request: UpdateUserRequest,
    /// The version that the account must have.
    if_version: Option<i64>,
    rights: UsernameRights,
    may_change_email: Result<(), NotAllowed>,
    /// The hash that the owner's password was confirmed with, if the address changes.
    confirmed: Option<String>,
}

impl Users {
    /// Changes the fields of the request that are not missing. To change their own email address, users must confirm
    /// their password. The current address stays until they have confirmed the new one with the link in a message; a request with
    /// the current address cancels that. Where no mail server is set, an address that was never confirmed is replaced at once.
    ///
    /// # Errors
    /// With `if_version` also if the account has another version
    /// ([`PreconditionFailed`](crate::shared::error::ErrorCode::PreconditionFailed)).
    pub async fn update_profile(
        &self,
        caller: &Caller,
        id: UserId,
        request: UpdateUserRequest,
        if_version: Option<i64>,
    ) -> Result<User, AppError> {
        let outcome = match self.update_fields(caller, id, request, if_version).await {
            Ok(user) => Ok(self.with_own_fields(caller, user).await?),
            Err(error) => Err(error),
        };
        // Users who may change their account, but not all of its fields, learn which ones are refused.
        let refused = AppError::from(NotAllowed::Forbidden);
        outcome.map_err(|error| if error == refused { only_administrators() } else { error })
    }

    async fn update_fields(
        &self,
        caller: &Caller,
        id: UserId,
        mut request: UpdateUserRequest,
        if_version: Option<i64>,
    ) -> Result<User, AppError> {
        let own = caller.user_id() == Some(id);
        if own && request.email_verified != Expected::WrongType {
            // Read-only for oneself, also for administrators: they confirm their own address with the link, like everyone.
            request.email_verified = Expected::Missing;
        }
        let rights = self.username_rights(caller);
        permit_fields(caller, id, &request)?;
        let user = self.find_user(caller, id).await?;
        leave_out_unchanged(&mut request, &user);
        let action = action_of(id, &request, rights);
        // Owners confirm another address with their password, and with it everything that they send along.
        match changes_email(&user, &request) && own && !matches!(action, Action::GovernUser(_)) {
            true => caller.permit(action)?,
            false => self.permit_recent(caller, action)?,
        }
        if !request.role.is_missing() {
            self.permit_recent(caller, Action::SetRoles)?;
        }
        // An API token may send back the current address, but may not change it.
        let may_change_email = caller.permit(Action::ChangeEmail(id));
        if changes_email(&user, &request) {
            may_change_email?;
        }
        // Before the transaction: other writers must not wait while a password is hashed.
        let confirmed = self.confirm_new_email(caller, &user, &request).await?;
        // The transaction asks whether that is still enough: the account may have got a second factor since.
        let (action, caller) = match (&confirmed, action) {
            (Some(_), Action::UpdateUser(id) | Action::ChangeUsername(id)) => {
                (Action::ChangeEmail(id), &caller.proved())
            }
            (Some(_), Action::RenameUser(_)) => (action, &caller.proved()),
            _ => (action, caller),
        };
        let update = Update { id, own, request, if_version, rights, may_change_email, confirmed };
        let again = update.clone();
        let mut outcome = self.change(caller, action, move |tx| update.apply(tx)).await;
        // A concurrent transaction took a name after this one had found it free: a second attempt finds out which.
        if outcome.as_ref().is_err_and(error::is_unique_violation) {
            outcome = self.change(caller, action, move |tx| again.apply(tx)).await;
        }
        // As at registration: otherwise anybody with an account could find out which names and addresses have one.
        if own && outcome.as_ref().is_err_and(AppError::is_taken) {
            self.spend_conflict(caller)?;
        }
        outcome
    }

    /// Confirms the password if users change their own email address; returns the hash that it was confirmed with. A wrong
    /// password is reported together with all other errors. Administrators who change that of others need a recent proof.
    async fn confirm_new_email(
        &self,
        caller: &Caller,
        user: &User,
        request: &UpdateUserRequest,
    ) -> Result<Option<String>, AppError> {
        let Principal::User(current) = &caller.who else { return Ok(None) };
        if !changes_email(user, request) {
            return Ok(None);
        }
        if current.user.id != user.id {
            self.permit_recent(caller, Action::ChangeEmail(user.id))?;
            return Ok(None);
        }
        let given = &request.current_password;
        match self.passwords().confirm_owner(current, caller, EventKind::UserUpdate, given).await? {
            Confirmation::Right(hash) => Ok(Some(hash)),
            Confirmation::Wrong(problem) => {
                let rights = self.username_rights(caller);
                let mut errors = AccountChange::parse(user, request, rights).err().unwrap_or_default();
                // `parse` reports one that is not text as well.
                errors.retain(|error| error.field != "current_password");
                errors.push(problem.of("current_password"));
                Err(AppError::invalid(errors))
            }
        }
    }
}

impl Update {
    async fn apply(self, mut tx: UnitOfWork) -> Result<User, AppError> {
        // `change` has locked the account until the commit: what is read here cannot change before it is written.
        let row = users::find(&mut tx, self.id).await?.ok_or_else(error::no_such_account)?;
        let user = User::from(row);
        if user.status == Status::Deleted {
            return Err(error::no_such_account());
        }
        if self.if_version.is_some_and(|version| version != user.version) {
            return Err(profile_change::conflict());
        }
        let now = tx.now();
        let (own, own_errors) = self.own_changes(&mut tx).await?;
        tx.permit_ruled(own.iter().map(|new| new.field), Action::ChangeRuledValue(self.id)).await?;
        let change = match AccountChange::parse(&user, &self.request, self.rights) {
            Ok(change) if own_errors.is_empty() => AccountChange { own, ..change },
            parsed => {
                let mut errors = parsed.err().unwrap_or_default();
                errors.extend(own_errors);
                return Err(AppError::invalid(errors));
            }
        };
        if self.own && change.disables() {
            return Err(error::own_status());
        }
        if change.email == RequestedEmail::New {
            self.check_new_email(&mut tx, &user).await?;
        }
        // An API token cancels no change of address that is waiting.
        let row = change.apply(&mut tx, &user, self.own && self.may_change_email.is_ok()).await?;
        Ok(with_pending_email(&mut tx, row, now).await?)
    }

    /// What changes in fields of one's own, and all errors. Reads nothing if the request has none.
    async fn own_changes(&self, tx: &mut UnitOfWork) -> Result<(Vec<OwnValue>, Vec<FieldError>), StoreError> {
        if self.request.fields.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let fields = tx.defined_fields().await?;
        let current = tx.own_values(&fields, self.id).await?;
        let access = OwnFieldAccess::of(tx.caller(), Some(self.id));
        Ok(match parse_change(&fields, &self.request.fields, access, &current) {
            Ok(own) => (own, Vec::new()),
            Err(errors) => (Vec::new(), errors),
        })
    }

    /// Checks whether the address may change. Here again, because a concurrent request may have changed it since it was compared,
    /// and then this one would change it back without a password.
    async fn check_new_email(&self, tx: &mut UnitOfWork, user: &User) -> Result<(), AppError> {
        self.may_change_email?;
        if identity::is_service_address(&user.email) {
            return Err(AppError::invalid(vec![identity::no_address().of("email")]));
        }
        if self.own {
            let confirmed = self.confirmed.as_ref().ok_or_else(password_missing)?;
            if let Some(problem) = tx.replaced_since(user.id, confirmed).await? {
                return Err(AppError::invalid(vec![problem.of("current_password")]));
            }
        } else {
            tx.accounts().permit_recent(tx.caller(), Action::ChangeEmail(user.id))?;
        }
        Ok(())
    }
}

/// Checks that the caller may change all fields of the request. The username is checked later: programs send the present one back.
fn permit_fields(caller: &Caller, id: UserId, request: &UpdateUserRequest) -> Result<(), NotAllowed> {
    caller.permit(Action::UpdateUser(id))?;
    if governs(request) {
        caller.permit(Action::GovernUser(id))?;
    }
    if !request.role.is_missing() {
        caller.permit(Action::SetRoles)?;
    }
    if matches!(request.email_verified, Expected::Given(_)) {
        caller.permit(Action::DeclareEmail(id))?;
    }
    Ok(())
}

/// Whether the request has what is for administrators only, even on one's own account: role, status, or whether the address is confirmed.
fn governs(request: &UpdateUserRequest) -> bool {
    let confirms = matches!(request.email_verified, Expected::Given(_));
    confirms || !request.role.is_missing() || !request.status.is_missing()
}

/// What the request does. The transaction checks it again.
fn action_of(id: UserId, request: &UpdateUserRequest, rights: UsernameRights) -> Action {
    if governs(request) {
        return Action::GovernUser(id);
    }
    match rights {
        _ if request.username.is_missing() => Action::UpdateUser(id),
        // Only administrators may choose every name, and the transaction checks that the caller still is one.
        UsernameRights::All => Action::RenameUser(id),
        UsernameRights::Unreserved => Action::ChangeUsername(id),
        // Another name is refused, and the present one changes nothing.
        UsernameRights::FirstOnly => Action::UpdateUser(id),
    }
}

/// Forms and programs send back what stays as it is: nothing is asked about that.
fn leave_out_unchanged(request: &mut UpdateUserRequest, user: &User) {
    if identity::username(request.username.as_str()).is_ok_and(|name| name.username.as_str() == user.username) {
        request.username = Text::Missing;
    }
    if request.role.as_str() == user.role.as_str() {
        request.role = Text::Missing;
    }
    if request.status.as_str() == user.status.as_str() {
        request.status = Text::Missing;
    }
    // Another address is confirmed only if that is said of it.
    if request.email_verified == Expected::Given(user.email_verified) && !changes_email(user, request) {
        request.email_verified = Expected::Missing;
    }
}

/// Whether the request contains another address. An invalid one counts as another.
fn changes_email(user: &User, request: &UpdateUserRequest) -> bool {
    let email = &request.email;
    !email.is_missing() && identity::email(email.as_str()).map_or(true, |email| email.email.as_str() != user.email)
}

fn only_administrators() -> AppError {
    AppError::forbidden(message::user_change_only_administrators())
}

fn password_missing() -> AppError {
    let errors = credentials::current_password("").err().map(|problem| problem.of("current_password"));
    AppError::invalid(errors.into_iter().collect())
}
