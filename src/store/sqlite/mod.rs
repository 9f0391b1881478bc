//! SQLite: a pool of readers and a single writer. A write is acknowledged only once it is on disk.

mod rotations;
mod writer;
mod writer_lock;
mod writer_task;

use super::conn::SqliteConn;
use super::stats::{DatabaseLoad, PoolLoad};
use super::tx::Observers;
use super::writability::Writability;
use super::{Conn, StoreError, lease};
use rotations::RotationQueue;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection as _, Executor as _, Row as _, Sqlite as Engine, SqliteConnection, SqlitePool};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use writer::Writer;
use writer_lock::WriterLock;

/// How long a writer waits for another process, such as a command that runs next to the server.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// With WAL, readers never wait for the writer, so a few are enough; each costs memory.
const MAX_READERS: u32 = 4;
/// How long a request waits for a reader.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long the first reader may take to open. Longer, because no request waits at startup and a busy machine is slow.
const OPEN_TIMEOUT: Duration = Duration::from_secs(60);

/// The suffixes of files next to a database: SQLite's log and its index, and lock files.
pub const SQLITE_FILE_SUFFIXES: [&str; 6] = ["-wal", "-shm", ".migrating", ".serving", ".importing", ".turn"];

/// The path of a file next to a database: the path of the database with one of these suffixes.
pub(super) fn file_next_to(database: &Path, suffix: &str) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// The planner statistics that statements need, as rows of `sqlite_stat1`: the migration that writes the row, the table, the index
/// and its statistics (<https://www.sqlite.org/fileformat2.html#stat1tab>).
const STATISTICS: [(i64, &str, &str, &str); 11] = [
    (7, "audit_events", "audit_events_actor", "1000000 1000 1"),
    (7, "audit_events", "audit_events_actor_event", "1000000 1000 100 1"),
    (7, "audit_events", "audit_events_actor_refused", "50000 100 1"),
    (7, "audit_events", "audit_events_event", "1000000 50000 1"),
    (7, "audit_events", "audit_events_event_refused", "50000 10000 1"),
    (7, "audit_events", "audit_events_refused", "50000 1"),
    (7, "audit_events", "audit_events_target", "1000000 1000 1"),
    (7, "audit_events", "audit_events_target_event", "1000000 1000 100 1"),
    (7, "audit_events", "audit_events_target_refused", "50000 100 1"),
    (5, "users", "sqlite_autoindex_users_2", "1000000 1 unordered"),
    (5, "users", "sqlite_autoindex_users_3", "1000000 1 unordered"),
];

const HAS_STATISTICS: &str = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'";
/// Not those of `imports`, which a migration analyzes to create the table.
const CURRENT_STATISTICS: &str =
    "SELECT tbl, COALESCE(idx, ''), stat FROM sqlite_stat1 WHERE tbl <> 'imports' ORDER BY tbl, idx";
/// Creating the table again, rather than updating its rows, changes the schema version, which makes open connections read it
/// again (<https://www.sqlite.org/pragma.html#pragma_schema_version>). Only `ANALYZE` can create it, which adds rows.
const RECREATE_STATISTICS: &str = "DROP TABLE IF EXISTS sqlite_stat4; \
    DROP TABLE IF EXISTS sqlite_stat1; \
    ANALYZE imports; \
    DELETE FROM sqlite_stat1";
const INSERT_STATISTICS: &str = "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)";

#[derive(Clone)]
pub(super) struct Sqlite {
    readers: SqlitePool,
    options: Arc<SqliteConnectOptions>,
    pub(super) writer: Writer,
    pub(super) rotations: RotationQueue,
    pub(super) writability: Writability,
    pub(super) path: PathBuf,
}

impl Sqlite {
    pub(super) async fn connect(url: &str) -> Result<Self, StoreError> {
        Self::open(SqliteConnectOptions::from_str(url).map_err(|_| StoreError::Url(url.to_owned()))?).await
    }

    pub(super) async fn open(options: SqliteConnectOptions) -> Result<Self, StoreError> {
        Self::start(durable(options)).await
    }

    /// Opens a database that is not used after this process: a commit does not wait for the disk.
    pub(super) async fn open_ephemeral(options: SqliteConnectOptions) -> Result<Self, StoreError> {
        Self::start(durable(options).synchronous(SqliteSynchronous::Off)).await
    }

