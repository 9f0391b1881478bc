//! The cache of this program: bounded, and with a maximum age where one is given.
//!
//! `quick_cache` holds the entries: those that are used most, but it admits every new one. It knows no ages, so each entry has the time of
//! its insertion beside it.

use quick_cache::Equivalent;
use quick_cache::sync::Cache as Entries;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Ages are by the clock of the system, which tests do not move: what is valid until a time of the program's clock has that time in its
/// value.
pub struct Cache<Key, Value> {
    entries: Entries<Key, (Instant, Value)>,
    /// None: an entry stays as long as there is room.
    max_age: Option<Duration>,
    /// When the old entries were removed last. Locked for insertions, but not for lookups.
    swept_at: Mutex<Instant>,
}

impl<Key: Eq + Hash, Value: Clone> Cache<Key, Value> {
    /// Has room for `capacity` entries.
    pub fn new(capacity: usize) -> Self {
        Self { entries: Entries::new(capacity), max_age: None, swept_at: Mutex::new(Instant::now()) }
    }

    /// The same, where an entry is forgotten when it is this old.
    pub fn with_max_age(capacity: usize, max_age: Duration) -> Self {
        Self { max_age: Some(max_age), ..Self::new(capacity) }
    }

    pub fn get<Q: Hash + Equivalent<Key> + ?Sized>(&self, key: &Q) -> Option<Value> {
        let (inserted_at, value) = self.entries.get(key)?;
        self.max_age.is_none_or(|max_age| inserted_at.elapsed() < max_age).then_some(value)
    }

    pub fn insert(&self, key: Key, value: Value) {
        self.put(&mut self.lock(), key, value);
    }

    /// The value of this key, which is made if there is none: all who ask at the same time get the same one.
    pub fn get_or_insert_with(&self, key: Key, make: impl FnOnce() -> Value) -> Value {
        if let Some(value) = self.get(&key) {
            return value;
        }
        let mut swept_at = self.lock();
        // Another request may have made it meanwhile.
        self.get(&key).unwrap_or_else(|| {
            let value = make();
            self.put(&mut swept_at, key, value.clone());
            value
        })
    }

    pub fn remove(&self, key: &Key) {
        self.entries.remove(key);
    }

    pub fn clear(&self) {
        self.entries.clear();
    }

    fn put(&self, swept_at: &mut Instant, key: Key, value: Value) {
        let now = Instant::now();
        if let Some(max_age) = self.max_age.filter(|max_age| now.duration_since(*swept_at) >= *max_age) {
            // Otherwise what is not asked for again would take memory until the room is needed.
            self.entries.retain(|_, (inserted_at, _)| now.duration_since(*inserted_at) < max_age);
            *swept_at = now;
        }
        self.entries.insert(key, (now, value));
    }

    // The time is valid even after a panic of another thread, so a poisoned lock is ignored.
    fn lock(&self) -> MutexGuard<'_, Instant> {
        self.swept_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn a_full_cache_admits_a_new_entry_whatever_was_used_before() {
        let cache = Cache::new(3);
        (0..3).for_each(|key| cache.insert(key, key));
        for new in 3..50 {
            assert!((0..20).all(|_| (0..new).filter(|key| cache.get(key).is_some()).count() <= 3));
            cache.insert(new, new);
            assert_eq!(cache.get(&new), Some(new));
        }
    }

    #[test]
    fn an_old_entry_is_not_found_and_takes_no_memory() {
        let cache = Cache::with_max_age(10, Duration::ZERO);
        cache.insert("old", ());
        assert!(cache.get("old").is_none());
        cache.insert("new", ());
        assert_eq!(cache.entries.len(), 1);
    }

    #[test]
    fn all_who_ask_for_a_value_get_the_one_that_was_made_first() {
        let cache = Cache::new(10);
        let (first, second) =
            (cache.get_or_insert_with(1, Arc::<u8>::default), cache.get_or_insert_with(1, Arc::default));
        assert!(Arc::ptr_eq(&first, &second));
        cache.remove(&1);
        assert!(!Arc::ptr_eq(&first, &cache.get_or_insert_with(1, Arc::default)));
        cache.clear();
        assert!(cache.get(&1).is_none());
    }
}
