//! Links that let a person choose a password: the first one, or another. An administrator makes them, and never learns
//! what was chosen.

use super::{
    Accounts, Caller, Failure, ManageError, Principal, User, error,
    event::{Actor, Event},
    link_token,
    new_account::NewAccountFields,
    policy::{self, Action},
    register,
    throttle::{self, Counter},
};
use crate::{
    passwords::{Overloaded, Priority},
    shared::{
        audit::EventKind,
        directory::PasswordLinkView,
        error::{AppError, ErrorCode, FieldError},
        fields::Fields,
        ids::{SessionId, UserId},
        requests::{InviteUserRequest, ResetPasswordRequest},
        text::Text,
        timestamp::Timestamp,
        views::Status,
    },
    store::{
        Conn, StoreError, password_links, sessions,
        users::{self, CredentialRow},
    },
};
use std::{fmt, time::Duration};

/// How long a link to another password is good (ASVS 5.0, 6.4.3; NIST SP 800-63B-4 says the same of recovery codes).
const RESET_LIFETIME: Duration = Duration::from_secs(30 * 60);
/// How long a new account waits for its first password: over a weekend, and there is nothing yet to be taken.
const INVITATION_LIFETIME: Duration = Duration::from_secs(72 * 60 * 60);

/// A link that opens an account once. A secret: Debug leaves it out.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordLink {
    pub url: String,
    pub expires_at: Timestamp,
}

impl PasswordLink {
    /// What is shown, once, to whoever asked for it.
    pub fn view(&self) -> PasswordLinkView {
        PasswordLinkView { url: self.url.clone(), expires_at: self.expires_at }
    }
}

impl fmt::Debug for PasswordLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordLink").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// Why no password was chosen.
#[derive(Debug, thiserror::Error)]
pub enum ResetPasswordError {
    /// Unknown, used up or expired; or the account cannot sign in.
    #[error("the link is not valid")]
    LinkInvalid,
    #[error("fields break a rule")]
    Invalid(Vec<FieldError>),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<ResetPasswordError> for AppError {
    fn from(error: ResetPasswordError) -> Self {
        match error {
            ResetPasswordError::LinkInvalid => Self::new(
                ErrorCode::NotFound,
                "This link has been used or has expired. Ask an administrator for another one.",
            ),
            ResetPasswordError::Invalid(errors) => error::invalid(errors),
            ResetPasswordError::Failed(failure) => failure.into(),
        }
    }
}

impl From<StoreError> for ResetPasswordError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Overloaded> for ResetPasswordError {
    fn from(overloaded: Overloaded) -> Self {
        Self::Failed(overloaded.into())
    }
}

impl Accounts {
    /// Makes an account without a password, and the link by which its owner chooses one.
    pub async fn invite_user(
        &self,
        who: &Principal,
        caller: &Caller,
        request: InviteUserRequest,
    ) -> Result<(User, PasswordLink), ManageError> {
        policy::permit(who, Action::GovernUsers)?;
        let role = register::role(&request.role).map_err(ManageError::Invalid)?;
        let fields = NewAccountFields {
            username: &request.username,
            email: &request.email,
            name: &request.name,
            password: None,
            confirm_password: &Text::Missing,
        };
        let id = UserId(self.new_id());
        let event = self.event(EventKind::UserCreate, who, caller).on(id).detail(role);
        let user = self.create(id, &fields, role, event, Priority::other(caller.address)).await?;
        let link = self.make_link(id, INVITATION_LIFETIME, None).await?;
        Ok((user, link))
    }

