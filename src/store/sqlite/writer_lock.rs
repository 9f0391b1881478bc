//! Whose turn it is among the processes that write to one SQLite database.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// A fair lock for the processes that write to one SQLite database.
///
/// SQLite's busy handler polls, less and less often, so a process that commits without a pause can lock out all others for
/// seconds. Therefore a process holds a lock on a file while it opens a transaction. A process that waits for the database
/// holds this lock, so the one that is writing cannot begin its next transaction first.
#[derive(Clone)]
pub(super) struct WriterLock(Option<Arc<File>>);

/// Holds the lock while a transaction is opened; dropping it releases the lock.
pub(super) struct WriterLockGuard(Option<Arc<File>>);

impl WriterLock {
    /// Opens the lock file `path`. If that fails, there is no fairness; SQLite's own locks still protect the data.
    pub(super) fn open(path: &Path) -> Self {
        let file = File::options().create(true).truncate(false).write(true).open(path);
        if let Err(error) = &file {
            tracing::debug!(%error, "cannot open the lock file of writers");
        }
        Self(file.ok().map(Arc::new))
    }

    /// Waits until no other process is opening a transaction.
    pub(super) async fn acquire(&self) -> WriterLockGuard {
        let Some(file) = &self.0 else { return WriterLockGuard(None) };
        // Usually the lock is free, and no blocking thread is needed.
        match file.try_lock() {
            Ok(()) => WriterLockGuard(Some(Arc::clone(file))),
            Err(TryLockError::WouldBlock) => {
                // Waiting for a file lock blocks the thread.
                let waiting = Arc::clone(file);
                let locked = spawn_blocking(move || waiting.lock()).await;
                let locked = locked.unwrap_or_else(|error| Err(io::Error::other(error)));
                // Without the lock the transaction only loses its fair turn, so a failure is not an error.
                WriterLockGuard(locked.is_ok().then(|| Arc::clone(file)))
            }
            // The file system has no locks.
            Err(TryLockError::Error(_)) => WriterLockGuard(None),
        }
    }
}

impl Drop for WriterLockGuard {
    fn drop(&mut self) {
        // Explicitly, because the file stays open for later transactions, and its lock would stay with it.
        if let Some(file) = &self.0
            && let Err(error) = file.unlock()
        {
            tracing::warn!(%error, "cannot release the lock file of writers");
        }
    }
}
