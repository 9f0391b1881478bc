//! Whether the database can serve requests: it answers, has the schema of this program, and accepts writes.

use super::statement::statements;
use super::writability::Writability;
use super::{Db, Engine, RefusedWrites, StoreError, Tx};
use crate::shared::Timestamp;
use std::time::Duration;
use tokio::time::timeout;

/// Health checks need a quick answer, so they wait less than requests.
const PING_TIMEOUT: Duration = Duration::from_millis(1500);

statements! {
    fn ping(conn) -> i64 = scalar "SELECT CAST(1 AS BIGINT)";

    /// Differs each time, because SQLite does not write what stays the same. The row is no counter; the hourly clean-up deletes it.
    fn write(tx, now: Timestamp) =
        "INSERT INTO throttles (key, failures, last_at, blocked_until) VALUES ('write-probe', 0, $1, 0) \
         ON CONFLICT (key) DO UPDATE SET failures = throttles.failures + 1, last_at = $1";
}

impl Db {
    /// Fails unless the database answers within a second and a half.
    pub async fn ping(&self) -> Result<(), StoreError> {
        in_time(self.read(async |mut conn| ping(&mut conn).await.map(drop))).await
    }

    /// Fails unless requests can be served: the database must answer within a second and a half, with a usable schema, and must not
    /// have refused the last writes.
    pub async fn ready(&self) -> Result<(), StoreError> {
        in_time(self.check_schema()).await?;
        if self.is_writable() { Ok(()) } else { Err(StoreError::NotWritable) }
    }

    /// Checks every page of an SQLite database and describes the first damage. Does nothing on PostgreSQL, which has its own
    /// checksums and tools.
    pub async fn damage(&self) -> Result<Option<String>, StoreError> {
        match &self.0 {
            Engine::Sqlite(sqlite) => sqlite.damage().await,
            Engine::Postgres(_) => Ok(None),
        }
    }

    /// False if the database has refused a write because its disk is full or fails, or because it is read-only, until
    /// [`Self::try_to_write`] succeeds.
    pub fn is_writable(&self) -> bool {
        !self.writability().is_refused()
    }

    /// To wait for writes that the database refuses.
    pub fn refused_writes(&self) -> RefusedWrites {
        self.writability().refused()
    }

    /// Writes something of no importance, to learn whether the database accepts writes again.
    ///
    /// # Errors
    /// If it still does not, or cannot be reached.
    pub async fn try_to_write(&self, now: Timestamp) -> Result<(), StoreError> {
        self.write(async move |mut tx: Tx| write(&mut tx, now).await).await?;
        self.writability().accept();
        Ok(())
    }

    fn writability(&self) -> &Writability {
        match &self.0 {
            Engine::Sqlite(sqlite) => &sqlite.writability,
            Engine::Postgres(postgres) => postgres.writability(),
        }
    }
}

async fn in_time(answer: impl Future<Output = Result<(), StoreError>>) -> Result<(), StoreError> {
    timeout(PING_TIMEOUT, answer).await.unwrap_or(Err(StoreError::Sql(sqlx::Error::PoolTimedOut)))
}
