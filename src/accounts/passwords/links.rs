//! Links that let a person choose a password: the first one, or another. An administrator makes them, and never learns
//! what was chosen.

use super::link_token;
use crate::{
    accounts::{
        Accounts, Caller, Failure, ManageError, Principal, audit::Actor, error, policy::Action, throttle,
        unit_of_work::UnitOfWork,
    },
    passwords::{Overloaded, Priority},
    shared::{
        audit::EventKind,
        directory::PasswordLinkView,
        error::{AppError, ErrorCode, FieldError},
        fields::Fields,
        ids::UserId,
        requests::ResetPasswordRequest,
        timestamp::Timestamp,
        views::Status,
    },
    store::{
        StoreError,
        advisory_locks::{self, AdvisoryLock},
        authority,
        password_links::{self, NewPasswordLink},
        sessions,
        users::{self, CredentialRow},
    },
};
use std::{fmt, time::Duration};

/// How long a link to another password is good (ASVS 5.0, 6.4.3; NIST SP 800-63B-4 says the same of recovery codes).
const RESET_LIFETIME: Duration = Duration::from_secs(30 * 60);
/// How long a new account waits for its first password: over a weekend, and there is nothing yet to be taken.
pub(in crate::accounts) const INVITATION_LIFETIME: Duration = Duration::from_secs(72 * 60 * 60);

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
    /// Unknown, used up or expired; or the account cannot sign in; or who made the link may no longer make it.
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
    /// Makes a link by which the owner of an account chooses another password. Those made before are void. It is good while
    /// `who` may make it: not beyond the end of their account or of their role.
    pub async fn issue_password_link(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
    ) -> Result<PasswordLink, ManageError> {
        let (link, stored) = self.new_link(who, id, RESET_LIFETIME);
        let job = async move |mut tx: UnitOfWork| {
            match users::find(&mut tx, id).await?.ok_or(ManageError::NotFound)?.status {
                Status::Active => {}
                Status::Disabled => return Err(ManageError::Disabled),
                Status::Deleted => return Err(ManageError::NotFound),
            }
            tx.record(tx.event(EventKind::PasswordResetIssued).on(id));
            Ok(password_links::replace(&mut tx, &stored).await?)
        };
        match self.change(who, caller, Action::MakePasswordLink(id), job).await {
            Ok(()) => Ok(link),
            Err(ManageError::Forbidden) if who.user_id() == Some(id) => Err(ManageError::OwnPasswordLink),
            Err(error) => Err(error),
        }
    }

    /// Draws a link to the password of `user`, made by `who`: what is shown once, and what is kept.
    pub(in crate::accounts) fn new_link(
        &self,
        who: &Principal,
        user: UserId,
        lifetime: Duration,
    ) -> (PasswordLink, NewPasswordLink) {
        let ((token, hash), created_at) = (link_token::draw(self.entropy()), self.now());
        let expires_at = created_at.plus(lifetime);
        let url = format!("{}/reset-password?token={token}", self.settings().issuer);
        let stored = NewPasswordLink { hash, user, created_by: who.user_id(), created_at, expires_at };
        (PasswordLink { url, expires_at }, stored)
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
        let active = |found: &CredentialRow| found.user.status == Status::Active;
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
        let id = UserId(found.user.id);
        let job = async move |mut tx: UnitOfWork| {
            // Until the commit its maker keeps the role or has lost it. The account comes before its links, as where it is
            // disabled or its password changed: else two of these could wait for each other.
            advisory_locks::acquire(&mut tx, AdvisoryLock::Administrators).await?;
            authority::hold_target(&mut tx, id).await?;
            // Of two that hold the link one uses it up; the other changes nothing.
            let now = tx.now();
            let consumed = password_links::consume(&mut tx, &link, now).await?;
            if !(consumed && users::replace_password(&mut tx, id, &found.password_hash, &hash, now).await?) {
                return Err(ResetPasswordError::LinkInvalid);
            }
            tx.record(tx.event(EventKind::PasswordReset).on(id));
            throttle::open(&mut tx, id).await?;
            sessions::end_all(&mut tx, id, now).await?;
            Ok(())
        };
        self.transact(Actor::User(id), caller, job).await
    }
}
