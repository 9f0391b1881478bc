//! PostgreSQL: a bounded pool, a transaction for each write, and a limit on how long anything is waited for.

mod pool;

use super::{
    Conn, StoreError, Work,
    changes::Changes,
    recording, stats,
    tx::{self, Effects, Job, Observers},
};
use pool::Pool;
use sqlx::{ConnectOptions, Executor as _, PgConnection, error::DatabaseError, postgres::PgConnectOptions};
use std::{str::FromStr, sync::Arc, time::Duration};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, Span};

pub use pool::Lease;

/// How long a request waits for a connection, and a new connection for the server.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a job may take. Only a line that has gone dead takes longer than what the server allows a statement.
const JOB_TIMEOUT: Duration = Duration::from_secs(12);
/// What the server itself ends: a statement that runs too long, waits too long for a lock, or a transaction that was
/// left open by a process that hangs. Milliseconds.
const LIMITS: [(&str, &str); 3] =
    [("statement_timeout", "10000"), ("lock_timeout", "5000"), ("idle_in_transaction_session_timeout", "15000")];

/// Connections for everything but lists: enough to keep a few cores of the database busy, few enough that twenty replicas fit
/// into what one server takes.
const CONNECTIONS: usize = 12;
/// Connections for lists of the directory, whose planner is set by [`PLANNING`]. Connections of their own, because a setting for
/// one transaction (`SET LOCAL`) would take three more round trips for each list: `BEGIN`, the setting, `COMMIT`.
const OF_DIRECTORY: usize = 4;

/// Each statement of the directory has an index that was made for it. Without statistics, as after a million came at once,
/// PostgreSQL would rather read whole tables, and gather and compile plans that take longer than the statement. All other
/// statements find a few rows by a key, which PostgreSQL plans well by itself.
const PLANNING: [(&str, &str); 5] = [
    ("enable_seqscan", "off"),
    ("enable_bitmapscan", "off"),
    ("max_parallel_workers_per_gather", "0"),
    ("jit", "off"),
    ("random_page_cost", "1.1"),
];

#[derive(Clone)]
pub(super) struct Postgres {
    pool: Pool,
    of_directory: Pool,
    options: Arc<PgConnectOptions>,
    closed: CancellationToken,
    observers: Observers,
}

