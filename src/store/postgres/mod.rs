//! PostgreSQL: bounded pools, one transaction per write, and a timeout for everything.

mod check;
mod hosts;
mod listener;
mod migrate;
mod partitions;
pub(super) mod poller;
mod pool;
mod pooler;
mod standbys;
mod time_limit;

pub use check::{FoundServer, ServerRole};
pub(super) use hosts::{Hosts, Used};
pub(super) use listener::Listener;
pub(super) use migrate::Step;
pub(super) use poller::Poller;
pub use pool::PostgresConn;
pub(super) use standbys::CaughtUp;

use super::receiver::Changes;
use super::stats::{self, DatabaseLoad};
use super::tx::{self, Effects, Job, Observers};
use super::writability::Writability;
use super::{Conn, DbOptions, StoreError, lease};
use crate::shared::Notifications;
use pool::{ACQUIRE_TIMEOUT, Pool};
use pooler::Opening;
use sqlx::{AssertSqlSafe, Executor as _, PgConnection};
use standbys::Standbys;
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
/// The maximum number of connections for lists of the user directory and of events, with [`PLANNER_SETTINGS`]. A separate pool, because
/// settings for one transaction would take two more round trips per list, which a pooler makes necessary.
const MAX_DIRECTORY_CONNECTIONS: usize = 4;

/// Makes the planner use the indexes that exist for the statements of the directory. Without statistics, for example right after
/// an import of a million accounts, PostgreSQL would prefer sequential scans, parallel plans and JIT compilation, all of which
/// take longer than the index. It expects few matches of a filter, and would rather sort all than meet a page of them in order. It also
/// takes a row of a partitioned table for as expensive as one of each partition. Other statements find a few rows by a key, for which the
/// defaults are good.
const PLANNER_SETTINGS: [(&str, &str); 6] = [
    ("enable_seqscan", "off"),
    ("enable_bitmapscan", "off"),
    ("enable_sort", "off"),
    ("max_parallel_workers_per_gather", "0"),
    ("jit", "off"),
    ("random_page_cost", "1.1"),
];

/// The settings of connections for lists.
fn directory_settings() -> Vec<(&'static str, &'static str)> {
    [&LIMITS[..], &PLANNER_SETTINGS[..]].concat()
}

#[derive(Clone)]
pub(super) struct Postgres {
    pool: Pool,
    directory_pool: Pool,
    /// None: all is read at the primary.
    standbys: Option<Arc<Standbys>>,
    /// The servers themselves, for what needs a session.
    direct: Hosts,
    /// The poolers in front of them, through which the pools connect. None: they connect to the servers.
    pooler: Option<Hosts>,
    closed: CancellationToken,
    observers: Observers,
    writability: Writability,
    /// How replicas learn of each other's changes.
    notifications: Notifications,
}

impl Postgres {
    pub(super) fn connect(options: &DbOptions<'_>) -> Result<Self, StoreError> {
        let hosts = Hosts::parse("DATABASE_URL", options.url)?;
        let (direct, pooler) = match options.direct_url {
            // PgBouncer refuses this parameter, which is for floating-point numbers as text.
            Some(direct) => (
                Hosts::parse("DATABASE_DIRECT_URL", direct)?,
                Some(hosts.with(|server| server.extra_float_digits(None::<i8>))),
            ),
            None => (hosts, None),
        };
        let notifications = options.notifications;
        // The limits are for the pools only: other connections are for long work and for notifications.
        let opening = |settings: &[(&str, &str)]| {
            let opening = match &pooler {
                Some(pooler) => Opening::through_pooler(pooler, settings),
                None => Opening::with_sessions(&direct, settings),
            };
            opening.announcing(notifications)
        };
        let pool = Pool::new(opening(&LIMITS), MAX_CONNECTIONS);
        let directory_pool = pool.sibling(opening(&directory_settings()), MAX_DIRECTORY_CONNECTIONS);
        let (closed, observers, writability) = (CancellationToken::new(), Observers::default(), Writability::default());
        let standbys = None;
        Self { pool, directory_pool, standbys, direct, pooler, closed, observers, writability, notifications }
            .reading_at(&options.standby_urls, options.max_lag)
    }

    pub(super) fn notifications(&self) -> Notifications {
        self.notifications
    }

    /// Runs `job` in autocommit mode: each statement is a transaction of its own. Through a pooler it is one transaction, because only
    /// that has limits and is sure to be at one connection of the server.
    pub(super) async fn read(&self, job: lease::Job<'_>) -> Result<(), StoreError> {
        self.read_on(&self.pool, job).await
    }

    /// Like [`Self::read`], on a connection with [`PLANNER_SETTINGS`].
    pub(super) async fn read_directory(&self, job: lease::Job<'_>) -> Result<(), StoreError> {
        self.read_on(&self.directory_pool, job).await
    }

