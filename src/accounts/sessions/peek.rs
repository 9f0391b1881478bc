//! Whether a refresh token could be exchanged, without exchanging it.
//!
//! Forward authentication accepts the refresh token of a browser whose access token has expired, without exchanging it: a proxy
//! asks for every request to an application, many at once, and may pass no cookie on to the browser.

use super::refresh::GRACE;
use crate::accounts::error::session_ended;
use crate::accounts::{Accounts, CurrentUser};
use crate::keys::{Expiry, Keyring, RefreshClaims, fingerprint};
use crate::shared::error::AppError;
use crate::shared::ids::SessionId;
use crate::shared::timestamp::Timestamp;
use crate::store::{Conn, StoreError, refresh_tokens};

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
        let (keyring, session, now) = (self.keyring().clone(), claims.sid, self.now());
        let until = self
            .db()
            .read(async move |mut conn| can_continue_until(&mut conn, keyring, jti, session, now).await)
            .await?;
        Ok((who, until.ok_or_else(session_ended)?))
    }
}

/// Until when the session can be continued with the refresh token `jti`, which is unused, or was used within the grace period
/// and its successor is unused. None if it cannot be.
async fn can_continue_until(
    conn: &mut Conn,
    keyring: Keyring,
    jti: [u8; 32],
    session: SessionId,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let Some(row) = refresh_tokens::find(conn, &fingerprint(&jti), session).await? else { return Ok(None) };
    let Some(used_at) = row.used_at.map(Timestamp) else {
        return Ok((row.expires_at > now.0).then_some(Timestamp(row.expires_at)));
    };
    if used_at.until(now) > GRACE {
        return Ok(None);
    }
    let successor = keyring.successor(&jti, &row.salt);
    let successor = refresh_tokens::find(conn, &fingerprint(&successor), session).await?;
    let is_unused = successor.is_some_and(|row| row.used_at.is_none() && row.expires_at > now.0);
    Ok(is_unused.then(|| used_at.plus(GRACE)))
}
