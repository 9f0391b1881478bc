//! One-time links with which users set their first or a new password. Administrators create them and do not learn the
//! password.

use crate::{
    accounts::{
        Accounts, Caller, CurrentUser, Failure, ManageError, Principal, SignIn, User,
        audit::Actor,
        error,
        one_time::{Issued, NewToken, Opened},
        policy::Action,
        service_accounts,
        sessions::Beginning,
        throttle,
        unit_of_work::UnitOfWork,
    },
    identity,
    mail::Mail,
    passwords::{Overloaded, Priority},
    shared::{
        audit::EventKind,
        directory::PasswordLinkView,
        end_reason::EndReason,
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
        api_tokens, authority,
        one_time_tokens::{self, Kept, NewOneTimeToken, Purpose},
        sessions,
        users::{self, CredentialRow},
    },
};
use serde::{Deserialize, Serialize};
use std::{fmt, time::Duration};

/// Lifetime of a link to an existing account, in minutes (ASVS 5.0, 6.4.3; NIST SP 800-63B-4 has the same limit for recovery
/// codes).
pub(super) const RESET_MINUTES: u32 = 30;
/// The same as a duration.
pub(super) const RESET_LIFETIME: Duration = Duration::from_secs(RESET_MINUTES as u64 * 60);
/// Lifetime of a link to a new account that an administrator passes on: long enough for a weekend, because a new account
/// has no data to protect.
pub(in crate::accounts) const SETUP_LIFETIME: Duration = Duration::from_secs(72 * 60 * 60);

/// A password link. It is a secret, so `Debug` leaves it out, and it is stored sealed only (`accounts/idempotency.rs`).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordLink {
    pub url: String,
    pub expires_at: Timestamp,
}

impl PasswordLink {
    /// The link as shown, once, to the actor who created it.
    pub fn view(&self) -> PasswordLinkView {
        PasswordLinkView { url: self.url.clone(), expires_at: self.expires_at }
    }
}

