//! Turns between the processes that write to one SQLite database.
//!
//! SQLite's busy handler polls, ever more rarely, so a process that commits without a pause keeps every other one out for
//! seconds. Here whoever wants to begin a transaction first takes a lock on a file, and lets it go once the transaction has
//! begun. A process that waits for the database holds that lock, so the busy one cannot begin another before it.

use std::{
    fs::{File, TryLockError},
    io,
    path::Path,
    sync::Arc,
};

#[derive(Clone)]
pub(super) struct Turnstile(Option<Arc<File>>);

/// Held while a transaction is being opened.
pub(super) struct Turn(Option<Arc<File>>);

impl Turnstile {
    /// Beside the database. Where that file cannot be made, writers take no turns: SQLite's own locks keep the data safe.
    pub(super) fn beside(database: &Path) -> Self {
        let mut path = database.as_os_str().to_owned();
        path.push(".turn");
        let file = File::options().create(true).truncate(false).write(true).open(path);
        if let Err(error) = &file {
            tracing::debug!(%error, "no file for taking turns");
        }
        Self(file.ok().map(Arc::new))
    }

    /// Waits until no other process is about to begin a transaction.
    pub(super) async fn enter(&self) -> Turn {
        let Some(file) = &self.0 else { return Turn(None) };
        match file.try_lock() {
            Ok(()) => Turn(Some(Arc::clone(file))),
            Err(TryLockError::WouldBlock) => {
                let waiting = Arc::clone(file);
                let locked = tokio::task::spawn_blocking(move || waiting.lock()).await;
                let locked = locked.unwrap_or_else(|error| Err(io::Error::other(error)));
                Turn(locked.is_ok().then(|| Arc::clone(file)))
            }
            // A file system without locks.
            Err(TryLockError::Error(_)) => Turn(None),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(file) = &self.0
            && let Err(error) = file.unlock()
        {
            tracing::warn!(%error, "the turn cannot be given up");
        }
    }
}
