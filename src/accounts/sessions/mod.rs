//! Sessions and their tokens. A session is one sign-in on one device. This file begins sessions and issues their tokens.

mod authenticate;
mod browsers;
mod device;
mod end;
mod log_in;
mod refresh;
mod session_cache;

pub(super) use authenticate::{LastSeen, living};
pub use end::EndedSession;
pub use log_in::Browser;
pub(super) use session_cache::SessionCache;

use crate::{
    accounts::{
        Accounts, Authority, Caller, CurrentUser, User,
        audit::{Actor, Event},
        unit_of_work::UnitOfWork,
    },
    keys::{AccessClaims, Claims as _, Kind, RefreshClaims, fingerprint},
    shared::{
        audit::EventKind,
        error::AppError,
        ids::{SessionId, UserId},
        timestamp::Timestamp,
    },
    store::{
        StoreError,
        refresh_tokens::NewRefreshToken,
        sessions::{self, NewSession},
        users,
    },
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use std::{fmt, sync::Arc, time::Duration};
use uuid::Uuid;

/// Seconds by which `iat` and `nbf` are in the past, so that verifiers whose clocks are slow accept new tokens at once.
pub(super) const BACKDATED: i64 = 30;
/// Maximum number of sessions per account; a new session beyond it ends the oldest.
const MAX_SESSIONS: u32 = 100;
/// The `client_id` claim (RFC 9068). There is only one client.
const CLIENT_ID: &str = "vestibule";
/// Maximum idle timeout of a session without "remember me".
const NOT_REMEMBERED_TTL: Duration = Duration::from_secs(12 * 60 * 60);

/// A session with new tokens. The tokens are secrets, so `Debug` leaves them out.
#[derive(Clone)]
pub struct SignIn {
    /// The result that [`Accounts::authenticate`] would return for the access token.
    pub who: CurrentUser,
    pub access_token: String,
    pub access_expires_at: Timestamp,
    /// Lifetime of the access token in seconds.
    pub access_lifetime: u64,
    pub refresh_token: String,
    pub refresh_expires_at: Timestamp,
    /// Whether the session continues after the browser is closed.
    pub remember: bool,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn").field("authority", &self.who.authority).finish_non_exhaustive()
    }
}

/// A new session before it is stored. It already has its random values and times.
#[derive(Clone)]
pub(super) struct Beginning {
    session: NewSession,
    pub(super) token: IssuedRefreshToken,
    event: Event,
    /// The previous session of the browser, which ends.
    replaces: Option<CurrentUser>,
}

/// A refresh token of a session: the values for its claims and for its row.
#[derive(Clone)]
pub(super) struct IssuedRefreshToken {
    pub session: SessionId,
    pub remember: bool,
    pub session_created_at: Timestamp,
    /// When the session itself ends.
    pub session_expires_at: Timestamp,
    pub jti: [u8; 32],
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
}

impl IssuedRefreshToken {
    /// The row to store. It has only a hash of the token's id.
    fn stored(&self) -> NewRefreshToken {
        NewRefreshToken {
            hash: fingerprint(&self.jti),
            session: self.session,
            issued_at: self.issued_at,
            expires_at: self.expires_at,
        }
    }
}

impl Beginning {
    /// Stores the time of the sign-in and the session. Returns the account.
    pub(super) async fn record(&self, tx: &mut UnitOfWork) -> Result<User, StoreError> {
        let (user, now) = (self.session.user, tx.now());
        let row = users::record_sign_in(tx, user, now).await?;
        self.store(tx).await?;
        Ok(User::from(row))
    }

    /// Stores the session with its first refresh token, and records the event. The caller stores the time of the sign-in: the next
    /// one with another browser is announced, however long ago this one was.
    async fn store(&self, tx: &mut UnitOfWork) -> Result<(), StoreError> {
        let user = self.session.user;
        for ended in sessions::insert(tx, &self.session, &self.token.stored(), MAX_SESSIONS).await? {
            tx.record(tx.event(EventKind::SessionEnd).on(user).detail(ended));
        }
        tx.record(self.event.clone());
        // In the same transaction: if the sign-in fails, the previous session of the browser continues.
        if let Some(old) = &self.replaces
            && let Some(session) = old.session_id()
        {
            end::end(tx, old.user.id, session).await?;
        }
        Ok(())
    }
}

