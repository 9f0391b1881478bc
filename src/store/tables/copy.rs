//! The two ends of a copy: a snapshot of the whole database, which is read, and a bulk load, which fills another one.

use super::{Row, TABLES, Table, bind, read};
use crate::store::{Engine, StoreError};
use futures::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use sqlx::{AssertSqlSafe, Executor as _, PgConnection, SqliteConnection};

/// Allows events of any age to be deleted, even those dated in the future by a clock that was ahead.
const SUSPEND_RETENTION: &str = "INSERT INTO audit_retention (id, milliseconds) VALUES (1, -9000000000000000) \
    ON CONFLICT (id) DO UPDATE SET milliseconds = -9000000000000000";

/// Updates the visibility map and the statistics. Until then PostgreSQL cannot use index-only scans, and lists take five times as
/// long; autovacuum would only run after minutes.
const VACUUM_ANALYZE: &str = "VACUUM (ANALYZE) users, user_words";

/// Computes the derived tables at once. Otherwise, triggers do this row by row (migration 0005).
const COUNTS: &str = "INSERT INTO user_counts (class, import_number, count) \
    SELECT class, COALESCE(number, 0), COUNT(*) FROM users \
    LEFT JOIN imports ON number = import_number AND published_at IS NULL GROUP BY 1, 2";
const WORDS_ON_SQLITE: &str = "INSERT INTO user_words (word, user_id, low_word_bits, high_word_bits) \
    SELECT value, users.id, low_word_bits, high_word_bits FROM users, json_each(NULLIF(words, '')) \
    ORDER BY 1, 2";
const WORDS_ON_POSTGRES: &str = "INSERT INTO user_words (word, user_id, low_word_bits, high_word_bits) \
    SELECT jsonb_array_elements_text(words::jsonb) AS word, id, low_word_bits, high_word_bits FROM users \
    WHERE words <> '' ORDER BY 1, 2";

/// 64 MiB, so that building indexes does not write single pages to the disk.
const CACHE: &str = "PRAGMA cache_size = -65536";

/// A stream of rows.
pub type Rows<'c> = BoxStream<'c, Result<Row, StoreError>>;

/// A consistent view of the whole database at one moment, which does not block writers: a read-only transaction. Dropping it ends
/// it.
pub struct Snapshot(Transaction);

impl Snapshot {
    pub(in crate::store) async fn begin(engine: &Engine) -> Result<Self, StoreError> {
        // On SQLite the first read takes the snapshot, which all later reads see.
        let transaction = Transaction::begin(engine, "BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        Ok(Self(transaction.await?))
    }

    pub async fn count(&mut self, table: &Table) -> Result<u64, StoreError> {
        self.0.count(table).await
    }

    /// All rows, ordered by the key.
    pub fn rows<'c>(&'c mut self, table: &'static Table) -> Rows<'c> {
        self.0.rows(table)
    }
}

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

