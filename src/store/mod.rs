//! The database: SQL that runs on both engines, one file per group of tables.
//!
//! Functions that read take a [`Conn`]; functions that write take a [`Tx`], which only [`Db::write`] creates. The exception is
//! [`Db::rotate`]. [`statement`] declares what a statement is.

pub mod account_status;
pub mod advisory_locks;
pub mod api_tokens;
pub mod applications;
pub mod audit;
pub mod authority;
pub mod avatars;
pub mod awaiting_password;
pub mod changes;
mod conn;
mod data_loss;
pub mod directory;
pub mod email_keys;
mod error;
mod explain;
pub mod groups;
pub mod idempotency_keys;
pub mod imports;
pub mod invitations;
pub mod last_seen;
mod load;
pub mod mailings;
mod migrations;
pub mod new_sessions;
pub mod one_time_tokens;
pub mod outbox;
mod postgres;
mod recording;
pub mod refresh_tokens;
pub mod rotation;
mod schema;
pub mod sealed_secrets;
pub mod search_keys;
mod server_lock;
pub mod service_accounts;
pub mod sessions;
pub mod setup_tokens;
pub mod signing_keys;
mod sqlite;
pub mod statement;
mod statistics;
pub mod stats;
pub mod tables;
pub mod throttles;
mod tx;
pub mod used_tickets;
pub mod users;
mod writability;
mod writer;
mod writer_lock;

pub use conn::Conn;
pub use data_loss::DataLoss;
pub use error::StoreError;
pub use load::{DatabaseLoad, PoolLoad};
pub use migrations::{MigrationStatus, Migrations};
pub use schema::{SchemaProblem, refuse_foreign_file};
pub use server_lock::{ExclusiveAccess, ServerLock};
pub use sqlite::{SQLITE_FILE_SUFFIXES, find_damage_in_file};
pub use statement::Statement;
pub use tx::{CommitObserver, Effects, Tx};
pub use writability::RefusedWrites;

use changes::Changes;
use conn::SqliteLease;
use futures::future::BoxFuture;
use postgres::Postgres;
use rotation::Exchange;
use sessions::SessionRow;
use sqlite::Sqlite;
use sqlx::sqlite::SqliteConnectOptions;
use std::{path::Path, sync::Weak, time::Duration};
use tables::{BulkLoad, Snapshot};
use tokio::time::timeout;
use tx::Job;

/// Health checks need a quick answer, so they wait less than requests.
const PING_TIMEOUT: Duration = Duration::from_millis(1500);

/// The future of a job that reads.
pub type Work<'c, T> = BoxFuture<'c, Result<T, StoreError>>;

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db(Engine);

