//! Everyone, a page at a time: in any order, of any kind, found by words.

pub mod orders;

use super::{
    Conn, Statement, StoreError,
    statement::{fetch, statements},
    stats,
    users::UserRow,
};
use crate::shared::{
    directory::{Direction, Sort},
    ids::UserId,
};
use orders::{COUNTED, found, passed};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// How many words one can search for at once.
pub const MOST_WORDS: usize = 8;
/// What every account has, in the place of a word that is not asked for.
const ANY_WORD: &str = "\"";
/// No text that is stored comes after it.
const END_OF_TEXTS: &str = "\u{10ffff}";

statements! {
    TOTALS = "SELECT class, import_number, count FROM user_counts";
    /// Users may be named twice here, by two words with the same beginning.
    MATCHES = "SELECT COUNT(*) FROM (SELECT 1 FROM user_words WHERE word >= $1 AND word < $2 LIMIT $3) AS found";
    HITS = concat!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM published_users WHERE ", passed!(), " AND ", found!(), " LIMIT $13) AS found");
}

/// How many accounts there are of each class: under 0 those that everyone sees, under its number those of the import at work.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals(Vec<(Class, i64, i64)>);

/// Role and status in one number, as the schema has it.
pub type Class = i64;

impl Totals {
    /// Of these classes together, as far as they are seen.
    pub fn of(&self, classes: &[Class]) -> i64 {
        let seen = self.0.iter().filter(|(class, import, _)| *import == 0 && classes.contains(class));
        seen.map(|(_, _, count)| count).sum()
    }

    /// All rows that a walk may pass, seen or not.
    pub fn rows(&self) -> i64 {
        self.0.iter().map(|(_, _, count)| count).sum()
    }
}

/// Who belongs to a list: of which classes, with which words, both in any order.
#[derive(Clone, Debug)]
pub struct Listed {
    /// One to four.
    pub classes: Vec<Class>,
    /// At most [`MOST_WORDS`], each of letters and digits alone.
    pub words: Vec<String>,
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
pub enum Key {
    Text(String),
    Integer(i64),
}

/// Which rows of the list to read: so many, after so many, beyond that place.
#[derive(Clone, Debug)]
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
    OfWord(String),
}

/// A person on a list.
#[derive(Clone, Debug, FromRow)]
pub struct ListedRow {
    /// How many belong to the list, where it was counted on the way.
    pub hits: i64,
    pub name_key: String,
    pub username_key: String,
    pub email_key: String,
    #[sqlx(flatten)]
    pub user: UserRow,
}

impl ListedRow {
    /// Where it stands in the order.
    pub fn place(&self, sort: Sort) -> Place {
        let key = match sort {
            Sort::CreatedAt => Key::Integer(self.user.created_at),
            Sort::LastLoginAt => Key::Integer(self.user.last_login_at),
            Sort::Username => Key::Text(self.username_key.clone()),
            Sort::Email => Key::Text(self.email_key.clone()),
            Sort::Name => Key::Text(self.name_key.clone()),
        };
        Place { key, id: UserId(self.user.id) }
    }
}

pub async fn totals(conn: &mut Conn<'_>) -> Result<Totals, StoreError> {
    fetch!(conn, fetch_all as (i64, i64, i64), TOTALS).map(Totals)
}

/// The word that the fewest have, and how many; counted up to one more than [`COUNTED`].
pub async fn rarest(conn: &mut Conn<'_>, words: &[String]) -> Result<Option<(String, i64)>, StoreError> {
    let mut rarest: Option<(String, i64)> = None;
    for word in words {
        let (count,) = fetch!(conn, fetch_one as (i64,), MATCHES, word, end_of(word), COUNTED + 1)?;
        if rarest.as_ref().is_none_or(|(_, fewest)| count < *fewest) {
            rarest = Some((word.clone(), count));
        }
    }
    Ok(rarest)
}

/// How many belong to the list; counted up to one more than [`COUNTED`].
pub async fn hits(conn: &mut Conn<'_>, listed: &Listed) -> Result<i64, StoreError> {
    let ([a, b, c, d], [e, f, g, h, i, j, k, l]) = (four(&listed.classes), eight(&listed.words));
    Ok(fetch!(conn, fetch_one as (i64,), HITS, a, b, c, d, e, f, g, h, i, j, k, l, COUNTED + 1)?.0)
}

/// Reads a slice of the list.
pub async fn read(
    conn: &mut Conn<'_>,
    listed: &Listed,
    ordering: Ordering,
    slice: &Slice,
    way: &Way,
) -> Result<Vec<ListedRow>, StoreError> {
    let sql = statement(ordering, way).sql();
    let (classes, words) = (four(&listed.classes), eight(&listed.words));
    let Place { key, id } = slice.beyond.clone().unwrap_or_else(|| before_all(ordering));
    /// On either engine: what is bound depends on the way.
    macro_rules! rows {
        ($engine:ty, $connection:expr, $keep:literal) => {{
            let mut query = sqlx::query_as::<$engine, ListedRow>(sql).persistent($keep);
            for class in classes {
                query = query.bind(class);
            }
            for word in words.into_iter().filter(|_| *way != Way::Browse) {
                query = query.bind(word);
            }
            query = match key {
                Key::Text(key) => query.bind(key),
                Key::Integer(key) => query.bind(key),
            };
            query = query.bind(id.0).bind(slice.limit).bind(slice.offset);
            query = match way {
                Way::Browse | Way::OfClasses => query,
                Way::Walk(count) => query.bind(*count),
                Way::OfWord(word) => query.bind(word).bind(end_of(word)),
            };
            stats::timed(query.fetch_all($connection)).await?
        }};
    }
    Ok(match conn {
        Conn::Sqlite(connection) => rows!(sqlx::Sqlite, &mut **connection, true),
        // Planned anew each time: PostgreSQL's plan for any values is not the one for these.
        Conn::Postgres(connection) => rows!(sqlx::Postgres, &mut **connection, false),
    })
}

fn statement(ordering: Ordering, way: &Way) -> Statement {
    let order = match ordering.sort {
        Sort::CreatedAt => orders::BY_CREATED,
        Sort::Username => orders::BY_USERNAME,
        Sort::Email => orders::BY_EMAIL,
        Sort::Name => orders::BY_NAME,
        Sort::LastLoginAt => orders::BY_LOGIN,
    };
    let ways = match ordering.direction {
        Direction::Ascending => order.ascending,
        Direction::Descending => order.descending,
    };
    match way {
        Way::Browse => ways.browse,
        Way::Walk(_) => ways.walk,
        Way::OfClasses => ways.of_classes,
        Way::OfWord(_) => ways.of_word,
    }
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

/// The classes, the last one repeated.
fn four(classes: &[Class]) -> [Class; 4] {
    let last = classes.last().copied().unwrap_or(-1);
    std::array::from_fn(|at| classes.get(at).copied().unwrap_or(last))
}

/// The words as they begin in the stored text.
fn eight(words: &[String]) -> [String; MOST_WORDS] {
    std::array::from_fn(|at| words.get(at).map_or_else(|| ANY_WORD.to_owned(), |word| format!("\"{word}")))
}
