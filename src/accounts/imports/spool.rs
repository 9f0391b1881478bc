//! Stores the valid rows of a file on disk until the whole file has been read, and returns them sorted by username.
//!
//! Inserts in index order change each index page many times while it is cached. In file order, a million rows write
//! four times as much to the disk.

use super::row::NewRow;
use super::too_large;
use crate::language::message;
use crate::shared::{AppError, ErrorCode};
use std::fs::File;
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// Maximum size of the file in bytes. A row takes some 500, however short it is in the imported file.
const MAX_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Size of the length before each record.
const LENGTH_BYTES: u64 = size_of::<u32>() as u64;

/// A temporary file of length-prefixed JSON records. It has no name in the file system: no other process can open it,
/// and it is deleted when the process ends. Only a sort key and an offset per row, 16 bytes, are in memory.
pub(super) struct RowSpool {
    file: BufWriter<File>,
    length: u64,
    max_bytes: u64,
    /// The sort key of each username, and the offset of the record.
    index: Vec<(u64, u64)>,
}

impl RowSpool {
    pub(super) fn open(folder: &Path) -> Result<Self, AppError> {
        let file = BufWriter::new(tempfile::tempfile_in(folder).map_err(failed)?);
        Ok(Self { file, length: 0, max_bytes: MAX_BYTES, index: Vec::new() })
    }

    /// Appends a row.
    ///
    /// # Errors
    /// Also if the file would exceed its maximum size.
    pub(super) fn push(&mut self, row: &NewRow) -> Result<(), AppError> {
        let record = serde_json::to_vec(row).map_err(io::Error::from).map_err(failed)?;
        let end = self.length + LENGTH_BYTES + record.len() as u64;
        if end > self.max_bytes {
            return Err(too_large());
        }
        self.write(&record).map_err(failed)?;
        self.index.push((sort_key(&row.user.names.username_key), self.length));
        self.length = end;
        Ok(())
    }

    fn write(&mut self, record: &[u8]) -> io::Result<()> {
        let size = u32::try_from(record.len()).map_err(io::Error::other)?;
        self.file.write_all(&size.to_le_bytes())?;
        self.file.write_all(record)
    }

    /// The number of rows.
    pub(super) fn len(&self) -> usize {
        self.index.len()
    }

    pub(super) fn into_sorted(self) -> Result<SortedRows, AppError> {
        let Self { file, mut index, .. } = self;
        // The pairs contain the offset, so rows with equal keys stay in the order of the file.
        index.sort_unstable();
        // Writes what is still in the buffer, because the rows are read from the file itself.
        let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
        Ok(SortedRows { file, index: index.into_iter() })
    }
}

/// The rows in the order of the first eight bytes of their usernames.
pub(super) struct SortedRows {
    file: File,
    index: std::vec::IntoIter<(u64, u64)>,
}

impl SortedRows {
    /// The next rows, at most `limit`; empty at the end.
    pub(super) fn next_batch(&mut self, limit: usize) -> Result<Vec<NewRow>, AppError> {
        self.read(limit).map_err(failed)
    }

    fn read(&mut self, limit: usize) -> io::Result<Vec<NewRow>> {
        let mut rows = Vec::with_capacity(limit);
        for (_, offset) in self.index.by_ref().take(limit) {
            self.file.seek(SeekFrom::Start(offset))?;
            let mut size = [0; LENGTH_BYTES as usize];
            self.file.read_exact(&mut size)?;
            let mut record = vec![0; u32::from_le_bytes(size) as usize];
            self.file.read_exact(&mut record)?;
            rows.push(serde_json::from_slice(&record)?);
        }
        Ok(rows)
    }
}

/// The first eight bytes as a big-endian number, which sorts like the text.
fn sort_key(text: &str) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(text.bytes()).for_each(|(to, from)| *to = from);
    u64::from_be_bytes(bytes)
}

/// Most likely the disk is full. Only the operator sees the cause.
fn failed(error: io::Error) -> AppError {
    let cause = io::Error::new(error.kind(), format!("cannot write or read the spool file: {error}"));
    AppError::new(ErrorCode::Unavailable, message::import_refused_no_space()).retry(60).caused_by(cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{Role, Status, Timestamp, UserId};
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
        };
        let row = NewRow {
            number: 1,
            user,
            totp_secret: None,
            identity: None,
            username_is_derived: false,
            assumed_utc: false,
        };
        let size = LENGTH_BYTES + serde_json::to_vec(&row).unwrap().len() as u64;
        let spool = RowSpool::open(&std::env::temp_dir()).unwrap();
        let mut spool = RowSpool { max_bytes: 2 * size, ..spool };
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
