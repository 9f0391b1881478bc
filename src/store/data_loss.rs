//! The data that rolling back migrations would delete.

use super::dedicated::Dedicated;
use super::{Engine, StoreError};
use sqlx::migrate::Migration;
use std::collections::BTreeSet;
use std::fmt;

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

/// The data that rolling back `steps`, the newest first, would delete. Rolls them back in a transaction that is never committed,
/// and compares the columns before and after.
pub(super) async fn losses_of_rolling_back(engine: &Engine, steps: &[&Migration]) -> Result<Vec<DataLoss>, StoreError> {
    let mut connection = Dedicated::begin(engine, "BEGIN", "BEGIN").await?;
    let conn = &mut connection;
    let before = columns(conn).await;
    let after = roll_back(conn, steps).await;
    conn.execute("ROLLBACK").await?;
    // Only now, so that the transaction is rolled back on errors as well.
    let (before, after) = (before?, after?);
    let tables = |columns: &Columns| columns.iter().map(|(table, _)| table.clone()).collect::<BTreeSet<_>>();
    let remaining = tables(&after);
    // Counted after the rollback, because the tables in question exist again.
    let mut losses = Vec::new();
    for table in tables(&before).difference(&remaining) {
        let rows = conn.count(format!("SELECT count(*) FROM \"{table}\"")).await?;
        losses.push(DataLoss { table: table.clone(), column: None, rows });
    }
    // Columns of tables that remain; those of deleted tables are counted above.
    for (table, column) in before.difference(&after).filter(|(table, _)| remaining.contains(table)) {
        // `count` of a column leaves out NULL, so these are the values that would be lost.
        let rows = conn.count(format!("SELECT count(\"{column}\") FROM \"{table}\"")).await?;
        losses.push(DataLoss { table: table.clone(), column: Some(column.clone()), rows });
    }
    Ok(losses)
}

async fn roll_back(conn: &mut Dedicated, steps: &[&Migration]) -> Result<Columns, StoreError> {
    for step in steps {
        conn.execute(step.sql.as_str().to_owned()).await?;
    }
    columns(conn).await
}

async fn columns(conn: &mut Dedicated) -> Result<Columns, StoreError> {
    Ok(conn.columns().await?.into_keys().collect())
}
