//! One's name, username and email address; role and status, where an administrator asks.

mod wanted;

use super::{
    Accounts, Caller, CurrentUser, Failure, ManageError, Principal, Throttled, User,
    confirm_password::Confirmation,
    error,
    event::{Event, Scribe},
    new_account,
    policy::{self, Action, NotAllowed},
};
use crate::{
    identity,
    shared::{
        audit::{EventKind, Reason},
        error::{AppError, ErrorCode, FieldError},
        fields::{Fields, person_name::PersonName},
        ids::UserId,
        requests::UpdateUserRequest,
        text::Text,
        views::Status,
    },
    store::{
        StoreError,
        users::{self, ProfileChange, Taken},
    },
};
use wanted::{Applied, Wanted, steps};

/// How often a change is made anew when others are faster: each time one of them has been, so this many at once succeed.
const TRIES: usize = 16;

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
        }
    }
}

impl From<StoreError> for UpdateProfileError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Accounts {
    /// An account, for whoever may see it.
    pub async fn find_user(&self, who: &Principal, id: UserId) -> Result<User, UpdateProfileError> {
        policy::permit(who, Action::ReadUser(id))?;
        let row = self.db().read(move |conn| Box::pin(users::find(conn, id))).await?;
        let user = User::try_from(row.ok_or(UpdateProfileError::NotFound)?)?;
        // The deleted are there for those who may restore them.
        let hidden = user.status == Status::Deleted && !policy::allows(who, Action::GovernUser(id));
        if hidden { Err(UpdateProfileError::NotFound) } else { Ok(user) }
    }

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
        if governs {
            policy::permit(who, Action::GovernUser(id))?;
        }
        // Who names no version wants the change whatever others change meanwhile: then it is made anew on what they left.
        let tries = if if_version.is_some() { 1 } else { TRIES };
        for _ in 0..tries {
            if let Some(user) = self.try_to_update(who, caller, id, &request, if_version).await? {
                return Ok(user);
            }
        }
        Err(UpdateProfileError::Conflict)
    }

    /// None when someone else was faster.
    async fn try_to_update(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
        request: &UpdateUserRequest,
        if_version: Option<i64>,
    ) -> Result<Option<User>, UpdateProfileError> {
        let user = self.find_user(who, id).await?;
        if user.status == Status::Deleted {
            return Err(UpdateProfileError::NotFound);
        }
        if if_version.is_some_and(|version| version != user.version) {
            return Ok(None);
        }
        let wanted = self.parse_change(who, caller, &user, request).await?;
        let username = wanted.profile.names.username.clone();
        let scribe = self.scribe(who, caller);
        match self.apply(id, &user, wanted, scribe.clone()).await {
            Ok(Ok(None)) => Ok(None),
            Ok(Ok(Some(applied))) => {
                self.forget(id, &applied.ended);
                applied.events.iter().for_each(Event::log);
                Ok(Some(applied.row.try_into()?))
            }
            Ok(Err(taken)) => Err(UpdateProfileError::Taken(new_account::taken_errors(taken, &username))),
            Err(StoreError::Abandoned) => {
                self.record(scribe.event(EventKind::UserUpdate).on(id).refused(Reason::LastAdministrator)).await?;
                Err(UpdateProfileError::LastAdministrator)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Changes the account, or says what is taken. Where two want one name at the same moment, PostgreSQL has the second
    /// wait and then refuses it, after it had seen the name free: so it looks once more.
    async fn apply(
        &self,
        id: UserId,
        user: &User,
        wanted: Wanted,
        scribe: Scribe,
    ) -> Result<Result<Option<Applied>, Taken>, StoreError> {
        let names = wanted.profile.names.clone();
        let (event, version) = (wanted.event(user, &scribe), user.version);
        match self.db().write(move |conn| Box::pin(wanted.apply(conn, id, version, event, scribe))).await {
            Err(error) if error.is_unique_violation() => {
                let look = self.db().read(move |conn| {
                    Box::pin(async move { users::taken(conn, &names.username_key, &names.email_key, id).await })
                });
                look.await.map(Err)
            }
            outcome => outcome,
        }
    }

    /// Parses all fields and tells all errors at once.
    async fn parse_change(
        &self,
        who: &Principal,
        caller: &Caller,
        user: &User,
        request: &UpdateUserRequest,
    ) -> Result<Wanted, UpdateProfileError> {
        let mut fields = Fields::default();
        let or_kept = |text: &Text, kept: &str| if text.is_missing() { Text::from(kept) } else { text.clone() };
        let username = fields.parse("username", &or_kept(&request.username, &user.username), identity::username);
        let email = fields.parse("email", &or_kept(&request.email, &user.email), identity::email);
        let kept_name = Text::from(user.name.as_deref().unwrap_or_default());
        let name = request.name.as_ref().unwrap_or(&kept_name);
        let name = fields.parse("name", name, PersonName::parse_optional);
        let email_changes = email.as_ref().is_some_and(|email| email.email.as_str() != user.email);
        let steps = steps(&mut fields, user, request);
        let own = |current: &&CurrentUser| current.user.id == user.id;
        if let (true, Principal::User(current)) = (email_changes, who)
            && own(&current)
        {
            match self.confirm_password(current, caller, EventKind::UserUpdate, &request.current_password).await? {
                Confirmation::Right(_) => {}
                Confirmation::Wrong(problem) => fields.reject("current_password", problem),
                Confirmation::Throttled(throttled) => return Err(UpdateProfileError::Throttled(throttled)),
            }
        }
        fields.finish().map_err(UpdateProfileError::Invalid)?;
        let (Some(username), Some(email), Some(name)) = (username, email, name) else {
            unreachable!("a field that is missing has left an error");
        };
        let profile = ProfileChange {
            names: new_account::names(username, email, name),
            // Until a mail has been answered from there, an address is only what someone typed.
            email_verified: user.email_verified && !email_changes,
            now: self.now(),
        };
        Ok(Wanted { profile, email_changes, steps })
    }
}
