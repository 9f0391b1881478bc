//! The rows of a file, set aside until all of it has been read, and given back in the order of their usernames.
//!
//! Rows that come in the order of an index touch a page of it many times while it is at hand. In the order of a file each
//! would touch others, and a million of them write four times as much.

use super::row::NewRow;
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
    /// The beginning of its username, and its place in the file.
    places: Vec<(u64, u64)>,
}

impl Spool {
    /// In this folder.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self { file: BufWriter::new(tempfile::tempfile_in(folder)?), length: 0, places: Vec::new() })
    }

    pub(super) fn push(&mut self, row: &NewRow) -> io::Result<()> {
        let text = serde_json::to_vec(row)?;
        let size = u32::try_from(text.len()).map_err(io::Error::other)?;
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

    #[test]
    fn beginnings_sort_as_their_texts_do() {
        let mut texts = ["zoe", "anna", "anna.holt.the.second", "", "ärger", "bert"];
        texts.sort_unstable();
        assert!(texts.map(beginning).is_sorted());
    }
}
