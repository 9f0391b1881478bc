//! Staying signed in: each use of a refresh token replaces it (`accounts/rotation.rs`). The second use of one that was stolen ends the
//! session.
//!
//! Forward authentication accepts the refresh token of a browser whose access token has expired, without exchanging it: a proxy
//! asks for every request to an application, many at once, and may pass no cookie on to the browser.

use super::authenticate::{active_user, token_expired, token_invalid};
use super::{BACKDATED, IssuedRefreshToken, SessionFacts, SignIn};
use crate::accounts::rotation::{Family, Standing, Successor};
use crate::accounts::{Actor, Caller, CurrentUser, Sessions, UnitOfWork, User, api_tokens, session_ended};
use crate::budgets::{Budget, RateLimitKey};
use crate::keys::{Expiry, RefreshClaims, fingerprint};
use crate::shared::{AppError, EndReason, EventKind, SessionId, Timestamp, UserId};
use crate::store::refresh_tokens;
use crate::store::sessions;
use crate::store::{Exchange, SessionRow, StoreError};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// The result of presenting a refresh token.
enum Rotation {
    Continued(Box<User>, IssuedRefreshToken),
    Refused(AppError),
}

/// A refresh token that someone presents.
#[derive(Clone, Copy)]
struct Presented {
    session: SessionId,
    user: UserId,
    jti: [u8; 32],
    /// In seconds since 1970.
    issued_at: i64,
    now: Timestamp,
}

impl Sessions {
    /// Exchanges a refresh token for the next one and a new access token.
    pub async fn refresh(&self, caller: &Caller, refresh_token: &str) -> Result<SignIn, AppError> {
        let outcome = self.exchange_refresh_token(caller, refresh_token).await;
        self.parts().outcomes.refreshes.count(outcome.as_ref().err());
        outcome
    }

    /// The user of a session in the current state of both, usually from memory. None if the session is not active.
    pub async fn user_of_session(&self, session: SessionId, user: UserId) -> Result<Option<CurrentUser>, AppError> {
        Ok(self.current(session, user).await?)
    }

    /// The id of a refresh token that was issued here and has not expired, without a query: it may have been used. None also if
    /// the key of the token is unknown.
    pub fn refresh_token_id(&self, refresh_token: &str) -> Option<[u8; 32]> {
        let issuer = &self.settings().issuer;
        let claims = self.keyring().verify::<RefreshClaims>(refresh_token, issuer, self.now(), Expiry::Checked).ok()?;
        Some(fingerprint(claims.jti.as_bytes()))
    }

    /// The user of a refresh token that [`Sessions::refresh`] would exchange: the newest of its session or, within the grace
    /// period, its predecessor. Changes nothing: a token that was used before is refused, but its session does not end.
    ///
    /// Also returns when the token expires or, if it has been used, when the grace period ends.
    pub async fn peek_refresh(&self, refresh_token: &str) -> Result<(CurrentUser, Timestamp), AppError> {
        let (claims, jti) = self.refresh_claims(refresh_token).await?;
        // Usually in memory.
        let who = self.current(claims.sid, claims.sub).await?.ok_or_else(session_ended)?;
        let (keyring, family, now) = (self.keyring().clone(), Family::Session(claims.sid), self.now());
        let read = self.db().read(async move |mut conn| family.standing(&mut conn, &keyring, &jti, now).await);
        match read.await? {
            Standing::Unused(token) => Ok((who, Timestamp(token.expires_at))),
            Standing::Repeated(successor) => Ok((who, successor.until)),
            Standing::Expired | Standing::Missing | Standing::Stolen => Err(session_ended()),
        }
    }

    async fn exchange_refresh_token(&self, caller: &Caller, refresh_token: &str) -> Result<SignIn, AppError> {
        let (claims, jti) = self.refresh_claims(refresh_token).await?;
        let (session, user, issued_at) = (claims.sid, claims.sub, claims.iat + BACKDATED);
        let presented = Presented { session, user, jti, issued_at, now: self.now() };
        // Usually in memory. It may be a moment old, and so may what the access token says: whether the token can be exchanged, only
        // the database decides.
        let who = self.current(session, user).await?;
        // Each renewal is a write. Only in an active session: otherwise an old token could use up the budget of its owner.
        if who.is_some() {
            self.spend(Budget::Refresh, RateLimitKey::Account(user))?;
        }
        // The usual case needs no transaction.
        if let (Some(token), Some(who)) = (self.rotate(presented, who.as_ref()).await?, who) {
            return self.issue(who.user, &token);
        }
        // Only a refused token does, to distinguish a retry from a theft.
        let sessions = self.clone();
        let resolve_reuse = async move |mut tx: UnitOfWork| Ok(sessions.resolve_reuse(&mut tx, presented).await?);
        match self.transact(Actor::Anonymous, caller, resolve_reuse).await? {
            Rotation::Continued(user, token) => self.issue(user.into(), &token),
            Rotation::Refused(error) => Err(error),
        }
    }