    async fn read_on(&self, pool: &Pool, job: lease::Job<'_>) -> Result<(), StoreError> {
        let conn = Conn::Postgres(pool.lease().await?);
        let work = async {
            match pool.begin() {
                Some(begin) => run_in_transaction(conn, begin, job).await,
                None => lease::run(conn, job).await,
            }
        };
        // Single statements that write are run here as well.
        let read = timeout(JOB_TIMEOUT, self.writability.observe(work)).await;
        self.leave_read_only_server();
        match read {
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
            begin(&mut conn, self.pool.begin()).await?;
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
                self.store_refusals(&refused, &mut conn).await?;
                effects = refused;
            }
            Ok((finished.outcome.map(drop), conn))
        };
        let written = timeout(JOB_TIMEOUT, self.writability.observe(work)).await;
        self.leave_read_only_server();
        let failure: StoreError = match written {
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

    /// Records what was refused, with the statements that are left of a transaction which was rolled back.
    async fn store_refusals(&self, refused: &Effects, conn: &mut Conn) -> Result<(), StoreError> {
        if self.pool.begin().is_none() || refused.is_empty() {
            return refused.store(conn).await;
        }
        begin(conn, self.pool.begin()).await?;
        refused.store(conn).await?;
        execute(conn, "COMMIT").await?;
        Ok(())
    }

    /// If the server was read-only in the last job, the next one looks for the server that accepts writes, and so do the listener and the
    /// lock. The primary becomes a standby when another one is promoted, and what is between may lead there.
    fn leave_read_only_server(&self) {
        if self.writability.take_read_only() && self.pool.move_on() {
            tracing::debug!("the server of the database is read-only: looking for one that accepts writes");
            self.direct.doubt();
        }
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
        match self.notifications {
            Notifications::Listen => {
                Changes::by_listening(self.closed.clone(), self.direct.clone(), self.pooler.clone())
            }
            // A standby would answer polls as well.
            Notifications::Poll => Changes::by_polling(self.closed.clone(), self.direct.without_standbys()),
        }
    }

    /// A connection outside of the pools and without their limits, for long work such as migrations. Never through a pooler.
    pub(super) async fn dedicated(&self) -> Result<PgConnection, StoreError> {
        self.dedicated_at().await.map(|(_, connection)| connection)
    }

    /// Like [`Self::dedicated`], to be kept for long: another one has to be opened as soon as [`Self::used`] is another server.
    pub(super) async fn dedicated_at(&self) -> Result<(Used, PgConnection), StoreError> {
        let connecting = timeout(ACQUIRE_TIMEOUT, self.direct.connect_at());
        Ok(connecting.await.map_err(|_| sqlx::Error::PoolTimedOut)??)
    }

    /// Which server dedicated connections lead to.
    pub(super) fn used(&self) -> Used {
        self.direct.used()
    }

    pub(super) fn close(&self) {
        self.closed.cancel();
        self.pool.close();
        self.directory_pool.close();
        self.standbys.iter().for_each(|standbys| standbys.close());
    }
}

/// Runs a job in a transaction, and returns the connection with its outcome, as [`lease::run`] does.
async fn run_in_transaction(
    mut conn: Conn,
    beginning: &Arc<str>,
    job: lease::Job<'_>,
) -> (Result<(), StoreError>, Option<Conn>) {
    if let Err(error) = begin(&mut conn, Some(beginning)).await {
        return (Err(error.into()), None);
    }
    let (done, conn) = lease::run(conn, job).await;
    let Some(mut conn) = conn else { return (done, None) };
    let ended = execute(&mut conn, if done.is_ok() { "COMMIT" } else { "ROLLBACK" }).await;
    match (done, ended) {
        (done, Ok(())) => (done, Some(conn)),
        // It may have written with its only statement.
        (Ok(()), Err(error)) => (Err(StoreError::Commit(Arc::new(error))), None),
        (failed, Err(_)) => (failed, None),
    }
}

/// Begins a transaction, with its limits if the connection has none.
async fn begin(conn: &mut Conn, with_limits: Option<&Arc<str>>) -> Result<(), sqlx::Error> {
    let Some(begin) = with_limits else { return execute(conn, "BEGIN").await };
    let Conn::Postgres(connection) = conn else { unreachable!("the connection is PostgreSQL's") };
    // Several statements in one message.
    let begin = sqlx::raw_sql(AssertSqlSafe(Arc::clone(begin)));
    stats::timed(connection.execute(begin)).await.map(drop)
}

/// Runs a statement without parameters, such as `COMMIT`.
async fn execute(conn: &mut Conn, sql: &'static str) -> Result<(), sqlx::Error> {
    let Conn::Postgres(connection) = conn else { unreachable!("the connection is PostgreSQL's") };
    stats::timed(connection.execute(sql)).await.map(drop)
}

/// Whether the connection must not be used again after this error.
fn may_be_broken(error: &StoreError) -> bool {
    error.is_unavailable() || matches!(error, StoreError::Sql(sqlx::Error::Protocol(_)))
}
