//! Fills a whole database in one transaction.

use super::{Row, Rows, TABLES, Table, deferred_indexes::DeferredIndexes, row, snapshot::Transaction};
use crate::store::{Engine, StoreError};
use sqlx::{AssertSqlSafe, Executor as _};

/// The maximum number of rows per statement: enough to amortise the round trip, few enough for SQLite's limit of 32,766 values.
pub const ROWS_AT_ONCE: usize = 200;

/// Allows events of any age to be deleted, even those dated in the future by a clock that was ahead.
const SUSPEND_RETENTION: &str = "INSERT INTO audit_retention (id, milliseconds) VALUES (1, -9000000000000000) \
    ON CONFLICT (id) DO UPDATE SET milliseconds = -9000000000000000";

/// Updates the visibility map and the statistics. Until then PostgreSQL cannot use index-only scans, and lists take five times as
/// long; autovacuum would only run after minutes.
const VACUUM_ANALYZE: &str = "VACUUM (ANALYZE) users, user_words";

/// A transaction with exclusive write access. Dropping it rolls it back.
pub struct BulkLoad {
    transaction: Transaction,
    deferred: DeferredIndexes,
}

impl BulkLoad {
    pub(in crate::store) async fn begin(engine: &Engine) -> Result<Self, StoreError> {
        // IMMEDIATE takes the write lock of SQLite at once. PostgreSQL has no such BEGIN; its tables are locked below.
        let mut transaction = Transaction::begin(engine, "BEGIN IMMEDIATE", "BEGIN").await?;
        if let Transaction::Postgres(connection) = &mut transaction {
            // Locked at once, because other replicas may be running.
            let names: Vec<_> = TABLES.iter().map(|table| table.name).collect();
            let lock = format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", names.join(", "));
            connection.execute(AssertSqlSafe(lock)).await?;
        }
        let deferred = DeferredIndexes::drop_all(&mut transaction).await?;
        Ok(Self { transaction, deferred })
    }

    pub async fn count(&mut self, table: &Table) -> Result<u64, StoreError> {
        self.transaction.count(table).await
    }

    /// Deletes all rows, including audit events and their retention period: the new data brings its own.
    pub async fn clear(&mut self) -> Result<(), StoreError> {
        self.transaction.execute(SUSPEND_RETENTION.to_owned()).await?;
        // In reverse, so that rows are deleted before those that they refer to.
        for table in TABLES.iter().rev() {
            self.transaction.execute(table.delete()).await?;
        }
        Ok(())
    }

    /// Inserts at most [`ROWS_AT_ONCE`] rows.
    pub async fn put(&mut self, table: &Table, rows: Vec<Row>) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let count = rows.len();
        // All values, row by row, each with the kind of its column: a NULL cannot be bound without it.
        let values = rows.into_iter().flat_map(|row| table.columns.iter().map(|(_, kind)| *kind).zip(row));
        match &mut self.transaction {
            Transaction::Sqlite(connection) => {
                let sql = AssertSqlSafe(table.insert(count, false));
                let query = values.fold(sqlx::query(sql), |query, (kind, value)| row::bind(query, kind, value));
                query.execute(&mut **connection).await?;
            }
            Transaction::Postgres(connection) => {
                let sql = AssertSqlSafe(table.insert(count, true));
                let query = values.fold(sqlx::query(sql), |query, (kind, value)| row::bind(query, kind, value));
                query.execute(&mut **connection).await?;
            }
        }
        Ok(())
    }

    /// All rows inserted so far, ordered by the key.
    pub fn rows<'c>(&'c mut self, table: &'static Table) -> Rows<'c> {
        self.transaction.rows(table)
    }

    pub async fn commit(mut self) -> Result<(), StoreError> {
        // In the same transaction, so that no other connection sees the tables without indexes and triggers.
        self.deferred.rebuild(&mut self.transaction).await?;
        self.transaction.execute("COMMIT".to_owned()).await?;
        // After the COMMIT, because VACUUM cannot run inside a transaction.
        if matches!(self.transaction, Transaction::Postgres(_))
            && let Err(error) = self.transaction.execute(VACUUM_ANALYZE.to_owned()).await
        {
            // The data is committed, so this is not an error.
            tracing::warn!(%error, "VACUUM ANALYZE failed: lists of users are slow until autovacuum has run");
        }
        Ok(())
    }
}
