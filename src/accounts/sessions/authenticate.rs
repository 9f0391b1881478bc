//! Authenticates a request: verifies its token, checks that the session is active, and notes when and from where it was used.
//!
//! Requests only note the use in memory. The server writes all notes once a minute in a transaction of its own, so that no request
//! waits for it and a busy session costs one write a minute. What was noted since the last write is lost if the process is killed;
//! each renewal of the tokens stores the time as well.

use super::session_cache::ActiveSession;
use crate::{
    accounts::{Accounts, Authority, CurrentUser, User, api_tokens, error::session_ended},
    keys::{AccessClaims, Claims, Expiry, JwtError},
    shared::{
        error::{AppError, ErrorCode},
        ids::{SessionId, UserId},
        timestamp::Timestamp,
        views::Status,
    },
    store::{
        Conn, StoreError, Tx,
        last_seen::{self, Use, Used},
        sessions::{self, SessionRow},
    },
};
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use std::{
    collections::{HashMap, hash_map::Entry},
    mem,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};
use uuid::Uuid;

/// Maximum number of sessions, and of API tokens, between two writes, some 100 bytes each. Further ones are not noted
/// until then.
const CAPACITY: usize = 50_000;
/// Sessions or tokens per transaction; few, so that other writers do not wait long.
const BATCH: usize = 1_000;

/// What was used since the last write.
#[derive(Default)]
pub(in crate::accounts) struct LastSeen {
    sessions: Notes,
    tokens: Notes,
}

/// The last use of each session or token.
#[derive(Default)]
struct Notes(Mutex<HashMap<Uuid, (Timestamp, Option<IpAddr>)>>);

impl Accounts {
    /// The user of a bearer token, which is an access token or an API token.
    pub async fn authenticate(&self, bearer: &str) -> Result<CurrentUser, AppError> {
        if api_tokens::is_api_token(bearer) {
            self.authenticate_api_token(bearer).await
        } else {
            self.authenticate_session(bearer).await
        }
    }

    /// The same as [`Accounts::authenticate`], but None if only a query that a made-up token costs as well can tell.
    pub async fn try_authenticate(&self, bearer: &str) -> Option<Result<CurrentUser, AppError>> {
        if !api_tokens::is_api_token(bearer) {
            self.try_authenticate_session(bearer).await
        } else if self.costs_a_query(bearer) {
            None
        } else {
            Some(self.authenticate_api_token(bearer).await)
        }
    }

    /// The user and the session of an access token, if both are active. If the key of the token is unknown, the keys are
    /// reloaded once, because another replica may have just created it.
    pub async fn authenticate_session(&self, access_token: &str) -> Result<CurrentUser, AppError> {
        if let Some(authenticated) = self.try_authenticate_session(access_token).await {
            return authenticated;
        }
        self.keyring().reload(self.db()).await?;
        self.try_authenticate_session(access_token).await.unwrap_or_else(|| Err(token_invalid()))
    }

    /// The same as [`Accounts::authenticate_session`], but None if the key of the token is unknown: then only reading the keys
    /// again can tell.
    pub async fn try_authenticate_session(&self, access_token: &str) -> Option<Result<CurrentUser, AppError>> {
        let claims = match self.verify_access_token(access_token) {
            Ok(claims) => claims,
            Err(JwtError::UnknownKey) => return None,
            Err(error) => return Some(Err(refusal(error))),
        };
        // A valid signature is not enough: signing out and disabling an account take effect on the next request.
        let current = self.current(claims.sid, claims.sub).await;
        Some(current.map_err(AppError::from).and_then(|user| user.ok_or_else(session_ended)))
    }

    /// Notes that a session or API token was used now, from `address`. Writes nothing.
    pub fn note_use(&self, authority: Authority, address: Option<IpAddr>) {
        let now = self.now();
        match authority {
            Authority::Session(session) => self.last_seen().sessions.note(session.0, now, address),
            // Clients compare these times with each other, so none is more exact than it says.
            Authority::Token(token) => self.last_seen().tokens.note(token.id.0, now.whole_minute(), address),
        }
    }

    /// Writes what was noted since the last call. To be called every minute.
    pub async fn write_last_seen(&self) -> Result<(), StoreError> {
        let (sessions, tokens) = (self.last_seen().sessions.take(), self.last_seen().tokens.take());
        self.write_uses(Used::Sessions, sessions.into()).await?;
        self.write_uses(Used::ApiTokens, tokens.into()).await
    }

    /// The session and its user in their current state. None if the session is not active or belongs to another user.
    pub(in crate::accounts) async fn current(
        &self,
        id: SessionId,
        user_id: UserId,
    ) -> Result<Option<CurrentUser>, StoreError> {
        let found = match self.session_cache().find(id) {
            Some(found) => Some(found),
            None if self.session_cache().has_ended(id) => None,
            None => self.load_session(id).await?,
        };
        // Expiry and owner are checked for cached sessions as well.
        let is_active = |session: &ActiveSession, user: &User| {
            session.user == user_id && is_usable(user, session.expires_at, self.now())
        };
        let active = found.filter(|(session, user)| is_active(session, user));
        Ok(active.map(|(_, user)| CurrentUser { user, authority: Authority::Session(id) }))
    }

