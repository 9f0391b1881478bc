//! The two ends of a copy: a snapshot of the whole database, which is read, and a bulk load, which fills another one.

use super::{Kind, LEFT_BEHIND, NamedRow, Row, TABLES, Table, insert, read, split};
use crate::store::dedicated::Dedicated;
use crate::store::planner_statistics::tables_of_accounts;
use crate::store::{Engine, StoreError};
use futures::stream::BoxStream;
use futures::{StreamExt as _, TryStreamExt as _};
use sqlx::{AssertSqlSafe, Postgres, Sqlite};

/// Allows events of any age to be deleted, even those dated in the future by a clock that was ahead.
const SUSPEND_RETENTION: &str = "INSERT INTO audit_retention (id, milliseconds) VALUES (1, -9000000000000000) \
    ON CONFLICT (id) DO UPDATE SET milliseconds = -9000000000000000";

/// Updates the visibility map and the statistics. Until then PostgreSQL cannot use index-only scans, and lists take five times as
/// long; autovacuum would only run after minutes.
const VACUUM_ANALYZE: &str = concat!("VACUUM (ANALYZE) ", tables_of_accounts!());

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

/// IMMEDIATE takes the write lock at once. The cache of 64 MiB lets indexes be built without writing single pages to the disk.
const BEGIN_ON_SQLITE: &str = "PRAGMA cache_size = -65536; BEGIN IMMEDIATE";

/// Statements that drop the indexes and triggers of the table `users`, and those that create them again. Indexes of unique
/// constraints have no SQL in `sqlite_schema`, which keeps them.
const INDEXES_ON_SQLITE: &str = "SELECT 'DROP ' || type || ' ' || name, sql FROM sqlite_schema \
    WHERE tbl_name = 'users' AND type IN ('index', 'trigger') AND sql IS NOT NULL";
/// Indexes of constraints belong to them and cannot be dropped alone.
const INDEXES_ON_POSTGRES: &str = "SELECT 'DROP INDEX ' || indexname, indexdef FROM pg_indexes \
    WHERE schemaname = current_schema() AND tablename = 'users' \
    AND indexname NOT IN (SELECT conname FROM pg_constraint)";
/// Triggers are only disabled, which needs no superuser; `USER` leaves out those of foreign keys.
const DISABLE_TRIGGERS: &str = "ALTER TABLE users DISABLE TRIGGER USER";
const ENABLE_TRIGGERS: &str = "ALTER TABLE users ENABLE TRIGGER USER";

/// A stream of rows.
pub type Rows<'c> = BoxStream<'c, Result<Row, StoreError>>;

/// A consistent view of the whole database at one moment, which does not block writers: a read-only transaction. Dropping it ends
/// it.
pub struct Snapshot(Dedicated);

