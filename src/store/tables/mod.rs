//! Tables as data, to copy whole databases.

mod add;
mod bulk_load;
mod deferred_indexes;
mod list;
mod row;
mod snapshot;
mod whole_user;

pub(in crate::store) use add::add;
pub use bulk_load::{BulkLoad, ROWS_AT_ONCE};
pub use list::{DERIVED, TABLES, USERS};
pub use row::{Row, Value};
pub use snapshot::{Rows, Snapshot};
pub use whole_user::WholeUser;

use std::fmt::Write as _;

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
