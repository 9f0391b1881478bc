//! What the operator does to accounts, through the command line.

use super::{
    Accounts, Caller, Failure, Principal, RegisterError, User, error,
    event::{Actor, Event},
    new_account::NewAccountFields,
    policy::{self, Action},
    throttle::{self, Counter},
};
use crate::{
    identity, passwords,
    shared::{
        audit::{EventKind, Reason},
        error::{AppError, ErrorCode, FieldError},
        fields::Fields,
        ids::{SessionId, UserId},
        text::Text,
        timestamp::Timestamp,
        views::{Role, Status},
    },
    store::{
        Conn, StoreError,
        sections::{self, Section},
        sessions,
        users::{self, UserRow},
    },
};

/// Why the operator's wish was not granted.
#[derive(Debug, thiserror::Error)]
pub enum ManageError {
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
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<ManageError> for AppError {
    fn from(error: ManageError) -> Self {
        match error {
            ManageError::NotFound => Self::new(ErrorCode::NotFound, "There is no such account."),
            ManageError::Forbidden => Self::new(ErrorCode::Forbidden, "This is not yours to do."),
            ManageError::Invalid(errors) => error::invalid(errors),
            ManageError::Taken(errors) => error::taken(errors),
            ManageError::LastAdministrator => Self::new(
                ErrorCode::Forbidden,
                "This is the last administrator. Make someone else an administrator first.",
            ),
            ManageError::Failed(failure) => failure.into(),
        }
    }
}

impl From<StoreError> for ManageError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<RegisterError> for ManageError {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Closed => Self::Forbidden,
            RegisterError::Invalid(errors) => Self::Invalid(errors),
            RegisterError::Taken(errors) => Self::Taken(errors),
            RegisterError::Failed(failure) => Self::Failed(failure),
        }
    }
}

/// An account made by the operator.
#[derive(Clone, Debug)]
pub struct CreateUserRequest {
    pub username: Text,
    pub email: Text,
    pub name: Text,
    pub password: Text,
    pub role: Role,
}

/// What came of changing a status.
pub(super) enum StatusChange {
    Changed(Box<User>),
    NotFound,
    LastAdministrator,
}

impl Accounts {
    /// Makes an account with any role.
    pub async fn create_user(
        &self,
        who: &Principal,
        caller: &Caller,
        request: CreateUserRequest,
    ) -> Result<User, ManageError> {
        permit(who, Action::OperateUsers)?;
        let fields = NewAccountFields {
            username: &request.username,
            email: &request.email,
            name: &request.name,
            password: &request.password,
            confirm_password: &Text::Missing,
        };
        let id = UserId(self.new_id());
        let event = self.event(EventKind::UserCreate, who, caller).on(id).detail(request.role);
        Ok(self.create(id, &fields, request.role, event).await?)
    }

    /// The account with this username, email address or id; the deleted included.
    pub async fn find_by_login(&self, who: &Principal, login: &str) -> Result<User, ManageError> {
        permit(who, Action::OperateUsers)?;
        let (id, key) = (login.parse::<UserId>().ok(), identity::key(login));
        let row = self
            .db()
            .read(move |conn| {
                Box::pin(async move {
                    match id {
                        Some(id) => users::find(conn, id).await,
                        None => users::find_by_key(conn, &key).await,
                    }
                })
            })
            .await?;
        Ok(User::try_from(row.ok_or(ManageError::NotFound)?)?)
    }

    /// Disables or enables an account; disabling ends its sessions at once.
    pub async fn set_status(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
        status: Status,
    ) -> Result<User, ManageError> {
        permit(who, Action::GovernUsers)?;
        match self.change_status(who, caller, id, status).await? {
            StatusChange::Changed(user) => Ok(*user),
            StatusChange::NotFound => Err(ManageError::NotFound),
            StatusChange::LastAdministrator => Err(ManageError::LastAdministrator),
        }
    }

