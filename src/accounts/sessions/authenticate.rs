//! Authenticates a request: verifies its access token and checks that the session is active.

use super::{living::is_usable, session_cache::ActiveSession};
use crate::{
    accounts::{Accounts, ApiTokenProblem, Authority, CurrentUser, Failure, User, api_tokens},
    keys::{AccessClaims, Claims, Expiry, JwtError},
    shared::{
        error::{AppError, ErrorCode},
        ids::{SessionId, UserId},
        timestamp::Timestamp,
    },
    store::{Conn, StoreError, sessions},
};
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// Why a token was rejected.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    #[error("the token cannot be read")]
    Malformed,
    #[error("the token has expired")]
    Expired,
    /// The session has ended, or its account is disabled or deleted.
    #[error("the session has ended")]
    Revoked,
    #[error("the token has a wrong signature, issuer, audience or type")]
    Invalid,
    #[error(transparent)]
    ApiToken(#[from] ApiTokenProblem),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<StoreError> for TokenError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<JwtError> for TokenError {
    fn from(error: JwtError) -> Self {
        match error {
            JwtError::Malformed => Self::Malformed,
            JwtError::Invalid | JwtError::UnknownKey => Self::Invalid,
            JwtError::Expired => Self::Expired,
        }
    }
}

impl From<TokenError> for AppError {
    fn from(error: TokenError) -> Self {
        let (code, detail) = match error {
            TokenError::Malformed => {
                (ErrorCode::TokenMalformed, "The token is malformed. Send it exactly as it was issued.")
            }
            TokenError::Expired => (ErrorCode::TokenExpired, "The token has expired. Refresh it, or sign in again."),
            TokenError::Revoked => (ErrorCode::TokenRevoked, "The session has ended. Sign in again."),
            TokenError::Invalid => (ErrorCode::TokenInvalid, "The token is not valid for this server. Sign in again."),
            TokenError::ApiToken(problem) => return problem.into(),
            TokenError::Failed(failure) => return failure.into(),
        };
        Self::new(code, detail)
    }
}

impl Accounts {
    /// The user of a bearer token, which is an access token or an API token.
    pub async fn authenticate(&self, bearer: &str) -> Result<CurrentUser, TokenError> {
        if api_tokens::is_api_token(bearer) {
            self.authenticate_api_token(bearer).await
        } else {
            self.authenticate_session(bearer).await
        }
    }

    /// The same as [`Accounts::authenticate`], but None if only a query that a made-up token costs as well can tell.
    pub async fn try_authenticate(&self, bearer: &str) -> Option<Result<CurrentUser, TokenError>> {
        if !api_tokens::is_api_token(bearer) {
            self.try_authenticate_session(bearer).await
        } else if self.costs_a_query(bearer) {
            None
        } else {
            Some(self.authenticate_api_token(bearer).await)
        }
    }

    /// The user and the session of an access token, if both are active. If the key of the token is unknown, the keys are
    /// reloaded once, because another replica may have just created it.
    pub async fn authenticate_session(&self, access_token: &str) -> Result<CurrentUser, TokenError> {
        if let Some(authenticated) = self.try_authenticate_session(access_token).await {
            return authenticated;
        }
        self.keyring().reload(self.db()).await?;
        self.try_authenticate_session(access_token).await.unwrap_or(Err(TokenError::Invalid))
    }

    /// The same as [`Accounts::authenticate_session`], but None if the key of the token is unknown: then only reading the keys
    /// again can tell.
    pub async fn try_authenticate_session(&self, access_token: &str) -> Option<Result<CurrentUser, TokenError>> {
        let claims = match self.verify_access_token(access_token) {
            Ok(claims) => claims,
            Err(JwtError::UnknownKey) => return None,
            Err(error) => return Some(Err(error.into())),
        };
        // A valid signature is not enough: signing out and disabling an account take effect on the next request.
        let current = self.current(claims.sid, claims.sub).await;
        Some(current.map_err(TokenError::from).and_then(|user| user.ok_or(TokenError::Revoked)))
    }

    /// The session and its user in their current state. None if the session is not active or belongs to another user.
    pub(in crate::accounts) async fn current(
        &self,
        id: SessionId,
        user_id: UserId,
    ) -> Result<Option<CurrentUser>, StoreError> {
        let found = match self.session_cache().find(id) {
            Some(found) => Some(found),
            None if self.session_cache().has_ended(id) => None,
            None => self.load_session(id).await?,
        };
        // Expiry and owner are checked for cached sessions as well.
        let is_active = |session: &ActiveSession, user: &User| {
            session.user == user_id && is_usable(user, session.expires_at, self.now())
        };
        let active = found.filter(|(session, user)| is_active(session, user));
        Ok(active.map(|(_, user)| CurrentUser { user, authority: Authority::Session(id) }))
    }

    /// The claims of an access token. Verifying a signature takes some 30 µs, so the claims of valid tokens are cached
    /// until a key is added or retired. Expiry is checked each time.
    fn verify_access_token(&self, token: &str) -> Result<Arc<AccessClaims>, JwtError> {
        let now = self.now();
        // The generation is read before the token is verified: if a key is retired meanwhile, this entry is not used.
        let key: ([u8; 32], u64) = (Sha256::digest(token).into(), self.keyring().generation());
        if let Some(claims) = self.verified_tokens().get(&key) {
            return if now.seconds() < claims.exp { Ok(claims) } else { Err(JwtError::Expired) };
        }
        let issuer = &self.settings().issuer;
        let claims = Arc::new(self.keyring().verify::<AccessClaims>(token, issuer, now, Expiry::Checked)?);
        // Only after the verification, so that invalid tokens take no space in the cache.
        self.verified_tokens().insert(key, Arc::clone(&claims));
        Ok(claims)
    }

    /// The claims of a token of kind `C` with a valid signature. If the key is unknown, the keys are reloaded once,
    /// because another replica may have just created it.
    pub(super) async fn verify<C: Claims + DeserializeOwned + Clone>(
        &self,
        token: &str,
        now: Timestamp,
        expiry: Expiry,
    ) -> Result<C, TokenError> {
        let issuer = &self.settings().issuer;
        match self.keyring().verify(token, issuer, now, expiry) {
            Err(JwtError::UnknownKey) => {
                self.keyring().reload(self.db()).await?;
                Ok(self.keyring().verify(token, issuer, now, expiry)?)
            }
            verified => Ok(verified?),
        }
    }

    /// Reads a session and its user from the database and caches them.
    async fn load_session(&self, id: SessionId) -> Result<Option<(ActiveSession, Arc<User>)>, StoreError> {
        // Before the read: a change during it must not be overwritten by the rows as they were.
        let version = self.session_cache().version();
        let Some((session, user)) = self.db().read(move |conn| Box::pin(find(conn, id))).await? else {
            self.session_cache().note_ended(version, id);
            return Ok(None);
        };
        let user = Arc::new(user);
        self.session_cache().insert(version, id, session, &user);
        Ok(Some((session, user)))
    }
}

/// A session that has not ended, with its user.
async fn find(conn: &mut Conn, id: SessionId) -> Result<Option<(ActiveSession, User)>, StoreError> {
    // `current` checks expiry and account status, for cached sessions as well as for this one.
    let Some(row) = sessions::find(conn, id).await?.filter(|row| row.ended_at.is_none()) else {
        return Ok(None);
    };
    let user = User::from(row.user);
    Ok(Some((ActiveSession { user: user.id, expires_at: Timestamp(row.session_expires_at) }, user)))
}
