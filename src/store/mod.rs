//! The database: SQL that runs on both engines, one file per group of tables.
//!
//! Functions that read take a [`Conn`]; functions that write take a [`Tx`], which only [`Db::write`] creates. The exceptions are
//! [`Db::rotate`] and [`Db::write_at_once`]. A job owns its connection, as a [`Lease`] or a [`Tx`]. [`statement`] declares what a
//! statement is.

pub mod account_status;
pub mod added_in;
pub mod api_tokens;
pub mod applications;
pub mod audit;
pub mod audit_retention;
pub mod avatars;
pub mod backfill;
pub mod bulk_values;
pub mod changes;
pub mod clients;
pub mod clock_difference;
mod conn;
mod connect;
mod counting;
pub mod counts;
pub mod created_tokens;
mod data_loss;
mod dedicated;
pub mod directory;
mod error;
mod error_codes;
pub mod factors;
pub mod former_values;
pub mod groups;
mod health;
pub mod identities;
pub mod import_checks;
pub mod imports;
pub mod installation;
pub mod invitations;
pub mod journeys;
pub mod last_seen;
mod lease;
mod listed;
pub mod locks;
pub mod mailings;
mod migrations;
mod notifications;
pub mod one_time_tokens;
pub mod outbox;
pub mod own_fields;
mod planner_statistics;
mod postgres;
mod process_locks;
pub mod queue;
mod receiver;
mod recording;
pub mod recovery;
pub mod refresh_tokens;
mod schema;
pub mod sealed;
pub mod service_accounts;
pub mod sessions;
pub mod setup_tokens;
pub mod shared_limits;
pub mod sign_ins;
mod sqlite;
mod standbys;
pub mod statement;
pub mod stats;
pub mod tables;
mod tally;
pub mod terms;
pub mod throttles;
mod tx;
pub mod users;
pub mod values;
mod writability;

pub use added_in::AddedIn;
pub use applications::ApplicationRow;
pub use avatars::AvatarRow;
pub use clients::{ClientRow, ClientSecretRow};
pub use directory::{ListFilter, ListedId, ListedRow};
pub use factors::FactorsRow;
pub use former_values::FormerValueRow;
pub use identities::IdentityRow;
pub use invitations::{AwaitingPlace, AwaitingRange};
pub use locks::AdvisoryLock;
pub use one_time_tokens::{NewOneTimeToken, OneTimeTokenRow, Purpose};
pub use sealed::SigningKeyRow;
pub use throttles::ThrottleRow;
pub use users::{CredentialRow, NewUser, UserRow};

pub use clock_difference::ClockDifference;
pub use conn::Conn;
pub use connect::DbOptions;
pub use data_loss::DataLoss;
pub use error::{SchemaProblem, StoreError};
pub use lease::Lease;
pub use listed::{POSTGRES_STATEMENTS, SQLITE_STATEMENTS, STATEMENTS};
pub use migrations::{MigrationStatus, Migrations};
pub use notifications::NotedNotifications;
pub use postgres::{FoundServer, ServerRole};
pub use process_locks::{ExclusiveAccess, ImportLock, ServerLock};
pub use receiver::Changes;
pub use recording::NewMail;
pub use schema::refuse_foreign_file;
pub use sqlite::{SQLITE_FILE_SUFFIXES, find_damage_in_file};
pub use standbys::{LeftOut, StandbyReport, StandbyState};
pub use statement::Statement;
pub use stats::{DatabaseLoad, PoolLoad};
pub use tx::{CommitObserver, Effects, Tx};
pub use writability::RefusedWrites;

use futures::future::BoxFuture;
use postgres::Postgres;
pub use refresh_tokens::Exchange;
use refresh_tokens::{RotatedRow, on_postgres};
pub use sessions::SessionRow;
use sqlite::Sqlite;
use std::path::Path;
use std::sync::Weak;
pub use tables::{BulkLoad, Snapshot};
use tx::Job;

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db(Engine);

#[derive(Clone)]
enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Db {
    /// Runs `job` on a connection that reads committed data. Dropping this future cancels the job.
    pub fn read<'a, T, F, Fut>(&'a self, job: F) -> BoxFuture<'a, Result<T, StoreError>>
    where
        T: Send + 'a,
        F: FnOnce(Lease) -> Fut + Send + 'a,
        Fut: Future<Output = Result<T, StoreError>> + Send + 'a,
    {
        Box::pin(async move {
            let mut result = None;
            self.lend(lease::leaving(job, &mut result)).await?;
            result.ok_or(StoreError::Closed)
        })
    }

    fn lend<'a>(&'a self, job: lease::Job<'a>) -> BoxFuture<'a, Result<(), StoreError>> {
        match &self.0 {
            Engine::Sqlite(sqlite) => Box::pin(sqlite.read(job)),
            Engine::Postgres(postgres) => Box::pin(postgres.read(job)),
        }
    }

    /// Runs `job` in a transaction. Returns once the commit is on disk and the observers have processed it. An error of the job
    /// rolls the transaction back, unless the job [keeps](Tx::keep) what it has written. Dropping this future does not cancel a
    /// transaction that has begun, only its result is lost.
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
    pub fn write_at_once<T, F, Fut>(&self, job: F) -> BoxFuture<'_, Result<T, StoreError>>
    where
        T: Send + 'static,
        F: FnOnce(Lease) -> Fut + Send + 'static,
        Fut: Future<Output = Result<T, StoreError>> + Send + 'static,
    {
        match &self.0 {
            Engine::Sqlite(_) => self.write(|tx| job(Lease::from(tx))),
            Engine::Postgres(_) => self.read(job),
        }
    }

    /// Exchanges a refresh token: marks it as used, inserts its successor, and returns its session. None if the token is unknown,
    /// used or expired, or its session or account is not active: then nothing has changed.
    pub async fn rotate(&self, exchange: Exchange) -> Result<Option<RotatedRow>, StoreError> {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.rotations.rotate(&sqlite.writer, exchange).await,
            Engine::Postgres(_) => {
                self.read(async move |mut conn| on_postgres::rotate(&mut conn, &exchange).await).await
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
