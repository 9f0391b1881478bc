//! A database that is filled: all of it is kept, or nothing.

use super::{Row, Rows, TABLES, Table, deferred_indexes::DeferredIndexes, row, snapshot::Transaction};
use crate::store::{Engine, StoreError};
use sqlx::{AssertSqlSafe, Executor as _};

/// Rows in one statement: enough that sending it costs little, few enough for the 32,766 values that SQLite takes.
pub const ROWS_AT_ONCE: usize = 200;

/// Lets events of any age go, those of a clock that is ahead among them.
const SUSPEND_RETENTION: &str = "INSERT INTO audit_retention (id, milliseconds) VALUES (1, -9000000000000000) \
    ON CONFLICT (id) DO UPDATE SET milliseconds = -9000000000000000";

/// Has PostgreSQL note which rows everyone sees, and how they are spread: until then each walk along an index looks at the
/// rows themselves as well, which takes five times as long. By itself it would come to that within minutes.
const VACUUM_ANALYZE: &str = "VACUUM (ANALYZE) users, user_words";

/// A transaction that nobody else writes beside. Dropped, nothing of it is kept.
pub struct BulkLoad {
    transaction: Transaction,
    deferred: DeferredIndexes,
}

impl BulkLoad {
    pub(in crate::store) async fn begin(engine: &Engine) -> Result<Self, StoreError> {
        let mut transaction = Transaction::begin(engine, "BEGIN IMMEDIATE", "BEGIN").await?;
        if let Transaction::Postgres(connection) = &mut transaction {
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

    /// Takes out everything that is there, audit events as well: what comes in brings its own, and its own retention.
    pub async fn clear(&mut self) -> Result<(), StoreError> {
        self.transaction.execute(SUSPEND_RETENTION.to_owned()).await?;
        for table in TABLES.iter().rev() {
            self.transaction.execute(table.delete()).await?;
        }
        Ok(())
    }

    /// Puts at most [`ROWS_AT_ONCE`] rows in.
    pub async fn put(&mut self, table: &Table, rows: Vec<Row>) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let count = rows.len();
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

    /// What is in it by now, in the order of the key.
    pub fn rows<'c>(&'c mut self, table: &'static Table) -> Rows<'c> {
        self.transaction.rows(table)
    }

    pub async fn commit(mut self) -> Result<(), StoreError> {
        self.deferred.rebuild(&mut self.transaction).await?;
        self.transaction.execute("COMMIT".to_owned()).await?;
        if matches!(self.transaction, Transaction::Postgres(_))
            && let Err(error) = self.transaction.execute(VACUUM_ANALYZE.to_owned()).await
        {
            tracing::warn!(%error, "what was poured in is there, and lists of it are slow until PostgreSQL has vacuumed it");
        }
        Ok(())
    }
}
