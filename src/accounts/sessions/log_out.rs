//! Signs out.

use crate::{
    accounts::{
        Accounts, Caller, CurrentUser, Failure, TokenError, api_tokens, audit::Actor, unit_of_work::UnitOfWork,
    },
    keys::{AccessClaims, Expiry, JwtError, RefreshClaims},
    shared::{
        audit::EventKind,
        end_reason::EndReason,
        ids::{SessionId, UserId},
    },
    store::{StoreError, sessions},
};

impl Accounts {
    /// Ends the session. Its tokens are rejected from the next request on. Permission is not checked again inside the
    /// transaction, because the request can only end its own session.
    pub async fn log_out(&self, who: &CurrentUser, caller: &Caller) -> Result<(), Failure> {
        Ok(self.end_own(caller, who.user.id, who.session()?).await?)
    }

    /// Ends the session of an access or refresh token, even if the token has expired. If the session has already ended,
    /// the call succeeds.
    pub async fn log_out_by_token(&self, caller: &Caller, token: &str) -> Result<(), TokenError> {
        let (user, session) = self.session_of(token).await?;
        Ok(self.end_own(caller, user, session).await?)
    }

    /// The account and the session of a token with a valid signature.
    pub(super) async fn session_of(&self, token: &str) -> Result<(UserId, SessionId), TokenError> {
        // An API token belongs to no session.
        if api_tokens::is_api_token(token) {
            return Err(TokenError::Invalid);
        }
        let now = self.now();
        // The kind of the token is not known. Clients may send either, even after it has expired.
        let access = self.keyring().verify::<AccessClaims>(token, &self.settings().issuer, now, Expiry::Ignored);
        match access {
            Ok(claims) => Ok((claims.sub, claims.sid)),
            Err(JwtError::UnknownKey) => {
                // Another replica may have just created the key: `verify` reloads the keys.
                let claims: AccessClaims = self.verify(token, now, Expiry::Ignored).await?;
                Ok((claims.sub, claims.sid))
            }
            // Not an access token.
            Err(_) => {
                let claims: RefreshClaims = self.verify(token, now, Expiry::Ignored).await?;
                Ok((claims.sub, claims.sid))
            }
        }
    }

    async fn end_own(&self, caller: &Caller, user: UserId, session: SessionId) -> Result<(), StoreError> {
        // Not `change`, which would refuse a session that has already ended.
        self.transact(Actor::User(user), caller, async move |mut tx| end(&mut tx, user, session).await).await
    }
}

/// Ends a session of `user` and records it, unless it has already ended.
pub(super) async fn end(tx: &mut UnitOfWork, user: UserId, session: SessionId) -> Result<(), StoreError> {
    let now = tx.now();
    if sessions::end(tx, session, EndReason::SignedOut, now).await? {
        tx.record(tx.event(EventKind::SessionEnd).on(user).detail(session));
    }
    Ok(())
}
