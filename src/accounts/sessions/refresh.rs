//! Staying signed in: each use of a refresh token replaces it.
//!
//! Rotation is one conditional update, so of many that present the same token one rotates it. The others, within
//! the grace and while the successor is unused, are given that same successor: it is derived from what they hold
//! (`Keyring::successor`), for only hashes are stored. Whoever comes later with a used token is a thief or was
//! robbed: the session ends (RFC 9700, 4.14.2).

use super::{begin::IssuedRefreshToken, living::living};
use crate::{
    accounts::{Accounts, Caller, Failure, SignIn, TokenError, User, audit::Actor, unit_of_work::UnitOfWork},
    keys::{Expiry, RefreshClaims, fingerprint},
    shared::{
        audit::EventKind,
        error::AppError,
        ids::{SessionId, UserId},
        timestamp::Timestamp,
    },
    store::{
        Conn, StoreError, Tx,
        refresh_tokens::{self, RefreshTokenRow},
        rotation,
        sessions::{self, SessionRow},
    },
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use std::time::Duration;

/// The grace period, in which a used token returns the same successor again: for two tabs at once, or a lost response.
const GRACE: Duration = Duration::from_secs(10);

/// Why a refresh token was not exchanged.
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

/// The result of presenting a refresh token.
enum Rotation {
    Continued(Box<User>, IssuedRefreshToken),
    Refused(TokenError),
}

/// A refresh token that someone presents, with what its successor would be made of.
#[derive(Clone, Copy)]
struct Presented {
    session: SessionId,
    user: UserId,
    jti: [u8; 32],
    /// For the successor's own successor.
    next_salt: [u8; 32],
    now: Timestamp,
}

/// An active session and its user.
struct Living {
    user: User,
    remember: bool,
    created_at: Timestamp,
    expires_at: Timestamp,
}

impl Accounts {
    /// Exchanges a refresh token for the next one and a new access token.
    pub async fn refresh(&self, caller: &Caller, refresh_token: &str) -> Result<SignIn, RefreshError> {
        let (claims, jti) = self.refresh_claims(refresh_token).await?;
        let presented = Presented {
            session: claims.sid,
            user: claims.sub,
            jti,
            next_salt: self.entropy().bytes(),
            now: self.now(),
        };
        let accounts = self.clone();
        let rotate = async move |mut tx: Tx| accounts.rotate(&mut tx, presented).await;
        let rotation = match self.db().autocommit(rotate).await? {
            Some(rotation) => rotation,
            None => {
                let accounts = self.clone();
                let resolve_reuse = async move |mut tx: UnitOfWork| accounts.resolve_reuse(&mut tx, presented).await;
                self.transact(Actor::Anonymous, caller, resolve_reuse).await?
            }
        };
        match rotation {
            Rotation::Continued(user, token) => Ok(self.issue(*user, &token)?),
            Rotation::Refused(error) => Err(error.into()),
        }
    }

    async fn refresh_claims(&self, token: &str) -> Result<(RefreshClaims, [u8; 32]), TokenError> {
        let claims: RefreshClaims = self.verify(token, self.now(), Expiry::Checked).await?;
        let jti = BASE64_URL_SAFE_NO_PAD.decode(&claims.jti).ok().and_then(|bytes| bytes.try_into().ok());
        Ok((claims, jti.ok_or(TokenError::Invalid)?))
    }

    /// The usual case, in two statements. None when the token was not there to be used: that has to be looked into.
    async fn rotate(&self, tx: &mut Tx, presented: Presented) -> Result<Option<Rotation>, StoreError> {
        let hash = fingerprint(&presented.jti);
        let Some(row) = refresh_tokens::present(tx, &hash, presented.session).await? else {
            return Ok(Some(Rotation::Refused(TokenError::Revoked)));
        };
        let living = match presented.living(row.session) {
            Ok(living) => living,
            Err(error) => return Ok(Some(Rotation::Refused(error))),
        };
        let Some(salt) = row.salt else {
            return Ok(Some(Rotation::Refused(TokenError::Invalid)));
        };
        let successor = self.successor(&presented, &salt, &living);
        let rotated = rotation::rotate(tx, &hash, &successor.stored(), presented.now).await?;
        Ok(rotated.then(|| Rotation::Continued(Box::new(living.user), successor)))
    }

    /// Resolves the use of a token that could not be rotated: it has been used or has expired, or its session has just
    /// ended.
    async fn resolve_reuse(&self, tx: &mut UnitOfWork, presented: Presented) -> Result<Rotation, StoreError> {
        let Some(session) = sessions::find(tx, presented.session).await? else {
            return Ok(Rotation::Refused(TokenError::Revoked));
        };
        let living = match presented.living(session) {
            Ok(living) => living,
            Err(error) => return Ok(Rotation::Refused(error)),
        };
        let Some(row) = refresh_tokens::find(tx, &fingerprint(&presented.jti), presented.session).await? else {
            return Ok(Rotation::Refused(TokenError::Invalid));
        };
        let Some(used_at) = row.used_at else {
            return Ok(Rotation::Refused(TokenError::Expired));
        };
        if Timestamp(used_at).until(presented.now) <= GRACE
            && let Some(successor) = self.unused_successor(tx, &presented, &row, &living).await?
        {
            return Ok(Rotation::Continued(Box::new(living.user), successor));
        }
        if sessions::end(tx, presented.session, presented.now).await? {
            tx.record(tx.event(EventKind::TokenReuse).on(presented.user).refused(presented.session));
        }
        Ok(Rotation::Refused(TokenError::Revoked))
    }

    /// The successor that the token has now, for the first time.
    fn successor(&self, presented: &Presented, salt: &[u8], living: &Living) -> IssuedRefreshToken {
        let issued_at = presented.now.whole_second();
        IssuedRefreshToken {
            session: presented.session,
            remember: living.remember,
            session_created_at: living.created_at,
            session_expires_at: living.expires_at,
            jti: self.keyring().successor(&presented.jti, salt),
            salt: presented.next_salt,
            issued_at,
            expires_at: self.idle_end(issued_at, living.remember, living.expires_at),
        }
    }

    /// The existing successor of the token in `row`; None if the successor has been used.
    async fn unused_successor(
        &self,
        conn: &mut Conn,
        presented: &Presented,
        row: &RefreshTokenRow,
        living: &Living,
    ) -> Result<Option<IssuedRefreshToken>, StoreError> {
        let jti = self.keyring().successor(&presented.jti, &row.salt);
        let stored = refresh_tokens::find(conn, &fingerprint(&jti), presented.session).await?;
        Ok(stored.filter(|stored| stored.used_at.is_none()).map(|stored| IssuedRefreshToken {
            session: presented.session,
            remember: living.remember,
            session_created_at: living.created_at,
            session_expires_at: living.expires_at,
            jti,
            salt: presented.next_salt,
            issued_at: Timestamp(stored.issued_at),
            expires_at: Timestamp(stored.expires_at),
        }))
    }
}

impl Presented {
    /// The session, if it and its account are active.
    fn living(&self, row: SessionRow) -> Result<Living, TokenError> {
        let (remember, created_at) = (row.remember, Timestamp(row.session_created_at));
        let expires_at = Timestamp(row.session_expires_at);
        let user = living(row, self.now).filter(|user| user.id == self.user).ok_or(TokenError::Revoked)?;
        Ok(Living { user, remember, created_at, expires_at })
    }
}
