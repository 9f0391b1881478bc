//! Records that wait in a temporary file until a whole file has been read.

use scopeguard::ScopeGuard;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use tokio::runtime::Handle;

/// Size of the length before each record.
const LENGTH_BYTES: u64 = size_of::<u32>() as u64;

/// Why a record cannot be stored.
#[derive(Debug)]
pub enum RecordError {
    /// The file would exceed its maximum size.
    TooLarge,
    /// Most likely the disk is full.
    Failed(io::Error),
}

/// A file that is deleted when it is closed. With some hundred megabytes that takes a third of a second, in which a thread of the runtime
/// would answer nobody, and the others might not either: they may wait for what this one has begun to read from the network.
type Temporary<F> = ScopeGuard<F, fn(F)>;

fn temporary<F: Send + 'static>(file: F) -> Temporary<F> {
    scopeguard::guard(file, |file| match Handle::try_current() {
        Ok(runtime) => drop(runtime.spawn_blocking(move || drop(file))),
        Err(_) => drop(file),
    })
}

/// A temporary file of length-prefixed JSON records. It has no name in the file system: no other process can open it, and it is
/// deleted when the process ends.
pub struct Records {
    file: Temporary<BufWriter<File>>,
    length: u64,
    max_bytes: u64,
}

impl Records {
    /// An empty file of at most `max_bytes`.
    ///
    /// # Errors
    /// If it cannot be created in the folder.
    pub fn open(folder: &Path, max_bytes: u64) -> io::Result<Self> {
        let file = temporary(BufWriter::new(tempfile::tempfile_in(folder)?));
        Ok(Self { file, length: 0, max_bytes })
    }

    /// Appends a record, and returns its place.
    ///
    /// # Errors
    /// If there is no room for it.
    pub fn push(&mut self, record: &impl Serialize) -> Result<u64, RecordError> {
        let record = serde_json::to_vec(record).map_err(|error| RecordError::Failed(error.into()))?;
        let (place, end) = (self.length, self.length + LENGTH_BYTES + record.len() as u64);
        if end > self.max_bytes {
            return Err(RecordError::TooLarge);
        }
        self.write(&record).map_err(RecordError::Failed)?;
        self.length = end;
        Ok(place)
    }

    fn write(&mut self, record: &[u8]) -> io::Result<()> {
        let size = u32::try_from(record.len()).map_err(io::Error::other)?;
        self.file.write_all(&size.to_le_bytes())?;
        self.file.write_all(record)
    }

    /// The file, to read from it.
    ///
    /// # Errors
    /// If the last records cannot be written.
    pub fn written(self) -> io::Result<WrittenRecords> {
        // Writes what is still in the buffer, because the records are read from the file itself.
        let file = ScopeGuard::into_inner(self.file).into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(WrittenRecords(temporary(file)))
    }
}

/// Records that are all written.
pub struct WrittenRecords(Temporary<File>);

impl WrittenRecords {
    /// The record at the place that [`Records::push`] has returned.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read<T: DeserializeOwned>(&mut self, place: u64) -> io::Result<T> {
        self.0.seek(SeekFrom::Start(place))?;
        let mut size = [0; LENGTH_BYTES as usize];
        self.0.read_exact(&mut size)?;
        let mut record = vec![0; u32::from_le_bytes(size) as usize];
        self.0.read_exact(&mut record)?;
        Ok(serde_json::from_slice(&record)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::thread::{self, ThreadId};

    /// Tells which thread closes it.
    struct Closed(mpsc::Sender<ThreadId>);

    impl Drop for Closed {
        fn drop(&mut self) {
            self.0.send(thread::current().id()).expect("the receiver");
        }
    }

    #[tokio::test]
    async fn a_thread_of_the_runtime_does_not_wait_until_a_file_is_closed() {
        let (sender, closed) = mpsc::channel();
        drop(temporary(Closed(sender)));
        assert_ne!(closed.recv(), Ok(thread::current().id()));
    }

    #[test]
    fn records_are_read_at_their_places_and_the_file_has_a_maximum_size() {
        let size = LENGTH_BYTES + 3;
        let mut records = Records::open(&std::env::temp_dir(), 2 * size).unwrap();
        let places = [records.push(&"a").unwrap(), records.push(&"b").unwrap()];
        assert!(matches!(records.push(&"c"), Err(RecordError::TooLarge)));
        let mut written = records.written().unwrap();
        assert_eq!(places.map(|place| written.read::<String>(place).unwrap()), ["a", "b"]);
        assert_eq!(written.read::<String>(places[0]).unwrap(), "a");
    }
}
