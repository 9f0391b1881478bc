//! Everyone, a page at a time: in any order, of any kind, found by words.

mod classes;
mod dialect;
pub mod orders;

pub use classes::Classes;

use super::{Conn, Statement, StoreError, statement::fetch, stats, users, users::UserRow};
use crate::shared::{
    directory::{Direction, Sort},
    ids::UserId,
};
use orders::{COUNTED, Texts};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

/// How many words one can search for at once.
pub const MOST_WORDS: usize = 8;
/// What every account has, in the place of a word that is not asked for.
const ANY_WORD: &str = "\"";
/// No text that is stored comes after it.
const END_OF_TEXTS: &str = "\u{10ffff}";

/// The statements that are put together for the engine of this connection: tests prepare them all.
pub fn statements_of(engine: &Conn) -> impl Iterator<Item = Statement> + use<> {
    texts(engine).iter()
}

/// How many accounts there are of each class: under 0 those that everyone sees, under its number those of the import at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Class, import, accounts.
    counts: Vec<(i64, i64, i64)>,
    /// The number of that import, or -1.
    pub at_work: i64,
}

impl Default for Totals {
    fn default() -> Self {
        Self { counts: Vec::new(), at_work: -1 }
    }
}

impl Totals {
    /// Of these classes together, as far as they are seen.
    pub fn of(&self, classes: Classes) -> i64 {
        let seen = self.counts.iter().filter(|(class, import, _)| *import == 0 && class & classes.mask() != 0);
        seen.map(|(_, _, count)| count).sum()
    }

    /// All rows that a walk may pass, seen or not.
    pub fn rows(&self) -> i64 {
        self.counts.iter().map(|(_, _, count)| count).sum()
    }
}

/// Who belongs to a list: of which classes, with which words, both in any order.
#[derive(Clone, Debug)]
pub struct Listed {
    /// One to four.
    pub classes: Classes,
    /// At most [`MOST_WORDS`], each of letters and digits alone.
    pub words: Vec<String>,
    /// Those of the words together.
    pub bits: u128,
}

/// In which order, and which way.
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

/// A place in an order: the key by which it sorts, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub key: Key,
    pub id: UserId,
}

/// By what an order sorts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    Text(String),
    Integer(i64),
}

/// Which rows of the list to read: so many, after so many, beyond that place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    pub beyond: Option<Place>,
    pub limit: i64,
    pub offset: i64,
}

/// How to come to the rows; which way is the quickest depends on the counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    Browse,
    /// Counts so many hits.
    Walk(i64),
    OfClasses,
    /// Leads nowhere if more than so many entries have the word.
    OfWord(String, i64),
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Found {
    pub totals: Totals,
    /// How many belong to the list, where they were counted on the way.
    pub hits: i64,
    pub rows: Vec<ListedRow>,
}

/// A person on a list, and by what the list has them in their place.
#[derive(Clone, Debug, Deserialize)]
pub struct ListedRow {
    key: Key,
    pub user: UserRow,
}

impl ListedRow {
    /// Where it stands in the order in which it was read.
    pub fn place(&self) -> Place {
        Place { key: self.key.clone(), id: UserId(self.user.id) }
    }
}

/// How many belong to the list; counted up to one more than [`COUNTED`].
pub async fn hits(conn: &mut Conn, listed: &Listed) -> Result<i64, StoreError> {
    let (statement, mask) = (texts(conn).hits, listed.classes.mask());
    let [low, high] = users::halves(listed.bits);
    let [a, b, c, d, e, f, g, h] = eight(&listed.words);
    Ok(fetch!(conn, fetch_one as (i64,), statement, mask, COUNTED + 1, low, high, a, b, c, d, e, f, g, h)?.0)
}

