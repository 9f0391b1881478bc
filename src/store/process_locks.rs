//! Locks between processes on one database: of servers, and of the process that migrates.

use super::postgres::{Postgres, Used};
use super::sqlite::{Sqlite, file_next_to};
use super::{Db, Engine, StoreError};
use sqlx::{Connection as _, PgConnection};
use std::fs::{File, TryLockError};
use std::path::PathBuf;
use std::time::Duration;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::task::AbortOnDropHandle;

/// The key of the advisory lock of servers in a PostgreSQL database: "vestserv" in ASCII.
const SERVER_LOCK: i64 = 0x7665_7374_7365_7276;
/// The suffix of the lock file of the server of an SQLite database.
const SERVER_LOCK_FILE: &str = ".serving";
/// The suffix of the lock file of the command that imports into an SQLite database.
const IMPORT_LOCK_FILE: &str = ".importing";
/// The key of the advisory lock of the process that migrates a PostgreSQL database: "vestibul" in ASCII.
const MIGRATION_LOCK: i64 = 0x7665_7374_6962_756c;
/// How often a process that waits for a lock tries to acquire it.
const RETRY_INTERVAL: Duration = Duration::from_millis(100);
/// How often a server checks the connection that holds its lock.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);
/// How long PostgreSQL may take to answer the check.
const PING_TIMEOUT: Duration = Duration::from_secs(5);

/// The lock of a running server, which a command that must not run next to one acquires as well. On PostgreSQL all replicas share
/// it; an SQLite database has one server at a time (docs/decisions/0026-server-lock.md). Released when it is dropped or the process
/// ends, even by a crash.
pub struct ServerLock {
    _lock: Lock,
}

/// The exclusive lock: no server can start while it is held.
pub struct ExclusiveAccess {
    _lock: Lock,
}

/// The lock of a command that imports: a server that starts leaves its import alone.
pub struct ImportLock {
    _lock: Lock,
}

#[expect(dead_code, reason = "the fields release the lock when they are dropped")]
enum Lock {
    File(File),
    Connection(Box<PgConnection>),
    /// A task that acquires it again if it is lost.
    Renewed(AbortOnDropHandle<()>),
}

impl Db {
    /// Acquires the lock of a server.
    ///
    /// On SQLite this waits for at most `patience` while another process has the lock: the server that this one replaces may
    /// still be stopping. On PostgreSQL it waits as long as another process has exclusive access.
    ///
    /// # Errors
    /// [`StoreError::Served`] if the other process still has the lock of an SQLite database after that time.
    pub async fn lock_for_server(&self, patience: Duration) -> Result<ServerLock, StoreError> {
        let lock = match &self.0 {
            Engine::Sqlite(sqlite) => {
                Lock::File(lock_alone(file_next_to(sqlite.path(), SERVER_LOCK_FILE), patience).await?)
            }
            Engine::Postgres(postgres) => {
                // A file lock lasts as long as the file is open. A connection can be lost, so its lock is renewed.
                let held = lock_shared(postgres).await?;
                Lock::Renewed(AbortOnDropHandle::new(tokio::spawn(renew(postgres.clone(), held))))
            }
        };
        Ok(ServerLock { _lock: lock })
    }

    /// Acquires the lock of a command that imports into an SQLite database; None if another one has it. On PostgreSQL there is none: an
    /// import that makes no progress is abandoned after a while.
    pub fn lock_for_import(&self) -> Result<Option<ImportLock>, StoreError> {
        let Engine::Sqlite(sqlite) = &self.0 else { return Ok(None) };
        let lock = try_to_lock(file_next_to(sqlite.path(), IMPORT_LOCK_FILE))?;
        Ok(lock.map(|file| ImportLock { _lock: Lock::File(file) }))
    }

    /// Acquires the exclusive lock; None if a server runs on the database.
    pub async fn exclusive_access(&self) -> Result<Option<ExclusiveAccess>, StoreError> {
        let lock = match &self.0 {
            Engine::Sqlite(sqlite) => {
                let Some(file) = try_to_lock(file_next_to(sqlite.path(), SERVER_LOCK_FILE))? else { return Ok(None) };
                Lock::File(file)
            }
            Engine::Postgres(postgres) => {
                let mut connection = postgres.dedicated().await?;
                let acquire = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(SERVER_LOCK);
                if !acquire.fetch_one(&mut connection).await? {
                    return Ok(None);
                }
                // Not renewed: the command that needs it is short, and fails anyway if PostgreSQL restarts.
                Lock::Connection(Box::new(connection))
            }
        };
        Ok(Some(ExclusiveAccess { _lock: lock }))
    }
}

