//! Password links: one-time links with which users set their first or a new password. Administrators create them and do not learn
//! the password; people who have forgotten theirs ask for one.

use crate::accounts::one_time::Issued;
use crate::accounts::{Action, Actor, Caller, NewToken, Passwords, Repairing, UnitOfWork, User, error};
use crate::identity::{self, CanonicalEmail};
use crate::language::message;
use crate::mail::Mail;
use crate::shared::{
    AppError, ErrorCode, EventKind, Fields, ForgotPasswordRequest, PasswordLinkView, Status, Timestamp, UserId,
};
use crate::store::users;
use crate::store::{NewOneTimeToken, Purpose, StoreError, UserRow, factors};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;

/// Lifetime of a link to an existing account, in minutes (ASVS 5.0, 6.4.3; NIST SP 800-63B-4 has the same limit for recovery
/// codes).
const RESET_MINUTES: u32 = 30;
/// The same as a duration.
const RESET_LIFETIME: Duration = Duration::from_secs(RESET_MINUTES as u64 * 60);
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

impl Passwords {
    /// Creates a password link and revokes the previous ones of the account. The link becomes invalid if its creator
    /// stops being an administrator.
    pub async fn issue_password_link(&self, caller: &Caller, id: UserId) -> Result<PasswordLink, AppError> {
        let (link, stored) = self.new_link(caller, id, RESET_LIFETIME);
        let created = self.change_once(caller, Action::MakePasswordLink(id), move |tx| {
            Box::pin(async move {
                // `change_once` holds a lock on the account, so its status is the same at the commit.
                let row = users::find(tx, id).await?.ok_or_else(error::no_such_account)?;
                permit_link(&row)?;
                tx.record(tx.event(EventKind::PasswordResetIssued).on(id));
                tx.store_token(&stored).await?;
                Ok(link)
            })
        });
        created.await.map_err(|error| match error.code {
            // The policy refuses links for one's own account. This error says where to change the password.
            ErrorCode::Forbidden if caller.user_id() == Some(id) => {
                AppError::forbidden(message::password_change_own_link())
            }
            _ => error,
        })
    }

    /// Sends a password link to `request.email` if an active account has this address. Succeeds in any case, unless the
    /// text is no email address or the source has requested too many messages.
    ///
    /// Neither the response nor its time reveals whether an account has the address: everything that depends on it happens
    /// after the response (`accounts/after_response.rs`).
    pub fn forgot_password(&self, caller: &Caller, request: &ForgotPasswordRequest) -> Result<(), AppError> {
        let mut fields = Fields::default();
        let email = fields.parse("email", &request.email, identity::email);
        fields.finish().map_err(AppError::invalid)?;
        self.spend_recovery(caller)?;
        // `finish` has failed if there is none.
        if let Some(CanonicalEmail { key, .. }) = email {
            let (passwords, caller) = (self.clone(), caller.clone());
            let send = async move {
                if let Err(error) = passwords.send_password_link(&caller, key).await {
                    tracing::error!(error = %error::for_log(&error), "cannot send a password link");
                }
            };
            self.after_response("a password link", send);
        }
        Ok(())
    }

    async fn send_password_link(&self, caller: &Caller, email_key: String) -> Result<(), AppError> {
        let found = self.db().read(async move |mut conn| users::find_by_key(&mut conn, &email_key).await);
        let can_sign_in = |user: &UserRow| user.status == Status::Active && !identity::is_service_address(&user.email);
        let Some(user) = found.await?.filter(can_sign_in) else { return Ok(()) };
        let id = UserId(user.id);
        let job = async move |mut tx: UnitOfWork| {
            // The account may have been disabled, or its address changed, since it was read.
            let now = users::find(&mut tx, id).await?.map(User::from);
            let Some(user) = now.filter(|now| now.status == Status::Active && now.email == user.email) else {
                return Ok(());
            };
            let factors = factors::of(&mut tx, id).await?;
            // Its owner has chosen to have no password, and somebody who reads the mailbox must not be able to give it one. One that
            // was made invalid is no choice.
            let needs_none = factors.is_some_and(|factors| factors.needs_no_password() && factors.passkeys > 0);
            let mail = if needs_none { Mail::HowToSignIn { name: user.greeting() } } else { password_reset(&user) };
            // Anyone can ask for the link of anyone. An error would reveal that there is an account.
            if tx.accounts().outbox().charge_recipient(&mail, &user.email).is_err() {
                return Ok(());
            }
            if needs_none {
                tx.send_owner(&user, &mail, None);
                return Ok(());
            }
            Ok(tx.send_password_link(&user).await?)
        };
        self.on_account(id, None, Actor::Anonymous, caller, job).await
    }

    /// Generates a password link: the link to show, and the row to store.
    pub(in crate::accounts) fn new_link(
        &self,
        caller: &Caller,
        user: UserId,
        lifetime: Duration,
    ) -> (PasswordLink, NewOneTimeToken) {
        let created_by = caller.user_id();
        let Issued { secret, stored } =
            self.links().new_token(NewToken { created_by, ..NewToken::of(user, Purpose::Password, lifetime) });
        let url = format!("{}/reset-password?token={}", self.settings().issuer, secret.token);
        (PasswordLink { url, expires_at: stored.expires_at }, stored)
    }
}

impl UnitOfWork {
    /// Sends the owner of an account a new password link, which replaces the previous ones.
    pub(in crate::accounts) async fn send_password_link(&mut self, user: &User) -> Result<(), StoreError> {
        // Using the link confirms the address.
        let (email_key, journey) = (Some(identity::key(&user.email)), self.caller().journey.clone());
        let new = NewToken { email_key, journey, ..NewToken::of(user.id, Purpose::Password, RESET_LIFETIME) };
        self.record(self.event(EventKind::PasswordResetIssued).on(user.id));
        self.send_link(user, new, &password_reset(user)).await
    }

    /// Makes a password link for somebody who has just shown that they read the mail of this address, the one of the account. Returns
    /// its token, which no message has.
    pub(in crate::accounts) async fn make_owner_link(&mut self, id: UserId, email: &str) -> Result<String, StoreError> {
        let email_key = Some(identity::key(email));
        let new = NewToken { email_key, ..NewToken::of(id, Purpose::Password, RESET_LIFETIME) };
        let Issued { secret, stored } = self.accounts().links().new_token(new);
        self.record(self.event(EventKind::PasswordResetIssued).on(id));
        self.store_token(&stored).await?;
        Ok(secret.token)
    }

    /// Begins the recovery of an account in which somebody else has been: makes the password invalid, ends what the table of ways in
    /// says, and sends the owner a link to choose another password. The caller has locked the account.
    pub(in crate::accounts) async fn begin_recovery(
        &mut self,
        user: &User,
        repairing: Repairing<'_>,
    ) -> Result<(), StoreError> {
        self.repair(user.id, repairing).await?;
        // Not charged to the budget of the address: an attacker could use that up to prevent the recovery.
        self.send_password_link(user).await
    }
}

/// Fails if the owner of an account cannot get a password link: a program has no password, and a link to an account that cannot sign
/// in would be of no use.
pub(in crate::accounts) fn permit_link(row: &UserRow) -> Result<(), AppError> {
    match row.status {
        Status::Active if identity::is_service_address(&row.email) => Err(error::service_account()),
        Status::Active => Ok(()),
        Status::Disabled => Err(error::account_disabled()),
        Status::Deleted => Err(error::no_such_account()),
    }
}

fn password_reset(user: &User) -> Mail {
    Mail::PasswordReset { name: user.greeting(), minutes: RESET_MINUTES }
}
