//! Caches one value that is made of all rows of some tables, so that most requests need no query for it.
//!
//! The rules are those of the session cache: a change made by this process evicts the snapshot before it is answered, a change by
//! another replica when its notification arrives, and while notifications may be missing, every request queries the database.

use crate::store::changes::Freshness;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

/// Maximum age of a snapshot. Changes evict it, so this only limits the damage if an eviction is missed.
const MAX_AGE: Duration = Duration::from_secs(60);

/// The number of evictions so far. Rows that were read before one must not be kept after it.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Version(u64);

/// A cache with a single entry. `Rows`: what it is made of, if nothing else decides what it becomes, so that the same rows need not
/// be parsed again.
pub(super) struct SnapshotCache<Value, Rows = ()> {
    state: RwLock<State<Value, Rows>>,
    freshness: Freshness,
}

/// Behind one lock, so that no eviction comes between the comparison of versions and an insertion.
struct State<Value, Rows> {
    version: Version,
    snapshot: Option<Snapshot<Value, Rows>>,
}

struct Snapshot<Value, Rows> {
    inserted_at: Instant,
    rows: Rows,
    value: Arc<Value>,
}

impl<Value, Rows: PartialEq> SnapshotCache<Value, Rows> {
    /// `freshness` is false while notifications of other replicas cannot be received.
    pub(super) fn new(freshness: Freshness) -> Self {
        Self { state: RwLock::new(State { version: Version::default(), snapshot: None }), freshness }
    }

    /// The value, if it is kept and can be relied on.
    pub(super) fn get(&self) -> Option<Arc<Value>> {
        // A change by another replica may be missing, so the caller has to ask the database.
        if !self.freshness.is_fresh() {
            return None;
        }
        let state = self.read();
        let snapshot = state.snapshot.as_ref()?;
        (snapshot.inserted_at.elapsed() < MAX_AGE).then(|| Arc::clone(&snapshot.value))
    }

    /// The value if it was made of these rows, which the caller has just read. Making it takes longer than comparing them, and
    /// while notifications may be missing, every request comes here.
    pub(super) fn made_of(&self, rows: &Rows) -> Option<Arc<Value>> {
        let state = self.read();
        state.snapshot.as_ref().filter(|snapshot| snapshot.rows == *rows).map(|snapshot| Arc::clone(&snapshot.value))
    }

    /// To be called before anything that the value depends on is read.
    pub(super) fn version(&self) -> Version {
        self.read().version
    }

    /// Keeps what was read at `read_at`, unless anything has changed since.
    pub(super) fn insert(&self, read_at: Version, rows: Rows, value: &Arc<Value>) {
        let mut state = self.write();
        if state.version == read_at {
            state.snapshot = Some(Snapshot { inserted_at: Instant::now(), rows, value: Arc::clone(value) });
        }
    }

    /// To be called when anything changes that the value depends on.
    pub(super) fn evict(&self) {
        let mut state = self.write();
        // Rows that are being read now can no longer be kept.
        state.version.0 += 1;
        state.snapshot = None;
    }

    // The state is valid even after a panic of another thread, so a poisoned lock is ignored.
    fn read(&self) -> RwLockReadGuard<'_, State<Value, Rows>> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State<Value, Rows>> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache() -> SnapshotCache<(), &'static str> {
        SnapshotCache::new(Freshness::always())
    }

    #[test]
    fn a_snapshot_is_kept_until_something_changes() {
        let cache = cache();
        assert!(cache.get().is_none());
        cache.insert(cache.version(), "", &Arc::default());
        assert!(cache.get().is_some());
        cache.evict();
        assert!(cache.get().is_none());
        cache.insert(cache.version(), "", &Arc::default());
        assert!(cache.get().is_some(), "it is kept again");
    }

    #[test]
    fn rows_read_before_a_change_are_not_kept_after_it() {
        let cache = cache();
        let version = cache.version();
        cache.evict();
        cache.insert(version, "", &Arc::default());
        assert!(cache.get().is_none());
    }

    #[test]
    fn a_value_is_made_again_only_of_other_rows() {
        let cache = cache();
        cache.insert(cache.version(), "Journal", &Arc::default());
        assert!(cache.made_of(&"Journal").is_some());
        assert!(cache.made_of(&"The Journal").is_none() && cache.made_of(&"").is_none());
    }
}
