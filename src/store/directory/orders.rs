//! The statements that read a page, one set for each order and direction.
//!
//! There are two ways to a page. One walks along the index of the order, which holds all that decides whether a row
//! belongs to the list, until enough rows were passed over and read: quick when many rows belong to it. The other collects
//! the few rows that do, and sorts them. Which is the quicker one is for the caller to say, who knows the counts.
//!
//! What browses takes the classes `$1` to `$4`, the key and the id beyond which to read `$5`, `$6`, how many rows `$7`
//! after how many `$8`. What searches takes the words in between, `$5` to `$12`, of which unused ones are `"`.

use crate::store::Statement;

/// How many hits of a search are counted.
pub const COUNTED: i64 = 10_000;

/// An order, in both directions.
pub(super) struct Order {
    pub ascending: Ways,
    pub descending: Ways,
}

/// The ways to a page.
pub(super) struct Ways {
    /// Along the index, whatever the words.
    pub browse: Statement,
    /// Along the index, to those who have the words: all of the first `$17` of them are counted.
    pub walk: Statement,
    /// The few of these classes, sorted.
    pub of_classes: Statement,
    /// The few who have a word from `$17` to `$18`, sorted.
    pub of_word: Statement,
}

/// What is read of a person on a list.
macro_rules! columns {
    () => {
        concat!($crate::store::users::columns!(), ", name_key, username_key, email_key")
    };
}

/// The import that is not published, as the view has it. What lies before and behind it is looked for in the index of the
/// classes, so that a million rows that nobody may see are not even passed.
macro_rules! unpublished {
    () => {
        "COALESCE((SELECT number FROM imports WHERE published_at IS NULL), -1)"
    };
}

/// Whether a row belongs to the list by its class.
macro_rules! listed {
    () => {
        "class IN ($1, $2, $3, $4)"
    };
}

/// The same, decided at each row that is passed, of which the view says that its import is published. The plus keeps SQLite
/// from looking for the class in an index of its own, and sorting all that it finds there.
macro_rules! passed {
    () => {
        "+class IN ($1, $2, $3, $4)"
    };
}
pub(super) use passed;

/// Whether a row has all the words. Nearly always there is one, so the others are not looked at.
macro_rules! found {
    () => {
        "instr(words, $5) > 0 AND ($6 = '\"' OR (instr(words, $6) > 0 AND instr(words, $7) > 0 AND \
         instr(words, $8) > 0 AND instr(words, $9) > 0 AND instr(words, $10) > 0 AND instr(words, $11) > 0 AND \
         instr(words, $12) > 0))"
    };
}
pub(super) use found;

/// A page of `hits`, which are in no order and are counted.
#[rustfmt::skip]
macro_rules! page_of {
    ($hits:expr, $beyond:literal, $direction:literal) => {
        concat!(
            "WITH hits AS MATERIALIZED (", $hits, ") SELECT (SELECT COUNT(*) FROM hits) AS hits, ", columns!(), " FROM \
             (SELECT hit, place FROM hits WHERE (place, hit) ", $beyond, " ($13, $14) \
             ORDER BY place", $direction, ", hit", $direction, " LIMIT $15 OFFSET $16) AS page \
             CROSS JOIN users WHERE users.id = page.hit ORDER BY place", $direction, ", id", $direction)
    };
}

#[rustfmt::skip]
macro_rules! ways {
    ($key:literal, $beyond:literal, $direction:literal) => {
        Ways {
            browse: Statement::declared(concat!("BROWSE ", $key, $direction), concat!(
                "SELECT CAST(0 AS BIGINT) AS hits, ", columns!(), " FROM \
                 (SELECT id AS hit FROM published_users WHERE ", passed!(), " AND (", $key, ", id) ", $beyond, " ($5, $6) \
                 ORDER BY ", $key, $direction, ", id", $direction, " LIMIT $7 OFFSET $8) AS page \
                 CROSS JOIN users WHERE users.id = page.hit ORDER BY ", $key, $direction, ", id", $direction)),
            walk: Statement::declared(concat!("WALK ", $key, $direction), page_of!(concat!(
                "SELECT id AS hit, ", $key, " AS place FROM published_users WHERE ", passed!(), " AND ", found!(), " AND \
                 (", $key, ", id) ", $beyond, " ($13, $14) \
                 ORDER BY ", $key, $direction, ", id", $direction, " LIMIT $17"), $beyond, $direction)),
            of_classes: Statement::declared(concat!("OF_CLASSES ", $key, $direction), page_of!(concat!(
                "SELECT id AS hit, ", $key, " AS place FROM users WHERE ", listed!(), " AND ", found!(),
                " AND import_number < ", unpublished!(), " UNION ALL ",
                "SELECT id AS hit, ", $key, " AS place FROM users WHERE ", listed!(), " AND ", found!(),
                " AND import_number > ", unpublished!()),
                $beyond, $direction)),
            of_word: Statement::declared(concat!("OF_WORD ", $key, $direction), page_of!(concat!(
                "SELECT u.id AS hit, u.", $key, " AS place FROM \
                 (SELECT DISTINCT user_id FROM user_words WHERE word >= $17 AND word < $18) AS w \
                 CROSS JOIN published_users AS u WHERE u.id = w.user_id AND ", passed!(), " AND ", found!()),
                $beyond, $direction)),
        }
    };
}

macro_rules! orders {
    ($($name:ident = $key:literal;)*) => {
        $(pub(super) const $name: Order =
            Order { ascending: ways!($key, ">", ""), descending: ways!($key, "<", " DESC") };)*
        /// Every statement of this file.
        pub const STATEMENTS: &[Statement] = &[$(
            $name.ascending.browse, $name.ascending.walk, $name.ascending.of_classes, $name.ascending.of_word,
            $name.descending.browse, $name.descending.walk, $name.descending.of_classes, $name.descending.of_word,
        )*];
    };
}

orders! {
    BY_CREATED = "created_at";
    BY_USERNAME = "username_key";
    BY_EMAIL = "email_key";
    BY_NAME = "name_key";
    BY_LOGIN = "last_login_at";
}