impl Postgres {
    pub(super) fn connect(url: &str) -> Result<Self, StoreError> {
        // The URL is not shown: it may hold a password.
        let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Url("DATABASE_URL".to_owned()))?;
        let options = options.application_name("vestibule");
        let limited = options.clone().options(LIMITS);
        let pool = Pool::new(limited.clone(), CONNECTIONS);
        let of_directory = pool.another(limited.options(PLANNING), OF_DIRECTORY);
        let (options, closed, observers) = (Arc::new(options), CancellationToken::new(), Observers::default());
        Ok(Self { pool, of_directory, options, closed, observers })
    }

    /// Runs `job` statement by statement, each a transaction of its own.
    pub(super) async fn read<T>(&self, job: impl for<'c> FnOnce(&'c mut Conn) -> Work<'c, T>) -> Result<T, StoreError> {
        self.read_on(&self.pool, job).await
    }

    /// Runs `job` like [`Self::read`], on a connection whose planner is set for lists of the directory.
    pub(super) async fn read_directory<T>(
        &self,
        job: impl for<'c> FnOnce(&'c mut Conn) -> Work<'c, T>,
    ) -> Result<T, StoreError> {
        self.read_on(&self.of_directory, job).await
    }

    async fn read_on<T>(
        &self,
        pool: &Pool,
        job: impl for<'c> FnOnce(&'c mut Conn) -> Work<'c, T>,
    ) -> Result<T, StoreError> {
        let mut conn = Conn::Postgres(pool.lease().await?);
        match timeout(JOB_TIMEOUT, job(&mut conn)).await {
            Ok(done) => {
                self.give_back(conn, done.as_ref().err());
                done
            }
            Err(_) => Err(self.pool.went_dead().into()),
        }
    }

    /// Runs `job` like [`Self::read`], and then announces and records what it has changed.
    pub(super) async fn autocommit<T, E: From<StoreError>>(&self, job: Job<T, E>) -> Result<T, E> {
        let conn = Conn::Postgres(self.pool.lease().await.map_err(StoreError::from)?);
        let Ok(finished) = timeout(JOB_TIMEOUT, tx::run(conn, job)).await else {
            return Err(StoreError::from(self.pool.went_dead()).into());
        };
        match &finished.outcome {
            Ok(_) => self.observers.notify(&finished.effects),
            // What the statement wrote may be there, and its event is not.
            Err(_) => self.observers.notify(&finished.effects.in_doubt()),
        }
        // The error is the job's own, so whether the connection is still good is not known.
        if let (Ok(_), Some(conn)) = (&finished.outcome, finished.conn) {
            self.give_back(conn, None);
        }
        finished.outcome
    }

    /// Runs `job` in a transaction, in a task of its own: once begun it ends, and what has to follow its commit does follow,
    /// whether or not the caller still waits. What is read may change until the commit, except rows that it has written to or
    /// locked (`READ COMMITTED`): a job that decides on what it read writes first, or conditionally.
    pub(super) async fn write<T, E>(&self, job: Job<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        // A caller that goes away while it waits for a connection has begun nothing.
        let conn = Conn::Postgres(self.pool.lease().await.map_err(StoreError::from)?);
        let postgres = self.clone();
        let transaction = async move { postgres.transact(conn, job).await };
        let task = stats::within(stats::current(), transaction).instrument(Span::current());
        tokio::spawn(task).await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    async fn transact<T, E: From<StoreError>>(&self, conn: Conn, job: Job<T, E>) -> Result<T, E> {
        // Kept outside of what may time out: a commit that got no answer may have taken place.
        let mut effects = Effects::default();
        let work = async {
            let mut conn = conn;
            execute(&mut conn, "BEGIN").await?;
            let finished = tx::run(conn, job).await;
            let mut conn = finished.conn.ok_or(StoreError::Closed)?;
            match finished.outcome {
                Ok(done) => {
                    effects = finished.effects;
                    let committed = execute(&mut conn, "COMMIT").await;
                    committed.map_err(|error| StoreError::Commit(Arc::new(error)))?;
                    Ok((Ok(done), conn))
                }
                Err(error) => {
                    // Now, for until then its locks are held.
                    execute(&mut conn, "ROLLBACK").await?;
                    let refused = finished.effects.rolled_back();
                    recording::record(&mut conn, refused.events()).await?;
                    effects = refused;
                    Ok((Err(error), conn))
                }
            }
        };
        let failure: StoreError = match timeout(JOB_TIMEOUT, work).await {
            Ok(Ok((outcome, conn))) => {
                self.observers.notify(&effects);
                self.give_back(conn, None);
                return outcome;
            }
            Ok(Err(error)) => error,
            Err(_) => self.pool.went_dead().into(),
        };
        self.observers.notify(&effects.in_doubt());
        Err(failure.into())
    }

    /// Called after each commit, before it is answered.
    pub(super) fn observers(&self) -> &Observers {
        &self.observers
    }

    /// Gives the connection back, unless `error` casts doubt on it.
    fn give_back(&self, conn: Conn, error: Option<&StoreError>) {
        if let Conn::Postgres(lease) = conn
            && !error.is_some_and(leaves_doubt)
        {
            lease.give_back();
        }
    }

    pub(super) fn changes(&self) -> Changes {
        Changes::on_postgres(self.closed.clone(), Arc::clone(&self.options))
    }

    /// A connection beside the pool and without its limits, for what takes long.
    pub(super) async fn dedicated(&self) -> Result<PgConnection, StoreError> {
        let connecting = timeout(ACQUIRE_TIMEOUT, self.options.connect());
        Ok(connecting.await.map_err(|_| sqlx::Error::PoolTimedOut)??)
    }

    pub(super) fn close(&self) {
        self.closed.cancel();
        self.pool.close();
        self.of_directory.close();
    }
}

/// A statement without parameters, such as those around a transaction.
async fn execute(conn: &mut Conn, sql: &'static str) -> Result<(), sqlx::Error> {
    let Conn::Postgres(connection) = conn else { unreachable!("the connection is PostgreSQL's") };
    stats::timed(connection.execute(sql)).await.map(drop)
}

/// Whether a connection should not be used again after this.
fn leaves_doubt(error: &StoreError) -> bool {
    error.is_unavailable() || matches!(error, StoreError::Sql(sqlx::Error::Protocol(_)))
}

/// Whether PostgreSQL's error goes away by itself (<https://www.postgresql.org/docs/current/errcodes-appendix.html>):
/// a lost connection (08), a rolled back conflict (40), no resources (53), an operator who steps in (57), the system
/// itself (58), a lock that was not to be had (55P03), a transaction that was left idle (25P03).
pub(super) fn is_passing(error: &dyn DatabaseError) -> bool {
    error.code().is_some_and(|code| {
        matches!(code.get(..2), Some("08" | "40" | "53" | "57" | "58")) || matches!(&*code, "55P03" | "25P03")
    })
}