    /// The claims of a refresh token that has not expired, and its random id.
    pub(super) async fn refresh_claims(&self, token: &str) -> Result<(RefreshClaims, [u8; 32]), AppError> {
        // Otherwise it would be a malformed refresh token.
        if api_tokens::is_api_token(token) {
            return Err(token_invalid());
        }
        let claims: RefreshClaims = self.verify(token, self.now(), Expiry::Checked).await?;
        let jti = BASE64_URL_SAFE_NO_PAD.decode(&claims.jti).ok().and_then(|bytes| bytes.try_into().ok());
        Ok((claims, jti.ok_or_else(token_invalid)?))
    }

    /// The usual case, in one call to the database. None if the token, its session or its account cannot be used; the
    /// reason is found out in a transaction.
    ///
    /// None also without `who`: if memory does not know yet that session and account are active. The transaction then finds that the
    /// token was used a moment ago, and gives the same successor.
    async fn rotate(
        &self,
        presented: Presented,
        who: Option<&CurrentUser>,
    ) -> Result<Option<IssuedRefreshToken>, StoreError> {
        let Presented { session, user, jti, now, .. } = presented;
        // The first request stores its salt, so the successor is known before anything is read.
        let salt = self.entropy().bytes();
        let successor = self.keyring().successor(&jti, &salt);
        let issued_at = now.whole_second();
        let exchange = Exchange {
            session,
            user,
            hash: fingerprint(&jti),
            salt,
            now,
            successor: fingerprint(&successor),
            issued_at,
            remembered_until: self.idle_expiry(issued_at, true),
            not_remembered_until: self.idle_expiry(issued_at, false),
        };
        let (Some(row), Some(who)) = (self.db().rotate(exchange).await?, who) else { return Ok(None) };
        let (remember, session_end) = (row.remember, Timestamp(row.session_expires_at));
        // The statement has stored the same expiry, which it computed in SQL.
        let expires_at = self.idle_end(issued_at, remember, session_end);
        let session = SessionFacts { id: session, remember, proof: who.proof, expires_at: session_end };
        Ok(Some(IssuedRefreshToken { session, jti: successor, issued_at, expires_at }))
    }

    /// Resolves the use of a token that could not be rotated: it has been used or has expired, or its session has just
    /// ended.
    async fn resolve_reuse(&self, tx: &mut UnitOfWork, presented: Presented) -> Result<Rotation, StoreError> {
        let Some(session) = sessions::find(tx, presented.session).await? else {
            return Ok(Rotation::Refused(session_ended()));
        };
        let (user, session) = match presented.active(session) {
            Ok(active) => active,
            Err(error) => return Ok(Rotation::Refused(error)),
        };
        let family = Family::Session(presented.session);
        match family.standing(tx, self.keyring(), &presented.jti, presented.now).await? {
            Standing::Repeated(Successor { secret, row, .. }) => {
                let (issued_at, expires_at) = (Timestamp(row.issued_at), Timestamp(row.expires_at));
                let token = IssuedRefreshToken { session, jti: secret, issued_at, expires_at };
                return Ok(Rotation::Continued(Box::new(user), token));
            }
            // It was not used, so only its expiry can have prevented the rotation; or it was used, and it or its successor has expired.
            Standing::Unused(_) | Standing::Expired => return Ok(Rotation::Refused(token_expired())),
            // Its signature says that it was issued for this session: it was used, and its successor as well. One that is newer than
            // all of them was issued before the database was restored from a backup.
            Standing::Missing => {
                let newest = refresh_tokens::newest(tx, presented.session).await?;
                if newest.is_none_or(|newest| newest.seconds() < presented.issued_at) {
                    return Ok(Rotation::Refused(token_invalid()));
                }
            }
            Standing::Stolen => {}
        }
        if sessions::end(tx, presented.session, EndReason::TokenReused, presented.now).await? {
            tx.record(tx.event(EventKind::TokenReuse).on(presented.user).refused(presented.session));
        }
        Ok(Rotation::Refused(session_ended()))
    }
}

impl Presented {
    /// The account and the session, if both are active.
    fn active(&self, row: SessionRow) -> Result<(User, SessionFacts), AppError> {
        let session = SessionFacts::of(self.session, &row);
        let user = active_user(row, self.now).filter(|user| user.id == self.user).ok_or_else(session_ended)?;
        Ok((user, session))
    }
}
