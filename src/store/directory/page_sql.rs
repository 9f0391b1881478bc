//! The SQL of the statements in [`orders`](super::orders).
//!
//! Every statement binds `$1`, the number of the import that the caller assumes to be unpublished, `$2`, the limit, and `$3`,
//! the offset. Statements that search also bind `$4` and `$5`, the key and the id of the row after which the page begins;
//! `$6` and `$7`, the bits of all words and of the group; `$8` to `$15`, the words, of which unused ones are `"`; and `$16`, the
//! group, or an empty text. The functions below document the remaining parameters. Statements for accounts with certain times bind
//! these last: from when, and before when, the last sign-in was; then the same of the creation; and then 1 or 0, whether they have a
//! second factor, or less if that does not matter; and then for each of two fields of one's own its number, or 0, and both ends of a range of
//! its keys. They are also the statements for accounts with or without a second factor, and with values in fields.
//!
//! Every statement returns one row of four columns: the number of the unpublished import, the number of accounts per class and
//! import, the number of matching rows (0 if they are not counted, NULL if the statement gave up), and the rows of the page.

use super::Ordering;
use super::conditions::{has_bits, has_factor, has_field, has_fields, has_times, has_words};
use super::dialect::Dialect;
use crate::shared::{Direction, Sort};
use crate::store::Statement;
use crate::store::factors::passkeys::is_usable;

/// The number of the unpublished import, or -1 if there is none.
const UNPUBLISHED: &str = "COALESCE((SELECT number FROM imports WHERE published_at IS NULL), -1)";
/// Hides the accounts of the unpublished import. An integer comparison, because it runs for every row that is scanned.
const IS_PUBLISHED: &str = "import_number <> $1";
const COUNT: &str = "(SELECT COUNT(*) FROM hits)";
/// The same for a statement that gives up.
const COUNT_OF_RARE: &str = "(SELECT CASE WHEN is_so THEN (SELECT COUNT(*) FROM hits) END FROM rare)";

/// The parts that the statements of one order share.
pub(super) struct PageSql {
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
    /// Whether the statements that search are for accounts with certain times.
    compares_times: bool,
}

