//! The user directory: pages of users in any order, filtered by role, status, group and times, and searched by words.

mod binds;
mod conditions;
mod dialect;
pub mod orders;
mod page_sql;

use super::account_status::Classes;
use super::statement::{scalar, values};
use super::users::{KeyedRow, UserRow};
use super::values::{Stored as _, arguments};
use super::{Conn, Statement, StoreError, groups, stats};
use crate::shared::own_fields::FieldRange;
use crate::shared::{Direction, GroupName, Sort, Times, UserId};
use binds::{binds, fields, searched};
use orders::{DirectoryStatements, MAX_COUNTED};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The maximum number of fields of one's own that a list is filtered by.
pub const MAX_LISTED_FIELDS: usize = 2;
/// The maximum number of words in a search.
pub const MAX_SEARCH_WORDS: usize = 8;

/// The statements that are built at runtime, for the engine of this connection. Tests prepare them all.
pub fn statements_of(engine: &Conn) -> impl Iterator<Item = Statement> + use<> {
    statements(engine).iter()
}

/// The number of accounts per class: visible ones under import 0, hidden ones under the number of the unpublished import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Class, import number, number of accounts.
    counts: Vec<(i64, i64, i64)>,
    /// The number of the unpublished import, or -1.
    pub unpublished_import: i64,
}

impl Default for Totals {
    fn default() -> Self {
        Self { counts: Vec::new(), unpublished_import: -1 }
    }
}

impl Totals {
    /// The visible accounts of these classes.
    pub fn of(&self, classes: Classes) -> i64 {
        let visible = self.counts.iter().filter(|(class, import, _)| *import == 0 && class & classes.mask() != 0);
        visible.map(|(_, _, count)| count).sum()
    }

    /// All accounts, visible or not: a scan of an index reads both.
    pub fn rows(&self) -> i64 {
        self.counts.iter().map(|(_, _, count)| count).sum()
    }
}

/// The filter of a list: accounts of one of the classes that have all of the words and the times, and belong to the group.
#[derive(Clone, Debug)]
pub struct ListFilter {
    /// One to four.
    pub classes: Classes,
    /// At most [`MAX_SEARCH_WORDS`] prefixes of letters and digits alone.
    pub words: Vec<String>,
    /// The bits of all words, for a fast comparison.
    pub bits: u128,
    pub group: Option<ListedGroup>,
    pub times: Times,
    /// Only accounts with a second factor, or only those without one.
    pub second_factor: Option<bool>,
    /// Only accounts with such a value in each of these fields. At most [`MAX_LISTED_FIELDS`].
    pub fields: Vec<FieldRange>,
    /// The account that the list has alone, if it exists: the search is its id.
    pub id: Option<ListedId>,
    /// The keys of the usernames or addresses of the accounts that the list has alone; none of them: all. The statements do not know it.
    pub names: Vec<String>,
    /// Whether service accounts are left out. The statements do not know it either.
    pub people_only: bool,
}

/// An id that was searched for.
#[derive(Clone, Copy, Debug)]
pub struct ListedId {
    pub id: UserId,
    /// One to six: an id also finds deleted accounts.
    pub classes: Classes,
}

/// A group whose members are listed.
#[derive(Clone, Debug)]
pub struct ListedGroup {
    pub name: GroupName,
    /// Bits that its members have.
    pub bits: u128,
    /// Whether it is being deleted, so that nobody belongs to it.
    pub is_deleted: bool,
}

impl ListFilter {
    /// Whether the accounts have to be compared with more than their class.
    pub fn is_search(&self) -> bool {
        !self.words.is_empty() || self.group.is_some() || !self.names.is_empty() || self.is_limited()
    }

    /// Whether their times, their second factors or their fields have to be compared.
    fn is_limited(&self) -> bool {
        !self.times.is_any() || self.second_factor.is_some() || !self.fields.is_empty()
    }