    /// The claims of an access token. Verifying a signature takes some 30 µs, so the claims of valid tokens are cached
    /// until a key is added or retired. Expiry is checked each time.
    fn verify_access_token(&self, token: &str) -> Result<Arc<AccessClaims>, JwtError> {
        let now = self.now();
        // The generation is read before the token is verified: if a key is retired meanwhile, this entry is not used.
        let key: ([u8; 32], u64) = (Sha256::digest(token).into(), self.keyring().generation());
        if let Some(claims) = self.verified_tokens().get(&key) {
            return if now.seconds() < claims.exp { Ok(claims) } else { Err(JwtError::Expired) };
        }
        let issuer = &self.settings().issuer;
        let claims = Arc::new(self.keyring().verify::<AccessClaims>(token, issuer, now, Expiry::Checked)?);
        // Only after the verification, so that invalid tokens take no space in the cache.
        self.verified_tokens().insert(key, Arc::clone(&claims));
        Ok(claims)
    }

    /// The claims of a token of kind `C` with a valid signature. If the key is unknown, the keys are reloaded once,
    /// because another replica may have just created it.
    pub(super) async fn verify<C: Claims + DeserializeOwned + Clone>(
        &self,
        token: &str,
        now: Timestamp,
        expiry: Expiry,
    ) -> Result<C, AppError> {
        let issuer = &self.settings().issuer;
        let mut verified = self.keyring().verify::<C>(token, issuer, now, expiry);
        if matches!(verified, Err(JwtError::UnknownKey)) {
            self.keyring().reload(self.db()).await?;
            verified = self.keyring().verify(token, issuer, now, expiry);
        }
        verified.map_err(refusal)
    }

    /// Reads a session and its user from the database and caches them.
    async fn load_session(&self, id: SessionId) -> Result<Option<(ActiveSession, Arc<User>)>, StoreError> {
        // Before the read: a change during it must not be overwritten by the rows as they were.
        let version = self.session_cache().version();
        let Some((session, user)) = self.db().read(async move |mut conn| find(&mut conn, id).await).await? else {
            self.session_cache().note_ended(version, id);
            return Ok(None);
        };
        let user = Arc::new(user);
        self.session_cache().insert(version, id, session, &user);
        Ok(Some((session, user)))
    }

    async fn write_uses(&self, used: Used, uses: Arc<[Use]>) -> Result<(), StoreError> {
        for start in (0..uses.len()).step_by(BATCH) {
            let uses = Arc::clone(&uses);
            let end = uses.len().min(start + BATCH);
            let write = async move |mut tx: Tx| last_seen::write(&mut tx, used, &uses[start..end]).await;
            self.db().write(write).await?;
        }
        Ok(())
    }
}

impl Notes {
    fn note(&self, id: Uuid, at: Timestamp, address: Option<IpAddr>) {
        // The map is valid even after a panic of another thread, so a poisoned lock is ignored.
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = seen.len() >= CAPACITY;
        match seen.entry(id) {
            Entry::Occupied(mut noted) => _ = noted.insert((at, address)),
            Entry::Vacant(free) if !is_full => _ = free.insert((at, address)),
            Entry::Vacant(_) => {}
        }
    }

    fn take(&self) -> Vec<Use> {
        let seen = mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let to_use = |(id, (at, address)): (Uuid, (Timestamp, Option<IpAddr>))| Use {
            id,
            at,
            address: address.map(|address| address.to_string()),
        };
        seen.into_iter().map(to_use).collect()
    }
}

/// A session that has not ended, with its user.
async fn find(conn: &mut Conn, id: SessionId) -> Result<Option<(ActiveSession, User)>, StoreError> {
    // `current` checks expiry and account status, for cached sessions as well as for this one.
    let Some(row) = sessions::find(conn, id).await?.filter(|row| row.ended_at.is_none()) else {
        return Ok(None);
    };
    let user = User::from(row.user);
    Ok(Some((ActiveSession { user: user.id, expires_at: Timestamp(row.session_expires_at) }, user)))
}

/// The account of a session, if the session is active at `now`.
pub(in crate::accounts) fn living(row: SessionRow, now: Timestamp) -> Option<User> {
    let (has_ended, expires_at) = (row.ended_at.is_some(), Timestamp(row.session_expires_at));
    let user = User::from(row.user);
    (!has_ended && is_usable(&user, expires_at, now)).then_some(user)
}

/// Whether a session that was not ended is active at `now`: it has not expired, and its account is active.
fn is_usable(user: &User, expires_at: Timestamp, now: Timestamp) -> bool {
    expires_at > now && user.status == Status::Active
}

/// The words for the holder of a token that was not verified.
fn refusal(error: JwtError) -> AppError {
    match error {
        JwtError::Malformed => {
            AppError::new(ErrorCode::TokenMalformed, "The token is malformed. Send it exactly as it was issued.")
        }
        JwtError::Expired => token_expired(),
        JwtError::Invalid | JwtError::UnknownKey => token_invalid(),
    }
}

pub(super) fn token_expired() -> AppError {
    AppError::new(ErrorCode::TokenExpired, "The token has expired. Refresh it, or sign in again.")
}

/// A wrong signature, issuer, audience or type.
pub(super) fn token_invalid() -> AppError {
    AppError::new(ErrorCode::TokenInvalid, "The token is not valid for this server. Sign in again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_beyond_the_capacity_are_not_noted_but_known_ones_are() {
        let seen = Notes::default();
        let session = |number: usize| Uuid::from_u128(number as u128);
        for number in 0..=CAPACITY {
            seen.note(session(number), Timestamp(1), None);
        }
        seen.note(session(0), Timestamp(2), None);
        let uses = seen.take();
        assert_eq!(uses.len(), CAPACITY);
        assert!(uses.iter().all(|used| used.id != session(CAPACITY)));
        assert_eq!(uses.iter().find(|used| used.id == session(0)).map(|used| used.at), Some(Timestamp(2)));
        assert!(seen.take().is_empty(), "each use is written once");
    }
}
