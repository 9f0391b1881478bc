//! Finds the data that rolling back migrations would delete: rolls them back in a transaction that is never committed, and
//! compares the columns before and after.

use super::StoreError;
use sqlx::{AssertSqlSafe, Executor as _, PgConnection, SqlSafeStr as _, SqliteConnection, migrate::Migration};
use std::{collections::BTreeSet, fmt};

/// All tables with their columns, except the table of migrations.
const SQLITE_COLUMNS: &str = "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c \
     WHERE t.type = 'table' AND t.name NOT GLOB 'sqlite_*' AND t.name <> '_sqlx_migrations'";
const POSTGRES_COLUMNS: &str = "SELECT c.table_name::text, c.column_name::text FROM information_schema.columns c \
     JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name \
     WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.table_name <> '_sqlx_migrations'";

/// A connection outside of the pool. Dropping it rolls back an open transaction.
pub(super) enum Connection {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

/// A table or a column that would be deleted.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DataLoss {
    pub table: String,
    /// None if the whole table would be deleted.
    pub column: Option<String>,
    /// The number of rows in the table, or of values in the column.
    pub rows: i64,
}

impl fmt::Display for DataLoss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { table, column, rows } = self;
        match column {
            Some(column) => write!(f, "the column {table}.{column} with {rows} values"),
            None => write!(f, "the table {table} with {rows} rows"),
        }
    }
}

type Columns = BTreeSet<(String, String)>;

/// The data that rolling back `steps`, the newest first, would delete. The database is not changed.
pub(super) async fn of_rolling_back(conn: &mut Connection, steps: &[&Migration]) -> Result<Vec<DataLoss>, StoreError> {
    execute(conn, "BEGIN".to_owned()).await?;
    let before = columns(conn).await;
    let after = roll_back(conn, steps).await;
    execute(conn, "ROLLBACK".to_owned()).await?;
    // Only now, so that the transaction is rolled back on errors as well.
    let (before, after) = (before?, after?);
    let tables = |columns: &Columns| columns.iter().map(|(table, _)| table.clone()).collect::<BTreeSet<_>>();
    let remaining = tables(&after);
    // Counted after the rollback, because the tables in question exist again.
    let mut losses = Vec::new();
    for table in tables(&before).difference(&remaining) {
        let rows = count(conn, format!("SELECT count(*) FROM \"{table}\"")).await?;
        losses.push(DataLoss { table: table.clone(), column: None, rows });
    }
    // Columns of tables that remain; those of deleted tables are counted above.
    for (table, column) in before.difference(&after).filter(|(table, _)| remaining.contains(table)) {
        // `count` of a column leaves out NULL, so these are the values that would be lost.
        let rows = count(conn, format!("SELECT count(\"{column}\") FROM \"{table}\"")).await?;
        losses.push(DataLoss { table: table.clone(), column: Some(column.clone()), rows });
    }
    Ok(losses)
}

async fn roll_back(conn: &mut Connection, steps: &[&Migration]) -> Result<Columns, StoreError> {
    for step in steps {
        execute(conn, step.sql.as_str().to_owned()).await?;
    }
    columns(conn).await
}

async fn columns(conn: &mut Connection) -> Result<Columns, StoreError> {
    let found: Vec<(String, String)> = match conn {
        Connection::Sqlite(connection) => sqlx::query_as(SQLITE_COLUMNS).fetch_all(&mut **connection).await?,
        Connection::Postgres(connection) => sqlx::query_as(POSTGRES_COLUMNS).fetch_all(&mut **connection).await?,
    };
    Ok(found.into_iter().collect())
}

async fn count(conn: &mut Connection, sql: String) -> Result<i64, StoreError> {
    let sql = AssertSqlSafe(sql);
    Ok(match conn {
        Connection::Sqlite(connection) => sqlx::query_scalar(sql).fetch_one(&mut **connection).await?,
        Connection::Postgres(connection) => sqlx::query_scalar(sql).fetch_one(&mut **connection).await?,
    })
}

async fn execute(conn: &mut Connection, sql: String) -> Result<(), StoreError> {
    // `raw_sql`, because a migration has several statements, and PostgreSQL prepares only one at a time.
    let sql = AssertSqlSafe(sql).into_sql_str();
    match conn {
        Connection::Sqlite(connection) => {
            (&mut **connection).execute(sqlx::raw_sql(sql)).await?;
        }
        Connection::Postgres(connection) => {
            (&mut **connection).execute(sqlx::raw_sql(sql)).await?;
        }
    }
    Ok(())
}
