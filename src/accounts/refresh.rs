//! Staying signed in: each use of a refresh token replaces it.
//!
//! Rotation is one conditional update, so of many that present the same token one rotates it. The others, within
//! the grace and while the successor is unused, are given that same successor: it is derived from what they hold
//! (`Keyring::successor`), for only hashes are stored. Whoever comes later with a used token is a thief or was
//! robbed: the session ends (RFC 9700, 4.14.2).

use super::{Accounts, Failure, SignIn, TokenError, User, session::Lineage};
use crate::{
    keys::{RefreshClaims, fingerprint},
    shared::{
        error::AppError,
        ids::{SessionId, UserId},
        timestamp::Timestamp,
        views::Status,
    },
    store::{
        Conn, StoreError,
        refresh_tokens::{self, RefreshTokenRow},
        sessions::{self, SessionRow},
        users,
    },
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use std::time::Duration;

/// How long a used token still gets its successor: two tabs at once, or an answer that was lost on the way.
const GRACE: Duration = Duration::from_secs(10);

/// Why a session was not continued.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<RefreshError> for AppError {
    fn from(error: RefreshError) -> Self {
        match error {
            RefreshError::Token(error) => error.into(),
            RefreshError::Failed(failure) => failure.into(),
        }
    }
}

impl From<StoreError> for RefreshError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// What came of presenting a refresh token.
enum Rotation {
    Continued(Box<User>, Lineage),
    Refused(TokenError),
    /// It had been used before: the session has been ended.
    Reused,
}

/// A refresh token that someone presents, with what its successor would be made of.
struct Presented {
    session: SessionId,
    user: UserId,
    jti: [u8; 32],
    /// For the successor's own successor.
    next_salt: [u8; 32],
    now: Timestamp,
}

impl Accounts {
    /// Takes a refresh token, gives the next one and a new access token.
    pub async fn refresh(&self, refresh_token: &str) -> Result<SignIn, RefreshError> {
        let (claims, jti) = self.refresh_claims(refresh_token)?;
        let presented = Presented {
            session: claims.sid,
            user: claims.sub,
            jti,
            next_salt: self.entropy().bytes(),
            now: self.now(),
        };
        let accounts = self.clone();
        let rotation =
            self.db().write(move |conn| Box::pin(async move { accounts.rotate(conn, presented).await })).await?;
        match rotation {
            Rotation::Continued(user, lineage) => Ok(self.issue(&user, &lineage)?),
            Rotation::Refused(error) => Err(error.into()),
            Rotation::Reused => {
                self.view().forget_sessions(&[claims.sid]);
                tracing::warn!(
                    target: "vestibule::events",
                    event = "session.end", result = "refresh_token_reused",
                    user.id = %claims.sub, session.id = %claims.sid,
                );
                Err(TokenError::Revoked.into())
            }
        }
    }

    fn refresh_claims(&self, token: &str) -> Result<(RefreshClaims, [u8; 32]), TokenError> {
        let claims: RefreshClaims = self.keyring().verify(token, &self.settings().issuer, self.now())?;
        let jti = BASE64_URL_SAFE_NO_PAD.decode(&claims.jti).ok().and_then(|bytes| bytes.try_into().ok());
        Ok((claims, jti.ok_or(TokenError::Invalid)?))
    }

    async fn rotate(&self, conn: &mut Conn<'_>, presented: Presented) -> Result<Rotation, StoreError> {
        let (session, user) = match living(conn, &presented).await? {
            Ok(found) => found,
            Err(error) => return Ok(Rotation::Refused(error)),
        };
        let hash = fingerprint(&presented.jti);
        if let Some(row) = refresh_tokens::consume(conn, &hash, presented.session, presented.now).await? {
            let successor = self.successor(&presented, &row, &session);
            successor.store(conn).await?;
            sessions::touch(conn, presented.session, presented.now).await?;
            return Ok(Rotation::Continued(Box::new(user), successor));
        }
        let Some(row) = refresh_tokens::find(conn, &hash, presented.session).await? else {
            return Ok(Rotation::Refused(TokenError::Invalid));
        };
        let Some(used_at) = row.used_at else {
            return Ok(Rotation::Refused(TokenError::Expired));
        };
        if Timestamp(used_at).until(presented.now) <= GRACE
            && let Some(successor) = self.unused_successor(conn, &presented, &row, &session).await?
        {
            return Ok(Rotation::Continued(Box::new(user), successor));
        }
        sessions::end(conn, presented.session, presented.now).await?;
        Ok(Rotation::Reused)
    }

    /// The successor that `row` has now, for the first time.
    fn successor(&self, presented: &Presented, row: &RefreshTokenRow, session: &SessionRow) -> Lineage {
        let issued_at = presented.now.whole_second();
        let session_expires_at = Timestamp(session.expires_at);
        Lineage {
            session: presented.session,
            remember: session.remember,
            session_expires_at,
            jti: self.keyring().successor(&presented.jti, &row.salt),
            salt: presented.next_salt,
            issued_at,
            expires_at: self.idle_end(issued_at, session.remember, session_expires_at),
        }
    }

    /// The successor that `row` has had before, as it was, unless it has been used itself.
    async fn unused_successor(
        &self,
        conn: &mut Conn<'_>,
        presented: &Presented,
        row: &RefreshTokenRow,
        session: &SessionRow,
    ) -> Result<Option<Lineage>, StoreError> {
        let jti = self.keyring().successor(&presented.jti, &row.salt);
        let stored = refresh_tokens::find(conn, &fingerprint(&jti), presented.session).await?;
        Ok(stored.filter(|stored| stored.used_at.is_none()).map(|stored| Lineage {
            session: presented.session,
            remember: session.remember,
            session_expires_at: Timestamp(session.expires_at),
            jti,
            salt: presented.next_salt,
            issued_at: Timestamp(stored.issued_at),
            expires_at: Timestamp(stored.expires_at),
        }))
    }
}

/// The session and its user, if both are alive.
async fn living(
    conn: &mut Conn<'_>,
    presented: &Presented,
) -> Result<Result<(SessionRow, User), TokenError>, StoreError> {
    let Some(session) = sessions::find(conn, presented.session).await? else {
        return Ok(Err(TokenError::Revoked));
    };
    if session.ended_at.is_some() || session.expires_at <= presented.now.0 {
        return Ok(Err(TokenError::Revoked));
    }
    let Some(user) = users::find(conn, UserId(session.user_id)).await? else {
        return Ok(Err(TokenError::Revoked));
    };
    let user = User::try_from(user)?;
    Ok(match user.status {
        Status::Active if user.id == presented.user => Ok((session, user)),
        _ => Err(TokenError::Revoked),
    })
}
