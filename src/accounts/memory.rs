//! Keeps what was read from the database until it changes, so that most requests need no query. Why nothing kept is older than the last
//! change that was answered ([decision 89](../../docs/decisions/0089-one-cache.md)):
//!
//! 1. A change evicts what depends on it (`caches.rs`): one by this process before it is answered, one by another replica when its
//!    notification arrives. If notifications may have been lost, everything is evicted.
//! 2. Each eviction makes a new [`Version`], under the lock under which entries are inserted. Who reads notes the version before, so
//!    what was read before a change is not kept after it.
//! 3. While notifications of other replicas cannot be received, nothing is found, and every request queries the database.

use super::User;
use crate::cache::Cache;
use crate::shared::UserId;
use crate::store::changes::Freshness;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The maximum age of an entry. Changes evict it, so this only limits the damage if an eviction is missed.
const MAX_AGE: Duration = Duration::from_secs(60);

/// The number of evictions so far.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Version(u64);

/// The version of some memories, which have it in common. Cheap to clone.
#[derive(Clone)]
pub(super) struct Versions {
    /// Locked for insertions and evictions, but not for lookups.
    evictions: Arc<Mutex<u64>>,
    /// False while notifications of other replicas cannot be received.
    freshness: Freshness,
}

impl Versions {
    pub(super) fn new(freshness: Freshness) -> Self {
        Self { evictions: Arc::default(), freshness }
    }

    /// Runs `keep` unless there was an eviction after `read_at`, and lets none happen meanwhile.
    fn unless_evicted<T>(&self, read_at: Version, keep: impl FnOnce() -> T) -> Option<T> {
        let evictions = self.lock();
        (*evictions == read_at.0).then(keep)
    }

    fn evict(&self, evict: impl FnOnce()) {
        let mut evictions = self.lock();
        *evictions += 1;
        evict();
    }

    // The counter is valid even after a panic of another thread, so a poisoned lock is ignored.
    fn lock(&self) -> MutexGuard<'_, u64> {
        self.evictions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was read from the database, by a key.
pub(super) struct Memory<Key, Value> {
    entries: Cache<Key, Value>,
    versions: Versions,
}

impl<Key: Eq + Hash, Value: Clone> Memory<Key, Value> {
    /// Has room for `capacity` entries.
    pub(super) fn new(capacity: usize, versions: &Versions) -> Self {
        Self { entries: Cache::with_max_age(capacity, MAX_AGE), versions: versions.clone() }
    }

    /// Whether the entries can be relied on.
    pub(super) fn is_fresh(&self) -> bool {
        self.versions.freshness.is_fresh()
    }

    pub(super) fn get(&self, key: &Key) -> Option<Value> {
        // A change by another replica may be missing, so the caller has to ask the database.
        if self.is_fresh() { self.entries.get(key) } else { None }
    }

    /// The entry, also if a change of it may be missing: for what is compared with the database, or never changes.
    pub(super) fn last(&self, key: &Key) -> Option<Value> {
        self.entries.get(key)
    }

    /// To be called before anything is read of what is to be kept.
    pub(super) fn version(&self) -> Version {
        Version(*self.versions.lock())
    }

    /// Keeps what was read at `read_at`, unless anything has changed since.
    pub(super) fn insert(&self, read_at: Version, key: Key, value: Value) {
        self.versions.unless_evicted(read_at, || self.entries.insert(key, value));
    }

    /// The same, but leaves an entry that is there already, and returns it. None if anything has changed.
    fn insert_once(&self, read_at: Version, key: Key, value: &Value) -> Option<Value> {
        self.versions.unless_evicted(read_at, || self.entries.get_or_insert_with(key, || value.clone()))
    }

    pub(super) fn evict(&self, key: &Key) {
        self.versions.evict(|| self.entries.remove(key));
    }

    pub(super) fn evict_all(&self) {
        self.versions.evict(|| self.entries.clear());
    }
}

/// Rows that belong to accounts: sessions, API tokens, grants of clients.
///
/// Each has the entry of its account that was current when it was kept, and is found only while that very entry is there. So evicting an
/// account evicts all that belongs to it, without a search.
pub(super) struct OfAccounts<Id, Row> {
    /// None for a row that had ended when it was read, so that asking for it again costs no query.
    pub(super) rows: Memory<Id, Option<(Row, Arc<User>)>>,
    accounts: Arc<Memory<UserId, Arc<User>>>,
}

impl<Id: Eq + Hash, Row: Clone> OfAccounts<Id, Row> {
    pub(super) fn new(capacity: usize, accounts: &Arc<Memory<UserId, Arc<User>>>) -> Self {
        Self { rows: Memory::new(capacity, &accounts.versions), accounts: Arc::clone(accounts) }
    }

