//! Tables and their rows as data, independent of the engine, to copy whole databases and to add many rows at once.

mod copy;
mod list;

pub use copy::{BulkLoad, Rows, Snapshot};
pub use list::{DERIVED, TABLES, USERS};

use super::{Conn, StoreError, Tx, stats};
use sqlx::{AssertSqlSafe, ColumnIndex, Database, Decode, Encode, Row as _, Type, query::Query};
use std::{collections::HashSet, fmt::Write as _};
use uuid::Uuid;

/// The maximum number of rows per statement: enough to amortise the round trip, few enough for SQLite's limit of 32,766 values.
pub const ROWS_AT_ONCE: usize = 200;

/// The type of a column; each engine maps it to its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Uuid,
    Text,
    Integer,
    Boolean,
    Bytes,
}

/// The positions of a column that is sealed under the operator's secret, and of the column that is its context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedColumn {
    pub sealed: usize,
    pub context: usize,
}

/// A table. The first column is its primary key.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub columns: &'static [(&'static str, Kind)],
    pub sealed: Option<SealedColumn>,
}

impl Table {
    /// All rows ordered by the key, which is the same order on both engines.
    fn select(&self) -> String {
        format!("SELECT {} FROM {} ORDER BY {}", self.names(), self.name, self.columns[0].0)
    }

    fn count(&self) -> String {
        format!("SELECT COUNT(*) FROM {}", self.name)
    }

    fn delete(&self) -> String {
        format!("DELETE FROM {}", self.name)
    }

    /// Inserts `rows` rows, with placeholders `$1`, `$2` and so on if `numbered`, else `?`: SQLite treats `$1` as a name, and its
    /// search for names is linear, which is slow for thousands of values.
    fn insert(&self, rows: usize, numbered: bool) -> String {
        let mut sql = format!("INSERT INTO {} ({}) VALUES ", self.name, self.names());
        let width = self.columns.len();
        for row in 0..rows {
            sql.push_str(if row == 0 { "(" } else { "), (" });
            for column in 0..width {
                let comma = if column == 0 { "" } else { ", " };
                sql.push_str(comma);
                if numbered {
                    let number = row * width + column + 1;
                    write!(sql, "${number}").unwrap_or_else(|_| unreachable!("writing to a String cannot fail"));
                } else {
                    sql.push('?');
                }
            }
        }
        sql.push(')');
        sql
    }

    fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }
}

/// The values of a row, in the order of the table's columns.
pub type Row = Vec<Value>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Null,
    Uuid(Uuid),
    Text(String),
    Integer(i64),
    Boolean(bool),
    Bytes(Vec<u8>),
}

impl Value {
    /// Feeds type, length and bytes to a checksum, so that different rows never have the same input.
    pub fn digest_into(&self, update: &mut impl FnMut(&[u8])) {
        let (tag, bytes): (u8, &[u8]) = match self {
            Self::Null => (0, &[]),
            Self::Uuid(id) => (1, id.as_bytes()),
            Self::Text(text) => (2, text.as_bytes()),
            Self::Integer(number) => (3, &number.to_be_bytes()),
            Self::Boolean(yes) => (4, if *yes { &[1] } else { &[0] }),
            Self::Bytes(bytes) => (5, bytes),
        };
        // The tag tells NULL from an empty text, and the length keeps neighbouring values apart.
        update(&[tag]);
        update(&(bytes.len() as u64).to_be_bytes());
        update(bytes);
    }
}

/// Adds at most [`ROWS_AT_ONCE`] rows to a table in one statement, except those that violate a unique constraint; returns the keys
/// of the rows added. The table may be in use.
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
            let query = values.fold(sqlx::query(sql), |query, (kind, value)| bind(query, kind, value));
            let rows = stats::timed(query.fetch_all(&mut **$connection)).await?;
            rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?
        }};
    }
    Ok(match tx.engine() {
        Conn::Sqlite(connection) => insert_returning!(connection),
        Conn::Postgres(connection) => insert_returning!(connection),
    })
}

/// Reads the columns of `table` from a row of either engine.
fn read<'r, R>(table: &Table, row: &'r R) -> Result<Row, sqlx::Error>
where
    R: sqlx::Row,
    usize: ColumnIndex<R>,
    Uuid: Decode<'r, R::Database> + Type<R::Database>,
    String: Decode<'r, R::Database> + Type<R::Database>,
    i64: Decode<'r, R::Database> + Type<R::Database>,
    bool: Decode<'r, R::Database> + Type<R::Database>,
    Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
{
    let value = |(at, (_, kind)): (usize, &(&str, Kind))| {
        // As an `Option`, because a column of any kind may hold NULL.
        let value = match kind {
            Kind::Uuid => row.try_get::<Option<_>, _>(at)?.map(Value::Uuid),
            Kind::Text => row.try_get::<Option<_>, _>(at)?.map(Value::Text),
            Kind::Integer => row.try_get::<Option<_>, _>(at)?.map(Value::Integer),
            Kind::Boolean => row.try_get::<Option<_>, _>(at)?.map(Value::Boolean),
            Kind::Bytes => row.try_get::<Option<_>, _>(at)?.map(Value::Bytes),
        };
        Ok(value.unwrap_or(Value::Null))
    };
    table.columns.iter().enumerate().map(value).collect()
}

/// Binds a value of a column. The kind is needed for NULL, which PostgreSQL expects with a type.
fn bind<'q, D>(query: Query<'q, D, D::Arguments>, kind: Kind, value: Value) -> Query<'q, D, D::Arguments>
where
    D: Database,
    Option<Uuid>: Encode<'q, D> + Type<D>,
    Option<String>: Encode<'q, D> + Type<D>,
    Option<i64>: Encode<'q, D> + Type<D>,
    Option<bool>: Encode<'q, D> + Type<D>,
    Option<Vec<u8>>: Encode<'q, D> + Type<D>,
{
    match (kind, value) {
        (_, Value::Uuid(id)) => query.bind(Some(id)),
        (_, Value::Text(text)) => query.bind(Some(text)),
        (_, Value::Integer(number)) => query.bind(Some(number)),
        (_, Value::Boolean(yes)) => query.bind(Some(yes)),
        (_, Value::Bytes(bytes)) => query.bind(Some(bytes)),
        (Kind::Uuid, Value::Null) => query.bind(None::<Uuid>),
        (Kind::Text, Value::Null) => query.bind(None::<String>),
        (Kind::Integer, Value::Null) => query.bind(None::<i64>),
        (Kind::Boolean, Value::Null) => query.bind(None::<bool>),
        (Kind::Bytes, Value::Null) => query.bind(None::<Vec<u8>>),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_statement_inserts_several_rows() {
        let table = Table { name: "pairs", columns: &[("a", Kind::Text), ("b", Kind::Integer)], sealed: None };
        assert_eq!(table.insert(1, true), "INSERT INTO pairs (a, b) VALUES ($1, $2)");
        assert_eq!(table.insert(2, true), "INSERT INTO pairs (a, b) VALUES ($1, $2), ($3, $4)");
        assert_eq!(table.insert(2, false), "INSERT INTO pairs (a, b) VALUES (?, ?), (?, ?)");
        assert_eq!(table.select(), "SELECT a, b FROM pairs ORDER BY a");
    }
}
