//! The database: one SQL text for both engines, one file per aggregate.
//!
//! Reads go to a pool and take a [`Conn`]; writes take a [`Tx`], which [`Db::write`] alone hands out. What a statement may be is
//! decided in [`statement`].

pub mod account_status;
pub mod advisory_locks;
pub mod audit;
pub mod authority;
pub mod avatars;
pub mod changes;
mod conn;
pub mod directory;
pub mod email_keys;
mod explain;
pub mod imports;
mod losses;
mod migrations;
pub mod password_links;
mod postgres;
mod recording;
pub mod refresh_tokens;
pub mod rotation;
mod schema;
pub mod sealed_secrets;
mod serving;
pub mod sessions;
pub mod setup_tokens;
pub mod signing_keys;
mod sqlite;
pub mod statement;
mod statistics;
pub mod stats;
pub mod tables;
pub mod throttles;
mod turnstile;
mod tx;
pub mod users;
mod writer;

pub use conn::Conn;
pub use losses::Loss;
pub use migrations::{MigrationStatus, Migrations};
pub use schema::{SchemaProblem, refuse_foreign_file};
pub use serving::{Alone, Serving};
pub use sqlite::{BESIDE_SQLITE, damage_of};
pub use statement::Statement;
pub use tx::{CommitObserver, Effects, Tx};

use changes::Changes;
use conn::SqliteLease;
use futures::future::BoxFuture;
use postgres::Postgres;
use sqlite::Sqlite;
use sqlx::sqlite::SqliteConnectOptions;
use std::{
    path::Path,
    sync::{Arc, Weak},
    time::Duration,
};
use tables::{BulkLoad, Snapshot};
use tokio::time::timeout;
use tx::Job;

/// Whoever asks whether the database is there wants an answer, not to wait for one.
const PING_TIMEOUT: Duration = Duration::from_millis(1500);

