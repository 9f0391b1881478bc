//! Caches active sessions and their users, so that most requests are authenticated without a query.
//!
//! The cache is bounded and filled on a miss. A change made by this process invalidates its entries before the response
//! is sent; a change by another replica does so when its notification arrives. If notifications may have been lost, the
//! whole cache is invalidated, and while they cannot be received, every request queries the database.

use crate::{
    accounts::User,
    shared::{
        ids::{SessionId, UserId},
        timestamp::Timestamp,
    },
    store::changes::{Change, Freshness},
};
use moka::sync::Cache;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Maximum number of sessions, and of users; some 300 bytes each.
const CAPACITY: u64 = 50_000;
/// Maximum age of an entry. Changes invalidate entries, so this only limits the damage if an invalidation is missed.
const MAX_AGE: Duration = Duration::from_secs(60);

/// A session that had not ended when it was read.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActiveSession {
    pub user: UserId,
    pub expires_at: Timestamp,
}

/// The number of changes so far. Rows that were read before a change must not be cached after it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Version(u64);

pub(in crate::accounts) struct SessionCache {
    /// Each session has the user entry that was current when it was cached. It is valid only while `users` has that
    /// very entry, so that invalidating a user also invalidates all of its sessions.
    sessions: Cache<SessionId, (ActiveSession, Arc<User>)>,
    users: Cache<UserId, Arc<User>>,
    /// Locked for insertions and invalidations, but not for lookups.
    version: Mutex<u64>,
    freshness: Freshness,
}

impl SessionCache {
    /// `freshness` is false while notifications of other replicas cannot be received.
    pub(in crate::accounts) fn new(freshness: Freshness) -> Self {
        Self { sessions: cache(), users: cache(), version: Mutex::new(0), freshness }
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
        let (session, cached_with) = self.sessions.get(&id)?;
        let user = self.users.get(&session.user)?;
        // With another entry, the user has changed and was cached again since: the session must be read again as well.
        Arc::ptr_eq(&cached_with, &user).then_some((session, user))
    }

    /// To be called before the rows to be cached are read.
    pub(super) fn version(&self) -> Version {
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
            self.sessions.insert(id, (session, user));
        }
    }

    pub(in crate::accounts) fn invalidate(&self, change: Change) {
        self.next_version(|| match change {
            Change::Session(id) => self.sessions.invalidate(&id),
            Change::User(id) => self.users.invalidate(&id),
            // Nothing here depends on the keys.
            Change::SigningKeys => {}
        });
    }

    pub(in crate::accounts) fn invalidate_all(&self) {
        self.next_version(|| {
            self.sessions.invalidate_all();
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
    use uuid::Uuid;

    const SESSION: SessionId = SessionId(Uuid::from_u128(7));

    fn user() -> Arc<User> {
        Arc::new(User::sample(UserId(Uuid::from_u128(1))))
    }

    fn session() -> ActiveSession {
        ActiveSession { user: user().id, expires_at: Timestamp(10) }
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
        fill();
        assert!(cache.find(SESSION).is_some());
        cache.invalidate(Change::Session(SESSION));
        assert!(cache.find(SESSION).is_none());
        fill();
        cache.invalidate(Change::User(user().id));
        assert!(cache.find(SESSION).is_none());
        fill();
        cache.invalidate_all();
        assert!(cache.find(SESSION).is_none());
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
