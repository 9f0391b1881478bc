//! Authenticates a request: verifies its token, and checks that the session is active. What takes long is checked again.

use crate::accounts::api_tokens::is_api_token;
use crate::accounts::{
    Action, Authority, Caller, CurrentUser, NotAllowed, Principal, Sessions, User, policy, session_ended,
};
use crate::keys::{AccessClaims, Claims, Expiry, JwtError};
use crate::language::message;
use crate::shared::{AppError, ErrorCode, Methods, Proof, SessionId, Status, Timestamp, UserId};
use crate::store::sessions;
use crate::store::{Conn, SessionRow, StoreError};
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// A session that had not ended when it was read.
#[derive(Clone, Copy, Debug)]
pub(in crate::accounts) struct ActiveSession {
    pub user: UserId,
    pub expires_at: Timestamp,
    pub proof: Proof,
}

impl Sessions {
    /// The user of a bearer token, which is an access token or an API token.
    pub async fn authenticate(&self, bearer: &str) -> Result<CurrentUser, AppError> {
        if is_api_token(bearer) {
            self.api_tokens().authenticate_api_token(bearer).await
        } else {
            self.authenticate_session(bearer).await
        }
    }

    /// The same as [`Sessions::authenticate`], but None if only a query that a made-up token costs as well can tell.
    pub async fn try_authenticate(&self, bearer: &str) -> Option<Result<CurrentUser, AppError>> {
        if !is_api_token(bearer) {
            self.try_authenticate_session(bearer).await
        } else if self.api_tokens().costs_a_query(bearer) {
            None
        } else {
            Some(self.api_tokens().authenticate_api_token(bearer).await)
        }
    }

    /// The user and the session of an access token, if both are active. If the key of the token is unknown, the keys are
    /// reloaded once, because another replica may have just created it.
    pub async fn authenticate_session(&self, access_token: &str) -> Result<CurrentUser, AppError> {
        if let Some(authenticated) = self.try_authenticate_session(access_token).await {
            return authenticated;
        }
        self.keyring().reload(self.db()).await?;
        self.try_authenticate_session(access_token).await.unwrap_or_else(|| Err(token_invalid()))
    }

    /// The same as [`Sessions::authenticate_session`], but None if the key of the token is unknown: then only reading the keys
    /// again can tell.
    pub async fn try_authenticate_session(&self, access_token: &str) -> Option<Result<CurrentUser, AppError>> {
        let claims = match self.verify_access_token(access_token) {
            Ok(claims) => claims,
            Err(JwtError::UnknownKey) => return None,
            Err(error) => return Some(Err(refusal(error))),
        };
        // A valid signature is not enough: signing out and disabling an account take effect on the next request.
        let current = self.current(claims.sid, claims.sub).await;
        Some(current.map_err(AppError::from).and_then(|user| user.ok_or_else(session_ended)))
    }

    /// The session and its user in their current state. None if the session is not active or belongs to another user.
    pub(in crate::accounts) async fn current(
        &self,
        id: SessionId,
        user_id: UserId,
    ) -> Result<Option<CurrentUser>, StoreError> {
        let memory = &self.parts().caches.sessions;
        let found = match memory.find(&id) {
            Some(found) => Some(found),
            None if memory.has_ended(&id) => None,
            None => self.load_session(id).await?,
        };
        // Expiry and owner are checked for cached sessions as well.
        let is_active = |session: &ActiveSession, user: &User| {
            session.user == user_id && is_usable(user, session.expires_at, self.now())
        };
        let active = found.filter(|(session, user)| is_active(session, user));
        Ok(active.map(|(ActiveSession { proof, .. }, user)| CurrentUser {
            // Of the time of the request: from the day on, it holds for sessions that have begun before.
            needs_factor: self.needs_factor(&user),
            user,
            authority: Authority::Session(id),
            proof,
        }))
    }

    /// The claims of an access token. Verifying a signature takes some 30 µs, so the claims of valid tokens are cached
    /// until a key is added or retired. Expiry is checked each time.
    fn verify_access_token(&self, token: &str) -> Result<Arc<AccessClaims>, JwtError> {
        let now = self.now();
        // The generation is read before the token is verified: if a key is retired meanwhile, this entry is not used.
        let key: ([u8; 32], u64) = (Sha256::digest(token).into(), self.keyring().generation());
        if let Some(claims) = self.parts().caches.verified.get(&key) {
            return if now.seconds() < claims.exp { Ok(claims) } else { Err(JwtError::Expired) };
        }
        let issuer = &self.settings().issuer;
        let claims = Arc::new(self.keyring().verify::<AccessClaims>(token, issuer, now, Expiry::Checked)?);
        // Only after the verification, so that invalid tokens take no space in the cache.
        self.parts().caches.verified.insert(key, Arc::clone(&claims));
        Ok(claims)
    }

