//! A page as one value, and what the engines write differently for it.
//!
//! sqlx reads SQLite in a thread of its own, and hands over each row by itself: for a page of twenty that takes longer than
//! all the rest of the request. So the database puts rows into one JSON array, and hands that over.

use crate::store::users;

/// How an engine writes what the other one writes in another way.
#[derive(Clone, Copy)]
pub(super) struct Dialect {
    /// A JSON array of some values.
    array: &'static str,
    /// A JSON array of all rows.
    list: &'static str,
    /// An id as text.
    id: fn(&str) -> String,
    /// A truth as JSON has it.
    truth: fn(&str) -> String,
}

pub(super) const SQLITE: Dialect = Dialect {
    array: "json_array",
    list: "json_group_array",
    // The text of none is empty.
    id: |column| format!("NULLIF(hex({column}), '')"),
    truth: |column| format!("json(CASE {column} WHEN 0 THEN 'false' ELSE 'true' END)"),
};

pub(super) const POSTGRES: Dialect =
    Dialect { array: "json_build_array", list: "json_agg", id: str::to_owned, truth: str::to_owned };

impl Dialect {
    /// A JSON array of these.
    pub fn array(self, values: &str) -> String {
        format!("{}({values})", self.array)
    }

    /// All rows in a JSON array, as text; an empty one where there is none.
    pub fn rows(self, row: &str, order: &str) -> String {
        format!("COALESCE(CAST({}({row}{order}) AS TEXT), '[]')", self.list)
    }

    /// An account as a JSON array, in the order of the fields of `UserRow`.
    pub fn user(self) -> String {
        let value = |column| match column {
            "id" | "avatar_id" => (self.id)(column),
            "email_verified" => (self.truth)(column),
            other => other.to_owned(),
        };
        self.array(&users::columns!().split(", ").map(value).collect::<Vec<_>>().join(", "))
    }
}
