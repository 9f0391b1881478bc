//! Whose access token is it, and is the session behind it alive? Asked on every request.

use super::{living::is_usable, view::LivingSession};
use crate::{
    accounts::{Accounts, CurrentUser, Failure, User},
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

/// Why a token opens nothing.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    #[error("the token cannot be read")]
    Malformed,
    #[error("the token has expired")]
    Expired,
    /// The session has ended, or its account can no longer be used.
    #[error("the session has ended")]
    Revoked,
    #[error("the token was not made here for this")]
    Invalid,
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
                (ErrorCode::TokenMalformed, "The token could not be read. Send it as it was issued.")
            }
            TokenError::Expired => (ErrorCode::TokenExpired, "The token has expired. Refresh it, or sign in again."),
            TokenError::Revoked => (ErrorCode::TokenRevoked, "The session has ended. Sign in again."),
            TokenError::Invalid => (ErrorCode::TokenInvalid, "The token is not valid here. Sign in again."),
            TokenError::Failed(failure) => return failure.into(),
        };
        Self::new(code, detail)
    }
}

impl Accounts {
    /// The user of an access token, if its session is alive and its account active.
    pub async fn authenticate(&self, access_token: &str) -> Result<CurrentUser, TokenError> {
        let claims = self.verified(access_token).await?;
        self.current(claims.sid, claims.sub).await?.ok_or(TokenError::Revoked)
    }

    /// The session with its user as they are now; None when the session is not alive, not of this user, or its account
    /// cannot be used.
    pub(in crate::accounts) async fn current(
        &self,
        id: SessionId,
        user_id: UserId,
    ) -> Result<Option<CurrentUser>, StoreError> {
        let found = match self.view().find(id) {
            Some(found) => Some(found),
            None => self.look_up(id).await?,
        };
        let usable =
            found.filter(|(session, user)| session.user == user_id && is_usable(user, session.expires_at, self.now()));
        Ok(usable.map(|(_, user)| CurrentUser { user, session: id }))
    }

    /// The claims of a token with a good signature. Verifying costs some 30 µs, so what was good is remembered
    /// by its hash; whether it has expired is asked each time.
    async fn verified(&self, token: &str) -> Result<Arc<AccessClaims>, TokenError> {
        let now = self.now();
        let key: [u8; 32] = Sha256::digest(token).into();
        if let Some(claims) = self.verified_tokens().get(&key) {
            return if now.seconds() < claims.exp { Ok(claims) } else { Err(TokenError::Expired) };
        }
        let claims = Arc::new(self.verify::<AccessClaims>(token, now, Expiry::Checked).await?);
        self.verified_tokens().insert(key, Arc::clone(&claims));
        Ok(claims)
    }

    /// The claims of a token of kind `C` with a good signature. One that names a key that is not known here may come
    /// from another replica, which made that key a moment ago.
    pub(super) async fn verify<C: Claims + DeserializeOwned + Clone>(
        &self,
        token: &str,
        now: Timestamp,
        expiry: Expiry,
    ) -> Result<C, TokenError> {
        let issuer = &self.settings().issuer;
        match self.keyring().verify(token, issuer, now, expiry) {
            Err(JwtError::UnknownKey) => {
                self.keyring().look_again(self.db()).await?;
                Ok(self.keyring().verify(token, issuer, now, expiry)?)
            }
            verified => Ok(verified?),
        }
    }

    /// Reads a session and its user, and remembers both.
    async fn look_up(&self, id: SessionId) -> Result<Option<(LivingSession, Arc<User>)>, StoreError> {
        let moment = self.view().moment();
        let Some((session, user)) = self.db().read(move |conn| Box::pin(find(conn, id))).await? else {
            return Ok(None);
        };
        let user = Arc::new(user);
        self.view().remember(moment, id, session, &user);
        Ok(Some((session, user)))
    }
}

/// A session that has not ended, with its user.
async fn find(conn: &mut Conn, id: SessionId) -> Result<Option<(LivingSession, User)>, StoreError> {
    let Some(row) = sessions::find(conn, id).await?.filter(|row| row.ended_at.is_none()) else {
        return Ok(None);
    };
    let user = User::from(row.user);
    Ok(Some((LivingSession { user: user.id, expires_at: Timestamp(row.session_expires_at) }, user)))
}