impl Accounts {
    /// Signs in a new account, without "remember me". Ends `replaces`, the previous session of the browser.
    pub async fn sign_in_new(
        &self,
        caller: &Caller,
        user: User,
        replaces: Option<&CurrentUser>,
    ) -> Result<SignIn, AppError> {
        let beginning = self.begin_session(caller, user.id, false, replaces);
        let token = beginning.token.clone();
        let actor = Actor::User(user.id);
        // No permission check: the caller has just created this account.
        let user = self.transact(actor, caller, async move |mut tx| Ok(beginning.record(&mut tx).await?)).await?;
        self.issue(user, &token)
    }

    /// Creates a new session of `user`. It shares no values with the previous one, which prevents session fixation.
    pub(super) fn begin_session(
        &self,
        caller: &Caller,
        user: UserId,
        remember: bool,
        replaces: Option<&CurrentUser>,
    ) -> Beginning {
        // Claims have a precision of seconds, and so do the stored times that they are computed from.
        let now = self.now().whole_second();
        let id = SessionId(self.new_id());
        let expires_at = now.plus(self.settings().session_max);
        let token = IssuedRefreshToken {
            session: id,
            remember,
            session_created_at: now,
            session_expires_at: expires_at,
            jti: self.entropy().bytes(),
            issued_at: now,
            expires_at: self.idle_end(now, remember, expires_at),
        };
        let session = NewSession {
            id,
            user,
            remember,
            device: caller.device.clone(),
            address: caller.address.map(|address| address.to_string()),
            created_at: now,
            expires_at,
        };
        let event = self.event(EventKind::SessionStart, Actor::User(user), caller).on(user).detail(id);
        Beginning { session, token, event, replaces: replaces.cloned() }
    }

    /// When a session expires unless it is refreshed, at the latest at its absolute end.
    fn idle_end(&self, now: Timestamp, remember: bool, session_end: Timestamp) -> Timestamp {
        self.idle_expiry(now, remember).min(session_end)
    }

    /// When a session expires unless it is refreshed, without regard to its absolute end.
    fn idle_expiry(&self, now: Timestamp, remember: bool) -> Timestamp {
        let idle = self.settings().refresh_ttl;
        now.plus(if remember { idle } else { idle.min(NOT_REMEMBERED_TTL) })
    }

    /// Signs the access token and the refresh token of `token`.
    pub(super) fn issue(&self, user: User, token: &IssuedRefreshToken) -> Result<SignIn, AppError> {
        let now = self.now().whole_second();
        // An access token must not be valid for longer than its session.
        let access_expires_at = now.plus(self.settings().access_ttl).min(token.session_expires_at);
        let issuer = &self.settings().issuer;
        let groups = user.groups.claim();
        let access = AccessClaims {
            iss: issuer.clone(),
            aud: AccessClaims::expected_audience(issuer),
            sub: user.id,
            sid: token.session,
            jti: self.new_id(),
            iat: now.seconds() - BACKDATED,
            nbf: now.seconds() - BACKDATED,
            exp: access_expires_at.seconds(),
            // The time of the sign-in, the same in all tokens of a session (RFC 9068, 2.2.1).
            auth_time: token.session_created_at.seconds() - BACKDATED,
            role: user.role,
            groups_overflow: groups.is_none(),
            groups,
            client_id: CLIENT_ID.to_owned(),
            kind: Kind::Access,
        };
        // The same token always gives the same claims, and these the same signature: a token that is requested twice is
        // identical.
        let refresh = RefreshClaims {
            iss: issuer.clone(),
            aud: RefreshClaims::expected_audience(issuer),
            sub: user.id,
            sid: token.session,
            jti: BASE64_URL_SAFE_NO_PAD.encode(token.jti),
            iat: token.issued_at.seconds() - BACKDATED,
            nbf: token.issued_at.seconds() - BACKDATED,
            exp: token.expires_at.seconds(),
            kind: Kind::Refresh,
        };
        Ok(SignIn {
            who: CurrentUser { user: Arc::new(user), authority: Authority::Session(token.session) },
            access_token: self.keyring().sign(&access, now).map_err(AppError::internal)?,
            access_expires_at,
            access_lifetime: now.until(access_expires_at).as_secs(),
            refresh_token: self.keyring().sign(&refresh, now).map_err(AppError::internal)?,
            refresh_expires_at: token.expires_at,
            remember: token.remember,
        })
    }

    /// A UUID of version 7 (RFC 9562, 5.7) from the injected clock and entropy.
    pub(super) fn new_id(&self) -> Uuid {
        self.id_at(self.now())
    }

    pub(super) fn id_at(&self, at: Timestamp) -> Uuid {
        let millis = u64::try_from(at.0).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.entropy().bytes()).into_uuid()
    }
}
