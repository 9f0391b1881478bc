//! Caches active sessions and API tokens with their users, so that most requests are authenticated without a query.
//!
//! The cache is bounded and filled on a miss. A change made by this process invalidates its entries before the response
//! is sent; a change by another replica does so when its notification arrives. If notifications may have been lost, the
//! whole cache is invalidated, and while they cannot be received, every request queries the database.

use crate::accounts::User;
use crate::accounts::api_tokens::ActiveApiToken;
use crate::shared::factors::Proof;
use crate::shared::ids::{ApiTokenId, SessionId, UserId};
use crate::shared::timestamp::Timestamp;
use crate::store::changes::{Change, Freshness};
use moka::sync::Cache;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Maximum number of sessions, of API tokens, and of users; some 300 bytes each.
const CAPACITY: u64 = 50_000;
/// Maximum age of an entry. Changes invalidate entries, so this only limits the damage if an invalidation is missed.
const MAX_AGE: Duration = Duration::from_secs(60);

/// A session that had not ended when it was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActiveSession {
    pub user: UserId,
    pub expires_at: Timestamp,
    pub proof: Proof,
}

/// The number of changes so far. Rows that were read before a change must not be cached after it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::accounts) struct Version(u64);

pub(in crate::accounts) struct SessionCache {
    /// Each session has the user entry that was current when it was cached. It is valid only while `users` has that
    /// very entry, so that invalidating a user also invalidates all of its sessions.
    ///
    /// None for a session that has ended, so that its tokens cost one query and not one for each request. Only a restore, which
    /// invalidates everything, brings one back.
    sessions: Cache<SessionId, Option<(ActiveSession, Arc<User>)>>,
    /// The same for API tokens.
    tokens: Cache<ApiTokenId, (ActiveApiToken, Arc<User>)>,
    /// The tokens by the hashes of their secrets. Never changes for a token, so only `tokens` says whether it is valid.
    token_ids: Cache<[u8; 32], ApiTokenId>,
    users: Cache<UserId, Arc<User>>,
    /// Locked for insertions and invalidations, but not for lookups.
    version: Mutex<u64>,
    freshness: Freshness,
}

impl SessionCache {
    /// `freshness` is false while notifications of other replicas cannot be received.
    pub(in crate::accounts) fn new(freshness: Freshness) -> Self {
        let (sessions, tokens, token_ids, users) = (cache(), cache(), cache(), cache());
        Self { sessions, tokens, token_ids, users, version: Mutex::new(0), freshness }
    }

    /// Whether the entries can be relied on.
    pub(in crate::accounts) fn is_fresh(&self) -> bool {
        self.freshness.is_fresh()
    }

    pub(super) fn find(&self, id: SessionId) -> Option<(ActiveSession, Arc<User>)> {
        // A revocation by another replica may be missing, so the caller has to ask the database.
        if !self.is_fresh() {
            return None;
        }
        let (session, cached_with) = self.sessions.get(&id)??;
        Some((session, self.unchanged(session.user, &cached_with)?))
    }

    /// Whether the session was found to have ended.
    pub(super) fn has_ended(&self, id: SessionId) -> bool {
        // Not `contains_key`, which does not count as a use: a full cache keeps the entries that are used most.
        matches!(self.sessions.get(&id), Some(None))
    }

    /// Notes that the session had ended, or was deleted since, when it was read at `read_at`, unless anything has changed since.
    pub(super) fn note_ended(&self, read_at: Version, id: SessionId) {
        let version = self.version.lock().unwrap_or_else(PoisonError::into_inner);
        if *version == read_at.0 {
            self.sessions.insert(id, None);
        }
    }

    pub(in crate::accounts) fn find_token(&self, id: ApiTokenId) -> Option<(ActiveApiToken, Arc<User>)> {
        // As for sessions.
        if !self.is_fresh() {
            return None;
        }
        let (token, cached_with) = self.tokens.get(&id)?;
        Some((token, self.unchanged(token.user, &cached_with)?))
    }

    pub(in crate::accounts) fn find_token_by_hash(&self, hash: &[u8; 32]) -> Option<(ActiveApiToken, Arc<User>)> {
        self.find_token(self.token_ids.get(hash)?)
    }

    /// The user, unless it has changed since `cached_with` was cached.
    fn unchanged(&self, id: UserId, cached_with: &Arc<User>) -> Option<Arc<User>> {
        let user = self.users.get(&id)?;
        // With another entry, the user has changed and was cached again since: the session must be read again as well.
        Arc::ptr_eq(cached_with, &user).then_some(user)
    }

