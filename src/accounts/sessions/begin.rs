//! Sessions and their tokens: one sign-in on one device.

use crate::{
    accounts::{
        Accounts, Caller, Failure, User,
        audit::{Actor, Event},
        unit_of_work::UnitOfWork,
    },
    keys::{AccessClaims, Kind, RefreshClaims, fingerprint},
    shared::{
        audit::EventKind,
        ids::{SessionId, UserId},
        timestamp::Timestamp,
        views::UserView,
    },
    store::{
        StoreError,
        refresh_tokens::{self, NewRefreshToken},
        sessions::{self, NewSession},
    },
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use std::{fmt, time::Duration};
use uuid::Uuid;

/// Without "remember me" a session also ends after 12 hours of silence.
const FORGETFUL_TTL: Duration = Duration::from_secs(12 * 60 * 60);

/// A session with its tokens, fresh from the press. The tokens are secrets: Debug leaves them out.
#[derive(Clone)]
pub struct SignIn {
    pub user: UserView,
    pub session: SessionId,
    pub access_token: String,
    pub access_expires_at: Timestamp,
    pub refresh_token: String,
    pub refresh_expires_at: Timestamp,
    /// Whether the session outlives the browser.
    pub remember: bool,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn").field("session", &self.session).finish_non_exhaustive()
    }
}

/// A session that begins, before it is stored: everything random and timed is decided.
#[derive(Clone)]
pub(super) struct Beginning {
    session: NewSession,
    pub(super) token: Lineage,
    pub(super) event: Event,
}

/// One refresh token of a session: what is signed and what is stored of it.
#[derive(Clone)]
pub(super) struct Lineage {
    pub session: SessionId,
    pub remember: bool,
    /// When the session itself ends.
    pub session_expires_at: Timestamp,
    pub jti: [u8; 32],
    pub salt: [u8; 32],
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
}

impl Lineage {
    /// What is stored of it.
    pub(super) fn stored(&self) -> NewRefreshToken {
        NewRefreshToken {
            hash: fingerprint(&self.jti),
            session: self.session,
            salt: self.salt,
            issued_at: self.issued_at,
            expires_at: self.expires_at,
        }
    }
}

impl Beginning {
    /// Adds the session with its first token, and records it.
    pub(in crate::accounts) async fn store(&self, tx: &mut UnitOfWork) -> Result<(), StoreError> {
        sessions::insert(tx, &self.session).await?;
        refresh_tokens::insert(tx, &self.token.stored()).await?;
        tx.record(self.event.clone());
        Ok(())
    }
}

impl Accounts {
    /// Signs in an account that was just made. The session ends with the browser.
    pub async fn sign_in_new(&self, caller: &Caller, user: &User) -> Result<SignIn, Failure> {
        let beginning = self.begin_session(caller, user.id, false);
        let token = beginning.token.clone();
        let actor = Actor::User(user.id);
        self.transact(actor, caller, async move |mut tx| beginning.store(&mut tx).await).await?;
        self.issue(user, &token)
    }

    /// Decides on a new session of `user`: nothing of an earlier one goes into it.
    pub(super) fn begin_session(&self, caller: &Caller, user: UserId, remember: bool) -> Beginning {
        let now = self.now().whole_second();
        let id = SessionId(self.new_id());
        let expires_at = now.plus(self.settings().session_max);
        let token = Lineage {
            session: id,
            remember,
            session_expires_at: expires_at,
            jti: self.entropy().bytes(),
            salt: self.entropy().bytes(),
            issued_at: now,
            expires_at: self.idle_end(now, remember, expires_at),
        };
        let session = NewSession { id, user, remember, created_at: now, expires_at };
        let event = self.event(EventKind::SessionStart, Actor::User(user), caller).on(user).detail(id);
        Beginning { session, token, event }
    }

    /// When a session falls asleep unless it is refreshed, never later than its absolute end.
    pub(super) fn idle_end(&self, now: Timestamp, remember: bool, session_end: Timestamp) -> Timestamp {
        let idle = self.settings().refresh_ttl;
        let idle = if remember { idle } else { idle.min(FORGETFUL_TTL) };
        now.plus(idle).min(session_end)
    }

    /// Signs the access token and the refresh token of `lineage`.
    pub(super) fn issue(&self, user: &User, lineage: &Lineage) -> Result<SignIn, Failure> {
        let now = self.now().whole_second();
        let access_expires_at = now.plus(self.settings().access_ttl).min(lineage.session_expires_at);
        let issuer = &self.settings().issuer;
        let access = AccessClaims {
            iss: issuer.clone(),
            aud: issuer.clone(),
            sub: user.id,
            sid: lineage.session,
            jti: self.new_id(),
            iat: now.seconds(),
            nbf: now.seconds(),
            exp: access_expires_at.seconds(),
            kind: Kind::Access,
        };
        // The same lineage always gives the same claims, and Ed25519 the same signature: a token that is asked
        // for twice is the very same.
        let refresh = RefreshClaims {
            iss: issuer.clone(),
            aud: issuer.clone(),
            sub: user.id,
            sid: lineage.session,
            jti: BASE64_URL_SAFE_NO_PAD.encode(lineage.jti),
            iat: lineage.issued_at.seconds(),
            nbf: lineage.issued_at.seconds(),
            exp: lineage.expires_at.seconds(),
            kind: Kind::Refresh,
        };
        let signing = |error: jsonwebtoken::errors::Error| Failure::Signing(error.to_string());
        Ok(SignIn {
            user: user.view(),
            session: lineage.session,
            access_token: self.keyring().sign(&access).map_err(signing)?,
            access_expires_at,
            refresh_token: self.keyring().sign(&refresh).map_err(signing)?,
            refresh_expires_at: lineage.expires_at,
            remember: lineage.remember,
        })
    }

    /// A UUID of version 7 (RFC 9562, 5.7), from the clock and the entropy that were handed in.
    pub(in crate::accounts) fn new_id(&self) -> Uuid {
        self.id_at(self.now())
    }

    pub(in crate::accounts) fn id_at(&self, at: Timestamp) -> Uuid {
        let millis = u64::try_from(at.0).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.entropy().bytes()).into_uuid()
    }
}