impl fmt::Debug for PasswordLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordLink").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// Why a password was not set with a link.
#[derive(Debug, thiserror::Error)]
pub enum ResetPasswordError {
    /// The link is unknown, used or expired, the account cannot sign in, or the creator of the link is no longer an
    /// administrator.
    #[error("the link is not valid")]
    LinkInvalid,
    #[error("invalid fields")]
    Invalid(Vec<FieldError>),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<ResetPasswordError> for AppError {
    fn from(error: ResetPasswordError) -> Self {
        match error {
            ResetPasswordError::LinkInvalid => Self::new(
                ErrorCode::LinkInvalid,
                "This link has been used, has expired, or was replaced by a newer one. Request a new one.",
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
    /// Creates a password link and revokes the previous ones of the account. The link becomes invalid if its creator
    /// stops being an administrator.
    pub async fn issue_password_link(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
    ) -> Result<PasswordLink, ManageError> {
        let (link, stored) = self.new_link(who, id, RESET_LIFETIME);
        let created = self.change_once(who, caller, Action::MakePasswordLink(id), move |tx| {
            Box::pin(async move {
                // `change_once` holds a lock on the account, so its status is the same at the commit.
                let row = users::find(tx, id).await?.ok_or(ManageError::NotFound)?;
                match row.status {
                    Status::Active if service_accounts::is_address(&row.email) => {
                        return Err(ManageError::ServiceAccount);
                    }
                    Status::Active => {}
                    Status::Disabled => return Err(ManageError::Disabled),
                    Status::Deleted => return Err(ManageError::NotFound),
                }
                tx.record(tx.event(EventKind::PasswordResetIssued).on(id));
                tx.store_token(&stored).await?;
                Ok(link)
            })
        });
        created.await.map_err(|error| match error {
            // The policy refuses links for one's own account. This error says where to change the password.
            ManageError::Forbidden if who.user_id() == Some(id) => ManageError::OwnPasswordLink,
            error => error,
        })
    }

    /// Generates a password link: the link to show, and the row to store.
    pub(in crate::accounts) fn new_link(
        &self,
        who: &Principal,
        user: UserId,
        lifetime: Duration,
    ) -> (PasswordLink, NewOneTimeToken) {
        let created_by = who.user_id();
        let Issued { secret, stored } =
            self.new_token(NewToken { created_by, ..NewToken::of(user, Purpose::Password, lifetime) });
        let url = format!("{}/reset-password?token={}", self.settings().issuer, secret.token);
        (PasswordLink { url, expires_at: stored.expires_at }, stored)
    }

    pub async fn password_link_is_valid(&self, token: &str) -> Result<bool, Failure> {
        Ok(self.owner_of_link(token).await?.is_some())
    }

    async fn owner_of_link(&self, token: &str) -> Result<Option<(Opened, CredentialRow)>, StoreError> {
        let Some(link) = self.open_link(token, &[Purpose::Password, Purpose::Invitation]).await? else {
            return Ok(None);
        };
        let Some(id) = link.row.user() else { return Ok(None) };
        let found = self.db().read(move |conn| Box::pin(users::credential(conn, id))).await?;
        Ok(found.filter(|found| found.user.status == Status::Active).map(|found| (link, found)))
    }

    /// Sets a password with a link and invalidates the link, except if the password is invalid. Ends all sessions and
    /// any lockout, and revokes all API tokens. With a link that was sent to the address of the account, it also
    /// confirms the address. With one that an administrator passed on, it closes the undos of changes of address.
    pub async fn reset_password(
        &self,
        request: ResetPasswordRequest,
        caller: &Caller,
    ) -> Result<(), ResetPasswordError> {
        let (link, found) = self.open_password_link(&request).await?;
        self.use_password_link(request, caller, link, found, None).await.map(drop)
    }

    /// Like [`Accounts::reset_password`], for a browser, which an invitation also signs in. Ends `replaces`, the previous
    /// session of the browser, if it does.
    pub async fn reset_password_in_browser(
        &self,
        request: ResetPasswordRequest,
        caller: &Caller,
        replaces: Option<&CurrentUser>,
    ) -> Result<Option<SignIn>, ResetPasswordError> {
        let (link, found) = self.open_password_link(&request).await?;
        // Other links may have been passed on by people who are not the owner.
        let beginning = (link.row.purpose == Purpose::Invitation)
            .then(|| self.begin_session(caller, UserId(found.user.id), false, replaces));
        let token = beginning.as_ref().map(|beginning| beginning.token.clone());
        let user = self.use_password_link(request, caller, link, found, beginning).await?;
        Ok(token.map(|token| self.issue(user, &token)).transpose()?)
    }

    async fn open_password_link(
        &self,
        request: &ResetPasswordRequest,
    ) -> Result<(Opened, CredentialRow), ResetPasswordError> {
        let mut fields = Fields::default();
        fields.expect_text("token", &request.token);
        // Its rules depend on the account, which only the link names.
        fields.expect_text("password", &request.password);
        fields.finish().map_err(ResetPasswordError::Invalid)?;
        let found = self.owner_of_link(request.token.as_str()).await?;
        found.ok_or(ResetPasswordError::LinkInvalid)
    }

    /// Sets the password, and begins a session in the same transaction if there is one to begin.
    async fn use_password_link(
        &self,
        request: ResetPasswordRequest,
        caller: &Caller,
        link: Opened,
        found: CredentialRow,
        beginning: Option<Beginning>,
    ) -> Result<User, ResetPasswordError> {
        let mut fields = Fields::default();
        let own = [found.user.username.as_str(), &found.user.email];
        let chosen = self.parse_chosen_password(&mut fields, "password", &request.password, own);
        fields.finish().map_err(ResetPasswordError::Invalid)?;
        // Before the transaction: other writers must not wait while a password is hashed.
        let hash = self.passwords().hash(&chosen.unwrap_or_default(), Priority::other(caller.address)).await?;
        let id = UserId(found.user.id);
        let job = async move |mut tx: UnitOfWork| {
            // The role of the link's creator cannot change until the commit.
            advisory_locks::acquire(&mut tx, AdvisoryLock::Administrators).await?;
            // The account is locked before its links, in the same order as when it is disabled or its password changes,
            // so that the transactions cannot deadlock.
            authority::lock_target(&mut tx, id).await?;
            // Only one of two concurrent requests consumes the link; the other changes nothing.
            let now = tx.now();
            let consumed = one_time_tokens::consume(&mut tx, &link.hash, link.row.purpose, now).await?;
            // Whatever the password is by now: somebody who keeps changing it must not keep the link from working.
            if !(consumed && users::set_password(&mut tx, id, &hash, now).await?) {
                return Err(ResetPasswordError::LinkInvalid);
            }
            let user = users::find(&mut tx, id).await?.ok_or(ResetPasswordError::LinkInvalid)?;
            // A change of the address deletes the link; this does not rely on it.
            if link.row.email_key.as_ref().is_some_and(|key| *key != identity::key(&user.email)) {
                return Err(ResetPasswordError::LinkInvalid);
            }
            let is_invitation = link.row.purpose == Purpose::Invitation;
            let was_mailed = is_invitation || link.row.email_key.is_some();
            // The other links of the account could replace this password. An administrator who passes a link on has decided
            // whose account it is, so nobody can undo a change of its address either.
            let kept = if was_mailed { Kept::Undos } else { Kept::Nothing };
            one_time_tokens::delete_unused(&mut tx, id, kept).await?;
            throttle::unlock_account(&mut tx, id).await?;
            sessions::end_all(&mut tx, id, EndReason::PasswordChanged, now).await?;
            // Somebody who knew the previous password may have created them.
            api_tokens::revoke_all(&mut tx, id, now).await?;
            let event = tx.event(EventKind::PasswordReset).on(id);
            if was_mailed {
                // The link was sent to this address and nowhere else.
                users::set_email_verified(&mut tx, id, true, now).await?;
                tx.close_undos_since(id, &user.email).await?;
            }
            if is_invitation {
                tx.record(event.detail(Purpose::Invitation));
            } else {
                tx.record(event);
                tx.notify(id, |user| Mail::PasswordChanged { name: user.greeting(), at: now }).await?;
            }
            // After the other sessions have ended, because this one stays.
            if let Some(beginning) = beginning {
                beginning.record(&mut tx).await?;
            }
            let user = users::find(&mut tx, id).await?.ok_or(ResetPasswordError::LinkInvalid)?;
            Ok(User::from(user))
        };
        self.transact(Actor::User(id), caller, job).await
    }
}
