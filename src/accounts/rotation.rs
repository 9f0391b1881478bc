//! What it means that a refresh token is presented: one rule for sessions and for clients ([decision
//! 3](../../docs/decisions/0003-rotation.md)).
//!
//! One conditional update decides which of several requests with the same token replaces it. Within the grace period, and while the
//! successor is unused, the others get the same successor. Only hashes of tokens are stored, so the successor is derived from the
//! presented token and a salt, which the first request stores in the token's row. A later use of a used token means that it was stolen
//! (RFC 9700, 4.14.2): the server cannot tell whether the thief or the owner presents it now, so its family ends for both.

use crate::keys::{Keyring, fingerprint};
use crate::shared::{ClientGrantId, SessionId, Timestamp};
use crate::store::clients::refresh;
use crate::store::refresh_tokens::{self, RefreshTokenRow};
use crate::store::{Conn, StoreError};
use std::time::Duration;

/// The grace period, in which a used token returns the same successor again: for two tabs at once, or a lost response.
const GRACE: Duration = Duration::from_secs(10);
/// The bytes of the secret of a client's token that are random or derived. The others authenticate them.
const SEED_BYTES: usize = 16;
const PURPOSE: &str = "client refresh token 1";

/// Tokens of which each has replaced the one before.
#[derive(Clone, Copy)]
pub(super) enum Family {
    /// Signed, so a token whose row is gone is known to have been used.
    Session(SessionId),
    /// Half of a secret authenticates the other half, for the same reason.
    Grant(ClientGrantId),
}

/// What a genuine token is good for.
pub(super) enum Standing {
    Unused(RefreshTokenRow),
    /// Its successor is given again.
    Repeated(Successor),
    Expired,
    /// It has no row. Of the used tokens only the last has one.
    Missing,
    Stolen,
}

/// The token that has replaced another one.
pub(super) struct Successor {
    pub secret: [u8; 32],
    pub row: RefreshTokenRow,
    /// The end of the grace period.
    pub until: Timestamp,
}

impl Family {
    /// The secret of a token that is made of these random or derived bytes.
    pub(super) fn secret(self, keyring: &Keyring, seed: [u8; 32]) -> [u8; 32] {
        let mut secret = seed;
        match self {
            Self::Session(_) => {}
            Self::Grant(grant) => {
                let (seed, mark) = secret.split_at_mut(SEED_BYTES);
                let whole = keyring.authenticate(PURPOSE, &[grant.0.as_bytes().as_slice(), seed].concat());
                mark.copy_from_slice(&whole[..mark.len()]);
            }
        }
        secret
    }

    /// The secret that follows. The same for each request that presents a token, because its row keeps the salt.
    pub(super) fn successor(self, keyring: &Keyring, secret: &[u8; 32], salt: &[u8]) -> [u8; 32] {
        self.secret(keyring, keyring.successor(secret, salt))
    }

    pub(super) async fn find(self, conn: &mut Conn, secret: &[u8; 32]) -> Result<Option<RefreshTokenRow>, StoreError> {
        let hash = fingerprint(secret);
        match self {
            Self::Session(session) => refresh_tokens::find(conn, &hash, session).await,
            Self::Grant(grant) => refresh::find(conn, &hash, grant).await,
        }
    }

    /// What a token of the family is good for, which was made by this server.
    pub(super) async fn standing(
        self,
        conn: &mut Conn,
        keyring: &Keyring,
        secret: &[u8; 32],
        now: Timestamp,
    ) -> Result<Standing, StoreError> {
        let Some(token) = self.find(conn, secret).await? else { return Ok(Standing::Missing) };
        let Some(used_at) = token.used_at.filter(|_| is_in_grace(&token, now)) else {
            return Ok(judge(token, None, now));
        };
        let secret = self.successor(keyring, secret, &token.salt);
        let successor = self.find(conn, &secret).await?;
        let until = Timestamp(used_at).plus(GRACE);
        Ok(judge(token, successor.map(|row| Successor { secret, row, until }), now))
    }
}

/// Whether a token was used so recently that its successor may be given again.
pub(super) fn is_in_grace(token: &RefreshTokenRow, now: Timestamp) -> bool {
    // `until` is zero if the clock of the replica that rotated the token is ahead.
    token.used_at.is_some_and(|at| Timestamp(at).until(now) <= GRACE)
}

/// The rule of theft.
fn judge(token: RefreshTokenRow, successor: Option<Successor>, now: Timestamp) -> Standing {
    let is_over = |row: &RefreshTokenRow| row.expires_at <= now.0;
    if is_over(&token) {
        return Standing::Expired;
    }
    if token.used_at.is_none() {
        return Standing::Unused(token);
    }
    match successor.filter(|successor| is_in_grace(&token, now) && successor.row.used_at.is_none()) {
        Some(successor) if is_over(&successor.row) => Standing::Expired,
        Some(successor) => Standing::Repeated(successor),
        None => Standing::Stolen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const USED_AT: i64 = 100_000;
    const EXPIRES_AT: i64 = 200_000;

    fn row(used_at: Option<i64>, expires_at: i64) -> RefreshTokenRow {
        RefreshTokenRow { salt: Vec::new(), issued_at: 0, expires_at, used_at }
    }

    /// The verdict about a token at this time, in a word.
    fn verdict(used_at: Option<i64>, successor: Option<RefreshTokenRow>, now: i64) -> &'static str {
        let until = Timestamp(USED_AT).plus(GRACE);
        let successor = successor.map(|row| Successor { secret: [0; 32], row, until });
        match judge(row(used_at, EXPIRES_AT), successor, Timestamp(now)) {
            Standing::Unused(_) => "unused",
            Standing::Repeated(_) => "repeated",
            Standing::Expired => "expired",
            Standing::Missing => "missing",
            Standing::Stolen => "stolen",
        }
    }

    #[test]
    fn a_token_that_is_presented_is_judged_by_its_row_its_successor_and_the_time() {
        let (used, unused) = (Some(USED_AT), None);
        let fresh = || Some(row(None, EXPIRES_AT));
        for (used_at, successor, now, expected) in [
            (unused, None, USED_AT, "unused"),
            (unused, None, EXPIRES_AT - 1, "unused"),
            (unused, None, EXPIRES_AT, "expired"),
            (used, fresh(), USED_AT, "repeated"),
            // The clock of the replica that has rotated it was ahead.
            (used, fresh(), USED_AT - 5_000, "repeated"),
            (used, fresh(), USED_AT + 10_000, "repeated"),
            (used, fresh(), USED_AT + 10_001, "stolen"),
            (used, Some(row(Some(USED_AT), EXPIRES_AT)), USED_AT, "stolen"),
            (used, Some(row(None, USED_AT + 1)), USED_AT, "repeated"),
            (used, Some(row(None, USED_AT + 1)), USED_AT + 1, "expired"),
            // Its successor was used, and forgotten since.
            (used, None, USED_AT, "stolen"),
            (used, None, EXPIRES_AT - 1, "stolen"),
            (used, None, EXPIRES_AT, "expired"),
            (used, fresh(), EXPIRES_AT, "expired"),
        ] {
            assert_eq!(verdict(used_at, successor, now), expected, "{used_at:?} {now}");
        }
    }
}
