//! Keeps all applications in memory, so that a request to an application is decided without a query.
//!
//! The rules are those of the session cache: a change made by this process evicts the copy before it is answered, a change by
//! another replica when its notification arrives, and while notifications may be missing, every request queries the database.

use crate::{applications::Applications, store::changes::Freshness};
use moka::sync::Cache;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// Maximum age of the copy. Changes evict it, so this only limits the damage if an eviction is missed.
const MAX_AGE: Duration = Duration::from_secs(60);

/// The number of evictions so far. Rows that were read before one must not be kept after it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Version(u64);

pub(in crate::accounts) struct ApplicationMemory {
    /// One entry. A cache, because it has an age and can be read without a lock.
    copy: Cache<(), Arc<Applications>>,
    /// Locked for insertions and evictions, but not for lookups.
    version: Mutex<u64>,
    freshness: Freshness,
}

impl ApplicationMemory {
    /// `freshness` is false while notifications of other replicas cannot be received.
    pub(in crate::accounts) fn new(freshness: Freshness) -> Self {
        let copy = Cache::builder().max_capacity(1).time_to_live(MAX_AGE).build();
        Self { copy, version: Mutex::new(0), freshness }
    }

    pub(super) fn get(&self) -> Option<Arc<Applications>> {
        // A change by another replica may be missing, so the caller has to ask the database.
        if self.freshness.is_fresh() { self.copy.get(&()) } else { None }
    }

    /// To be called before the rows are read.
    pub(super) fn version(&self) -> Version {
        // The counter is valid even after a panic of another thread, so a poisoned lock is ignored.
        Version(*self.version.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps what was read at `read_at`, unless anything has changed since.
    pub(super) fn insert(&self, read_at: Version, applications: &Arc<Applications>) {
        // Held during the insertion, so that no eviction comes between the comparison and it.
        let version = self.version.lock().unwrap_or_else(PoisonError::into_inner);
        if *version == read_at.0 {
            self.copy.insert((), Arc::clone(applications));
        }
    }

    pub(in crate::accounts) fn evict(&self) {
        let mut version = self.version.lock().unwrap_or_else(PoisonError::into_inner);
        // Under the same lock as the eviction: rows that are being read now can no longer be kept.
        *version += 1;
        self.copy.invalidate(&());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn applications_are_kept_until_one_changes() {
        let memory = ApplicationMemory::new(Freshness::always());
        assert!(memory.get().is_none());
        memory.insert(memory.version(), &Arc::default());
        assert!(memory.get().is_some());
        memory.evict();
        assert!(memory.get().is_none());
    }

    #[test]
    fn applications_read_before_a_change_are_not_kept_after_it() {
        let memory = ApplicationMemory::new(Freshness::always());
        let version = memory.version();
        memory.evict();
        memory.insert(version, &Arc::default());
        assert!(memory.get().is_none());
    }
}
