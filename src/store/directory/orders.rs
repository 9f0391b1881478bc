//! The statements that read a page, one set for each order and direction.
//!
//! There are two ways to a page. One walks along the index of the order, which holds all that decides whether a row
//! belongs to the list, until enough rows were passed over and read: quick when many rows belong to it. The other collects
//! the few rows that do, and sorts them. Which is the quicker one is for the caller to say, who knows the counts.
//!
//! Each takes the import that is assumed to be at work `$1`, how many rows `$2` after how many `$3`; what browses takes the
//! classes in one number `$4`, and the key and the id beyond which to read `$5`, `$6`, where there is such a place. What
//! searches takes key and id `$4`, `$5`, the bits of all words `$6`, `$7`, the words `$8` to `$15`, of which unused ones are
//! `"`, and from `$16` on what its way needs.
//!
//! Each answers one row: the import that is at work, how many accounts there are of each class and import, how many belong to
//! the list where that was counted (0 where not, nothing where the way was not to be gone), and the page.

use super::{
    ANY_WORD, MOST_WORDS, Ordering,
    dialect::{Dialect, POSTGRES, SQLITE},
};
use crate::{
    shared::directory::{Direction, Sort},
    store::Statement,
};
use std::sync::LazyLock;

/// How many hits of a search are counted.
pub const COUNTED: i64 = 10_000;

/// The ways to a page in one order.
#[derive(Clone, Copy)]
pub(super) struct Ways {
    ordering: Ordering,
    /// Along the index from its beginning, whatever the words.
    pub browse: Statement,
    /// The same from a place on.
    pub browse_on: Statement,
    /// Along the index, to those of the classes `$16` who have the words: all of the first `$17` of them are counted.
    pub walk: Statement,
    /// The few of the classes `$16` to `$19`, sorted.
    pub of_classes: Statement,
    /// The few of the classes `$16` who have a word from `$17` to `$18`, sorted, if no more than `$19` have one.
    pub of_word: Statement,
}

/// All statements of an engine.
pub(super) struct Texts {
    /// How many of the classes `$1` have the words, whose bits are `$3` and `$4`, up to `$2`.
    pub hits: Statement,
    orders: Vec<Ways>,
}

/// They are put together once, and live as long as the program.
static ON_SQLITE: LazyLock<Texts> = LazyLock::new(|| Texts::of(SQLITE));
static ON_POSTGRES: LazyLock<Texts> = LazyLock::new(|| Texts::of(POSTGRES));

pub(super) fn on_sqlite() -> &'static Texts {
    &ON_SQLITE
}

pub(super) fn on_postgres() -> &'static Texts {
    &ON_POSTGRES
}

/// The import that is not published, or -1. What it has added is not seen.
const AT_WORK: &str = "COALESCE((SELECT number FROM imports WHERE published_at IS NULL), -1)";
/// Whether a row belongs to the list, decided at each row that is passed: two comparisons of numbers.
const ANYWHERE: &str = "import_number <> $1";

/// Whether a row has all the bits, `$bits` and the one after it. Who lacks one lacks a word.
fn has_bits(bits: usize) -> String {
    let high = bits + 1;
    format!("(low_word_bits & ${bits}) = ${bits} AND (high_word_bits & ${high}) = ${high}")
}

/// Whether a row that has the bits, which end before `$first`, has the words as well. Nearly always there is one word, so the
/// others are not looked at.
fn has_words(first: usize) -> String {
    let has = |number: usize| format!("instr(words, ${number}) > 0");
    let second = first + 1;
    let others: Vec<_> = (second..first + MOST_WORDS).map(has).collect();
    format!("{} AND (${second} = '{ANY_WORD}' OR ({}))", has(first), others.join(" AND "))
}