    /// Sets a password without knowing the old one; ends all sessions and forgets failures.
    pub async fn set_password(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
        password: &Text,
    ) -> Result<(), ManageError> {
        permit(who, Action::OperateUsers)?;
        let found = self.db().read(move |conn| Box::pin(users::credential(conn, id))).await?;
        let found = found.ok_or(ManageError::NotFound)?;
        let mut fields = Fields::default();
        let own = [found.user.username.as_str(), found.user.email.as_str()];
        let rules = self.settings().password_rules;
        fields.parse("password", password, |text| passwords::check_new(text, rules, &own));
        fields.finish().map_err(ManageError::Invalid)?;
        let hash = self.passwords().hash(password.as_str()).await.map_err(Failure::from)?;
        let now = self.now();
        let event = self.event(EventKind::UserSetPassword, who, caller).on(id);
        let recorded = event.clone();
        let ended = self
            .db()
            .write(move |conn| {
                Box::pin(async move {
                    if !users::replace_password(conn, id, &found.password_hash, &hash, now).await? {
                        return Ok(None);
                    }
                    throttle::clear(conn, &Counter::account(id)).await?;
                    recorded.record(conn).await?;
                    sessions::end_all(conn, id, now).await.map(Some)
                })
            })
            .await?;
        self.view().forget_sessions(&ended.ok_or(ManageError::NotFound)?);
        self.view().forget_user(id);
        event.log();
        Ok(())
    }

    /// The one way in which a status changes: the last administrator stays, and whoever cannot sign in any more
    /// is signed out.
    pub(super) async fn change_status(
        &self,
        who: impl Into<Actor>,
        caller: &Caller,
        id: UserId,
        status: Status,
    ) -> Result<StatusChange, Failure> {
        let kind = match status {
            Status::Active => EventKind::UserEnable,
            Status::Disabled => EventKind::UserDisable,
            Status::Deleted => EventKind::UserDelete,
        };
        let (event, now) = (self.event(kind, who, caller).on(id), self.now());
        let recorded = event.clone();
        let changed = self.db().write(move |conn| Box::pin(set_status(conn, id, status, recorded, now))).await?;
        let (row, ended) = match changed {
            Ok(changed) => changed,
            Err(StatusChange::LastAdministrator) => {
                event.refused(Reason::LastAdministrator).log();
                return Ok(StatusChange::LastAdministrator);
            }
            Err(refusal) => return Ok(refusal),
        };
        event.log();
        self.view().forget_sessions(&ended);
        self.view().forget_user(id);
        Ok(StatusChange::Changed(Box::new(User::try_from(row)?)))
    }
}

fn permit(who: &Principal, action: Action) -> Result<(), ManageError> {
    if policy::allows(who, action) { Ok(()) } else { Err(ManageError::Forbidden) }
}

/// Sets the status, ends sessions, forgets failures and records the event, all in one transaction.
async fn set_status(
    conn: &mut Conn<'_>,
    id: UserId,
    status: Status,
    event: Event,
    now: Timestamp,
) -> Result<Result<(UserRow, Vec<SessionId>), StatusChange>, StoreError> {
    sections::enter(conn, Section::Administrators).await?;
    let Some(before) = users::find(conn, id).await? else {
        return Ok(Err(StatusChange::NotFound));
    };
    let active_admin = before.role == Role::Admin.as_str() && before.status == Status::Active.as_str();
    if active_admin && status != Status::Active && users::other_admins(conn, id).await? == 0 {
        event.refused(Reason::LastAdministrator).record(conn).await?;
        return Ok(Err(StatusChange::LastAdministrator));
    }
    let Some(row) = users::set_status(conn, id, status, now).await? else {
        return Ok(Err(StatusChange::NotFound));
    };
    event.record(conn).await?;
    let ended = if status == Status::Active {
        throttle::clear(conn, &Counter::account(id)).await?;
        Vec::new()
    } else {
        sessions::end_all(conn, id, now).await?
    };
    Ok(Ok((row, ended)))
}
