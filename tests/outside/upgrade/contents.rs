//! All rows of a database, to compare them before and after migrations.

use super::installation::Installation;
use std::collections::BTreeMap;

/// Tables that change although no data changes: the list of migrations, what the triggers compute, what servers say to each other, and
/// what they count together.
const DERIVED: [&str; 7] = [
    "_sqlx_migrations",
    "changes",
    "limit_replicas",
    "notification_mode",
    "shared_limits",
    "user_counts",
    "user_words",
];

/// Columns that a marked migration removes, or computes again.
const MOVED: [&str; 2] = ["users group_names", "users words"];

const SQLITE_COLUMNS: &str = "SELECT tables.name || ' ' || columns.name \
     FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns \
     WHERE tables.type = 'table' AND tables.name NOT GLOB 'sqlite_*' ORDER BY tables.name, columns.cid";
const POSTGRES_COLUMNS: &str = "SELECT (table_name || ' ' || column_name)::text \
     FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) \
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' \
     AND table_name NOT IN (SELECT relname FROM pg_class WHERE relispartition) ORDER BY table_name, ordinal_position";

/// The tables and columns that a database had at some time.
pub struct Schema(BTreeMap<String, Vec<String>>);

/// The rows of each table as text, sorted.
pub type Contents = BTreeMap<String, Vec<String>>;

impl Schema {
    /// The tables and columns that the database has now.
    pub fn of(installation: &Installation) -> Self {
        let columns = if is_sqlite(installation) { SQLITE_COLUMNS } else { POSTGRES_COLUMNS };
        let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in installation.rows(columns).into_iter().filter(|line| !MOVED.contains(&line.as_str())) {
            let (table, column) = line.split_once(' ').expect("a table and a column");
            tables.entry(table.to_owned()).or_default().push(format!("\"{column}\""));
        }
        tables.retain(|table, _| !DERIVED.contains(&table.as_str()));
        Self(tables)
    }

    /// The rows of these tables, with these columns.
    pub fn read(&self, installation: &Installation) -> Contents {
        let read = |(table, columns): (&String, &Vec<String>)| {
            let row = if is_sqlite(installation) {
                let quoted: Vec<_> = columns.iter().map(|column| format!("quote({column})")).collect();
                quoted.join(" || ' ' || ")
            } else {
                format!("ROW({})::text", columns.join(", "))
            };
            let mut rows = installation.rows(&format!("SELECT {row} FROM {table}"));
            rows.sort();
            (table.clone(), rows)
        };
        self.0.iter().map(read).collect()
    }
}

/// Asserts that every table has the same rows.
#[track_caller]
pub fn assert_same(before: &Contents, after: &Contents) {
    for (table, rows) in before {
        assert_eq!(Some(rows), after.get(table), "the rows of {table}");
    }
}

fn is_sqlite(installation: &Installation) -> bool {
    installation.database().starts_with("sqlite:")
}