impl Texts {
    pub fn ways(&self, ordering: Ordering) -> &Ways {
        let ways = self.orders.iter().find(|ways| ways.ordering == ordering);
        ways.unwrap_or_else(|| unreachable!("there are statements for every order"))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Statement> {
        let each = |ways: &Ways| [ways.browse, ways.browse_on, ways.walk, ways.of_classes, ways.of_word];
        self.orders.iter().flat_map(each).chain([self.hits])
    }

    fn of(dialect: Dialect) -> Self {
        let directions = [Direction::Ascending, Direction::Descending];
        let orders = Sort::ALL.into_iter().flat_map(|sort| directions.map(|direction| Ordering { sort, direction }));
        let hits = format!(
            "SELECT COUNT(*) FROM (SELECT 1 FROM published_users WHERE {} AND (class & $1) <> 0 AND {} LIMIT $2) AS found",
            has_bits(3),
            has_words(5)
        );
        let hits = Statement::made("HITS".to_owned(), hits);
        Self { hits, orders: orders.map(|ordering| Ways::of(dialect, ordering)).collect() }
    }
}

impl Ways {
    fn of(dialect: Dialect, ordering: Ordering) -> Self {
        let key = match ordering.sort {
            Sort::CreatedAt => "created_at",
            Sort::Username => "username_key",
            Sort::Email => "email_key",
            Sort::Name => "name_key",
            Sort::LastLoginAt => "last_login_at",
        };
        let (beyond, direction) = match ordering.direction {
            Direction::Ascending => (">", ""),
            Direction::Descending => ("<", " DESC"),
        };
        let sorted = |key: &str, id: &str| format!(" ORDER BY {key}{direction}, {id}{direction}");
        let rows = dialect.rows(&dialect.array(&format!("place, {}", dialect.user())), &sorted("place", "id"));
        let along = sorted(key, "id");
        // The bits first: most rows lack one.
        let (bits, words) = (has_bits(6), has_words(8));
        let counts = dialect.rows(&dialect.array("class, import_number, count"), "");
        let totals = format!("{AT_WORK}, (SELECT {counts} FROM user_counts)");

        let browse = |from: &str| {
            format!(
                "SELECT {totals}, CAST(0 AS BIGINT), {rows} FROM (SELECT id AS hit, {key} AS place FROM users \
                 WHERE (class & $4) <> 0 AND {ANYWHERE}{from}{along} LIMIT $2 OFFSET $3) AS page \
                 CROSS JOIN users WHERE users.id = page.hit"
            )
        };
        // Of hits that are in no order, and are counted.
        let page_of = |before: &str, hits: String, count: &str| {
            format!(
                "WITH {before} hits AS MATERIALIZED ({hits}) SELECT {totals}, {count}, {rows} FROM \
                 (SELECT hit, place FROM hits WHERE (place, hit) {beyond} ($4, $5){} LIMIT $2 OFFSET $3) AS page \
                 CROSS JOIN users WHERE users.id = page.hit",
                sorted("place", "hit")
            )
        };
        let walk = format!(
            "SELECT id AS hit, {key} AS place FROM users WHERE {bits} AND (class & $16) <> 0 AND {ANYWHERE} AND {words} \
             AND ({key}, id) {beyond} ($4, $5){along} LIMIT $17"
        );
        let count = "(SELECT COUNT(*) FROM hits)";
        // The import is stepped over, so that a million rows that nobody may see are not even passed.
        let beside = |side| {
            format!(
                "SELECT id AS hit, {key} AS place FROM users WHERE class IN ($16, $17, $18, $19) AND {bits} AND {words} \
                 AND import_number {side} $1"
            )
        };
        let of_classes = format!("{} UNION ALL {}", beside("<"), beside(">"));
        // A beginning that too many have is not followed: it is given up before the first of them is looked at. The bounds
        // are selected, so that PostgreSQL cannot guess by their values, and keeps one plan for all: its guesses are far
        // from the truth, and a plan takes longer than the search.
        let beginning = "word >= (SELECT $17) AND word < (SELECT $18)";
        let rare = format!(
            "rare AS MATERIALIZED (SELECT NOT EXISTS \
             (SELECT 1 FROM user_words WHERE {beginning} LIMIT 1 OFFSET $19) AS is_so),"
        );
        let of_word = format!(
            "SELECT u.id AS hit, u.{key} AS place FROM (SELECT DISTINCT user_id FROM rare \
             CROSS JOIN user_words WHERE is_so AND {beginning} AND {bits}) AS w \
             CROSS JOIN users AS u WHERE u.id = w.user_id AND (class & $16) <> 0 AND {ANYWHERE} AND {words}"
        );
        let made = |way: &str, sql| Statement::made(format!("{way} {key}{direction}"), sql);
        Self {
            ordering,
            browse: made("BROWSE", browse("")),
            browse_on: made("BROWSE_ON", browse(&format!(" AND ({key}, id) {beyond} ($5, $6)"))),
            walk: made("WALK", page_of("", walk, count)),
            of_classes: made("OF_CLASSES", page_of("", of_classes, count)),
            of_word: made(
                "OF_WORD",
                page_of(&rare, of_word, &format!("(SELECT CASE WHEN is_so THEN {count} END FROM rare)")),
            ),
        }
    }
}
