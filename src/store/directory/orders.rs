//! The SQL statements that read one page of the user directory: for each order and direction, one per [`AccessPath`](super::AccessPath).
//!
//! A page is found either along the index of the order, which holds every column that the filter needs (fast if many rows
//! match), or by collecting all matching rows and sorting them (fast if few match). The caller chooses, by the row counts.
//! Only the table of members says who belongs to a group. It is asked about rows that have the bits of the group.
//!
//! Every statement binds `$1`, the number of the import that the caller assumes to be unpublished, `$2`, the limit, and `$3`,
//! the offset. Statements that search also bind `$4` and `$5`, the key and the id of the row after which the page begins;
//! `$6` and `$7`, the bits of all words and of the group; `$8` to `$15`, the words, of which unused ones are `"`; and `$16`, the
//! group, or an empty text. The functions below document the remaining parameters.
//!
//! Every statement returns one row of four columns: the number of the unpublished import, the number of accounts per class and
//! import, the number of matching rows (0 if they are not counted, NULL if the statement gave up), and the rows of the page.

use super::{ANY_WORD, MAX_SEARCH_WORDS, Ordering};
use crate::shared::directory::{Direction, Sort};
use crate::store::{Statement, users};
use std::sync::LazyLock;

/// At most this many matches of a search are counted.
pub const MAX_COUNTED: i64 = 10_000;

/// The statements that read a page in one order.
#[derive(Clone, Copy)]
pub(super) struct PageStatements {
    ordering: Ordering,
    pub scan_index: Statement,
    pub scan_index_from: Statement,
    pub filter_along_index: Statement,
    pub collect_classes: Statement,
    pub collect_word: Statement,
    pub collect_group: Statement,
}

/// All statements of the directory for one engine.
pub(super) struct DirectoryStatements {
    /// Counts the accounts of the classes `$1` that have the words `$5` to `$12` and the group `$13`, with the bits `$3` and `$4`;
    /// at most `$2`.
    pub count_hits: Statement,
    pages: Vec<PageStatements>,
}

// Built on first use. `Statement` leaks its text, so they must not be built twice.
static ON_SQLITE: LazyLock<DirectoryStatements> = LazyLock::new(|| DirectoryStatements::new(SQLITE));
static ON_POSTGRES: LazyLock<DirectoryStatements> = LazyLock::new(|| DirectoryStatements::new(POSTGRES));

pub(super) fn on_sqlite() -> &'static DirectoryStatements {
    &ON_SQLITE
}

pub(super) fn on_postgres() -> &'static DirectoryStatements {
    &ON_POSTGRES
}

impl DirectoryStatements {
    pub fn page(&self, ordering: Ordering) -> &PageStatements {
        let statements = self.pages.iter().find(|statements| statements.ordering == ordering);
        statements.unwrap_or_else(|| unreachable!("there are statements for every order"))
    }

    pub fn iter(&self) -> impl Iterator<Item = Statement> {
        let each = |s: &PageStatements| {
            [s.scan_index, s.scan_index_from, s.filter_along_index, s.collect_classes, s.collect_word, s.collect_group]
        };
        self.pages.iter().flat_map(each).chain([self.count_hits])
    }

    fn new(dialect: Dialect) -> Self {
        let directions = [Direction::Ascending, Direction::Descending];
        let orders = Sort::ALL.into_iter().flat_map(|sort| directions.map(|direction| Ordering { sort, direction }));
        Self {
            count_hits: Statement::made("COUNT_HITS".to_owned(), count_hits()),
            pages: orders.map(|ordering| PageStatements::new(dialect, ordering)).collect(),
        }
    }
}

impl PageStatements {
    fn new(dialect: Dialect, ordering: Ordering) -> Self {
        let sql = PageSql::new(dialect, ordering);
        let statement = |name: &str, text| Statement::made(format!("{name} {}{}", sql.key, sql.direction), text);
        Self {
            ordering,
            scan_index: statement("SCAN_INDEX", sql.scan_index()),
            scan_index_from: statement("SCAN_INDEX_FROM", sql.scan_index_from()),
            filter_along_index: statement("FILTER_ALONG_INDEX", sql.filter_along_index()),
            collect_classes: statement("COLLECT_CLASSES", sql.collect_classes()),
            collect_word: statement("COLLECT_WORD", sql.collect_word()),
            collect_group: statement("COLLECT_GROUP", sql.collect_group()),
        }
    }
}

/// The number of the unpublished import, or -1 if there is none.
const UNPUBLISHED: &str = "COALESCE((SELECT number FROM imports WHERE published_at IS NULL), -1)";
/// Hides the accounts of the unpublished import. An integer comparison, because it runs for every row that is scanned.
const IS_PUBLISHED: &str = "import_number <> $1";
const COUNT: &str = "(SELECT COUNT(*) FROM hits)";

fn count_hits() -> String {
    let (bits, words) = (has_bits(3), has_words(5));
    format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM published_users WHERE {bits} AND (class & $1) <> 0 AND {words} LIMIT $2) \
         AS found"
    )
}

