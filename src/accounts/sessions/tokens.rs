//! The tokens of a session: how long they are valid, and what they say.

use super::authenticate::proof_of;
use crate::accounts::{Authority, CurrentUser, Sessions, User};
use crate::keys::{AccessClaims, Claims as _, Kind, RefreshClaims, fingerprint};
use crate::shared::{AppError, GroupCarrier, Proof, SessionId, Timestamp};
use crate::store::SessionRow;
use crate::store::refresh_tokens::NewRefreshToken;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Seconds by which `iat` and `nbf` are in the past, so that verifiers whose clocks are slow accept new tokens at once.
pub(in crate::accounts) const BACKDATED: i64 = 30;
/// The `client_id` claim (RFC 9068). There is only one client.
const CLIENT_ID: &str = "vestibule";
/// Maximum idle timeout of a session without "remember me".
const NOT_REMEMBERED_TTL: Duration = Duration::from_secs(12 * 60 * 60);

/// A session with new tokens. The tokens are secrets, so `Debug` leaves them out.
#[derive(Clone)]
pub struct SignIn {
    /// The result that [`Sessions::authenticate`] would return for the access token.
    pub who: CurrentUser,
    pub access_token: String,
    pub access_expires_at: Timestamp,
    /// Lifetime of the access token in seconds.
    pub access_lifetime: u64,
    /// None: the session keeps the one that it has.
    pub refresh_token: Option<String>,
    pub refresh_expires_at: Timestamp,
    /// Whether the session continues after the browser is closed.
    pub remember: bool,
    /// The new cookie of a browser in which the account needs no second factor from now on.
    pub trusted: Option<String>,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn").field("authority", &self.who.authority).finish_non_exhaustive()
    }
}

/// A refresh token of a session: the values for its claims and for its row.
#[derive(Clone)]
pub(in crate::accounts) struct IssuedRefreshToken {
    pub session: SessionFacts,
    pub jti: [u8; 32],
    pub issued_at: Timestamp,
    pub expires_at: Timestamp,
}

/// What tokens say about their session.
#[derive(Clone, Copy)]
pub(in crate::accounts) struct SessionFacts {
    pub id: SessionId,
    pub remember: bool,
    /// The last one.
    pub proof: Proof,
    /// When the session itself ends.
    pub expires_at: Timestamp,
}

impl SessionFacts {
    pub(super) fn of(id: SessionId, row: &SessionRow) -> Self {
        Self { id, remember: row.remember, proof: proof_of(row), expires_at: Timestamp(row.session_expires_at) }
    }
}

impl IssuedRefreshToken {
    /// The row to store. It has only a hash of the token's id.
    pub(super) fn stored(&self) -> NewRefreshToken {
        NewRefreshToken {
            hash: fingerprint(&self.jti),
            session: self.session.id,
            issued_at: self.issued_at,
            expires_at: self.expires_at,
        }
    }
}

impl Sessions {
    /// When a session expires unless it is refreshed, at the latest at its absolute end.
    pub(super) fn idle_end(&self, now: Timestamp, remember: bool, session_end: Timestamp) -> Timestamp {
        self.idle_expiry(now, remember).min(session_end)
    }

    /// When a session expires unless it is refreshed, without regard to its absolute end.
    pub(super) fn idle_expiry(&self, now: Timestamp, remember: bool) -> Timestamp {
        let idle = self.settings().refresh_ttl;
        now.plus(if remember { idle } else { idle.min(NOT_REMEMBERED_TTL) })
    }

    /// Signs the access token and the refresh token of `token`.
    pub(in crate::accounts) fn issue(&self, user: Arc<User>, token: &IssuedRefreshToken) -> Result<SignIn, AppError> {
        let issuer = &self.settings().issuer;
        // The same token always gives the same claims, and these the same signature: a token that is requested twice is
        // identical.
        let refresh = RefreshClaims {
            iss: issuer.clone(),
            aud: RefreshClaims::expected_audience(issuer),
            sub: user.id,
            sid: token.session.id,
            jti: BASE64_URL_SAFE_NO_PAD.encode(token.jti),
            iat: token.issued_at.seconds() - BACKDATED,
            nbf: token.issued_at.seconds() - BACKDATED,
            exp: token.expires_at.seconds(),
            kind: Kind::Refresh,
        };
        let refresh_token = self.keyring().sign(&refresh, self.now().whole_second()).map_err(AppError::internal)?;
        let sign_in = self.issue_access(user, token.session)?;
        Ok(SignIn { refresh_token: Some(refresh_token), refresh_expires_at: token.expires_at, ..sign_in })
    }

    /// Signs an access token alone.
    pub(in crate::accounts) fn issue_access(&self, user: Arc<User>, session: SessionFacts) -> Result<SignIn, AppError> {
        let SessionFacts { id, remember, proof, expires_at } = session;
        let now = self.now().whole_second();
        // An access token must not be valid for longer than its session.
        let access_expires_at = now.plus(self.settings().access_ttl).min(expires_at);
        let issuer = &self.settings().issuer;
        let groups = user.groups.within(GroupCarrier::AccessToken);
        let access = AccessClaims {
            iss: issuer.clone(),
            aud: AccessClaims::expected_audience(issuer),
            sub: user.id,
            sid: id,
            jti: self.new_id(),
            iat: now.seconds() - BACKDATED,
            nbf: now.seconds() - BACKDATED,
            exp: access_expires_at.seconds(),
            // Of the last proof, the same in all tokens until the next one (RFC 9068, 2.2.1).
            auth_time: proof.at.seconds() - BACKDATED,
            amr: amr(&proof),
            acr: proof.methods.acr().to_owned(),
            role: user.role,
            groups_overflow: groups.is_none(),
            groups,
            client_id: CLIENT_ID.to_owned(),
            kind: Kind::Access,
        };
        let needs_factor = self.needs_factor(&user);
        Ok(SignIn {
            who: CurrentUser { user, authority: Authority::Session(id), proof, needs_factor },
            access_token: self.keyring().sign(&access, now).map_err(AppError::internal)?,
            access_expires_at,
            access_lifetime: now.until(access_expires_at).as_secs(),
            refresh_token: None,
            refresh_expires_at: expires_at,
            remember,
            trusted: None,
        })
    }
}

/// The methods of a proof, as tokens name them (RFC 8176).
pub(in crate::accounts) fn amr(proof: &Proof) -> Vec<String> {
    proof.methods.amr().into_iter().map(str::to_owned).collect()
}
