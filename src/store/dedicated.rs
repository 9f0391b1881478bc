//! A connection outside of the pool, whose time limits would end long work. Dropping it rolls back an open transaction.

use super::{Engine, StoreError};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Executor as _, FromRow, PgConnection, SqliteConnection};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// All columns with their types, except generated ones, those of the table of migrations, and those of partitions, which are a part of
/// their table.
const SQLITE_COLUMNS: &str = "SELECT t.name, c.name, c.type FROM sqlite_schema t, pragma_table_info(t.name) c \
     WHERE t.type = 'table' AND t.name NOT GLOB 'sqlite_*' AND t.name <> '_sqlx_migrations'";
const POSTGRES_COLUMNS: &str = "SELECT c.table_name::text, c.column_name::text, c.data_type::text \
     FROM information_schema.columns c \
     JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name \
     WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.table_name <> '_sqlx_migrations' \
     AND c.is_generated = 'NEVER' AND NOT EXISTS (SELECT 1 FROM pg_class p WHERE p.relispartition \
     AND p.relname = c.table_name AND p.relnamespace = current_schema()::regnamespace)";

pub(super) enum Dedicated {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

impl Dedicated {
    /// Opens a connection and begins a transaction with the statement for its engine.
    pub(super) async fn begin(
        engine: &Engine,
        sqlite: &'static str,
        postgres: &'static str,
    ) -> Result<Self, StoreError> {
        let (mut connection, begin) = match engine {
            Engine::Sqlite(engine) => (Self::Sqlite(Box::new(engine.dedicated().await?)), sqlite),
            Engine::Postgres(engine) => (Self::Postgres(Box::new(engine.dedicated().await?)), postgres),
        };
        connection.execute(begin).await?;
        Ok(connection)
    }

    /// Runs one or several statements without parameters.
    pub(super) async fn execute(&mut self, sql: impl Into<Cow<'static, str>>) -> Result<(), StoreError> {
        // `raw_sql`, because PostgreSQL prepares only one statement at a time.
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.into()));
        match self {
            Self::Sqlite(connection) => connection.execute(sql).await.map(drop)?,
            Self::Postgres(connection) => connection.execute(sql).await.map(drop)?,
        }
        Ok(())
    }

    /// The number that a statement returns.
    pub(super) async fn count(&mut self, sql: String) -> Result<i64, StoreError> {
        let sql = AssertSqlSafe(sql);
        Ok(match self {
            Self::Sqlite(connection) => sqlx::query_scalar(sql).fetch_one(&mut **connection).await?,
            Self::Postgres(connection) => sqlx::query_scalar(sql).fetch_one(&mut **connection).await?,
        })
    }

    /// All rows of the statement for this engine.
    pub(super) async fn fetch_all<T>(
        &mut self,
        sqlite: &'static str,
        postgres: &'static str,
    ) -> Result<Vec<T>, StoreError>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        Ok(match self {
            Self::Sqlite(connection) => sqlx::query_as(sqlite).fetch_all(&mut **connection).await?,
            Self::Postgres(connection) => sqlx::query_as(postgres).fetch_all(&mut **connection).await?,
        })
    }

    /// The types of all columns, by the names of table and column.
    pub(super) async fn columns(&mut self) -> Result<BTreeMap<(String, String), String>, StoreError> {
        let found: Vec<(String, String, String)> = self.fetch_all(SQLITE_COLUMNS, POSTGRES_COLUMNS).await?;
        Ok(found.into_iter().map(|(table, column, of_type)| ((table, column), of_type)).collect())
    }
}