    /// To be called before the rows to be cached are read.
    pub(in crate::accounts) fn version(&self) -> Version {
        // The counter is valid even after a panic of another thread, so a poisoned lock is ignored.
        Version(*self.version.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Caches rows that were read at `read_at`, unless anything has changed since.
    pub(super) fn insert(&self, read_at: Version, id: SessionId, session: ActiveSession, user: &Arc<User>) {
        // Held during both insertions, so that no invalidation comes between the comparison and them.
        let version = self.version.lock().unwrap_or_else(PoisonError::into_inner);
        if *version == read_at.0 {
            // Reuses the entry of another session of this user. Replacing it would invalidate that session.
            let user = self.users.get_with(session.user, || Arc::clone(user));
            self.sessions.insert(id, Some((session, user)));
        }
    }

    /// Caches a token whose secret has this hash, like [`SessionCache::insert`].
    pub(in crate::accounts) fn insert_token(
        &self,
        read_at: Version,
        hash: [u8; 32],
        token: ActiveApiToken,
        user: &Arc<User>,
    ) {
        let version = self.version.lock().unwrap_or_else(PoisonError::into_inner);
        if *version == read_at.0 {
            let user = self.users.get_with(token.user, || Arc::clone(user));
            self.tokens.insert(token.id, (token, user));
            self.token_ids.insert(hash, token.id);
        }
    }

    pub(in crate::accounts) fn invalidate(&self, change: Change) {
        self.next_version(|| match change {
            Change::Session(id) => self.sessions.invalidate(&id),
            Change::ApiToken(id) => self.tokens.invalidate(&id),
            Change::User(id) => self.users.invalidate(&id),
            Change::Groups | Change::RelyingParty => self.users.invalidate_all(),
            // Nothing here depends on the keys, the providers, the applications or their clients.
            Change::SigningKeys | Change::Applications | Change::Providers | Change::ClientGrant(_) => {}
        });
    }

    pub(in crate::accounts) fn invalidate_all(&self) {
        self.next_version(|| {
            self.sessions.invalidate_all();
            self.tokens.invalidate_all();
            self.users.invalidate_all();
        });
    }

    fn next_version(&self, invalidate: impl FnOnce()) {
        let mut version = self.version.lock().unwrap_or_else(PoisonError::into_inner);
        // Under the same lock as the invalidation: rows that are being read now can no longer be cached.
        *version += 1;
        invalidate();
    }
}

fn cache<K, V>() -> Cache<K, V>
where
    K: std::hash::Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    Cache::builder().max_capacity(CAPACITY).time_to_live(MAX_AGE).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::Scopes;
    use uuid::Uuid;

    const SESSION: SessionId = SessionId(Uuid::from_u128(7));

    fn user() -> Arc<User> {
        Arc::new(User::sample(UserId(Uuid::from_u128(1))))
    }

    fn session() -> ActiveSession {
        ActiveSession { user: user().id, expires_at: Timestamp(10), proof: Proof::default() }
    }

    #[test]
    fn rows_read_before_an_invalidation_are_not_cached_after_it() {
        let cache = SessionCache::new(Freshness::always());
        let version = cache.version();
        cache.invalidate(Change::Session(SESSION));
        cache.insert(version, SESSION, session(), &user());
        assert!(cache.find(SESSION).is_none());
    }

    #[test]
    fn a_session_is_found_until_it_or_its_user_or_the_cache_is_invalidated() {
        let cache = SessionCache::new(Freshness::always());
        let fill = || cache.insert(cache.version(), SESSION, session(), &user());
        for change in [Change::Session(SESSION), Change::User(user().id), Change::Groups] {
            fill();
            assert!(cache.find(SESSION).is_some());
            cache.invalidate(change);
            assert!(cache.find(SESSION).is_none(), "{change:?}");
        }
        fill();
        cache.invalidate_all();
        assert!(cache.find(SESSION).is_none());
    }

    #[test]
    fn an_ended_session_is_remembered_until_the_cache_is_invalidated() {
        let cache = SessionCache::new(Freshness::always());
        let before = cache.version();
        cache.note_ended(before, SESSION);
        cache.invalidate(Change::User(user().id));
        assert!(cache.has_ended(SESSION));
        cache.invalidate_all();
        cache.note_ended(before, SESSION);
        assert!(!cache.has_ended(SESSION), "it was read before");
    }

    #[test]
    fn a_token_is_found_until_it_or_its_user_or_the_cache_is_invalidated() {
        const TOKEN: ApiTokenId = ApiTokenId(Uuid::from_u128(9));
        const HASH: [u8; 32] = [3; 32];
        let cache = SessionCache::new(Freshness::always());
        let token = ActiveApiToken { id: TOKEN, user: user().id, scopes: Scopes::default(), expires_at: Timestamp(10) };
        let fill = || cache.insert_token(cache.version(), HASH, token, &user());
        let is_found = || cache.find_token_by_hash(&HASH).is_some();
        for change in [Change::ApiToken(TOKEN), Change::User(user().id)] {
            fill();
            assert!(is_found() && cache.find_token(TOKEN).is_some());
            cache.invalidate(change);
            assert!(!is_found(), "{change:?}");
        }
        fill();
        cache.invalidate_all();
        assert!(!is_found());
        let version = cache.version();
        cache.invalidate(Change::ApiToken(TOKEN));
        cache.insert_token(version, HASH, token, &user());
        assert!(!is_found(), "the row was read before it changed");
    }

    #[test]
    fn invalidating_a_user_invalidates_all_sessions_even_if_the_user_is_cached_again() {
        const OTHER: SessionId = SessionId(Uuid::from_u128(8));
        let cache = SessionCache::new(Freshness::always());
        let fill = |id| cache.insert(cache.version(), id, session(), &user());
        fill(SESSION);
        fill(OTHER);
        assert!(cache.find(SESSION).is_some() && cache.find(OTHER).is_some());
        cache.invalidate(Change::User(user().id));
        fill(OTHER);
        assert!(cache.find(OTHER).is_some());
        assert!(cache.find(SESSION).is_none(), "the session was cached before the user changed");
    }
}
