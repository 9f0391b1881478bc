//! SQLite: several readers, one writer, nothing acknowledged that is not on disk.

use super::{StoreError, turnstile::Turnstile, tx::Observers, writer::Writer};
use sqlx::{
    ConnectOptions, Connection as _, Row as _, Sqlite as Engine, SqliteConnection, SqlitePool,
    error::DatabaseError,
    pool::PoolConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};
use tokio::time::timeout;

/// How long a writer waits for another process, such as the command line beside the server.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Readers never wait for the writer (WAL); more than a few only cost memory.
const READERS: u32 = 4;
/// How long a request waits for a reader.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long the first reader may take to open: at the start there is nobody to answer, and a busy machine is slow.
const OPEN_TIMEOUT: Duration = Duration::from_secs(60);

/// What may be beside the file of a database: SQLite's log and its index, and the files that processes lock.
pub const BESIDE_SQLITE: [&str; 5] = ["-wal", "-shm", ".migrating", ".serving", ".turn"];

#[derive(Clone)]
pub(super) struct Sqlite {
    readers: SqlitePool,
    options: Arc<SqliteConnectOptions>,
    pub(super) writer: Writer,
    pub(super) path: PathBuf,
}

impl Sqlite {
    pub(super) async fn connect(url: &str) -> Result<Self, StoreError> {
        Self::open(SqliteConnectOptions::from_str(url).map_err(|_| StoreError::Url(url.to_owned()))?).await
    }

    pub(super) async fn open(options: SqliteConnectOptions) -> Result<Self, StoreError> {
        let options = safe(options);
        let path = options.get_filename().to_owned();
        let turnstile = Turnstile::beside(&path);
        let writer = Writer::start(options.connect().await?, turnstile, Observers::default());
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(OPEN_TIMEOUT)
            .test_before_acquire(false)
            .connect_with(options.clone())
            .await?;
        Ok(Self { readers, options: Arc::new(options), writer, path })
    }

    pub(super) async fn reader(&self) -> Result<PoolConnection<Engine>, StoreError> {
        let acquired = timeout(ACQUIRE_TIMEOUT, self.readers.acquire()).await;
        Ok(acquired.map_err(|_| sqlx::Error::PoolTimedOut)??)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A connection beside the pool, and without a limit on how long it takes to open, for migrations.
    pub(super) async fn dedicated(&self) -> Result<SqliteConnection, StoreError> {
        Ok(self.options.connect().await?)
    }

    pub(super) async fn damage(&self) -> Result<Option<String>, StoreError> {
        damage(&mut *self.reader().await?).await
    }

    /// Readers and writers go on meanwhile.
    pub(super) async fn vacuum_into(&self, path: &Path) -> Result<(), StoreError> {
        let path = path.to_str().ok_or_else(|| StoreError::Url(path.display().to_string()))?;
        let mut connection = self.reader().await?;
        sqlx::query("VACUUM INTO $1").bind(path).execute(&mut *connection).await?;
        Ok(())
    }

    pub(super) async fn close(&self) {
        self.writer.close().await;
        self.readers.close().await;
    }
}

/// What is wrong with the file `path`, which is only read; nothing when it is a whole database.
pub async fn damage_of(path: &Path) -> Result<Option<String>, StoreError> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true);
    let mut connection = options.connect().await?;
    let damage = damage(&mut connection).await;
    connection.close().await?;
    damage
}

/// Reads every page and compares it with the indexes, then looks for rows that refer to nothing.
async fn damage(connection: &mut SqliteConnection) -> Result<Option<String>, StoreError> {
    let lines: Vec<(String,)> = sqlx::query_as("PRAGMA integrity_check").fetch_all(&mut *connection).await?;
    if let Some((line,)) = lines.into_iter().find(|(line,)| line != "ok") {
        return Ok(Some(line));
    }
    let orphan = sqlx::query("PRAGMA foreign_key_check").fetch_optional(&mut *connection).await?;
    Ok(orphan.map(|row| format!("a row of {} refers to nothing", row.get::<String, _>(0))))
}

/// As safe as it can be.
fn safe(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // NORMAL may lose the last commits when the power fails; what was answered must stay.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
}

/// Whether SQLite's error goes away by itself: busy, locked, read-only, I/O, full, cannot open
/// (<https://www.sqlite.org/rescode.html>; the low byte is the primary code).
pub(super) fn is_passing(error: &dyn DatabaseError) -> bool {
    let code = error.code().and_then(|code| code.parse::<i32>().ok());
    matches!(code.map(|code| code & 0xff), Some(5 | 6 | 8 | 10 | 13 | 14))
}
