//! PostgreSQL: a bounded pool, a transaction for each write, and a limit on how long anything is waited for.

use super::{Conn, StoreError, Work, changes::Changes};
use sqlx::{
    ConnectOptions, Connection, PgConnection, PgPool,
    error::DatabaseError,
    pool::PoolConnectionMetadata,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{
    io,
    str::FromStr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::time::timeout;

/// Connections of one replica: enough to keep a few cores of the database busy, few enough that twenty replicas fit
/// into what one server takes.
const CONNECTIONS: u32 = 16;
/// How long a request waits for a connection, and a new connection for the server.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a job may take. Only a line that has gone dead takes longer than what the server allows a statement.
const JOB_TIMEOUT: Duration = Duration::from_secs(12);
/// After so much rest a connection is asked whether it is still there, before it is given out.
const DOUBTFUL: Duration = Duration::from_secs(1);
/// How long it may take to answer that.
const PING_TIMEOUT: Duration = Duration::from_secs(1);
/// What the server itself ends: a statement that runs too long, waits too long for a lock, or a transaction that was
/// left open by a process that hangs. Milliseconds.
const LIMITS: [(&str, &str); 3] =
    [("statement_timeout", "10000"), ("lock_timeout", "5000"), ("idle_in_transaction_session_timeout", "15000")];

#[derive(Clone)]
pub(super) struct Postgres {
    pool: PgPool,
    options: Arc<PgConnectOptions>,
    line: Line,
}

impl Postgres {
    pub(super) fn connect(url: &str) -> Result<Self, StoreError> {
        // The URL is not shown: it may hold a password.
        let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Url("DATABASE_URL".to_owned()))?;
        let options = options.application_name("vestibule");
        let line = Line::default();
        let (given_out, given_back) = (line.clone(), line.clone());
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .test_before_acquire(false)
            .before_acquire(move |connection, rest| {
                let line = given_out.clone();
                Box::pin(async move { Ok(line.may_be_used(connection, rest).await) })
            })
            // sqlx asks here as well, but for as long as it takes: on a dead line that is a quarter of an hour.
            .after_release(move |connection, _| {
                let line = given_back.clone();
                Box::pin(async move { line.ping(connection).await.map(|()| true) })
            })
            .connect_lazy_with(options.clone().options(LIMITS));
        Ok(Self { pool, options: Arc::new(options), line })
    }

    /// Runs `job` statement by statement, each a transaction of its own.
    pub(super) async fn run<T>(
        &self,
        job: impl for<'c> FnOnce(&'c mut Conn<'_>) -> Work<'c, T>,
    ) -> Result<T, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let done = timeout(JOB_TIMEOUT, job(&mut Conn::Postgres(&mut connection))).await;
        done.unwrap_or_else(|_| {
            connection.close_on_drop();
            Err(self.line.went_dead().into())
        })
    }

    /// Runs `job` in a transaction. What is read may change until it ends, save for rows that it has written to
    /// (`READ COMMITTED`): a job that decides on what it read writes first, or conditionally.
    pub(super) async fn write<T>(
        &self,
        job: impl for<'c> FnOnce(&'c mut Conn<'_>) -> Work<'c, T>,
    ) -> Result<T, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let work = async {
            let mut transaction = connection.begin().await?;
            // On an error it is dropped, which rolls it back.
            let done = job(&mut Conn::Postgres(&mut transaction)).await?;
            transaction.commit().await.map_err(|error| StoreError::Commit(Arc::new(error)))?;
            Ok(done)
        };
        let done = timeout(JOB_TIMEOUT, work).await;
        done.unwrap_or_else(|_| {
            connection.close_on_drop();
            Err(self.line.went_dead().into())
        })
    }

    pub(super) fn changes(&self) -> Changes {
        Changes::on_postgres(self.pool.clone(), Arc::clone(&self.options))
    }

    /// A connection beside the pool and without its limits, for what takes long.
    pub(super) async fn dedicated(&self) -> Result<PgConnection, StoreError> {
        let connecting = timeout(ACQUIRE_TIMEOUT, self.options.connect());
        Ok(connecting.await.map_err(|_| sqlx::Error::PoolTimedOut)??)
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }
}

/// The way to the server. When one connection gets no answer any more, none that is as old is worth asking.
#[derive(Clone, Default)]
struct Line(Arc<Mutex<Option<Instant>>>);

impl Line {
    /// Notes that a connection gets no answer.
    fn went_dead(&self) -> sqlx::Error {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        io::Error::from(io::ErrorKind::TimedOut).into()
    }

    async fn may_be_used(&self, connection: &mut PgConnection, rest: PoolConnectionMetadata) -> bool {
        let dead = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if dead.is_some_and(|dead| dead.elapsed() < rest.age) {
            return false;
        }
        rest.idle_for < DOUBTFUL || self.ping(connection).await.is_ok()
    }

    async fn ping(&self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        timeout(PING_TIMEOUT, connection.ping()).await.unwrap_or_else(|_| Err(self.went_dead()))
    }
}

/// Whether PostgreSQL's error goes away by itself (<https://www.postgresql.org/docs/current/errcodes-appendix.html>):
/// a lost connection (08), a rolled back conflict (40), no resources (53), an operator who steps in (57), the system
/// itself (58), a lock that was not to be had (55P03), a transaction that was left idle (25P03).
pub(super) fn is_passing(error: &dyn DatabaseError) -> bool {
    error.code().is_some_and(|code| {
        matches!(code.get(..2), Some("08" | "40" | "53" | "57" | "58")) || matches!(&*code, "55P03" | "25P03")
    })
}
