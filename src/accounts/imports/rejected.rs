//! Rows that are not imported, and why.

use super::row::ImportedIdentity;
use crate::language::message;
use crate::shared::{FieldError, ImportReport, Problem, RowError};
use crate::store::own_fields::NewOwnValue;
use crate::store::users::{Names, Taken};
use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

/// Maximum number of errors in the report.
const MAX_ERRORS: usize = 1000;

/// The errors of invalid rows, by row number.
pub(super) type RejectedRows = Vec<(u64, Vec<FieldError>)>;

/// Adds the errors of invalid rows, of which only the first are listed.
pub(super) fn add_rejected(report: &mut ImportReport, rejected: RejectedRows) {
    report.bad += rejected.len() as u64;
    let of_row = |row| move |FieldError { field, code, message }| RowError { row, field, code, message };
    let mut errors = rejected.into_iter().flat_map(|(row, errors)| errors.into_iter().map(of_row(row)));
    let room = MAX_ERRORS.saturating_sub(report.errors.len());
    report.errors.extend(errors.by_ref().take(room));
    report.errors_left_out += errors.count() as u64;
}

/// One error for each key that is taken.
pub(super) fn taken_errors(taken: Taken, username: &str) -> Vec<FieldError> {
    let username = taken.username.then(|| {
        let message = message::import_row_username_taken(username.to_owned());
        Problem::new("taken", message).of("username")
    });
    let email = taken.email.then(|| Problem::new("taken", message::import_row_email_taken()).of("email"));
    let external_id = taken.external_id.then(|| {
        let message = message::import_row_external_id_taken();
        Problem::new("taken", message).of("external_id")
    });
    [username, email, external_id].into_iter().flatten().collect()
}

/// The account at the provider is linked to an account here, or to one of an earlier row.
pub(super) fn identity_taken() -> FieldError {
    Problem::new("taken", message::import_row_identity_taken()).of("subject")
}

/// The unique keys of the rows that have been read, to find duplicates within a file.
///
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

    /// Adds the account at a provider of a row, and returns whether an earlier row has it.
    pub(super) fn insert_identity(&mut self, identity: &ImportedIdentity) -> bool {
        let key = ("identity", &identity.issuer, &identity.subject);
        !self.hashes.insert(self.hasher.hash_one(key))
    }

    /// Adds a value that no two accounts may have, and returns whether an earlier row has it.
    pub(super) fn insert_value(&mut self, new: &NewOwnValue) -> bool {
        !self.hashes.insert(self.hasher.hash_one(("field", new.field, &new.key)))
    }
}