    async fn start(options: SqliteConnectOptions) -> Result<Self, StoreError> {
        let connection = options.connect().await?;
        // Two links to one file are one database, and have the same files beside it. After the connection, which creates the file.
        let named = options.get_filename();
        let path = named.canonicalize().unwrap_or_else(|_| named.to_owned());
        let (writer_lock, writability) = (WriterLock::open(&file_next_to(&path, ".turn")), Writability::default());
        let writer = Writer::start(connection, writer_lock, Observers::default(), &writability).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(MAX_READERS)
            // Only for the first reader, which `connect_with` opens. `reader` has a shorter timeout of its own.
            .acquire_timeout(OPEN_TIMEOUT)
            // A connection to a local file does not break, so a ping is not needed.
            .test_before_acquire(false)
            .connect_with(options.clone())
            .await?;
        let (options, rotations) = (Arc::new(options), RotationQueue::default());
        Ok(Self { readers, options, writer, rotations, writability, path })
    }

    /// Runs `job` on a reader.
    pub(super) async fn read(&self, job: lease::Job<'_>) -> Result<(), StoreError> {
        let reader = Conn::Sqlite(SqliteConn::Reader(self.reader().await?));
        lease::run(reader, job).await.0
    }

    async fn reader(&self) -> Result<PoolConnection<Engine>, StoreError> {
        let acquired = timeout(ACQUIRE_TIMEOUT, self.readers.acquire()).await;
        // The outer error is the timeout, the inner one that of the pool.
        Ok(acquired.map_err(|_| sqlx::Error::PoolTimedOut)??)
    }

    pub(super) fn load(&self) -> DatabaseLoad {
        let (open, idle) = (self.readers.size() as usize, self.readers.num_idle());
        let readers = PoolLoad { name: "readers", open, idle, max: MAX_READERS as usize };
        DatabaseLoad { pools: vec![readers], queues: vec![("writer", self.writer.waiting())] }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A connection outside of the pool, without a timeout, for long work such as migrations.
    pub(super) async fn dedicated(&self) -> Result<SqliteConnection, StoreError> {
        Ok(self.options.connect().await?)
    }

    pub(super) async fn damage(&self) -> Result<Option<String>, StoreError> {
        find_damage(&mut *self.reader().await?).await
    }

    /// Copies the database into a new file. Does not block readers and the writer.
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

/// Describes the first damage in the file `path`, which is opened read-only; None if it is an intact database.
pub async fn find_damage_in_file(path: &Path) -> Result<Option<String>, StoreError> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true);
    let mut connection = options.connect().await?;
    let damage = find_damage(&mut connection).await;
    // Closed first, so that the file is no longer in use when the caller gets the result.
    connection.close().await?;
    damage
}

/// Checks every page and index, then every foreign key.
async fn find_damage(connection: &mut SqliteConnection) -> Result<Option<String>, StoreError> {
    let lines: Vec<(String,)> = sqlx::query_as("PRAGMA integrity_check").fetch_all(&mut *connection).await?;
    // An intact database answers with the single line `ok`.
    if let Some((line,)) = lines.into_iter().find(|(line,)| line != "ok") {
        return Ok(Some(line));
    }
    // A separate check, because `integrity_check` does not cover foreign keys.
    let orphan = sqlx::query("PRAGMA foreign_key_check").fetch_optional(&mut *connection).await?;
    Ok(orphan.map(|row| format!("a row of {} refers to a row that does not exist", row.get::<String, _>(0))))
}

/// Writes the planner statistics again if they differ from those of the `applied` migrations; returns whether they did.
///
/// Migrations write them by hand, and explain why. An `ANALYZE`, also as part of `PRAGMA optimize`, replaces them by measured
/// ones; SQLite would then read lists of users along the unique indexes of names, which do not hold the filter's columns, and the
/// audit log along the index of all events of a kind.
pub(super) async fn restore_statistics(connection: &mut SqliteConnection, applied: &[i64]) -> Result<bool, StoreError> {
    let expected = || STATISTICS.into_iter().filter(|(migration, ..)| applied.contains(migration));
    let current = current_statistics(connection).await?;
    let current = current.iter().map(|(table, index, stat)| (table.as_str(), index.as_str(), stat.as_str()));
    if current.eq(expected().map(|(_, table, index, stat)| (table, index, stat))) {
        return Ok(false);
    }
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    transaction.execute(RECREATE_STATISTICS).await?;
    for (_, table, index, stat) in expected() {
        sqlx::query(INSERT_STATISTICS).bind(table).bind(index).bind(stat).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(true)
}

async fn current_statistics(connection: &mut SqliteConnection) -> Result<Vec<(String, String, String)>, sqlx::Error> {
    let (tables,): (i64,) = sqlx::query_as(HAS_STATISTICS).fetch_one(&mut *connection).await?;
    // Selecting from a table that does not exist would be an error.
    if tables == 0 {
        return Ok(Vec::new());
    }
    sqlx::query_as(CURRENT_STATISTICS).fetch_all(connection).await
}

/// Sets the options for durability and integrity.
fn durable(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // NORMAL can lose the last commits on a power failure, although they have been acknowledged.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
}
