//! The SQL statements that read one page of the user directory: for each order and direction, one or two per
//! [`AccessPath`](super::AccessPath).
//!
//! A page is found either along the index of the order, which holds the columns that the filter needs (fast if many rows
//! match), or by collecting all matching rows and sorting them (fast if few match). The caller chooses, by the row counts.
//! Only the table of members says who belongs to a group. It is asked about rows that have the bits of the group. Of the times,
//! the index of the creation has both, that of the last sign-in has its own, and the others have none.

use super::Ordering;
use super::conditions::{count_hits, count_values};
use super::dialect::{Dialect, POSTGRES, SQLITE};
use super::page_sql::PageSql;
use crate::shared::{Direction, Sort};
use crate::store::Statement;
use std::sync::LazyLock;

/// At most this many matches of a search are counted.
pub const MAX_COUNTED: i64 = 10_000;

/// The statements that read a page in one order.
#[derive(Clone, Copy)]
pub(super) struct PageStatements {
    ordering: Ordering,
    pub scan_index: Statement,
    pub scan_index_from: Statement,
    pub at_any_time: SearchStatements,
    /// For accounts with certain times, or with or without a second factor.
    pub in_times: SearchStatements,
    pub collect_created: Statement,
    pub collect_signed_in: Statement,
    pub collect_field: Statement,
}

#[derive(Clone, Copy)]
pub(super) struct SearchStatements {
    pub filter_along_index: Statement,
    pub collect_classes: Statement,
    pub collect_word: Statement,
    pub collect_group: Statement,
    pub collect_factors: Statement,
}

/// All statements of the directory for one engine.
pub(super) struct DirectoryStatements {
    /// Counts the accounts of the classes `$1` that have the words `$5` to `$12` and the group `$13`, with the bits `$3` and `$4`,
    /// and have a second factor or not (`$14`) and the fields in `$15` to `$20`; at most `$2`.
    pub count_hits: Statement,
    /// The same, for a list that is filtered by at least one field.
    pub count_values: Statement,
    pages: Vec<PageStatements>,
}

// Built on first use. `Statement` leaks its text, so they must not be built twice.
pub(super) static ON_SQLITE: LazyLock<DirectoryStatements> = LazyLock::new(|| DirectoryStatements::new(SQLITE));
pub(super) static ON_POSTGRES: LazyLock<DirectoryStatements> = LazyLock::new(|| DirectoryStatements::new(POSTGRES));

impl DirectoryStatements {
    pub fn page(&self, ordering: Ordering) -> &PageStatements {
        let statements = self.pages.iter().find(|statements| statements.ordering == ordering);
        statements.unwrap_or_else(|| unreachable!("there are statements for every order"))
    }

    pub fn iter(&self) -> impl Iterator<Item = Statement> {
        let each = |s: &PageStatements| {
            let searches = [s.at_any_time, s.in_times].into_iter().flat_map(SearchStatements::all);
            searches.chain([s.scan_index, s.scan_index_from, s.collect_created, s.collect_signed_in, s.collect_field])
        };
        self.pages.iter().flat_map(each).chain([self.count_hits, self.count_values])
    }

    fn new(dialect: Dialect) -> Self {
        let directions = [Direction::Ascending, Direction::Descending];
        let orders = Sort::ALL.into_iter().flat_map(|sort| directions.map(|direction| Ordering { sort, direction }));
        Self {
            count_hits: Statement::made("COUNT_HITS".to_owned(), count_hits()),
            count_values: Statement::made("COUNT_VALUES".to_owned(), count_values()),
            pages: orders.map(|ordering| PageStatements::new(dialect, ordering)).collect(),
        }
    }
}

impl PageStatements {
    fn new(dialect: Dialect, ordering: Ordering) -> Self {
        let sql = PageSql::new(dialect, ordering);
        let limited = PageSql::new(dialect, ordering).in_times();
        Self {
            ordering,
            scan_index: sql.statement("SCAN_INDEX", sql.scan_index()),
            scan_index_from: sql.statement("SCAN_INDEX_FROM", sql.scan_index_from()),
            collect_created: sql.statement("COLLECT_CREATED", sql.collect_created()),
            collect_signed_in: sql.statement("COLLECT_SIGNED_IN", sql.collect_signed_in()),
            at_any_time: SearchStatements::new(&sql),
            in_times: SearchStatements::new(&limited),
            collect_field: limited.statement("COLLECT_FIELD", limited.collect_field()),
        }
    }
}

impl SearchStatements {
    fn new(sql: &PageSql) -> Self {
        Self {
            filter_along_index: sql.statement("FILTER_ALONG_INDEX", sql.filter_along_index()),
            collect_classes: sql.statement("COLLECT_CLASSES", sql.collect_classes()),
            collect_word: sql.statement("COLLECT_WORD", sql.collect_word()),
            collect_group: sql.statement("COLLECT_GROUP", sql.collect_group()),
            collect_factors: sql.statement("COLLECT_FACTORS", sql.collect_factors()),
        }
    }

    fn all(self) -> [Statement; 5] {
        [self.filter_along_index, self.collect_classes, self.collect_word, self.collect_group, self.collect_factors]
    }
}
