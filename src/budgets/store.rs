//! The state of the limiters: a map that has an end.

use governor::{
    nanos::Nanos,
    state::{
        StateStore,
        keyed::{DashMapStateStore, ShrinkableKeyedStateStore},
    },
};
use std::{hash::Hash, sync::Arc};

/// The state of each key. Clones share it.
pub(super) struct BoundedStore<K> {
    states: Arc<DashMapStateStore<K>>,
    most: usize,
}

impl<K> Clone for BoundedStore<K> {
    fn clone(&self) -> Self {
        Self { states: Arc::clone(&self.states), most: self.most }
    }
}

impl<K: Hash + Eq + Clone> BoundedStore<K> {
    /// Empty; for about `most` keys.
    pub(super) fn new(most: usize) -> Self {
        Self { states: Arc::default(), most }
    }

    /// Forgets everything when there are too many keys; whether that was so.
    pub(super) fn make_room(&self) -> bool {
        let is_full = self.states.len() > self.most;
        if is_full {
            self.states.clear();
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