impl PageSql {
    pub(super) fn new(dialect: Dialect, ordering: Ordering) -> Self {
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
            compares_times: false,
        }
    }

    /// The same for accounts with certain times.
    pub(super) fn in_times(self) -> Self {
        Self { compares_times: true, ..self }
    }

    pub(super) fn statement(&self, name: &str, text: String) -> Statement {
        let times = if self.compares_times { " IN TIMES" } else { "" };
        Statement::made(format!("{name} {}{}{times}", self.key, self.direction), text)
    }

    /// What is added to a condition if the statement is for accounts with certain times, which are in `$first` and the ten
    /// parameters after it.
    fn and_times(&self, first: usize) -> String {
        if self.compares_times { format!(" AND {}", has_times(first)) } else { String::new() }
    }

    /// The first page of a list without search words, and pages by number.
    ///
    /// `$4`: the classes as a bit mask.
    pub(super) fn scan_index(&self) -> String {
        self.scan("")
    }

    /// A page of a list without search words, after a known row.
    ///
    /// `$4`: the classes as a bit mask; `$5`, `$6`: the key and the id of that row.
    pub(super) fn scan_index_from(&self) -> String {
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
    pub(super) fn filter_along_index(&self) -> String {
        let Self { key, after, direction, has_bits, has_words, .. } = self;
        // In an order by one of the times, the scan ends where they do. It begins where they do by `$4`.
        let end = if *after == ">" { format!("{key} <") } else { format!("{key} >=") };
        let times = self.and_times(19).replace(&format!("+{end}"), &end);
        // The bits come first, because they exclude most rows.
        let hits = format!(
            "SELECT id AS hit, {key} AS place FROM users WHERE {has_bits} AND (class & $17) <> 0 AND {IS_PUBLISHED} \
             AND {has_words}{times} AND ({key}, id) {after} ($4, $5) ORDER BY {key}{direction}, id{direction} LIMIT $18"
        );
        self.sort_hits("", &hits, COUNT)
    }

    /// A list or a search in small classes, such as all administrators.
    ///
    /// `$17` to `$20`: the classes, one by one, the last one repeated.
    pub(super) fn collect_classes(&self) -> String {
        let Self { key, has_bits, has_words, .. } = self;
        let times = self.and_times(21);
        // `<` and `>` in place of `<>`: each is a range of the index, so that no row of the hidden import is scanned.
        let published = |compare| {
            format!(
                "SELECT id AS hit, {key} AS place FROM users WHERE class IN ($17, $18, $19, $20) AND {has_bits} \
                 AND {has_words}{times} AND import_number {compare} $1"
            )
        };
        self.sort_hits("", &format!("{} UNION ALL {}", published("<"), published(">")), COUNT)
    }

    /// A search with a word that few accounts have, or that few of those have who seem to have the others as well. Gives up, with a
    /// count of NULL, if more entries are in its range, and with a count of -1 if more of them have the bits of all words.
    ///
    /// `$17`: the classes as a bit mask; `$18`: how many entries the range of words that begin with the word may have; `$19`: one
    /// more than may have all bits; `$20`, `$21`: the first word and the end of this range.
    pub(super) fn collect_word(&self) -> String {
        // The bounds are subqueries, so that PostgreSQL does not plan by their values but keeps one plan for all: its
        // estimates are far off, and planning takes longer than the search.
        let range = "user_words WHERE word >= (SELECT $20) AND word < (SELECT $21)";
        // The bits in the table of words do not include those of the group, so `$6` and `$7` do not either. They are compared
        // here, so that no account is read for an entry without them.
        let rare = rare(range);
        let found = format!(
            "found AS MATERIALIZED (SELECT user_id FROM rare CROSS JOIN {range} AND is_so AND {} LIMIT $19)",
            self.has_bits
        );
        let before = format!("{rare} {found}, few AS MATERIALIZED (SELECT COUNT(*) < $19 AS are_so FROM found),");
        let entries = "SELECT DISTINCT user_id FROM few CROSS JOIN found WHERE are_so";
        let count = "(SELECT CASE WHEN is_so THEN CASE WHEN are_so THEN (SELECT COUNT(*) FROM hits) ELSE -1 END END \
                     FROM rare CROSS JOIN few)";
        self.sort_hits(&before, &self.hits_of(entries, &self.and_times(22)), count)
    }

    /// A list of a group with few members, or a search in it. Gives up, with a count of NULL, if it has more.
    ///
    /// `$17`: the classes as a bit mask; `$18`: how many members the group may have.
    pub(super) fn collect_group(&self) -> String {
        let range = "group_members WHERE group_name = (SELECT $16)";
        // There are not more. The limit tells PostgreSQL, whose estimate is the size of an average group.
        let entries = format!("SELECT user_id FROM rare CROSS JOIN {range} AND is_so LIMIT $18");
        self.collect(range, &entries, &format!(" AND {}{}", self.has_bits, self.and_times(19)))
    }

    /// A list of accounts that have a second factor, if few have. Gives up, with a count of NULL, if there are more factors.
    ///
    /// `$17`: the classes as a bit mask; `$18`: how many factors there may be.
    pub(super) fn collect_factors(&self) -> String {
        let range = concat!(
            "(SELECT user_id FROM passkeys WHERE ",
            is_usable!(),
            " UNION ALL SELECT user_id FROM authenticators) AS factors"
        );
        let entries = format!("SELECT DISTINCT user_id FROM rare CROSS JOIN {range} WHERE is_so");
        self.collect(range, &entries, &format!(" AND {}{}", self.has_bits, self.and_times(19)))
    }

    /// A list of accounts with a value of a field that few have. Gives up, with a count of NULL, if more values are in its range. Only
    /// for accounts with certain times, or none: these parameters have the field.
    ///
    /// `$17`: the classes as a bit mask; `$18`: how many values there may be.
    pub(super) fn collect_field(&self) -> String {
        // The bounds are subqueries, so that PostgreSQL keeps one plan for all.
        let range = "own_field_values AS found WHERE found.field = (SELECT CAST($24 AS BIGINT)) \
                     AND found.key BETWEEN (SELECT $25) AND (SELECT $26)";
        // Here as well as with the others, so that accounts without the second field are not read.
        let second = has_field(27, "found.user_id");
        let entries = format!("SELECT DISTINCT user_id FROM rare CROSS JOIN {range} AND is_so AND {second}");
        self.collect(range, &entries, &format!(" AND {}{}", self.has_bits, self.and_times(19)))
    }

    /// A list of accounts that were created in a certain time; the last sign-in is compared as well. Gives up, with a count of
    /// NULL, if too many match.
    ///
    /// `$17`: the classes as a bit mask; `$18`: one more than may match; `$19` to `$22`: the times; `$23` to `$29`: as in other
    /// statements.
    pub(super) fn collect_created(&self) -> String {
        let range = "created_at >= $21 AND created_at < $22 AND +last_login_at >= $19 AND +last_login_at < $20";
        self.collect_along(range, &format!("{} AND {}", has_factor(23), has_fields(24)))
    }

    /// A list of accounts whose last sign-in was in a certain time. Gives up, with a count of NULL, if too many match.
    ///
    /// `$17`: the classes as a bit mask; `$18`: one more than may match; `$19`, `$20`: the times; `$21` to `$27`: as in other
    /// statements.
    pub(super) fn collect_signed_in(&self) -> String {
        let more = format!("{} AND {}", has_factor(21), has_fields(22));
        self.collect_along("last_login_at >= $19 AND last_login_at < $20", &more)
    }

    /// Reads the accounts that match in a range of an index which has all that is compared but `factor`.
    fn collect_along(&self, range: &str, factor: &str) -> String {
        let Self { key, has_bits, has_words, .. } = self;
        let found = format!(
            "found AS MATERIALIZED (SELECT id FROM users WHERE {range} AND {has_bits} AND (class & $17) <> 0 \
             AND {IS_PUBLISHED} AND {has_words} AND {factor} LIMIT $18)"
        );
        // Only if they are few, their rows are read, which have the key of the order.
        let rare = "rare AS MATERIALIZED (SELECT COUNT(*) < $18 AS is_so FROM found),";
        let hits = format!(
            "SELECT u.id AS hit, u.{key} AS place FROM rare CROSS JOIN found CROSS JOIN users AS u \
             WHERE is_so AND u.id = found.id"
        );
        self.sort_hits(&format!("{found}, {rare}"), &hits, COUNT_OF_RARE)
    }

    /// Reads the accounts of `entries`, which are those of `range` unless it has more than `$18`. `more`: what is compared besides.
    fn collect(&self, range: &str, entries: &str, more: &str) -> String {
        self.sort_hits(&rare(range), &self.hits_of(entries, more), COUNT_OF_RARE)
    }

    /// The accounts of `entries` that match.
    fn hits_of(&self, entries: &str, more: &str) -> String {
        let Self { key, has_words, .. } = self;
        format!(
            "SELECT u.id AS hit, u.{key} AS place FROM ({entries}) AS w CROSS JOIN users AS u \
             WHERE u.id = w.user_id{more} AND (class & $17) <> 0 AND {IS_PUBLISHED} AND {has_words}"
        )
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

/// Whether `range` has at most `$18` entries. Decided before the join, so that no account is read for a range that is too long.
fn rare(range: &str) -> String {
    format!("rare AS MATERIALIZED (SELECT NOT EXISTS (SELECT 1 FROM {range} LIMIT 1 OFFSET $18) AS is_so),")
}
