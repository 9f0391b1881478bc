//! Whether a refresh token could be exchanged, without exchanging it.
//!
//! Forward authentication accepts the refresh token of a browser whose access token has expired, without exchanging it: a proxy
//! asks for every request to an application, many at once, and may pass no cookie on to the browser.

use crate::accounts::error::session_ended;
use crate::accounts::rotation::{Family, Standing};
use crate::accounts::{Accounts, CurrentUser};
use crate::keys::{Expiry, RefreshClaims, fingerprint};
use crate::shared::error::AppError;
use crate::shared::timestamp::Timestamp;

impl Accounts {
    /// The id of a refresh token that was issued here and has not expired, without a query: it may have been used. None also if
    /// the key of the token is unknown.
    pub fn refresh_token_id(&self, refresh_token: &str) -> Option<[u8; 32]> {
        let issuer = &self.settings().issuer;
        let claims = self.keyring().verify::<RefreshClaims>(refresh_token, issuer, self.now(), Expiry::Checked).ok()?;
        Some(fingerprint(claims.jti.as_bytes()))
    }

    /// The user of a refresh token that [`Accounts::refresh`] would exchange: the newest of its session or, within the grace
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
}