#[derive(Clone)]
enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Db {
    /// Opens the database at `url`: `sqlite://relative.db` or `sqlite:///absolute.db`, which is created if it does not exist, or
    /// `postgres://user@host/database`, to which it connects only when a connection is needed.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let postgres = ["postgres:", "postgresql:"].iter().any(|scheme| url.starts_with(scheme));
        let engine = if postgres {
            Engine::Postgres(Postgres::connect(url)?)
        } else {
            Engine::Sqlite(Sqlite::connect(url).await?)
        };
        Ok(Self(engine))
    }

    /// Opens the SQLite database in a file, which is created if it does not exist.
    pub async fn connect_file(path: &Path) -> Result<Self, StoreError> {
        Ok(Self(Engine::Sqlite(Sqlite::open(SqliteConnectOptions::new().filename(path)).await?)))
    }

    /// Opens an SQLite database that is not used after this process, for the tests of other programs: a crash of the machine may
    /// damage it, because a commit does not wait for the disk.
    pub async fn connect_ephemeral(path: &Path) -> Result<Self, StoreError> {
        Ok(Self(Engine::Sqlite(Sqlite::open_ephemeral(SqliteConnectOptions::new().filename(path)).await?)))
    }

    /// Runs `job` on a connection that reads committed data.
    pub async fn read<T: Send>(
        &self,
        job: impl for<'c> FnOnce(&'c mut Conn) -> Work<'c, T> + Send,
    ) -> Result<T, StoreError> {
        match &self.0 {
            Engine::Sqlite(sqlite) => job(&mut Conn::Sqlite(SqliteLease::Reader(sqlite.reader().await?))).await,
            Engine::Postgres(postgres) => postgres.read(job).await,
        }
    }

    /// Like [`Db::read`], for jobs that read a list of the user directory: on PostgreSQL the planner is configured for the
    /// statements of lists.
    pub async fn read_directory<T: Send>(
        &self,
        job: impl for<'c> FnOnce(&'c mut Conn) -> Work<'c, T> + Send,
    ) -> Result<T, StoreError> {
        match &self.0 {
            Engine::Sqlite(_) => self.read(job).await,
            Engine::Postgres(postgres) => postgres.read_directory(job).await,
        }
    }

    /// Runs `job` in a transaction. Returns once the commit is on disk and the observers have processed it. An error of the job
    /// rolls the transaction back. Dropping this future does not cancel a transaction that has begun, only its result is lost.
    pub fn write<T, E, F, Fut>(&self, job: F) -> BoxFuture<'_, Result<T, E>>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
    {
        let (job, outcome) = tx::split(job);
        let written = self.transact(job);
        Box::pin(async move {
            written.await?;
            outcome.take()
        })
    }

    /// Runs a job in a transaction. An error of the job itself is not an error here.
    fn transact(&self, job: Job) -> BoxFuture<'_, Result<(), StoreError>> {
        match &self.0 {
            Engine::Sqlite(sqlite) => Box::pin(sqlite.writer.submit(job)),
            Engine::Postgres(postgres) => Box::pin(postgres.write(job)),
        }
    }

    /// Runs a job that writes with a single statement on PostgreSQL, where it is a transaction of its own: that saves the round trips
    /// of `BEGIN` and `COMMIT`. The job has nothing to record or to announce, and its result may be lost if the caller stops waiting.
    pub async fn write_at_once<T: Send + 'static>(
        &self,
        job: impl for<'c> FnOnce(&'c mut Conn) -> Work<'c, T> + Send + 'static,
    ) -> Result<T, StoreError> {
        match &self.0 {
            Engine::Sqlite(_) => self.write(async move |mut tx: Tx| job(&mut tx).await).await,
            Engine::Postgres(postgres) => postgres.read(job).await,
        }
    }

    /// Exchanges a refresh token: marks it as used, inserts its successor, and returns its session. None if the token is unknown,
    /// used or expired, or its session or account is not active: then nothing has changed.
    pub async fn rotate(&self, exchange: Exchange) -> Result<Option<SessionRow>, StoreError> {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.rotations.rotate(&sqlite.writer, exchange).await,
            Engine::Postgres(postgres) => {
                postgres.read(move |conn| Box::pin(async move { rotation::rotate(conn, &exchange).await })).await
            }
        }
    }

    /// Registers `observer`: it is called after every commit of this process, until it is dropped.
    pub fn observe(&self, observer: Weak<dyn CommitObserver>) {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.writer.observers().add(observer),
            Engine::Postgres(postgres) => postgres.observers().add(observer),
        }
    }

    /// Whether transactions can write at the same time. On SQLite they run one after the other.
    pub fn has_concurrent_writers(&self) -> bool {
        matches!(self.0, Engine::Postgres(_))
    }

    /// The changes that other processes commit from now on.
    pub fn changes(&self) -> Changes {
        match &self.0 {
            Engine::Sqlite(sqlite) => Changes::on_sqlite(sqlite.writer.foreign_commits()),
            Engine::Postgres(postgres) => postgres.changes(),
        }
    }

    /// How busy the connections of this process are.
    pub fn load(&self) -> DatabaseLoad {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.load(),
            Engine::Postgres(postgres) => postgres.load(),
        }
    }

    pub fn migrations(&self) -> Migrations<'_> {
        Migrations::of(&self.0)
    }

    /// A consistent view of the whole database as it is now; does not block writers.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        Snapshot::begin(&self.0).await
    }

    /// A transaction that fills the database, and locks out all other writers.
    pub async fn bulk_load(&self) -> Result<BulkLoad, StoreError> {
        BulkLoad::begin(&self.0).await
    }

    /// Fails unless the database answers within a second and a half.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let answer = self.read(|conn| Box::pin(statement::ping(conn)));
        timeout(PING_TIMEOUT, answer).await.unwrap_or(Err(StoreError::Sql(sqlx::Error::PoolTimedOut)))
    }

    /// Checks every page of an SQLite database and describes the first damage. Does nothing on PostgreSQL, which has its own
    /// checksums and tools.
    pub async fn damage(&self) -> Result<Option<String>, StoreError> {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.damage().await,
            Engine::Postgres(_) => Ok(None),
        }
    }

    /// Copies an SQLite database, as it is now, into a new file.
    pub async fn vacuum_into(&self, path: &Path) -> Result<(), StoreError> {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.vacuum_into(path).await,
            Engine::Postgres(_) => Err(StoreError::SqliteOnly),
        }
    }

    /// Finishes queued work, then closes all connections.
    pub async fn close(&self) {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Postgres(postgres) => postgres.close(),
        }
    }
}
