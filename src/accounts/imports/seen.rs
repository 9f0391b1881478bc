//! The names that a file has had so far.

use crate::store::users::{Names, Taken};
use std::{
    collections::HashSet,
    hash::{BuildHasher as _, RandomState},
};

/// The names of the rows so far, as numbers: some 20 bytes for each, and two that differ are the same once in a million
/// files of a million rows.
#[derive(Default)]
pub(super) struct Seen {
    state: RandomState,
    names: HashSet<u64>,
}

impl Seen {
    /// Remembers these names; answers which were there before.
    pub(super) fn take(&mut self, names: &Names) -> Taken {
        // A username holds no `@`, so it is nobody's address.
        let mut is_known = |key: &str| !self.names.insert(self.state.hash_one(key));
        let (username, email) = (is_known(&names.username_key), is_known(&names.email_key));
        // An external ID may be any text: as a pair it differs from every name.
        let external_id = names.external_id.as_ref();
        let external_id = external_id.is_some_and(|id| !self.names.insert(self.state.hash_one(("external_id", id))));
        Taken { username, email, external_id }
    }
}