/// Tests whether a row has all the bits in `$bits` and the parameter after it. A row that lacks one of them lacks a word.
fn has_bits(bits: usize) -> String {
    let high = bits + 1;
    format!("(low_word_bits & ${bits}) = ${bits} AND (high_word_bits & ${high}) = ${high}")
}

/// Tests whether a row has the words in `$first` and the parameters after it, and belongs to the group in the parameter after
/// these. Most searches have one word: if the second is unused, so are the others, and none of them is compared.
fn has_words(first: usize) -> String {
    let has = |number: usize| format!("instr(words, ${number}) > 0");
    let (second, group) = (first + 1, first + MAX_SEARCH_WORDS);
    let others: Vec<_> = (second..group).map(has).collect();
    format!(
        "{} AND (${second} = '{ANY_WORD}' OR ({})) AND (${group} = '' \
         OR EXISTS (SELECT 1 FROM group_members WHERE group_name = ${group} AND user_id = id))",
        has(first),
        others.join(" AND ")
    )
}

/// The parts that the statements of one order share.
struct PageSql {
    /// The column by which the order sorts; the id breaks ties.
    key: &'static str,
    /// Compares a row with the one after which a page begins.
    after: &'static str,
    direction: &'static str,
    /// The first two columns of the result.
    totals: String,
    /// The last column of the result: the rows of the page as a JSON array.
    rows: String,
    has_bits: String,
    has_words: String,
}

impl PageSql {
    fn new(dialect: Dialect, ordering: Ordering) -> Self {
        let key = match ordering.sort {
            Sort::CreatedAt => "created_at",
            Sort::Username => "username_key",
            Sort::Email => "email_key",
            Sort::Name => "name_key",
            Sort::LastLoginAt => "last_login_at",
        };
        let (after, direction) = match ordering.direction {
            Direction::Ascending => (">", ""),
            Direction::Descending => ("<", " DESC"),
        };
        let counts = dialect.rows(&dialect.array("class, import_number, count"), "");
        let row = dialect.array(&format!("place, {}", dialect.user()));
        Self {
            key,
            after,
            direction,
            totals: format!("{UNPUBLISHED}, (SELECT {counts} FROM user_counts)"),
            rows: dialect.rows(&row, &format!(" ORDER BY place{direction}, id{direction}")),
            has_bits: has_bits(6),
            has_words: has_words(8),
        }
    }

    /// The first page of a list without search words, and pages by number.
    ///
    /// `$4`: the classes as a bit mask.
    fn scan_index(&self) -> String {
        self.scan("")
    }

    /// A page of a list without search words, after a known row.
    ///
    /// `$4`: the classes as a bit mask; `$5`, `$6`: the key and the id of that row.
    fn scan_index_from(&self) -> String {
        let Self { key, after, .. } = self;
        self.scan(&format!(" AND ({key}, id) {after} ($5, $6)"))
    }

    fn scan(&self, start: &str) -> String {
        // The page is found in the index alone; only its rows are then read from the table. SQLite never reorders a
        // CROSS JOIN. The cast is for PostgreSQL, where a bare 0 has four bytes and cannot be read as an i64.
        let Self { key, direction, totals, rows, .. } = self;
        format!(
            "SELECT {totals}, CAST(0 AS BIGINT), {rows} FROM (SELECT id AS hit, {key} AS place FROM users \
             WHERE (class & $4) <> 0 AND {IS_PUBLISHED}{start} ORDER BY {key}{direction}, id{direction} \
             LIMIT $2 OFFSET $3) AS page CROSS JOIN users WHERE users.id = page.hit"
        )
    }

    /// A search in large classes for words that many accounts have: soon enough rows of the index match.
    ///
    /// `$17`: the classes as a bit mask; `$18`: after how many matches the scan stops.
    fn filter_along_index(&self) -> String {
        let Self { key, after, direction, has_bits, has_words, .. } = self;
        // The bits come first, because they exclude most rows.
        let hits = format!(
            "SELECT id AS hit, {key} AS place FROM users WHERE {has_bits} AND (class & $17) <> 0 AND {IS_PUBLISHED} \
             AND {has_words} AND ({key}, id) {after} ($4, $5) ORDER BY {key}{direction}, id{direction} LIMIT $18"
        );
        self.sort_hits("", &hits, COUNT)
    }

    /// A list or a search in small classes, such as all administrators.
    ///
    /// `$17` to `$20`: the classes, one by one, the last one repeated.
    fn collect_classes(&self) -> String {
        let Self { key, has_bits, has_words, .. } = self;
        // `<` and `>` in place of `<>`: each is a range of the index, so that no row of the hidden import is scanned.
        let published = |compare| {
            format!(
                "SELECT id AS hit, {key} AS place FROM users WHERE class IN ($17, $18, $19, $20) AND {has_bits} \
                 AND {has_words} AND import_number {compare} $1"
            )
        };
        self.sort_hits("", &format!("{} UNION ALL {}", published("<"), published(">")), COUNT)
    }