    /// Inserts at most [`ROWS_AT_ONCE`](super::ROWS_AT_ONCE) rows.
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
                let query = values.fold(sqlx::query(sql), |query, (kind, value)| bind(query, kind, value));
                query.execute(&mut **connection).await?;
            }
            Transaction::Postgres(connection) => {
                let sql = AssertSqlSafe(table.insert(count, true));
                let query = values.fold(sqlx::query(sql), |query, (kind, value)| bind(query, kind, value));
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

/// An open transaction on a connection outside of the pool.
enum Transaction {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

impl Transaction {
    async fn begin(engine: &Engine, sqlite: &'static str, postgres: &'static str) -> Result<Self, StoreError> {
        // Outside of the pool, whose time limits would end the copy of a large database.
        Ok(match engine {
            Engine::Sqlite(engine) => {
                let mut connection = engine.dedicated().await?;
                connection.execute(sqlite).await?;
                Self::Sqlite(Box::new(connection))
            }
            Engine::Postgres(engine) => {
                let mut connection = engine.dedicated().await?;
                connection.execute(postgres).await?;
                Self::Postgres(Box::new(connection))
            }
        })
    }

    async fn execute(&mut self, sql: String) -> Result<(), StoreError> {
        let sql = AssertSqlSafe(sql);
        match self {
            Self::Sqlite(connection) => connection.execute(sql).await.map(drop)?,
            Self::Postgres(connection) => connection.execute(sql).await.map(drop)?,
        }
        Ok(())
    }

    async fn count(&mut self, table: &Table) -> Result<u64, StoreError> {
        let sql = AssertSqlSafe(table.count());
        let (count,): (i64,) = match self {
            Self::Sqlite(connection) => sqlx::query_as(sql).fetch_one(&mut **connection).await?,
            Self::Postgres(connection) => sqlx::query_as(sql).fetch_one(&mut **connection).await?,
        };
        Ok(u64::try_from(count).unwrap_or_default())
    }

    fn rows<'c>(&'c mut self, table: &'static Table) -> Rows<'c> {
        // Streamed, because a table may be larger than the memory. Two equal arms: each engine has its own row type.
        let sql = AssertSqlSafe(table.select());
        match self {
            Self::Sqlite(connection) => sqlx::query(sql)
                .fetch(&mut **connection)
                .map_err(StoreError::from)
                .map(|row| Ok(read(table, &row?)?))
                .boxed(),
            Self::Postgres(connection) => sqlx::query(sql)
                .fetch(&mut **connection)
                .map_err(StoreError::from)
                .map(|row| Ok(read(table, &row?)?))
                .boxed(),
        }
    }
}

/// The indexes and triggers that are dropped during a bulk load, as the statements that create them again: building an index over a
/// million rows takes a second, a million separate insertions take many.
struct DeferredIndexes(Vec<String>);

impl DeferredIndexes {
    /// Drops the indexes and triggers of the table `users`, except unique constraints.
    async fn drop_all(transaction: &mut Transaction) -> Result<Self, StoreError> {
        let recreate = match transaction {
            Transaction::Sqlite(connection) => {
                connection.execute(CACHE).await?;
                // Indexes of unique constraints have no SQL in `sqlite_master`, so the last condition keeps them.
                let existing: Vec<(String, String, String)> = sqlx::query_as(
                    "SELECT type, name, sql FROM sqlite_master \
                     WHERE tbl_name = 'users' AND type IN ('index', 'trigger') AND sql IS NOT NULL",
                )
                .fetch_all(&mut **connection)
                .await?;
                for (kind, name, _) in &existing {
                    connection.execute(AssertSqlSafe(format!("DROP {kind} {name}"))).await?;
                }
                existing.into_iter().map(|(_, _, sql)| sql).collect()
            }
            Transaction::Postgres(connection) => {
                connection.execute("ALTER TABLE users DISABLE TRIGGER USER").await?;
                // Triggers are only disabled, which needs no superuser; `USER` leaves out those of foreign keys.
                // Indexes of constraints belong to them and cannot be dropped alone.
                let existing: Vec<(String, String)> = sqlx::query_as(
                    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() \
                     AND tablename = 'users' AND indexname NOT IN (SELECT conname FROM pg_constraint)",
                )
                .fetch_all(&mut **connection)
                .await?;
                for (name, _) in &existing {
                    connection.execute(AssertSqlSafe(format!("DROP INDEX {name}"))).await?;
                }
                let triggers = "ALTER TABLE users ENABLE TRIGGER USER".to_owned();
                existing.into_iter().map(|(_, sql)| sql).chain([triggers]).collect()
            }
        };
        Ok(Self(recreate))
    }

    /// Computes the derived tables, then creates the indexes and triggers again.
    async fn rebuild(self, transaction: &mut Transaction) -> Result<(), StoreError> {
        let words = match transaction {
            Transaction::Sqlite(_) => WORDS_ON_SQLITE,
            Transaction::Postgres(_) => WORDS_ON_POSTGRES,
        };
        // The tables were cleared without triggers, so the derived ones still describe the previous rows.
        let derived = ["DELETE FROM user_counts", "DELETE FROM user_words", COUNTS, words];
        for sql in derived.into_iter().map(str::to_owned).chain(self.0) {
            transaction.execute(sql).await?;
        }
        Ok(())
    }
}
