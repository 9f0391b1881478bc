//! PostgreSQL: bounded pools, one transaction per write, and a timeout for everything.

mod listener;
mod migrate;
mod pool;

pub(super) use listener::Listener;
pub(super) use migrate::Step;
pub use pool::PostgresConn;

use super::changes::Changes;
use super::stats::{self, DatabaseLoad};
use super::tx::{self, Effects, Job, Observers};
use super::writability::Writability;
use super::{Conn, StoreError, lease};
use pool::{ACQUIRE_TIMEOUT, Pool};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Executor as _, PgConnection};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, Span};

/// How long a job may take. Longer than the limits of the server, so only a dead connection exceeds it.
const JOB_TIMEOUT: Duration = Duration::from_secs(12);
/// Limits that the server enforces, in milliseconds: on statements, on waiting for locks, and on idle transactions, which a hung
/// process would otherwise keep open.
const LIMITS: [(&str, &str); 3] =
    [("statement_timeout", "10000"), ("lock_timeout", "5000"), ("idle_in_transaction_session_timeout", "15000")];

/// The maximum number of connections for everything except lists: enough for a few cores of the database, few enough that one
/// server can take twenty replicas.
const MAX_CONNECTIONS: usize = 12;
/// The maximum number of connections for lists of the user directory, with [`PLANNER_SETTINGS`]. A separate pool, because
/// settings for one transaction would take three more round trips per list: `BEGIN`, `SET LOCAL`, `COMMIT`.
const MAX_DIRECTORY_CONNECTIONS: usize = 4;

/// Makes the planner use the indexes that exist for the statements of the directory. Without statistics, for example right after
/// an import of a million accounts, PostgreSQL would prefer sequential scans, parallel plans and JIT compilation, all of which
/// take longer than the index. It expects few matches of a filter, and would rather sort all than meet a page of them in order. Other
/// statements find a few rows by a key, for which the defaults are good.
const PLANNER_SETTINGS: [(&str, &str); 6] = [
    ("enable_seqscan", "off"),
    ("enable_bitmapscan", "off"),
    ("enable_sort", "off"),
    ("max_parallel_workers_per_gather", "0"),
    ("jit", "off"),
    ("random_page_cost", "1.1"),
];

#[derive(Clone)]
pub(super) struct Postgres {
    pool: Pool,
    directory_pool: Pool,
    options: Arc<PgConnectOptions>,
    closed: CancellationToken,
    observers: Observers,
    writability: Writability,
}

