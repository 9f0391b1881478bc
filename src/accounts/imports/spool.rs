//! Stores the valid rows of a file on disk until the whole file has been read, and returns them sorted by username.
//!
//! Inserts in index order change each index page many times while it is cached. In file order, a million rows write
//! four times as much to the disk.

use super::row::NewRow;
use super::{no_space, too_large};
use crate::accounts::off_the_runtime::off_the_runtime;
use crate::shared::AppError;
use crate::tabular::{RecordError, Records, WrittenRecords};
use std::path::Path;
use std::{io, mem};

/// Maximum size of the file in bytes. A row takes some 500, however short it is in the imported file.
const MAX_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// A temporary file of rows. Only a sort key and a place per row, 16 bytes, are in memory.
pub(super) struct RowSpool {
    records: Records,
    /// The sort key of each username, and the place of the record.
    index: Vec<(u64, u64)>,
}

impl RowSpool {
    pub(super) fn open(folder: &Path) -> Result<Self, AppError> {
        let records = Records::open(folder, MAX_BYTES).map_err(failed)?;
        Ok(Self { records, index: Vec::new() })
    }

    /// Appends a row.
    ///
    /// # Errors
    /// Also if the file would exceed its maximum size.
    pub(super) fn push(&mut self, row: &NewRow) -> Result<(), AppError> {
        let place = self.records.push(row).map_err(|error| match error {
            RecordError::TooLarge => too_large(),
            RecordError::Failed(error) => failed(error),
        })?;
        self.index.push((sort_key(&row.user.names.username_key), place));
        Ok(())
    }

    /// The number of rows.
    pub(super) fn len(&self) -> usize {
        self.index.len()
    }

    pub(super) fn into_sorted(self) -> Result<SortedRows, AppError> {
        let Self { records, mut index } = self;
        // Of millions that takes a tenth of a second. The pairs contain the place, so rows with equal keys stay in the order of the file.
        off_the_runtime(|| index.sort_unstable());
        Ok(SortedRows { records: records.written().map_err(failed)?, index, next: 0 })
    }
}

/// The rows in the order of the first eight bytes of their usernames.
pub(super) struct SortedRows {
    records: WrittenRecords,
    index: Vec<(u64, u64)>,
    /// The place in the index.
    next: usize,
}

impl SortedRows {
    /// The next rows, at most `limit`; empty at the end.
    pub(super) fn next_batch(&mut self, limit: usize) -> Result<Vec<NewRow>, AppError> {
        let end = self.index.len().min(self.next + limit);
        let places = &self.index[mem::replace(&mut self.next, end)..end];
        places.iter().map(|(_, place)| self.records.read(*place).map_err(failed)).collect()
    }

    /// Begins again with the first row.
    pub(super) fn rewind(&mut self) {
        self.next = 0;
    }
}

/// The first eight bytes as a big-endian number, which sorts like the text.
fn sort_key(text: &str) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(text.bytes()).for_each(|(to, from)| *to = from);
    u64::from_be_bytes(bytes)
}

/// Only the operator sees the cause.
fn failed(error: io::Error) -> AppError {
    let cause = io::Error::new(error.kind(), format!("cannot write or read the spool file: {error}"));
    no_space().caused_by(cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{ErrorCode, Role, Status, Timestamp, UserId};
    use crate::store::NewUser;
    use crate::store::users::Names;
    use uuid::Uuid;

    #[test]
    fn a_row_that_exceeds_the_maximum_size_is_rejected() {
        let user = NewUser {
            id: UserId(Uuid::nil()),
            names: Names { username: "maren".to_owned(), ..Names::default() },
            role: Role::User,
            status: Status::Active,
            email_verified: false,
            password_hash: "!".to_owned(),
            created_at: Timestamp(0),
            deleted_at: None,
            last_login_at: Timestamp(0),
            import_number: 0,
            own_values: Vec::new(),
        };
        let row = NewRow {
            number: 1,
            user,
            totp_secret: None,
            identities: Vec::new(),
            username_is_derived: false,
            is_added: false,
            assumed_utc: false,
        };
        // Its length stands before a row.
        let size = 4 + serde_json::to_vec(&row).unwrap().len() as u64;
        let records = Records::open(&std::env::temp_dir(), 2 * size).unwrap();
        let mut spool = RowSpool { records, index: Vec::new() };
        assert!(spool.push(&row).is_ok() && spool.push(&row).is_ok());
        assert!(spool.push(&row).is_err_and(|error| error.code == ErrorCode::PayloadTooLarge));
        assert_eq!(spool.into_sorted().unwrap().next_batch(9).unwrap().len(), 2);
    }

    #[test]
    fn sort_keys_sort_like_their_texts() {
        let mut texts = ["zoe", "anna", "anna.holt.the.second", "", "ärger", "bert"];
        texts.sort_unstable();
        assert!(texts.map(sort_key).is_sorted());
    }
}
