//! One's name, username and email address.

use super::{
    Accounts, CurrentUser, Failure, ManageError, Principal, Throttled, User,
    confirm_password::Confirmation,
    error, new_account,
    policy::{self, Action},
    standing::{self, Outcome, Step},
};
use crate::{
    identity,
    shared::{
        error::{AppError, ErrorCode, FieldError},
        fields::{Fields, Problem, person_name::PersonName},
        ids::{SessionId, UserId},
        requests::UpdateUserRequest,
        text::Text,
        views::Status,
    },
    store::{
        Conn, StoreError, password_links,
        sections::{self, Section},
        users::{self, ProfileChange, Taken, UserRow},
    },
};

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

impl From<StoreError> for UpdateProfileError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Accounts {
    /// An account, for whoever may see it.
    pub async fn find_user(&self, who: &Principal, id: UserId) -> Result<User, UpdateProfileError> {
        if !policy::allows(who, Action::ReadUser(id)) {
            return Err(UpdateProfileError::NotFound);
        }
        let row = self.db().read(move |conn| Box::pin(users::find(conn, id))).await?;
        let user = User::try_from(row.ok_or(UpdateProfileError::NotFound)?)?;
        // The deleted are there for those who may restore them.
        let hidden = user.status == Status::Deleted && !policy::allows(who, Action::GovernUsers);
        if hidden { Err(UpdateProfileError::NotFound) } else { Ok(user) }
    }

    /// Changes what the request names; the rest stays. Another email address takes the current password.
    ///
    /// `if_version`: only while the account is still at this version.
    pub async fn update_profile(
        &self,
        who: &Principal,
        id: UserId,
        request: UpdateUserRequest,
        if_version: Option<i64>,
    ) -> Result<User, UpdateProfileError> {
        if !policy::allows(who, Action::UpdateUser(id)) {
            return Err(UpdateProfileError::NotFound);
        }
        let governs = !(request.role.is_missing() && request.status.is_missing());
        if governs && !policy::allows(who, Action::GovernUsers) {
            return Err(UpdateProfileError::Forbidden);
        }
        // Who names no version wants the change whatever others change meanwhile: then it is made anew on what they left.
        let tries = if if_version.is_some() { 1 } else { TRIES };
        for _ in 0..tries {
            if let Some(user) = self.try_to_update(who, id, &request, if_version).await? {
                tracing::info!(target: "vestibule::events", event = "user.update", result = "success", user.id = %id);
                return Ok(user);
            }
        }
        Err(UpdateProfileError::Conflict)
    }

    /// None when someone else was faster.
    async fn try_to_update(
        &self,
        who: &Principal,
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
        let wanted = self.parse_change(who, &user, request).await?;
        let username = wanted.profile.names.username.clone();
        match self.apply(id, user.version, wanted).await {
            Ok(Ok(applied)) => {
                let Some((row, ended)) = applied else { return Ok(None) };
                self.forget(id, &ended);
                Ok(Some(User::try_from(row)?))
            }
            Ok(Err(taken)) => Err(UpdateProfileError::Taken(new_account::taken_errors(taken, &username))),
            Err(StoreError::Abandoned) => Err(UpdateProfileError::LastAdministrator),
            Err(error) => Err(error.into()),
        }
    }

    /// Changes the account, or says what is taken. Where two want one name at the same moment, PostgreSQL has the second
    /// wait and then refuses it, after it had seen the name free: so it looks once more.
    async fn apply(
        &self,
        id: UserId,
        version: i64,
        wanted: Wanted,
    ) -> Result<Result<Option<Applied>, Taken>, StoreError> {
        let names = wanted.profile.names.clone();
        match self.db().write(move |conn| Box::pin(apply(conn, id, version, wanted))).await {
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
            match self.confirm_password(current, &request.current_password).await? {
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

/// What an account is to become.
struct Wanted {
    profile: ProfileChange,
    email_changes: bool,
    steps: Vec<Step>,
}

/// What a change of role or status comes to; whoever deletes says so in another way.
fn steps(fields: &mut Fields, user: &User, request: &UpdateUserRequest) -> Vec<Step> {
    let role = fields.parse("role", &request.role, |text| match text {
        "" if request.role.is_missing() => Ok(user.role),
        text => text.parse().map_err(|_| Problem::new("unknown_role", "A role is user or admin.")),
    });
    let status = fields.parse("status", &request.status, |text| match text {
        "" if request.status.is_missing() => Ok(user.status),
        "active" => Ok(Status::Active),
        "disabled" => Ok(Status::Disabled),
        _ => Err(Problem::new("unknown_status", "Set the status to active or disabled.")),
    });
    let role = role.filter(|role| *role != user.role).map(|role| Step::Role(user.role, role));
    let status = status.filter(|status| *status != user.status).map(|status| Step::Status(user.status, status));
    role.into_iter().chain(status).collect()
}

/// The account as it is now, and the sessions that ended with the change.
type Applied = (UserRow, Vec<SessionId>);

/// Changes the account, or says what is taken. Gives up when it would take the last administrator away.
async fn apply(
    conn: &mut Conn<'_>,
    id: UserId,
    version: i64,
    wanted: Wanted,
) -> Result<Result<Option<Applied>, Taken>, StoreError> {
    let Wanted { profile: change, email_changes, steps } = wanted;
    if !steps.is_empty() {
        sections::enter(conn, Section::Administrators).await?;
    }
    let taken = users::taken(conn, &change.names.username_key, &change.names.email_key, id).await?;
    if taken != Taken::default() {
        return Ok(Err(taken));
    }
    let Some(mut row) = users::change_profile(conn, id, version, &change).await? else { return Ok(Ok(None)) };
    if email_changes {
        // A link may have been on its way to the old address.
        password_links::delete_all(conn, id).await?;
    }
    let mut ended = Vec::new();
    for step in steps {
        match standing::take(conn, row, step, None, change.now).await? {
            Outcome::Changed(changed, sessions) => {
                row = *changed;
                ended.extend(sessions);
            }
            // All of it, or nothing.
            _ => return Err(StoreError::Abandoned),
        }
    }
    Ok(Ok(Some((row, ended))))
}
