//! PostgreSQL: a bounded pool, and a transaction for each write.

use super::{Conn, StoreError, Work, changes::Changes};
use sqlx::{
    ConnectOptions, Connection, PgConnection, PgPool, Postgres as Engine,
    error::DatabaseError,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{str::FromStr, sync::Arc, time::Duration};

/// Connections of one replica: enough to keep a few cores of the database busy, few enough that twenty replicas fit
/// into what one server takes.
const CONNECTIONS: u32 = 16;
/// How long a request waits for a connection, and a new connection for the server.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// After so much rest a connection is asked whether it is still there, before it is given out.
const DOUBTFUL: Duration = Duration::from_secs(1);
/// What the server itself ends: a statement that runs too long, waits too long for a lock, or a transaction that was
/// left open by a process that hangs. Milliseconds.
const LIMITS: [(&str, &str); 3] =
    [("statement_timeout", "10000"), ("lock_timeout", "5000"), ("idle_in_transaction_session_timeout", "15000")];

#[derive(Clone)]
pub(super) struct Postgres {
    pool: PgPool,
    options: Arc<PgConnectOptions>,
}

impl Postgres {
    pub(super) fn connect(url: &str) -> Result<Self, StoreError> {
        // The URL is not shown: it may hold a password.
        let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Url("DATABASE_URL".to_owned()))?;
        let options = options.application_name("vestibule");
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .test_before_acquire(false)
            .before_acquire(|connection, rest| {
                Box::pin(async move { Ok(rest.idle_for < DOUBTFUL || connection.ping().await.is_ok()) })
            })
            .connect_lazy_with(options.clone().options(LIMITS));
        Ok(Self { pool, options: Arc::new(options) })
    }

    pub(super) async fn reader(&self) -> Result<PoolConnection<Engine>, StoreError> {
        Ok(self.pool.acquire().await?)
    }

    /// Runs `job` in a transaction. What is read may change until it ends, save for rows that it has written to
    /// (`READ COMMITTED`): a job that decides on what it read writes first, or conditionally.
    pub(super) async fn write<T>(
        &self,
        job: impl for<'c> FnOnce(&'c mut Conn<'_>) -> Work<'c, T>,
    ) -> Result<T, StoreError> {
        let mut transaction = self.pool.begin().await?;
        // On an error it is dropped, which rolls it back.
        let done = job(&mut Conn::Postgres(&mut transaction)).await?;
        transaction.commit().await.map_err(|error| StoreError::Commit(Arc::new(error)))?;
        Ok(done)
    }

    pub(super) fn changes(&self) -> Changes {
        Changes::on_postgres(self.pool.clone(), Arc::clone(&self.options))
    }

    /// A connection beside the pool and without its limits, for migrations.
    pub(super) async fn dedicated(&self) -> Result<PgConnection, StoreError> {
        let connecting = tokio::time::timeout(ACQUIRE_TIMEOUT, self.options.connect());
        Ok(connecting.await.map_err(|_| sqlx::Error::PoolTimedOut)??)
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
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