/// Reads a slice of the list, without the people of the import `at_work`: whoever assumed the wrong one sees that in the
/// totals, and has to read again. Gives nothing where the way was not to be gone.
pub async fn read(
    conn: &mut Conn,
    listed: &Listed,
    at_work: i64,
    ordering: Ordering,
    slice: &Slice,
    way: &Way,
) -> Result<Option<Found>, StoreError> {
    let ways = texts(conn).ways(ordering);
    let statement = match (way, &slice.beyond) {
        (Way::Browse, None) => ways.browse,
        (Way::Browse, Some(_)) => ways.browse_on,
        (Way::Walk(_), _) => ways.walk,
        (Way::OfClasses, _) => ways.of_classes,
        (Way::OfWord(..), _) => ways.of_word,
    };
    let binds = binds(listed, at_work, ordering, slice, way);
    /// On either engine.
    macro_rules! row {
        ($engine:ty, $connection:expr, $keep:expr) => {{
            let query = sqlx::query_as::<$engine, _>(statement.sql()).persistent($keep);
            let query = binds.into_iter().fold(query, |query, bind| match bind {
                Bind::Integer(integer) => query.bind(integer),
                Bind::Text(text) => query.bind(text),
                Bind::Id(id) => query.bind(id),
            });
            stats::timed(query.fetch_one($connection)).await?
        }};
    }
    let (at_work, counts, hits, rows): (i64, String, Option<i64>, String) = match conn {
        Conn::Sqlite(connection) => row!(sqlx::Sqlite, &mut **connection, true),
        // These are planned anew each time: PostgreSQL's plan for any values is not the one for theirs.
        Conn::Postgres(connection) => {
            row!(sqlx::Postgres, &mut **connection, !matches!(way, Way::Walk(_) | Way::OfClasses))
        }
    };
    let Some(hits) = hits else { return Ok(None) };
    Ok(Some(Found { totals: Totals { counts: parsed(&counts)?, at_work }, hits, rows: parsed(&rows)? }))
}

/// A value in the place of a `$1`.
enum Bind {
    Integer(i64),
    Text(String),
    Id(Uuid),
}

/// What stands in for `$1`, `$2` and so on, as [`orders`] has them.
fn binds(listed: &Listed, at_work: i64, ordering: Ordering, slice: &Slice, way: &Way) -> Vec<Bind> {
    let mask = Bind::Integer(listed.classes.mask());
    let place = |place: Place| {
        let key = match place.key {
            Key::Text(key) => Bind::Text(key),
            Key::Integer(key) => Bind::Integer(key),
        };
        [key, Bind::Id(place.id.0)]
    };
    let mut binds = vec![Bind::Integer(at_work), Bind::Integer(slice.limit), Bind::Integer(slice.offset)];
    if *way == Way::Browse {
        binds.push(mask);
        binds.extend(slice.beyond.clone().into_iter().flat_map(place));
        return binds;
    }
    binds.extend(place(slice.beyond.clone().unwrap_or_else(|| before_all(ordering))));
    binds.extend(users::halves(listed.bits).map(Bind::Integer));
    binds.extend(eight(&listed.words).map(Bind::Text));
    match way {
        Way::Browse => {}
        Way::Walk(count) => binds.extend([mask, Bind::Integer(*count)]),
        Way::OfClasses => binds.extend(listed.classes.four().map(Bind::Integer)),
        Way::OfWord(word, most) => {
            binds.extend([mask, Bind::Text(word.clone()), Bind::Text(end_of(word)), Bind::Integer(*most)]);
        }
    }
    binds
}

fn texts(conn: &Conn) -> &'static Texts {
    match conn {
        Conn::Sqlite(_) => orders::on_sqlite(),
        Conn::Postgres(_) => orders::on_postgres(),
    }
}

/// Rows that the database has put into one value.
fn parsed<T: DeserializeOwned>(rows: &str) -> Result<T, StoreError> {
    let unreadable = |error: serde_json::Error| StoreError::Unreadable { what: "people", value: error.to_string() };
    serde_json::from_str(rows).map_err(unreadable)
}

/// A place that comes before all others.
fn before_all(ordering: Ordering) -> Place {
    let of_text = matches!(ordering.sort, Sort::Username | Sort::Email | Sort::Name);
    let (key, id) = match (ordering.direction, of_text) {
        (Direction::Ascending, true) => (Key::Text(String::new()), Uuid::nil()),
        (Direction::Ascending, false) => (Key::Integer(i64::MIN), Uuid::nil()),
        (Direction::Descending, true) => (Key::Text(END_OF_TEXTS.to_owned()), Uuid::max()),
        (Direction::Descending, false) => (Key::Integer(i64::MAX), Uuid::max()),
    };
    Place { key, id: UserId(id) }
}

/// Where the words that begin with `word` end.
fn end_of(word: &str) -> String {
    format!("{word}{END_OF_TEXTS}")
}

/// The words as they begin in the stored text.
fn eight(words: &[String]) -> [String; MOST_WORDS] {
    std::array::from_fn(|at| words.get(at).map_or_else(|| ANY_WORD.to_owned(), |word| format!("\"{word}")))
}
