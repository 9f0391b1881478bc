//! The rows of a file, set aside until all of it has been read, and given back in the order of their usernames.
//!
//! Rows that come in the order of an index touch a page of it many times while it is at hand. In the order of a file each
//! would touch others, and a million of them write four times as much.

use super::{ImportError, row::NewRow};
use std::{
    fs::File,
    io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _},
    path::Path,
};

/// In a file that has no name, so nobody else reads it and nothing of it stays. In memory is only where each row is: 16
/// bytes of it.
pub(super) struct Spool {
    file: BufWriter<File>,
    length: u64,
    capacity: u64,
    /// The beginning of its username, and its place in the file.
    places: Vec<(u64, u64)>,
}

impl Spool {
    /// In this folder, for at most `capacity` bytes.
    pub(super) fn new(folder: &Path, capacity: u64) -> io::Result<Self> {
        Ok(Self { file: BufWriter::new(tempfile::tempfile_in(folder)?), length: 0, capacity, places: Vec::new() })
    }

    /// Adds a row; [`ImportError::TooLarge`] when it does not fit any more.
    pub(super) fn push(&mut self, row: &NewRow) -> Result<(), ImportError> {
        let text = serde_json::to_vec(row).map_err(io::Error::from)?;
        let size = u32::try_from(text.len()).map_err(io::Error::other)?;
        if self.length + 4 + u64::from(size) > self.capacity {
            return Err(ImportError::TooLarge);
        }
        self.file.write_all(&size.to_le_bytes())?;
        self.file.write_all(&text)?;
        self.places.push((beginning(&row.names.username_key), self.length));
        self.length += 4 + u64::from(size);
        Ok(())
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// What has been set aside, to be read.
    pub(super) fn sorted(self) -> io::Result<Sorted> {
        let Self { file, mut places, .. } = self;
        places.sort_unstable();
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Sorted { file, places: places.into_iter() })
    }
}

/// The rows in the order of their usernames, as far as their first eight bytes tell.
pub(super) struct Sorted {
    file: File,
    places: std::vec::IntoIter<(u64, u64)>,
}

impl Sorted {
    /// The next of them, at most so many; none when there are no more.
    pub(super) fn next(&mut self, most: usize) -> io::Result<Vec<NewRow>> {
        let mut rows = Vec::with_capacity(most);
        for (_, place) in self.places.by_ref().take(most) {
            self.file.seek(SeekFrom::Start(place))?;
            let mut size = [0; 4];
            self.file.read_exact(&mut size)?;
            let mut text = vec![0; u32::from_le_bytes(size) as usize];
            self.file.read_exact(&mut text)?;
            rows.push(serde_json::from_slice(&text)?);
        }
        Ok(rows)
    }
}

/// The first eight bytes, as a number that sorts as they do.
fn beginning(text: &str) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(text.bytes()).for_each(|(to, from)| *to = from);
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        shared::{
            timestamp::Timestamp,
            views::{Role, Status},
        },
        store::users::Names,
    };

    #[test]
    fn what_does_not_fit_is_refused() {
        let row = NewRow {
            number: 1,
            names: Names {
                username: "maren".to_owned(),
                username_key: "maren".to_owned(),
                email: "maren@example.org".to_owned(),
                email_key: "maren@example.org".to_owned(),
                name: None,
                external_id: None,
                name_key: "maren".to_owned(),
                words: "maren".to_owned(),
                word_bits: Default::default(),
            },
            username_is_derived: false,
            role: Role::User,
            status: Status::Active,
            email_verified: false,
            password_hash: "!".to_owned(),
            created_at: Timestamp(0),
            last_login_at: Timestamp(0),
            assumed_utc: false,
        };
        let size = 4 + serde_json::to_vec(&row).unwrap().len() as u64;
        let mut spool = Spool::new(&std::env::temp_dir(), 2 * size).unwrap();
        assert!(spool.push(&row).is_ok() && spool.push(&row).is_ok());
        assert!(matches!(spool.push(&row), Err(ImportError::TooLarge)));
        assert_eq!(spool.sorted().unwrap().next(9).unwrap().len(), 2);
    }

    #[test]
    fn beginnings_sort_as_their_texts_do() {
        let mut texts = ["zoe", "anna", "anna.holt.the.second", "", "ärger", "bert"];
        texts.sort_unstable();
        assert!(texts.map(beginning).is_sorted());
    }
}