    pub(super) fn find(&self, id: &Id) -> Option<(Row, Arc<User>)> {
        let (row, read_with) = self.rows.get(id)??;
        let account = self.accounts.get(&read_with.id)?;
        // With another entry, the account has changed and was kept again since: the row must be read again as well.
        Arc::ptr_eq(&read_with, &account).then_some((row, account))
    }

    /// Whether the row was found to have ended. Also while notifications may be missing: only a restore, which evicts everything, brings
    /// one back.
    pub(super) fn has_ended(&self, id: &Id) -> bool {
        matches!(self.rows.last(id), Some(None))
    }

    /// Keeps a row that was read at `read_at`, unless anything has changed since.
    pub(super) fn insert(&self, read_at: Version, id: Id, row: Row, account: &Arc<User>) {
        // Replacing the entry of the account would evict all other rows of it.
        if let Some(account) = self.accounts.insert_once(read_at, account.id, account) {
            self.rows.insert(read_at, id, Some((row, account)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn account() -> Arc<User> {
        Arc::new(User::sample(UserId(Uuid::from_u128(1))))
    }

    fn accounts(freshness: Freshness) -> Arc<Memory<UserId, Arc<User>>> {
        Arc::new(Memory::new(10, &Versions::new(freshness)))
    }

    proptest! {
        /// Three readers take their steps (note the version, read, keep) and a writer its own (commit, evict and answer), in any order.
        #[test]
        fn in_no_order_is_anything_found_that_is_older_than_the_last_answered_change(order in vec(0..4_usize, 0..80)) {
            let rows = OfAccounts::new(10, &accounts(Freshness::always()));
            let mut readers = [None; 3];
            let (mut stored, mut answered) = (0, 0);
            for step in order {
                match readers.get_mut(step) {
                    Some(reader) => *reader = match *reader {
                        None => Some((rows.rows.version(), None)),
                        Some((version, None)) => Some((version, Some(stored))),
                        Some((version, Some(row))) => {
                            rows.insert(version, "id", row, &account());
                            None
                        }
                    },
                    None if stored == answered => stored += 1,
                    // Of the row and of its account by turns.
                    None => {
                        if stored % 2 == 0 { rows.rows.evict(&"id") } else { rows.accounts.evict(&account().id) }
                        answered = stored;
                    }
                }
                prop_assert!(rows.find(&"id").is_none_or(|(row, _)| row >= answered));
            }
        }
    }

    #[test]
    fn what_is_kept_is_found_until_it_is_evicted() {
        let memory = Memory::new(10, &Versions::new(Freshness::always()));
        let fill = || memory.insert(memory.version(), 1, ());
        fill();
        assert!(memory.get(&1).is_some());
        memory.evict(&2);
        assert!(memory.get(&1).is_some(), "another one has changed");
        memory.evict(&1);
        assert!(memory.get(&1).is_none());
        fill();
        memory.evict_all();
        assert!(memory.get(&1).is_none());
    }

    #[test]
    fn nothing_is_found_while_notifications_may_be_missing() {
        let accounts = accounts(Freshness::never());
        accounts.insert(accounts.version(), account().id, account());
        assert!(accounts.get(&account().id).is_none());
        let rows = OfAccounts::new(10, &accounts);
        rows.insert(rows.rows.version(), 1, (), &account());
        assert!(rows.find(&1).is_none());
    }

    #[test]
    fn evicting_an_account_evicts_all_its_rows_even_if_the_account_is_kept_again() {
        let rows = OfAccounts::new(10, &accounts(Freshness::always()));
        let fill = |id| rows.insert(rows.rows.version(), id, (), &account());
        fill(1);
        fill(2);
        assert!(rows.find(&1).is_some() && rows.find(&2).is_some());
        rows.accounts.evict(&account().id);
        fill(2);
        assert!(rows.find(&2).is_some());
        assert!(rows.find(&1).is_none(), "it was read before the account changed");
    }

    #[test]
    fn an_ended_row_is_remembered_until_everything_is_evicted() {
        let rows = OfAccounts::<_, ()>::new(10, &accounts(Freshness::never()));
        let before = rows.rows.version();
        rows.rows.insert(before, 1, None);
        rows.accounts.evict(&account().id);
        assert!(rows.has_ended(&1) && !rows.has_ended(&2));
        rows.rows.evict_all();
        rows.rows.insert(before, 1, None);
        assert!(!rows.has_ended(&1), "it was read before");
    }
}