/// What the store could not do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{0}")]
    Sql(#[from] sqlx::Error),
    #[error("migration failed: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("the migration lock cannot be taken: {0}")]
    Lock(std::io::Error),
    #[error("{0} is not a database URL; use sqlite://path/to/file.db or postgres://user@host/database")]
    Url(String),
    /// The transaction was run, but could not be committed.
    #[error("the commit failed: {0}")]
    Commit(Arc<sqlx::Error>),
    #[error("only SQLite is backed up like this; for PostgreSQL use pg_dump and pg_restore (docs/operations.md)")]
    SqliteOnly,
    #[error("{0}")]
    Schema(SchemaProblem),
    /// With the names of some of its tables.
    #[error("the database belongs to another program (tables: {0}): name another database in DATABASE_URL")]
    Foreign(String),
    #[error("the database has been closed")]
    Closed,
    /// A defect; nothing of the job was kept.
    #[error("the job panicked")]
    Panicked,
    #[error("the database holds {what} that cannot be read: {value}")]
    Unreadable { what: &'static str, value: String },
}

impl StoreError {
    /// Whether another try may succeed: the database is away, locked, full or closing.
    pub fn is_unavailable(&self) -> bool {
        use sqlx::Error::{Database, Io, PoolClosed, PoolTimedOut, Tls, WorkerCrashed};
        match self {
            Self::Closed | Self::Commit(_) | Self::Schema(_) => true,
            Self::Sql(Io(_) | PoolClosed | PoolTimedOut | Tls(_) | WorkerCrashed) => true,
            Self::Sql(Database(error)) if error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some() => {
                postgres::is_passing(error.as_ref())
            }
            Self::Sql(Database(error)) => sqlite::is_passing(error.as_ref()),
            _ => false,
        }
    }

    /// Whether there was no way to the server, or no answer from it.
    pub fn is_unreachable(&self) -> bool {
        use sqlx::Error::{Io, PoolTimedOut, Tls};
        matches!(self, Self::Sql(Io(_) | PoolTimedOut | Tls(_)))
    }

    /// Whether a value that must be unique is there already.
    pub fn is_unique_violation(&self) -> bool {
        let Self::Sql(sqlx::Error::Database(error)) = self else {
            return false;
        };
        error.is_unique_violation()
    }
}

/// A job that reads.
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
    /// Opens the database at `url`: `sqlite://relative.db` or `sqlite:///absolute.db`, creating the file, or
    /// `postgres://user@host/database`, of which nothing is asked yet.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let postgres = ["postgres:", "postgresql:"].iter().any(|scheme| url.starts_with(scheme));
        Ok(Self(match postgres {
            true => Engine::Postgres(Postgres::connect(url)?),
            false => Engine::Sqlite(Sqlite::connect(url).await?),
        }))
    }

    /// Opens the SQLite database in a file, which is created when it is not there.
    pub async fn connect_file(path: &Path) -> Result<Self, StoreError> {
        Ok(Self(Engine::Sqlite(Sqlite::open(SqliteConnectOptions::new().filename(path)).await?)))
    }

    /// Runs `job` on a connection that sees only what is committed.
    pub async fn read<T: Send>(
        &self,
        job: impl for<'c> FnOnce(&'c mut Conn) -> Work<'c, T> + Send,
    ) -> Result<T, StoreError> {
        match &self.0 {
            Engine::Sqlite(sqlite) => job(&mut Conn::Sqlite(SqliteLease::Reader(sqlite.reader().await?))).await,
            Engine::Postgres(postgres) => postgres.read(job).await,
        }
    }

    /// Runs `job`, which reads a list of the directory, as [`Db::read`] does: on PostgreSQL on a connection whose planner is set
    /// for the statements of lists.
    pub async fn read_directory<T: Send>(
        &self,
        job: impl for<'c> FnOnce(&'c mut Conn) -> Work<'c, T> + Send,
    ) -> Result<T, StoreError> {
        match &self.0 {
            Engine::Sqlite(_) => self.read(job).await,
            Engine::Postgres(postgres) => postgres.read_directory(job).await,
        }
    }

    /// Runs `job` in a transaction of its own, and answers once it is on disk and the observers have acted on it. Any error
    /// of the job rolls it back. Once it has begun it does not depend on the caller: dropping this future abandons the answer,
    /// not the change.
    pub fn write<T, E, F, Fut>(&self, job: F) -> BoxFuture<'_, Result<T, E>>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
    {
        let job: Job<T, E> = Box::new(move |tx| Box::pin(job(tx)));
        match &self.0 {
            Engine::Sqlite(sqlite) => Box::pin(sqlite.writer.submit(job)),
            Engine::Postgres(postgres) => Box::pin(postgres.write(job)),
        }
    }

    /// Runs `job`, of which one statement alone writes: on PostgreSQL without a transaction around it, which saves two
    /// round trips and keeps no lock between them. On SQLite as [`Db::write`] does.
    pub fn autocommit<T, E, F, Fut>(&self, job: F) -> BoxFuture<'_, Result<T, E>>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(Tx) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, E>> + Send + 'static,
    {
        let job: Job<T, E> = Box::new(move |tx| Box::pin(job(tx)));
        match &self.0 {
            Engine::Sqlite(sqlite) => Box::pin(sqlite.writer.submit(job)),
            Engine::Postgres(postgres) => Box::pin(postgres.autocommit(job)),
        }
    }

    /// From now on `observer` is called after every commit of this process, for as long as it lives.
    pub fn observe(&self, observer: Weak<dyn CommitObserver>) {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.writer.observers().add(observer),
            Engine::Postgres(postgres) => postgres.observers().add(observer),
        }
    }

    /// Whether several may write at the same time. On SQLite each waits for its turn.
    pub fn writes_side_by_side(&self) -> bool {
        matches!(self.0, Engine::Postgres(_))
    }

    /// What others change from now on.
    pub fn changes(&self) -> Changes {
        match &self.0 {
            Engine::Sqlite(sqlite) => Changes::on_sqlite(sqlite.writer.foreign_commits()),
            Engine::Postgres(postgres) => postgres.changes(),
        }
    }

    pub fn migrations(&self) -> Migrations<'_> {
        Migrations::of(&self.0)
    }

    /// All of the database as it is now, while others write on.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        Snapshot::begin(&self.0).await
    }

    /// A transaction that fills the database, while nobody else writes.
    pub async fn bulk_load(&self) -> Result<BulkLoad, StoreError> {
        BulkLoad::begin(&self.0).await
    }

    /// Answers when the database does, within a second and a half.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let answer = self.read(|conn| Box::pin(statement::ping(conn)));
        timeout(PING_TIMEOUT, answer).await.unwrap_or(Err(StoreError::Sql(sqlx::Error::PoolTimedOut)))
    }

    /// What is wrong with the database, after SQLite has read every page of it. PostgreSQL looks after its pages itself.
    pub async fn damage(&self) -> Result<Option<String>, StoreError> {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.damage().await,
            Engine::Postgres(_) => Ok(None),
        }
    }

    /// Writes all of an SQLite database, as it is now, into a new file.
    pub async fn vacuum_into(&self, path: &Path) -> Result<(), StoreError> {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.vacuum_into(path).await,
            Engine::Postgres(_) => Err(StoreError::SqliteOnly),
        }
    }

    /// Finishes what is under way and closes.
    pub async fn close(&self) {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.close().await,
            Engine::Postgres(postgres) => postgres.close(),
        }
    }
}
