//! Adds rows to a table that is in use.

use super::{Row, Table, row};
use crate::store::{Conn, StoreError, Tx, stats};
use sqlx::{AssertSqlSafe, Row as _};
use std::collections::HashSet;
use uuid::Uuid;

/// Adds at most [`ROWS_AT_ONCE`](super::ROWS_AT_ONCE) rows in one statement, except those that violate a unique constraint;
/// returns the keys of the rows added.
pub(in crate::store) async fn add(tx: &mut Tx, table: &Table, rows: Vec<Row>) -> Result<HashSet<Uuid>, StoreError> {
    if rows.is_empty() {
        return Ok(HashSet::new());
    }
    let numbered = matches!(**tx, Conn::Postgres(_));
    let (insert, key) = (table.insert(rows.len(), numbered), table.columns[0].0);
    // Without a conflict target, a violation of any unique constraint skips the row; RETURNING has only the others.
    let sql = AssertSqlSafe(format!("{insert} ON CONFLICT DO NOTHING RETURNING {key}"));
    // All values, row by row, each with the kind of its column: a NULL cannot be bound without it.
    let values = rows.into_iter().flat_map(|row| table.columns.iter().map(|(_, kind)| *kind).zip(row));
    // A macro, because the query has another type on each engine.
    macro_rules! insert_returning {
        ($connection:expr) => {{
            let query = values.fold(sqlx::query(sql), |query, (kind, value)| row::bind(query, kind, value));
            let rows = stats::timed(query.fetch_all(&mut **$connection)).await?;
            rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?
        }};
    }
    Ok(match tx.engine() {
        Conn::Sqlite(connection) => insert_returning!(connection),
        Conn::Postgres(connection) => insert_returning!(connection),
    })
}
