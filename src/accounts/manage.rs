//! What the operator does to accounts, through the command line.

use super::{
    Accounts, Caller, Failure, Principal, RegisterError, User, error,
    new_account::NewAccountFields,
    policy::{self, Action, NotAllowed},
    throttle::{self, Counter},
};
use crate::{
    identity,
    passwords::Priority,
    shared::{
        audit::EventKind,
        error::{AppError, ErrorCode, FieldError},
        fields::Fields,
        ids::UserId,
        text::Text,
        views::Role,
    },
    store::{
        StoreError, password_links, sessions,
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
    /// Only what was deleted before can be purged.
    #[error("not deleted")]
    NotDeleted,
    #[error("disabled")]
    Disabled,
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
            ManageError::NotDeleted => {
                Self::new(ErrorCode::NotDeleted, "The account is in use. Delete it first, then it can be purged.")
            }
            ManageError::Disabled => {
                Self::new(ErrorCode::Disabled, "The account is disabled. Enable it first, then make the link.")
            }
            ManageError::Failed(failure) => failure.into(),
        }
    }
}

impl From<NotAllowed> for ManageError {
    fn from(refusal: NotAllowed) -> Self {
        match refusal {
            NotAllowed::Hidden => Self::NotFound,
            NotAllowed::Forbidden => Self::Forbidden,
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

impl Accounts {
    /// Makes an account with any role.
    pub async fn create_user(
        &self,
        who: &Principal,
        caller: &Caller,
        request: CreateUserRequest,
    ) -> Result<User, ManageError> {
        policy::permit(who, Action::OperateUsers)?;
        let fields = NewAccountFields {
            username: &request.username,
            email: &request.email,
            name: &request.name,
            password: Some(&request.password),
            confirm_password: &Text::Missing,
        };
        let id = UserId(self.new_id());
        let event = self.event(EventKind::UserCreate, who, caller).on(id).detail(request.role);
        Ok(self.create(id, &fields, request.role, event, Priority::other(caller.address)).await?)
    }

    /// The account with this username, email address or id; the deleted included.
    pub async fn find_by_login(&self, who: &Principal, login: &str) -> Result<User, ManageError> {
        policy::permit(who, Action::OperateUsers)?;
        Ok(User::try_from(self.find_row(login).await?.ok_or(ManageError::NotFound)?)?)
    }

    /// The row of that account.
    pub(super) async fn find_row(&self, login: &str) -> Result<Option<UserRow>, StoreError> {
        let (id, key) = (login.parse::<UserId>().ok(), identity::key(login));
        self.db()
            .read(move |conn| {
                Box::pin(async move {
                    match id {
                        Some(id) => users::find(conn, id).await,
                        None => users::find_by_key(conn, &key).await,
                    }
                })
            })
            .await
    }

    /// Sets a password without knowing the old one; ends all sessions and forgets failures.
    pub async fn set_password(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
        password: &Text,
    ) -> Result<(), ManageError> {
        policy::permit(who, Action::OperateUsers)?;
        let found = self.db().read(move |conn| Box::pin(users::credential(conn, id))).await?;
        let found = found.ok_or(ManageError::NotFound)?;
        let mut fields = Fields::default();
        let own = [found.user.username.as_str(), &found.user.email];
        let chosen = self.parse_chosen_password(&mut fields, "password", password, own);
        fields.finish().map_err(ManageError::Invalid)?;
        let hash = self
            .passwords()
            .hash(&chosen.unwrap_or_default(), Priority::other(caller.address))
            .await
            .map_err(Failure::from)?;
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
                    password_links::delete_all(conn, id).await?;
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
}