    /// A search with a word that few accounts have. Gives up, with a count of NULL, if more have it.
    ///
    /// `$17`: the classes as a bit mask; `$18`: how many entries the range of words that begin with the rare one may have; `$19`,
    /// `$20`: the first word and the end of this range.
    fn collect_word(&self) -> String {
        // The bounds are subqueries, so that PostgreSQL does not plan by their values but keeps one plan for all: its
        // estimates are far off, and planning takes longer than the search.
        let range = "user_words WHERE word >= (SELECT $19) AND word < (SELECT $20)";
        // The bits in the table of words do not include those of the group, so `$6` and `$7` do not either.
        let entries = format!("SELECT DISTINCT user_id FROM rare CROSS JOIN {range} AND is_so AND {}", self.has_bits);
        self.collect(range, &entries, "")
    }

    /// A list of a group with few members, or a search in it. Gives up, with a count of NULL, if it has more.
    ///
    /// `$17`: the classes as a bit mask; `$18`: how many members the group may have.
    fn collect_group(&self) -> String {
        let range = "group_members WHERE group_name = (SELECT $16)";
        // There are not more. The limit tells PostgreSQL, whose estimate is the size of an average group.
        let entries = format!("SELECT user_id FROM rare CROSS JOIN {range} AND is_so LIMIT $18");
        self.collect(range, &entries, &format!(" AND {}", self.has_bits))
    }

    /// Reads the accounts of `entries`, which are those of `range` unless it has more than `$18`.
    fn collect(&self, range: &str, entries: &str, has_bits: &str) -> String {
        let Self { key, has_words, .. } = self;
        // Decided before the join, so that no account is read for a range that is too long.
        let rare =
            format!("rare AS MATERIALIZED (SELECT NOT EXISTS (SELECT 1 FROM {range} LIMIT 1 OFFSET $18) AS is_so),");
        let hits = format!(
            "SELECT u.id AS hit, u.{key} AS place FROM ({entries}) AS w CROSS JOIN users AS u \
             WHERE u.id = w.user_id{has_bits} AND (class & $17) <> 0 AND {IS_PUBLISHED} AND {has_words}"
        );
        self.sort_hits(&rare, &hits, &format!("(SELECT CASE WHEN is_so THEN {COUNT} END FROM rare)"))
    }

    /// Sorts the rows of the subquery `hits`, and takes the page from them.
    fn sort_hits(&self, before: &str, hits: &str, count: &str) -> String {
        // Collected hits are compared with the position here, so that their count covers every page.
        let Self { after, direction, totals, rows, .. } = self;
        // Without MATERIALIZED, an engine could run the subquery twice: for the count and for the page.
        format!(
            "WITH {before} hits AS MATERIALIZED ({hits}) SELECT {totals}, {count}, {rows} FROM \
             (SELECT hit, place FROM hits WHERE (place, hit) {after} ($4, $5) \
             ORDER BY place{direction}, hit{direction} LIMIT $2 OFFSET $3) AS page \
             CROSS JOIN users WHERE users.id = page.hit"
        )
    }
}

/// What the engines write differently for a page as one JSON value.
///
/// sqlx reads SQLite in a thread of its own and hands over each row separately: for a page of twenty rows that takes longer than the
/// rest of the request. Therefore the database aggregates the rows into one JSON array.
#[derive(Clone, Copy)]
struct Dialect {
    /// The function that makes a JSON array of its arguments.
    array: &'static str,
    /// The aggregate function that makes a JSON array of all rows.
    list: &'static str,
    /// Converts an id to text.
    id: fn(&str) -> String,
    /// Converts a Boolean to JSON.
    boolean: fn(&str) -> String,
}

const SQLITE: Dialect = Dialect {
    array: "json_array",
    list: "json_group_array",
    // `hex` returns an empty text for NULL.
    id: |column| format!("NULLIF(hex({column}), '')"),
    // SQLite stores integers here, which JSON would show as numbers.
    boolean: |column| format!("json(CASE {column} WHEN 0 THEN 'false' ELSE 'true' END)"),
};

const POSTGRES: Dialect =
    Dialect { array: "json_build_array", list: "json_agg", id: str::to_owned, boolean: str::to_owned };

impl Dialect {
    fn array(self, values: &str) -> String {
        format!("{}({values})", self.array)
    }

    /// All rows as the text of a JSON array, empty if there are none.
    fn rows(self, row: &str, order: &str) -> String {
        // `json_agg` of no rows is NULL. The cast lets Rust read a text from both engines.
        format!("COALESCE(CAST({}({row}{order}) AS TEXT), '[]')", self.list)
    }

    /// An account as a JSON array, in the order of the fields of `UserRow`.
    fn user(self) -> String {
        let value = |column| match column {
            "id" | "avatar_id" => (self.id)(column),
            "email_verified" => (self.boolean)(column),
            other => other.to_owned(),
        };
        let columns = users::own_columns!().split(", ").map(value).chain([users::group_names!().to_owned()]);
        self.array(&columns.collect::<Vec<_>>().join(", "))
    }
}
