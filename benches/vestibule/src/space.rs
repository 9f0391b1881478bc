//! Whether the disk has room for what a run is going to store.

use crate::Result;
use rustix::fs::statvfs;
use std::path::Path;

/// Bytes of an account, of a session with its token, and of an event with its origin, with their indexes. A fifth more than was measured, for
/// the log of the database and for building an index: a disk that becomes full ends a run of hours.
const ACCOUNT_ON_SQLITE: u64 = 1_750;
const ACCOUNT_ON_POSTGRES: u64 = 2_600;
const SESSION: u64 = 1_050;
const EVENT: u64 = 1_150;

/// What a run stores.
pub struct Stored {
    pub on_sqlite: u64,
    pub on_postgres: u64,
    pub sessions: u64,
    pub events: u64,
}

impl Stored {
    fn bytes(&self) -> u64 {
        self.on_sqlite * ACCOUNT_ON_SQLITE
            + self.on_postgres * ACCOUNT_ON_POSTGRES
            + self.sessions * SESSION
            + self.events * EVENT
    }

    /// Fails if a disk with so many free bytes has no room for it.
    pub fn require(&self, free: u64, folder: &Path) -> Result<()> {
        let (needed, gb) = (self.bytes(), |bytes: u64| bytes as f64 / 1e9);
        if needed <= free {
            return Ok(());
        }
        Err(format!(
            "{} accounts on SQLite, {} on PostgreSQL, {} sessions and {} events need about {:.0} GB, and {} has {:.0} GB free: ask for \
             fewer, or name a folder on another disk with --keep",
            self.on_sqlite,
            self.on_postgres,
            self.sessions,
            self.events,
            gb(needed),
            folder.display(),
            gb(free),
        )
        .into())
    }
}

/// The free bytes of the disk that a folder is on.
pub fn free(folder: &Path) -> Result<u64> {
    let disk = statvfs(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(disk.f_bavail * disk.f_frsize)
}