    /// Makes a link by which the owner of an account chooses another password. Those made before are void.
    pub async fn issue_password_link(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
    ) -> Result<PasswordLink, ManageError> {
        policy::permit(who, Action::GovernUser(id))?;
        let row = self.db().read(move |conn| Box::pin(users::find(conn, id))).await?;
        match User::try_from(row.ok_or(ManageError::NotFound)?)?.status {
            Status::Active => {}
            Status::Disabled => return Err(ManageError::Disabled),
            Status::Deleted => return Err(ManageError::NotFound),
        }
        let event = self.event(EventKind::PasswordResetIssued, who, caller).on(id);
        let link = self.make_link(id, RESET_LIFETIME, Some(event.clone())).await?;
        event.log();
        Ok(link)
    }

    async fn make_link(
        &self,
        id: UserId,
        lifetime: Duration,
        event: Option<Event>,
    ) -> Result<PasswordLink, StoreError> {
        let ((token, hash), now) = (link_token::draw(self.entropy()), self.now());
        let expires_at = now.plus(lifetime);
        let stored = self.db().write(move |conn| {
            Box::pin(async move {
                if let Some(event) = event {
                    event.record(conn).await?;
                }
                password_links::replace(conn, &hash, id, now, expires_at).await
            })
        });
        stored.await?;
        Ok(PasswordLink { url: format!("{}/reset-password?token={token}", self.settings().issuer), expires_at })
    }

    /// Whether the link would still open an account.
    pub async fn password_link_is_valid(&self, token: &str) -> Result<bool, Failure> {
        Ok(self.owner_of_link(token).await?.is_some())
    }

    async fn owner_of_link(&self, token: &str) -> Result<Option<([u8; 32], CredentialRow)>, StoreError> {
        let Some(hash) = link_token::hash_of(token) else { return Ok(None) };
        let now = self.now();
        let found = self.db().read(move |conn| {
            Box::pin(async move {
                let Some(id) = password_links::owner(conn, &hash, now).await? else { return Ok(None) };
                users::credential(conn, id).await
            })
        });
        let active = |found: &CredentialRow| found.user.status == Status::Active.as_str();
        Ok(found.await?.filter(active).map(|found| (hash, found)))
    }

    /// Chooses a password by a link, which is used up by it; a password that breaks a rule leaves it as it was. Ends all
    /// sessions, and forgets failures.
    pub async fn reset_password(
        &self,
        request: ResetPasswordRequest,
        caller: &Caller,
    ) -> Result<(), ResetPasswordError> {
        let found = self.owner_of_link(request.token.as_str()).await?;
        let (link, found) = found.ok_or(ResetPasswordError::LinkInvalid)?;
        let mut fields = Fields::default();
        let own = [found.user.username.as_str(), &found.user.email];
        let chosen = self.parse_chosen_password(&mut fields, "password", &request.password, own);
        fields.finish().map_err(ResetPasswordError::Invalid)?;
        let hash = self.passwords().hash(&chosen.unwrap_or_default(), Priority::other(caller.address)).await?;
        let (id, now) = (UserId(found.user.id), self.now());
        let event = self.event(EventKind::PasswordReset, Actor::User(id), caller).on(id);
        let (recorded, hashes) = (event.clone(), (found.password_hash, hash));
        let chosen = self.db().write(move |conn| Box::pin(choose(conn, link, id, hashes, recorded, now)));
        let ended = match chosen.await {
            Err(StoreError::Abandoned) => return Err(ResetPasswordError::LinkInvalid),
            ended => ended?,
        };
        self.forget(id, &ended);
        event.log();
        Ok(())
    }
}

/// Of two that hold the link one uses it up; the other changes nothing.
async fn choose(
    conn: &mut Conn<'_>,
    link: [u8; 32],
    id: UserId,
    (replaced, hash): (String, String),
    event: Event,
    now: Timestamp,
) -> Result<Vec<SessionId>, StoreError> {
    let consumed = password_links::consume(conn, &link, now).await?;
    if !(consumed && users::replace_password(conn, id, &replaced, &hash, now).await?) {
        return Err(StoreError::Abandoned);
    }
    event.record(conn).await?;
    throttle::clear(conn, &Counter::account(id)).await?;
    sessions::end_all(conn, id, now).await
}
