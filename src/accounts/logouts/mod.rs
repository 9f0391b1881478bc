//! Tells clients that a session has ended (OpenID Connect Back-Channel Logout, `docs/decisions/0071-sign-out-of-clients.md`).
//!
//! In whichever way a session ends, a trigger of the database adds a row for each client that has got tokens in it (migration 35). A
//! task of the server sends them afterwards ([`LogoutDelivery`]). A session that only expires ends without a write, so the same task
//! looks for those.
//!
//! Other nouns ask `Logouts` for `wake_logout_delivery`.

mod deliver;

pub use deliver::LogoutDelivery;

use super::Logouts;
use crate::keys::RsaError;
use crate::shared::{SessionId, Timestamp, UserId};
use crate::store::clients::logouts::QueuedLogout;
use crate::store::clients::sessions::{self, DueSessionRow};
use crate::store::queue::Claim;
use crate::store::{StoreError, Tx};
use serde::Serialize;
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

/// The `typ` of a logout token.
const TYPE: &str = "logout+jwt";
/// From its `iat` to its `exp`. Each attempt has a token of its own.
const LIFETIME: Duration = Duration::from_secs(120);
/// By so much `iat` is in the past, so that clients whose clocks are slow accept the token at once.
const BACKDATED: Duration = Duration::from_secs(30);
/// The member of `events` that makes a token a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// How many sessions that may have expired are looked at in a transaction.
const BATCH: u32 = 200;

/// The claims of a logout token. It must have no `nonce`.
#[derive(Serialize)]
struct LogoutClaims {
    iss: String,
    sub: UserId,
    aud: String,
    iat: i64,
    exp: i64,
    jti: Uuid,
    sid: SessionId,
    events: Value,
}

impl Logouts {
    /// A new logout token for a client.
    fn logout_token(&self, row: &Claim<QueuedLogout>) -> Result<String, RsaError> {
        let now = self.now();
        let iat = now.minus(BACKDATED);
        let claims = LogoutClaims {
            iss: self.settings().issuer.clone(),
            sub: UserId(row.work.user_id),
            aud: row.recipient.clone(),
            iat: iat.seconds(),
            exp: iat.plus(LIFETIME).seconds(),
            jti: self.new_id(),
            sid: SessionId(row.id),
            events: json!({ EVENT: {} }),
        };
        self.keyring().sign_client_token(TYPE, &claims, now)
    }

    /// Adds the logout tokens of sessions that have expired. Those that were refreshed since are looked at again later.
    async fn expire_client_sessions(&self) -> Result<(), StoreError> {
        loop {
            let now = self.now();
            let due = self.db().read(async move |mut conn| sessions::due(&mut conn, now, BATCH).await).await?;
            if due.is_empty() {
                return Ok(());
            }
            let is_last = due.len() < BATCH as usize;
            self.db().write(async move |mut tx: Tx| settle(&mut tx, due, now).await).await?;
            if is_last {
                return Ok(());
            }
        }
    }
}

async fn settle(tx: &mut Tx, due: Vec<DueSessionRow>, now: Timestamp) -> Result<(), StoreError> {
    for DueSessionRow { session_id, alive_until } in due {
        let session = SessionId(session_id);
        match alive_until {
            Some(until) => sessions::postpone(tx, session, Timestamp(until)).await?,
            None => sessions::expire(tx, session, now).await?,
        }
    }
    Ok(())
}