    /// The value to compare whether an account has a second factor with; less than zero if that does not matter.
    fn factor_bind(&self) -> i64 {
        self.second_factor.map_or(-1, i64::from)
    }

    fn group_name(&self) -> &str {
        // No group has a name without letters.
        self.group.as_ref().map_or("", |group| if group.is_deleted { "-" } else { group.name.as_str() })
    }

    /// The bits of the words and of the group.
    fn all_bits(&self) -> u128 {
        self.bits | self.group.as_ref().map_or(0, |group| group.bits)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ordering {
    pub sort: Sort,
    pub direction: Direction,
}

impl Ordering {
    pub fn reversed(self) -> Self {
        Self { direction: self.direction.reversed(), ..self }
    }
}

/// A position in an order: the sort key of an account, and its id to break ties.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    pub key: Key,
    pub id: UserId,
}

/// The value of the column by which an order sorts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    Text(String),
    Integer(i64),
}

/// The part of a list to read: after the position `beyond`, it skips `offset` rows and takes `limit`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    pub beyond: Option<Place>,
    pub limit: i64,
    pub offset: i64,
}

/// How to find the rows. Which way is the fastest depends on the row counts; `page_sql.rs` describes each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessPath {
    ScanIndex,
    /// The maximum number of hits to count.
    FilterAlongIndex(i64),
    CollectClasses,
    /// Finds nothing if more words of accounts than `max_entries` begin with the word, or if more of them than `max_hits` seem to be of
    /// accounts that have all words.
    CollectWord {
        word: String,
        max_entries: i64,
        max_hits: i64,
    },
    /// The maximum number of members of the group; finds nothing if there are more.
    CollectGroup(i64),
    /// The maximum number of matching rows; finds nothing if there are more.
    CollectTimes(i64),
    /// The maximum number of second factors; finds nothing if there are more. Only for accounts that have one.
    CollectFactors(i64),
    /// Which of the fields, and the maximum number of values in its range; finds nothing if there are more.
    CollectField(usize, i64),
}

/// What reading a list in one way has led to.
#[derive(Clone, Debug)]
pub enum Outcome {
    Found(Found),
    /// Too many accounts have the word, the group, a factor, or the times.
    TooCommon,
    /// Too many accounts have all the words: as many would be found by any of them.
    TooManyHits,
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Found {
    pub totals: Totals,
    /// The number of matching rows, or 0 if the statement does not count them.
    pub hits: i64,
    /// How many of the accounts of the classes are left out of a list that is no search.
    pub left_out: i64,
    pub rows: Vec<ListedRow>,
}

/// An account in a list, with its sort key.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedRow {
    key: Key,
    pub user: UserRow,
}

impl ListedRow {
    /// The only account of a list, whose order does not matter.
    pub fn alone(user: UserRow) -> Self {
        Self { key: Key::Integer(0), user }
    }

    /// An account that was found in another way, in a list in this order.
    pub fn of(found: KeyedRow, sort: Sort) -> Self {
        let KeyedRow { user, username_key, email_key, name_key } = found;
        let key = match sort {
            Sort::CreatedAt => Key::Integer(user.created_at),
            Sort::Username => Key::Text(username_key),
            Sort::Email => Key::Text(email_key),
            Sort::Name => Key::Text(name_key),
            Sort::LastLoginAt => Key::Integer(user.last_login_at),
        };
        Self { key, user }
    }

    /// Its position in the order in which it was read.
    pub fn place(&self) -> Place {
        Place { key: self.key.clone(), id: UserId(self.user.id) }
    }
}

