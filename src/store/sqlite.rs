//! SQLite: several readers, one writer, nothing acknowledged that is not on disk.

use super::{StoreError, writer::Writer};
use sqlx::{
    ConnectOptions, Sqlite as Engine, SqlitePool,
    error::DatabaseError,
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

/// How long a writer waits for another process, such as the command line beside the server.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Readers never wait for the writer (WAL); more than a few only cost memory.
const READERS: u32 = 4;
/// How long a request waits for a reader.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub(super) struct Sqlite {
    readers: SqlitePool,
    pub(super) writer: Writer,
    pub(super) path: PathBuf,
}

impl Sqlite {
    pub(super) async fn connect(url: &str) -> Result<Self, StoreError> {
        let options = options(url)?;
        let path = options.get_filename().to_owned();
        let writer = Writer::start(options.connect().await?);
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .test_before_acquire(false)
            .connect_lazy_with(options);
        Ok(Self { readers, writer, path })
    }

    pub(super) async fn reader(&self) -> Result<PoolConnection<Engine>, StoreError> {
        Ok(self.readers.acquire().await?)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A connection of its own, for migrations.
    pub(super) async fn dedicated(&self) -> Result<PoolConnection<Engine>, StoreError> {
        self.reader().await
    }

    pub(super) async fn check_integrity(&self) -> Result<Vec<String>, StoreError> {
        let mut connection = self.reader().await?;
        let rows: Vec<(String,)> = sqlx::query_as("PRAGMA integrity_check").fetch_all(&mut *connection).await?;
        Ok(rows.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect())
    }

    pub(super) async fn close(&self) {
        self.writer.close().await;
        self.readers.close().await;
    }
}

fn options(url: &str) -> Result<SqliteConnectOptions, StoreError> {
    let options = SqliteConnectOptions::from_str(url).map_err(|_| StoreError::Url(url.to_owned()))?;
    Ok(options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // NORMAL may lose the last commits when the power fails; what was answered must stay.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT))
}

/// Whether SQLite's error goes away by itself: busy, locked, read-only, I/O, full, cannot open
/// (<https://www.sqlite.org/rescode.html>; the low byte is the primary code).
pub(super) fn is_passing(error: &dyn DatabaseError) -> bool {
    let code = error.code().and_then(|code| code.parse::<i32>().ok());
    matches!(code.map(|code| code & 0xff), Some(5 | 6 | 8 | 10 | 13 | 14))
}
