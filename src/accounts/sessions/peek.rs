//! Decides whether a refresh token could be exchanged, without exchanging it.
//!
//! Forward authentication accepts the refresh token of a browser whose access token has expired. It cannot rotate it: a proxy
//! asks for every request to an application, many at once, and may pass no cookie on to the browser.

use super::refresh::GRACE;
use crate::{
    accounts::{Accounts, CurrentUser, TokenError},
    keys::{Keyring, fingerprint},
    shared::{ids::SessionId, timestamp::Timestamp},
    store::{Conn, StoreError, refresh_tokens},
};

impl Accounts {
    /// The user of a refresh token that [`Accounts::refresh`] would exchange: the newest of its session or, within the grace
    /// period, its predecessor. Changes nothing: a token that was used before is refused, but its session does not end.
    pub async fn peek_refresh(&self, refresh_token: &str) -> Result<CurrentUser, TokenError> {
        let (claims, jti) = self.refresh_claims(refresh_token).await?;
        // Usually in memory.
        let who = self.current(claims.sid, claims.sub).await?.ok_or(TokenError::Revoked)?;
        let (keyring, session, now) = (self.keyring().clone(), claims.sid, self.now());
        let can_continue = self.db().read(move |conn| Box::pin(can_continue(conn, keyring, jti, session, now))).await?;
        if can_continue { Ok(who) } else { Err(TokenError::Revoked) }
    }
}

/// Whether the session can be continued with the refresh token `jti`: the token is unused, or was used within the grace period
/// and its successor is unused.
async fn can_continue(
    conn: &mut Conn,
    keyring: Keyring,
    jti: [u8; 32],
    session: SessionId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Some(row) = refresh_tokens::find(conn, &fingerprint(&jti), session).await? else { return Ok(false) };
    let Some(used_at) = row.used_at else { return Ok(row.expires_at > now.0) };
    if Timestamp(used_at).until(now) > GRACE {
        return Ok(false);
    }
    let successor = keyring.successor(&jti, &row.salt);
    let successor = refresh_tokens::find(conn, &fingerprint(&successor), session).await?;
    Ok(successor.is_some_and(|row| row.used_at.is_none() && row.expires_at > now.0))
}