/// The number of rows that match apart from the times; at most one more than [`MAX_COUNTED`], which means "more than".
pub async fn count_hits(conn: &mut Conn, listed: &ListFilter, totals: &Totals) -> Result<i64, StoreError> {
    let counts_members = listed.words.is_empty() && listed.second_factor.is_none() && listed.fields.is_empty();
    let group = listed.group.as_ref().filter(|group| !group.is_deleted);
    if let (Some(group), true) = (group, counts_members) {
        // If there are so many more, enough of them are in the classes, and none has to be looked at.
        let others = totals.rows() - totals.of(listed.classes);
        if groups::has_more_members(conn, &group.name, MAX_COUNTED + others).await? {
            return Ok(MAX_COUNTED + 1);
        }
    }
    let statements = statements(conn);
    let statement = if listed.fields.is_empty() { statements.count_hits } else { statements.count_values };
    let mut binds = values!([listed.classes.mask(), MAX_COUNTED + 1]).to_vec();
    binds.extend(searched(listed.all_bits(), listed));
    binds.push(listed.factor_bind().stored());
    binds.extend(fields(listed, 0));
    scalar(conn, statement, &binds).await
}

/// Reads a slice of the list, without the accounts of the import `unpublished_import`. A caller that assumed the wrong import sees
/// this in the totals and must read again.
pub async fn read(
    conn: &mut Conn,
    listed: &ListFilter,
    unpublished_import: i64,
    ordering: Ordering,
    slice: &Slice,
    way: &AccessPath,
) -> Result<Outcome, StoreError> {
    let statements = statements(conn).page(ordering);
    let search = if listed.is_limited() { &statements.in_times } else { &statements.at_any_time };
    let statement = match (way, &slice.beyond) {
        (AccessPath::ScanIndex, None) => statements.scan_index,
        (AccessPath::ScanIndex, Some(_)) => statements.scan_index_from,
        (AccessPath::FilterAlongIndex(_), _) => search.filter_along_index,
        (AccessPath::CollectClasses, _) => search.collect_classes,
        (AccessPath::CollectWord { .. }, _) => search.collect_word,
        (AccessPath::CollectGroup(_), _) => search.collect_group,
        (AccessPath::CollectFactors(_), _) => search.collect_factors,
        (AccessPath::CollectField(..), _) => statements.collect_field,
        (AccessPath::CollectTimes(_), _) if listed.times.limits_creation() => statements.collect_created,
        (AccessPath::CollectTimes(_), _) => statements.collect_signed_in,
    };
    let binds = binds(listed, unpublished_import, ordering, slice, way);
    // A macro, because the query has another type on each engine.
    macro_rules! row {
        ($engine:ty, $connection:expr, $prepared:expr) => {{
            let query = sqlx::query_as_with::<$engine, _, _>(statement.sql(), arguments::<$engine>(&binds)?);
            stats::timed(query.persistent($prepared).fetch_one($connection)).await?
        }};
    }
    let (unpublished_import, counts, hits, rows): (i64, String, Option<i64>, String) = match conn {
        Conn::Sqlite(connection) => row!(sqlx::Sqlite, &mut **connection, true),
        Conn::Postgres(connection) => {
            // A prepared statement would soon get a generic plan, which is slow for the values of these two.
            let prepared = !matches!(way, AccessPath::FilterAlongIndex(_) | AccessPath::CollectClasses);
            row!(sqlx::Postgres, connection, prepared)
        }
    };
    // NULL and -1 mean that the statement gave up.
    let hits = match hits {
        None => return Ok(Outcome::TooCommon),
        Some(-1) => return Ok(Outcome::TooManyHits),
        Some(hits) => hits,
    };
    let totals = Totals { counts: parse(&counts)?, unpublished_import };
    Ok(Outcome::Found(Found { totals, hits, left_out: 0, rows: parse(&rows)? }))
}

fn statements(conn: &Conn) -> &'static DirectoryStatements {
    match conn {
        Conn::Sqlite(_) => &orders::ON_SQLITE,
        Conn::Postgres(_) => &orders::ON_POSTGRES,
    }
}

/// Parses rows that the database has aggregated into one JSON array.
fn parse<T: DeserializeOwned>(rows: &str) -> Result<T, StoreError> {
    let unreadable = |error: serde_json::Error| StoreError::Unreadable { what: "users", value: error.to_string() };
    serde_json::from_str(rows).map_err(unreadable)
}