/// Locks the file `path` exclusively; None if another process has locked it.
fn try_to_lock(path: PathBuf) -> Result<Option<File>, StoreError> {
    let file = File::create(path).map_err(StoreError::Lock)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(StoreError::Lock(error)),
    }
}

/// Locks the file `path` exclusively. Waits for at most `patience` while another process has locked it.
async fn lock_alone(path: PathBuf, patience: Duration) -> Result<File, StoreError> {
    let file = File::create(&path).map_err(StoreError::Lock)?;
    let deadline = Instant::now() + patience;
    let mut is_waiting = false;
    // In a loop, because `File::lock` would block a thread, also after the caller has stopped waiting.
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(StoreError::Lock(error)),
            Err(TryLockError::WouldBlock) if Instant::now() >= deadline => return Err(StoreError::Served(path)),
            Err(TryLockError::WouldBlock) => {}
        }
        if !is_waiting {
            is_waiting = true;
            tracing::warn!(
                "another server or `migrate down` has locked {}: waiting for at most {} seconds until it ends",
                path.display(),
                patience.as_secs()
            );
        }
        sleep(RETRY_INTERVAL).await;
    }
}

/// Opens a connection that holds the shared lock. Returns the server at which it does as well.
async fn lock_shared(postgres: &Postgres) -> Result<(Used, PgConnection), StoreError> {
    let (at, mut connection) = postgres.dedicated_at().await?;
    wait_for(&mut connection, "SELECT pg_try_advisory_lock_shared($1)", SERVER_LOCK).await?;
    Ok((at, connection))
}

/// Tries to acquire an advisory lock until it succeeds. A statement that waits in the database would be a transaction that has begun,
/// for whose end an index waits that is built concurrently: by the process that holds the lock.
async fn wait_for(connection: &mut PgConnection, acquire: &'static str, lock: i64) -> Result<(), StoreError> {
    while !sqlx::query_scalar(acquire).bind(lock).fetch_one(&mut *connection).await? {
        sleep(RETRY_INTERVAL).await;
    }
    Ok(())
}

/// Acquires the lock again whenever its connection is lost, for example after a restart of PostgreSQL, or leads to another server
/// than the one that is used from now on.
async fn renew(postgres: Postgres, held: (Used, PgConnection)) {
    let (mut at, mut connection) = held;
    loop {
        sleep(CHECK_INTERVAL).await;
        if at == postgres.used() && matches!(timeout(PING_TIMEOUT, connection.ping()).await, Ok(Ok(()))) {
            continue;
        }
        // On an error the old connection remains, so the next check fails as well and tries again.
        match lock_shared(&postgres).await {
            Ok(renewed) => (at, connection) = renewed,
            Err(error) => tracing::debug!(%error, "cannot acquire the server lock again yet"),
        }
    }
}

/// The lock of the process that migrates.
pub(super) enum MigrationLock {
    File(File),
    Advisory(PgConnection),
}

impl MigrationLock {
    /// Waits until no other process migrates the database.
    pub(super) async fn acquire(engine: &Engine) -> Result<Self, StoreError> {
        match engine {
            Engine::Sqlite(sqlite) => lock_file(sqlite).await.map(Self::File),
            Engine::Postgres(postgres) => lock_database(postgres).await.map(Self::Advisory),
        }
    }

    /// Dropping the lock releases it as well: with the file, or once PostgreSQL notices that the connection is lost.
    pub(super) async fn release(self) {
        match self {
            Self::File(file) => drop(file),
            Self::Advisory(connection) => {
                if let Err(error) = connection.close().await {
                    tracing::debug!(%error, "the connection of the migration lock did not close cleanly");
                }
            }
        }
    }
}

/// Locks a file next to the database.
async fn lock_file(sqlite: &Sqlite) -> Result<File, StoreError> {
    let path = file_next_to(sqlite.path(), ".migrating");
    // Waiting for a file lock blocks the thread.
    spawn_blocking(move || {
        let file = File::create(path)?;
        file.lock()?;
        Ok(file)
    })
    .await
    .map_err(|_| StoreError::Closed)?
    .map_err(StoreError::Lock)
}

/// Acquires an advisory lock, which PostgreSQL releases when the connection ends.
async fn lock_database(postgres: &Postgres) -> Result<PgConnection, StoreError> {
    let mut connection = postgres.dedicated().await?;
    // Without a time limit, because the process that holds the lock may be migrating a large database.
    wait_for(&mut connection, "SELECT pg_try_advisory_lock($1)", MIGRATION_LOCK).await?;
    Ok(connection)
}
