//! What the engines write differently for a page as one JSON value.
//!
//! sqlx reads SQLite in a thread of its own and hands over each row separately: for a page of twenty rows that takes longer than
//! the rest of the request. Therefore the database aggregates the rows into one JSON array.

use crate::store::{factors, users};

#[derive(Clone, Copy)]
pub(super) struct Dialect {
    /// The function that makes a JSON array of its arguments.
    array: &'static str,
    /// The aggregate function that makes a JSON array of all rows.
    list: &'static str,
    /// Converts an id to text.
    id: fn(&str) -> String,
    /// Converts a Boolean to JSON.
    boolean: fn(&str) -> String,
}

pub(super) const SQLITE: Dialect = Dialect {
    array: "json_array",
    list: "json_group_array",
    // `hex` returns an empty text for NULL.
    id: |column| format!("NULLIF(hex({column}), '')"),
    // SQLite stores integers here, which JSON would show as numbers.
    boolean: |column| format!("json(CASE {column} WHEN 0 THEN 'false' ELSE 'true' END)"),
};

pub(super) const POSTGRES: Dialect =
    Dialect { array: "json_build_array", list: "json_agg", id: str::to_owned, boolean: str::to_owned };

impl Dialect {
    pub(super) fn array(self, values: &str) -> String {
        format!("{}({values})", self.array)
    }

    /// All rows as the text of a JSON array, empty if there are none.
    pub(super) fn rows(self, row: &str, order: &str) -> String {
        // `json_agg` of no rows is NULL. The cast lets Rust read a text from both engines.
        format!("COALESCE(CAST({}({row}{order}) AS TEXT), '[]')", self.list)
    }

    /// An account as a JSON array, in the order of the fields of `UserRow`.
    pub(super) fn user(self) -> String {
        let value = |column| match column {
            "id" | "avatar_id" => (self.id)(column),
            "email_verified" => (self.boolean)(column),
            other => other.to_owned(),
        };
        let others = [users::group_names!().to_owned(), (self.boolean)(factors::has_second_factor!())];
        let columns = users::own_columns!().split(", ").map(value).chain(others);
        self.array(&columns.collect::<Vec<_>>().join(", "))
    }
}