impl Postgres {
    pub(super) fn connect(url: &str) -> Result<Self, StoreError> {
        // The error does not show the URL, because it may contain a password.
        let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Url("DATABASE_URL".to_owned()))?;
        let options = options.application_name("vestibule");
        // The limits are for the pools only: `self.options` opens connections for long work and for notifications.
        let limited = options.clone().options(LIMITS);
        let pool = Pool::new(limited.clone(), MAX_CONNECTIONS);
        let directory_pool = pool.sibling(limited.options(PLANNER_SETTINGS), MAX_DIRECTORY_CONNECTIONS);
        let (options, closed, observers) = (Arc::new(options), CancellationToken::new(), Observers::default());
        Ok(Self { pool, directory_pool, options, closed, observers, writability: Writability::default() })
    }

    /// Runs `job` in autocommit mode: each statement is a transaction of its own.
    pub(super) async fn read(&self, job: lease::Job<'_>) -> Result<(), StoreError> {
        self.read_on(&self.pool, job).await
    }

    /// Like [`Self::read`], on a connection with [`PLANNER_SETTINGS`].
    pub(super) async fn read_directory(&self, job: lease::Job<'_>) -> Result<(), StoreError> {
        self.read_on(&self.directory_pool, job).await
    }

    async fn read_on(&self, pool: &Pool, job: lease::Job<'_>) -> Result<(), StoreError> {
        let conn = Conn::Postgres(pool.lease().await?);
        // Single statements that write are run here as well.
        match timeout(JOB_TIMEOUT, self.writability.observe(lease::run(conn, job))).await {
            Ok((done, conn)) => {
                if let Some(conn) = conn {
                    self.release(conn, done.as_ref().err());
                }
                done
            }
            // The connection was dropped with the job, without a release, which closes it.
            Err(_) => Err(self.pool.mark_dead().into()),
        }
    }

    /// Runs `job` in a transaction, in a task of its own, so that it completes and notifies the observers even if the caller stops
    /// waiting. The isolation level is `READ COMMITTED`: rows that the job has read can change before the commit unless it has
    /// written or locked them. A job that decides on a row must lock it first or write conditionally.
    pub(super) async fn write(&self, job: Job) -> Result<(), StoreError> {
        // Outside of the task: if the caller stops waiting for a connection, nothing has begun.
        let conn = Conn::Postgres(self.pool.lease().await?);
        let postgres = self.clone();
        let transaction = async move { postgres.transact(conn, job).await };
        // A new task has neither the statistics nor the span of the request, so both are passed on.
        let task = stats::within(stats::current(), transaction).instrument(Span::current());
        // Not a panic of the job, which is its outcome already: an observer has panicked, or the runtime ends.
        tokio::spawn(task).await.unwrap_or(Err(StoreError::Closed))
    }

    async fn transact(&self, conn: Conn, job: Job) -> Result<(), StoreError> {
        // Declared outside of the timeout: a commit without an answer may have succeeded, so its effects are still needed.
        let mut effects = Effects::default();
        let work = async {
            // Owned by this future, so that a timeout closes the connection and thereby rolls back.
            let mut conn = conn;
            execute(&mut conn, "BEGIN").await?;
            let finished = tx::run(conn, job).await;
            let mut conn = finished.conn.ok_or(StoreError::Closed)?;
            if matches!(finished.outcome, Ok(true)) {
                // Before the COMMIT, so that they are known even if its answer never arrives.
                effects = finished.effects;
                let committed = execute(&mut conn, "COMMIT").await;
                committed.map_err(|error| StoreError::Commit(Arc::new(error)))?;
            } else {
                // Before the refusals are recorded, to release the locks.
                execute(&mut conn, "ROLLBACK").await?;
                let refused = finished.effects.rolled_back();
                refused.store(&mut conn).await?;
                effects = refused;
            }
            Ok((finished.outcome.map(drop), conn))
        };
        let failure: StoreError = match timeout(JOB_TIMEOUT, self.writability.observe(work)).await {
            Ok(Ok((outcome, conn))) => {
                self.observers.notify(&effects);
                self.release(conn, None);
                return outcome;
            }
            Ok(Err(error)) => error,
            Err(_) => self.pool.mark_dead().into(),
        };
        self.observers.notify(&effects.in_doubt());
        Err(failure)
    }

    pub(super) fn load(&self) -> DatabaseLoad {
        let (main, waiting) = self.pool.load("main");
        let (directory, waiting_for_directory) = self.directory_pool.load("directory");
        DatabaseLoad {
            pools: vec![main, directory],
            queues: vec![(main.name, waiting), (directory.name, waiting_for_directory)],
        }
    }

    pub(super) fn observers(&self) -> &Observers {
        &self.observers
    }

    pub(super) fn writability(&self) -> &Writability {
        &self.writability
    }

    /// Releases the connection to its pool, unless `error` means that it may be broken.
    fn release(&self, conn: Conn, error: Option<&StoreError>) {
        if let Conn::Postgres(conn) = conn
            && !error.is_some_and(may_be_broken)
        {
            conn.release();
        }
    }

    pub(super) fn changes(&self) -> Changes {
        Changes::on_postgres(self.closed.clone(), Arc::clone(&self.options))
    }

    /// A connection outside of the pools and without their limits, for long work such as migrations.
    pub(super) async fn dedicated(&self) -> Result<PgConnection, StoreError> {
        let connecting = timeout(ACQUIRE_TIMEOUT, self.options.connect());
        Ok(connecting.await.map_err(|_| sqlx::Error::PoolTimedOut)??)
    }

    pub(super) fn close(&self) {
        self.closed.cancel();
        self.pool.close();
        self.directory_pool.close();
    }
}

/// Runs a statement without parameters, such as `BEGIN`.
async fn execute(conn: &mut Conn, sql: &'static str) -> Result<(), sqlx::Error> {
    let Conn::Postgres(connection) = conn else { unreachable!("the connection is PostgreSQL's") };
    stats::timed(connection.execute(sql)).await.map(drop)
}

/// Whether the connection must not be used again after this error.
fn may_be_broken(error: &StoreError) -> bool {
    error.is_unavailable() || matches!(error, StoreError::Sql(sqlx::Error::Protocol(_)))
}
