//! The unique keys of the rows that have been read, to find duplicates within a file.

use crate::store::users::{Names, Taken};
use std::{
    collections::HashSet,
    hash::{BuildHasher as _, RandomState},
};

/// Only 64-bit hashes are stored: some 20 bytes per key. A false duplicate occurs about once in a million files of a
/// million rows.
#[derive(Default)]
pub(super) struct SeenKeys {
    hasher: RandomState,
    hashes: HashSet<u64>,
}

impl SeenKeys {
    /// Adds the keys of a row and returns those that an earlier row has.
    pub(super) fn insert(&mut self, names: &Names) -> Taken {
        // One set is enough for usernames and email addresses: a username contains no `@`.
        let mut was_seen = |key: &str| !self.hashes.insert(self.hasher.hash_one(key));
        let (username, email) = (was_seen(&names.username_key), was_seen(&names.email_key));
        // An external ID may be any text. Hashed as a pair, it cannot equal a username or an address.
        let external_id = names.external_id.as_ref();
        let external_id = external_id.is_some_and(|id| !self.hashes.insert(self.hasher.hash_one(("external_id", id))));
        Taken { username, email, external_id }
    }
}
