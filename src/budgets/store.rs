//! The state of the rate limiters: a map with a maximum size.

use governor::{
    nanos::Nanos,
    state::{
        StateStore,
        keyed::{DashMapStateStore, ShrinkableKeyedStateStore},
    },
};
use std::{hash::Hash, sync::Arc};

/// The rate limit state of each key. Clones share it.
pub(super) struct BoundedStore<K> {
    states: Arc<DashMapStateStore<K>>,
    max_keys: usize,
}

impl<K> Clone for BoundedStore<K> {
    fn clone(&self) -> Self {
        Self { states: Arc::clone(&self.states), max_keys: self.max_keys }
    }
}

impl<K: Hash + Eq + Clone> BoundedStore<K> {
    pub(super) fn new(max_keys: usize) -> Self {
        Self { states: Arc::default(), max_keys }
    }

    /// Clears the store if it has more than `max_keys` keys, and returns whether it did.
    pub(super) fn clear_if_full(&self) -> bool {
        let is_full = self.states.len() > self.max_keys;
        if is_full {
            self.states.clear();
            // `clear` alone would keep the allocated memory.
            self.states.shrink_to_fit();
        }
        is_full
    }
}

impl<K: Hash + Eq + Clone> StateStore for BoundedStore<K> {
    type Key = K;

    fn measure_and_replace<T, F, E>(&self, key: &K, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        self.states.measure_and_replace(key, measure)
    }
}

impl<K: Hash + Eq + Clone> ShrinkableKeyedStateStore<K> for BoundedStore<K> {
    fn retain_recent(&self, drop_below: Nanos) {
        ShrinkableKeyedStateStore::retain_recent(&*self.states, drop_below);
    }

    fn len(&self) -> usize {
        self.states.len()
    }

    fn is_empty(&self) -> bool {
        self.states.is_empty()
    }
}
