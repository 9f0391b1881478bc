//! A consistent view of a whole database at one moment, which does not block writers.

use super::{Row, Table, row};
use crate::store::{Engine, StoreError};
use futures::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use sqlx::{AssertSqlSafe, Executor as _, PgConnection, SqliteConnection};

/// A stream of rows.
pub type Rows<'c> = BoxStream<'c, Result<Row, StoreError>>;

/// A read-only transaction. Dropping it ends it.
pub struct Snapshot(pub(super) Transaction);

/// An open transaction on a connection outside of the pool.
pub(super) enum Transaction {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

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

impl Transaction {
    pub(super) async fn begin(
        engine: &Engine,
        sqlite: &'static str,
        postgres: &'static str,
    ) -> Result<Self, StoreError> {
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

    pub(super) async fn execute(&mut self, sql: String) -> Result<(), StoreError> {
        let sql = AssertSqlSafe(sql);
        match self {
            Self::Sqlite(connection) => connection.execute(sql).await.map(drop)?,
            Self::Postgres(connection) => connection.execute(sql).await.map(drop)?,
        }
        Ok(())
    }

    pub(super) async fn count(&mut self, table: &Table) -> Result<u64, StoreError> {
        let sql = AssertSqlSafe(table.count());
        let (count,): (i64,) = match self {
            Self::Sqlite(connection) => sqlx::query_as(sql).fetch_one(&mut **connection).await?,
            Self::Postgres(connection) => sqlx::query_as(sql).fetch_one(&mut **connection).await?,
        };
        Ok(u64::try_from(count).unwrap_or_default())
    }

    pub(super) fn rows<'c>(&'c mut self, table: &'static Table) -> Rows<'c> {
        // Streamed, because a table may be larger than the memory. Two equal arms: each engine has its own row type.
        let sql = AssertSqlSafe(table.select());
        match self {
            Self::Sqlite(connection) => sqlx::query(sql)
                .fetch(&mut **connection)
                .map_err(StoreError::from)
                .map(|row| Ok(row::read(table, &row?)?))
                .boxed(),
            Self::Postgres(connection) => sqlx::query(sql)
                .fetch(&mut **connection)
                .map_err(StoreError::from)
                .map(|row| Ok(row::read(table, &row?)?))
                .boxed(),
        }
    }
}
