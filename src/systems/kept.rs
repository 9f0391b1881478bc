//! People who wait on the disk until the whole file has been read.

use super::found::Person;
use crate::language::message;
use crate::tabular::{FileError, RecordError, Records, WrittenRecords};
use std::io;
use std::path::Path;

/// How many people are added at a time after the end of a file.
pub(super) const BATCH: usize = 500;
/// The maximum size of those who wait, in bytes.
const MAX_BYTES: u64 = 2 * 1024 * 1024 * 1024;

pub(super) struct Kept(State);

enum State {
    Growing(Records),
    Written(WrittenRecords),
    /// After an error, which ends the import.
    Gone,
}

impl Kept {
    pub(super) fn new(folder: &Path) -> Result<Self, FileError> {
        Ok(Self(State::Growing(Records::open(folder, MAX_BYTES).map_err(failed)?)))
    }

    /// Keeps somebody, and returns their place.
    pub(super) fn push(&mut self, person: &Person) -> Result<u64, FileError> {
        let State::Growing(records) = &mut self.0 else { return Err(FileError::NoSpace) };
        records.push(person).map_err(|error| match error {
            RecordError::TooLarge => FileError::Unreadable(message::import_refused_too_large()),
            RecordError::Failed(error) => failed(error),
        })
    }

    /// The person at a place. Nobody is kept afterwards.
    pub(super) fn at(&mut self, place: u64) -> Result<Person, FileError> {
        if let State::Growing(_) = self.0
            && let State::Growing(records) = std::mem::replace(&mut self.0, State::Gone)
        {
            self.0 = State::Written(records.written().map_err(failed)?);
        }
        match &mut self.0 {
            State::Written(records) => records.read(place).map_err(failed),
            State::Growing(_) | State::Gone => Err(FileError::NoSpace),
        }
    }
}

/// Most likely the disk is full. Only the operator sees the cause.
fn failed(error: io::Error) -> FileError {
    tracing::error!(%error, "cannot keep people of a file until its end");
    FileError::NoSpace
}