impl Snapshot {
    pub(in crate::store) async fn begin(engine: &Engine) -> Result<Self, StoreError> {
        // On SQLite the first read takes the snapshot, which all later reads see.
        Ok(Self(Dedicated::begin(engine, "BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?))
    }

    /// The number of rows.
    pub async fn count(&mut self, table: &str) -> Result<u64, StoreError> {
        count(&mut self.0, table).await
    }

    /// All rows, ordered by the key.
    pub fn rows<'c>(&'c mut self, table: &'c Table) -> Rows<'c> {
        rows(&mut self.0, table)
    }
}

/// A transaction with exclusive write access. Dropping it rolls it back.
pub struct BulkLoad {
    connection: Dedicated,
    /// Statements that create the indexes and triggers again, which are dropped until the end: building an index over a million
    /// rows takes a second, a million separate insertions take many.
    deferred: Vec<String>,
}

impl BulkLoad {
    pub(in crate::store) async fn begin(engine: &Engine) -> Result<Self, StoreError> {
        let mut connection = Dedicated::begin(engine, BEGIN_ON_SQLITE, "BEGIN").await?;
        let is_postgres = matches!(connection, Dedicated::Postgres(_));
        if is_postgres {
            // Locked at once, because other replicas may be running. On SQLite the BEGIN does that.
            let tables: Vec<_> = TABLES.iter().map(|(table, _)| *table).collect();
            let lock = format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE; {DISABLE_TRIGGERS}", tables.join(", "));
            connection.execute(lock).await?;
        }
        let mut deferred = Vec::new();
        let indexes: Vec<(String, String)> = connection.fetch_all(INDEXES_ON_SQLITE, INDEXES_ON_POSTGRES).await?;
        for (drop, create) in indexes {
            connection.execute(drop).await?;
            deferred.push(create);
        }
        if is_postgres {
            deferred.push(ENABLE_TRIGGERS.to_owned());
        }
        Ok(Self { connection, deferred })
    }

    /// The number of rows.
    pub async fn count(&mut self, table: &str) -> Result<u64, StoreError> {
        count(&mut self.connection, table).await
    }

    /// Deletes all rows, including audit events and their retention period: the new data brings its own.
    pub async fn clear(&mut self) -> Result<(), StoreError> {
        self.connection.execute(SUSPEND_RETENTION).await?;
        // In reverse, so that rows are deleted before those that they refer to.
        let copied = TABLES.iter().rev().map(|(table, _)| table);
        for table in LEFT_BEHIND.iter().chain(copied) {
            self.connection.execute(format!("DELETE FROM {table}")).await?;
        }
        Ok(())
    }

    /// Inserts at most [`ROWS_AT_ONCE`](super::ROWS_AT_ONCE) rows, and at least one.
    pub async fn put(&mut self, table: &Table, rows: Vec<Row>) -> Result<(), StoreError> {
        self.insert(table.name, &table.names(), rows).await
    }

    /// Like [`Self::put`], for rows with the same columns, whose other columns have their default values.
    pub async fn add(&mut self, table: &str, rows: Vec<NamedRow>) -> Result<(), StoreError> {
        let (columns, rows) = split(rows);
        self.insert(table, &columns, rows).await
    }

    async fn insert(&mut self, table: &str, columns: &[&str], rows: Vec<Row>) -> Result<(), StoreError> {
        match &mut self.connection {
            Dedicated::Sqlite(connection) => {
                insert::<Sqlite>(table, columns, rows).build().execute(&mut **connection).await.map(drop)?;
            }
            Dedicated::Postgres(connection) => {
                insert::<Postgres>(table, columns, rows).build().execute(&mut **connection).await.map(drop)?;
            }
        }
        Ok(())
    }

    /// All rows inserted so far, ordered by the key.
    pub fn rows<'c>(&'c mut self, table: &'c Table) -> Rows<'c> {
        rows(&mut self.connection, table)
    }

    pub async fn commit(mut self) -> Result<(), StoreError> {
        let (words, is_postgres) = match self.connection {
            Dedicated::Sqlite(_) => (WORDS_ON_SQLITE, false),
            Dedicated::Postgres(_) => (WORDS_ON_POSTGRES, true),
        };
        // The tables were cleared without triggers, so the derived ones still describe the previous rows.
        let derived = ["DELETE FROM user_counts", "DELETE FROM user_words", COUNTS, words];
        // In the same transaction, so that no other connection sees the tables without indexes and triggers.
        for sql in derived.into_iter().map(str::to_owned).chain(self.deferred).chain(["COMMIT".to_owned()]) {
            self.connection.execute(sql).await?;
        }
        // After the COMMIT, because VACUUM cannot run inside a transaction.
        if is_postgres && let Err(error) = self.connection.execute(VACUUM_ANALYZE).await {
            // The data is committed, so this is not an error.
            tracing::warn!(%error, "VACUUM ANALYZE failed: lists of users are slow until autovacuum has run");
        }
        Ok(())
    }
}

/// All tables, with the columns that both databases have. Their types are the more precise ones of the two.
pub async fn common_tables(source: &mut Snapshot, target: &mut BulkLoad) -> Result<Vec<Table>, StoreError> {
    let (source, target) = (source.0.columns().await?, target.connection.columns().await?);
    let columns = |name: &str| {
        let of_table = source.iter().filter(|((table, _), _)| table == name);
        let both = of_table.filter_map(|(place, here)| Some((&place.1, Kind::of(here), Kind::of(target.get(place)?))));
        both.map(|(column, here, there)| (column.clone(), here.max(there))).collect()
    };
    Ok(TABLES.iter().map(|&(name, key)| Table { name, key, columns: columns(name) }).collect())
}

async fn count(connection: &mut Dedicated, table: &str) -> Result<u64, StoreError> {
    let rows = connection.count(format!("SELECT COUNT(*) FROM {table}")).await?;
    Ok(u64::try_from(rows).unwrap_or_default())
}

fn rows<'c>(connection: &'c mut Dedicated, table: &'c Table) -> Rows<'c> {
    // Streamed, because a table may be larger than the memory. Two equal arms: each engine has its own row type.
    let sql = AssertSqlSafe(table.select());
    match connection {
        Dedicated::Sqlite(connection) => sqlx::query(sql)
            .fetch(&mut **connection)
            .map_err(StoreError::from)
            .map(move |row| Ok(read(table, &row?)?))
            .boxed(),
        Dedicated::Postgres(connection) => sqlx::query(sql)
            .fetch(&mut **connection)
            .map_err(StoreError::from)
            .map(move |row| Ok(read(table, &row?)?))
            .boxed(),
    }
}