    /// The claims of a token of kind `C` with a valid signature. If the key is unknown, the keys are reloaded once,
    /// because another replica may have just created it.
    pub(super) async fn verify<C: Claims + DeserializeOwned + Clone>(
        &self,
        token: &str,
        now: Timestamp,
        expiry: Expiry,
    ) -> Result<C, AppError> {
        let issuer = &self.settings().issuer;
        let mut verified = self.keyring().verify::<C>(token, issuer, now, expiry);
        if matches!(verified, Err(JwtError::UnknownKey)) {
            self.keyring().reload(self.db()).await?;
            verified = self.keyring().verify(token, issuer, now, expiry);
        }
        verified.map_err(refusal)
    }

    /// Reads a session and its user from the database and caches them.
    async fn load_session(&self, id: SessionId) -> Result<Option<(ActiveSession, Arc<User>)>, StoreError> {
        // Before the read: a change during it must not be overwritten by the rows as they were.
        let memory = &self.parts().caches.sessions;
        let version = memory.rows.version();
        let Some((session, user)) = self.db().read(async move |mut conn| find(&mut conn, id).await).await? else {
            memory.rows.insert(version, id, None);
            return Ok(None);
        };
        let user = Arc::new(user);
        memory.insert(version, id, session, &user);
        Ok(Some((session, user)))
    }

    /// Checks permission again during a long read, such as an export.
    ///
    /// # Errors
    /// If the session or the API token has ended, the account is no longer active, or it no longer has the permission.
    pub(in crate::accounts) async fn recheck(&self, caller: &Caller, action: Action) -> Result<(), AppError> {
        let allowed = match &caller.who {
            // A copy from the beginning of the request. The role may have changed since.
            Principal::User(current) => match self.current_state(current).await? {
                Some(now) => policy::permit(&Principal::User(now), action),
                None => Err(current.gone()),
            },
            Principal::Anonymous | Principal::System => caller.permit(action),
        };
        match allowed {
            // The actor was allowed to begin, so there is nothing left to hide.
            Err(NotAllowed::Hidden | NotAllowed::Forbidden) => {
                Err(AppError::forbidden(message::error_permission_lost()))
            }
            otherwise => Ok(otherwise?),
        }
    }

    async fn current_state(&self, who: &CurrentUser) -> Result<Option<CurrentUser>, StoreError> {
        match who.authority {
            Authority::Session(session) => self.current(session, who.user.id).await,
            Authority::Token(token) => self.api_tokens().current_with_token(token.id, who.user.id).await,
        }
    }
}

/// A session that has not ended, with its user.
async fn find(conn: &mut Conn, id: SessionId) -> Result<Option<(ActiveSession, User)>, StoreError> {
    // `current` checks expiry and account status, for cached sessions as well as for this one.
    let Some(row) = sessions::find(conn, id).await?.filter(|row| row.ended_at.is_none()) else {
        return Ok(None);
    };
    let (proof, expires_at) = (proof_of(&row), Timestamp(row.session_expires_at));
    let user = User::from(row.user);
    Ok(Some((ActiveSession { user: user.id, expires_at, proof }, user)))
}

/// The last proof in a session.
pub(in crate::accounts) fn proof_of(row: &SessionRow) -> Proof {
    let at = row.proved_at.unwrap_or(row.session_created_at);
    Proof { methods: Methods::parse(&row.methods), at: Timestamp(at) }
}

/// The account of a session, if the session is active at `now`.
pub(in crate::accounts) fn active_user(row: SessionRow, now: Timestamp) -> Option<User> {
    let (has_ended, expires_at) = (row.ended_at.is_some(), Timestamp(row.session_expires_at));
    let user = User::from(row.user);
    (!has_ended && is_usable(&user, expires_at, now)).then_some(user)
}

/// Whether a session that was not ended is active at `now`: it has not expired, and its account is active.
fn is_usable(user: &User, expires_at: Timestamp, now: Timestamp) -> bool {
    expires_at > now && user.status == Status::Active
}

/// The words for the holder of a token that was not verified.
fn refusal(error: JwtError) -> AppError {
    match error {
        JwtError::Malformed => AppError::new(ErrorCode::TokenMalformed, message::session_token_malformed()),
        JwtError::Expired => token_expired(),
        JwtError::Invalid | JwtError::UnknownKey => token_invalid(),
    }
}

pub(super) fn token_expired() -> AppError {
    AppError::new(ErrorCode::TokenExpired, message::session_token_expired())
}

/// A wrong signature, issuer, audience or type.
pub(super) fn token_invalid() -> AppError {
    AppError::new(ErrorCode::TokenInvalid, message::session_token_invalid())
}
