//! PostgreSQL: a bounded pool, a transaction for each write, and a limit on how long anything is waited for.

mod pool;

use super::{Conn, StoreError, Work, changes::Changes};
use pool::{Lease, Pool};
use sqlx::{ConnectOptions, Connection as _, PgConnection, error::DatabaseError, postgres::PgConnectOptions};
use std::{str::FromStr, sync::Arc, time::Duration};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How long a request waits for a connection, and a new connection for the server.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a job may take. Only a line that has gone dead takes longer than what the server allows a statement.
const JOB_TIMEOUT: Duration = Duration::from_secs(12);
/// What the server itself ends: a statement that runs too long, waits too long for a lock, or a transaction that was
/// left open by a process that hangs. Milliseconds.
const LIMITS: [(&str, &str); 3] =
    [("statement_timeout", "10000"), ("lock_timeout", "5000"), ("idle_in_transaction_session_timeout", "15000")];

/// Every statement has an index that was made for it. Without statistics, as after a million came at once, PostgreSQL would
/// rather read whole tables, and gather and compile plans that take longer than the statement.
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
    options: Arc<PgConnectOptions>,
    closed: CancellationToken,
}

impl Postgres {
    pub(super) fn connect(url: &str) -> Result<Self, StoreError> {
        // The URL is not shown: it may hold a password.
        let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Url("DATABASE_URL".to_owned()))?;
        let options = options.application_name("vestibule");
        let pool = Pool::new(options.clone().options(LIMITS).options(PLANNING));
        Ok(Self { pool, options: Arc::new(options), closed: CancellationToken::new() })
    }

    /// Runs `job` statement by statement, each a transaction of its own.
    pub(super) async fn run<T>(
        &self,
        job: impl for<'c> FnOnce(&'c mut Conn<'_>) -> Work<'c, T>,
    ) -> Result<T, StoreError> {
        let mut lease = self.pool.lease().await?;
        let connection = lease.connection()?;
        let done = timeout(JOB_TIMEOUT, job(&mut Conn::Postgres(connection))).await;
        self.finish(lease, done)
    }

    /// Runs `job` in a transaction. What is read may change until it ends, save for rows that it has written to
    /// (`READ COMMITTED`): a job that decides on what it read writes first, or conditionally.
    pub(super) async fn write<T>(
        &self,
        job: impl for<'c> FnOnce(&'c mut Conn<'_>) -> Work<'c, T>,
    ) -> Result<T, StoreError> {
        let mut lease = self.pool.lease().await?;
        let connection = lease.connection()?;
        let work = async {
            let mut transaction = connection.begin().await?;
            match job(&mut Conn::Postgres(&mut transaction)).await {
                Ok(done) => {
                    transaction.commit().await.map_err(|error| StoreError::Commit(Arc::new(error)))?;
                    Ok(done)
                }
                Err(error) => {
                    // Now, for until then its locks are held.
                    transaction.rollback().await?;
                    Err(error)
                }
            }
        };
        let done = timeout(JOB_TIMEOUT, work).await;
        self.finish(lease, done)
    }

    /// Gives the connection back, unless the line failed.
    fn finish<T>(
        &self,
        lease: Lease,
        done: Result<Result<T, StoreError>, tokio::time::error::Elapsed>,
    ) -> Result<T, StoreError> {
        let Ok(done) = done else { return Err(self.pool.went_dead().into()) };
        if !done.as_ref().is_err_and(leaves_doubt) {
            lease.give_back();
        }
        done
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
    }
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
