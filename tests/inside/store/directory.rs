//! Every strategy to read a page of the user directory returns the same page.

use crate::support::store::{database, new_user};
use vestibule::identity::words;
use vestibule::shared::directory::{Direction, Sort, Times};
use vestibule::shared::groups::GroupName;
use vestibule::shared::timestamp::Timestamp;
use vestibule::shared::views::Status;
use vestibule::store::account_status::Classes;
use vestibule::store::added_in::AddedIn;
use vestibule::store::directory::orders::MAX_COUNTED;
use vestibule::store::directory::{
    self, AccessPath, Found, ListFilter, ListedGroup, ListedRow, Ordering, Outcome, Place, Slice,
};
use vestibule::store::factors::authenticators;
use vestibule::store::users::{self, NewUser};
use vestibule::store::{Db, StoreError, Tx, groups};

type Page = (Vec<String>, i64, Option<Place>);

/// Which times accounts have, and whether they have a second factor.
type Limits = (Times, Option<bool>);

/// A search, in a group if it has a name.
type Filter<'a> = (&'a str, &'a [&'a str]);

fn listed_group(name: &str) -> Option<ListedGroup> {
    GroupName::parse(name).ok().map(|name| ListedGroup { bits: words::bits(name.as_str()), name, is_deleted: false })
}

/// Adds an account, and then to these groups.
async fn add(db: &Db, user: NewUser, groups: &[&str]) {
    let groups: Vec<_> = groups.iter().filter_map(|name| listed_group(name)).collect();
    let added = db.write(async move |mut tx: Tx| {
        assert!(users::insert(&mut tx, &user).await?.is_some());
        for group in groups {
            groups::add_member(&mut tx, &group.name, user.id, group.bits, user.created_at).await?;
        }
        Ok::<_, StoreError>(())
    });
    added.await.expect("an account");
}

async fn read(db: &Db, filter: Filter<'_>, ordering: Ordering, slice: &Slice, way: &AccessPath) -> Option<Page> {
    read_in(db, (Times::default(), None), filter, ordering, slice, way).await
}

/// Reads only the accounts that have these times and a second factor, or none.
async fn read_in(
    db: &Db,
    (times, second_factor): Limits,
    (group, searched): Filter<'_>,
    ordering: Ordering,
    slice: &Slice,
    way: &AccessPath,
) -> Option<Page> {
    let group = listed_group(group);
    let classes = Classes::matching(|_, status| status == Status::Active);
    let searched: Vec<_> = searched.iter().map(|word| (*word).to_owned()).collect();
    let bits = words::bits(&searched.join(" "));
    let (id, names, people_only) = (None, Vec::new(), false);
    let words = searched;
    let listed =
        ListFilter { classes, words, bits, group, times, second_factor, id, names, people_only, fields: Vec::new() };
    let (slice, way) = (slice.clone(), way.clone());
    let found = db.read(async move |mut conn| directory::read(&mut conn, &listed, -1, ordering, &slice, &way).await);
    let Outcome::Found(Found { hits, rows, .. }) = found.await.expect("an answer") else { return None };
    let names = rows.iter().map(|row| row.user.username.clone()).collect();
    Some((names, hits, rows.last().map(ListedRow::place)))
}

fn of_word(word: &str, max_entries: i64, max_hits: i64) -> AccessPath {
    AccessPath::CollectWord { word: word.to_owned(), max_entries, max_hits }
}

#[tokio::test]
async fn all_read_strategies_return_the_same_page_in_every_order() {
    let (_place, db) = database().await;
    for number in 0..60_u128 {
        let mut user = new_user(number + 1, &format!("u{:02}", number * 37 % 60));
        // Every third user matches both words of the search, the others match one.
        let other = if number % 3 == 0 { "holt" } else { "other" };
        user.names.words = format!(r#"["{other}","org","u{number:02}"]"#);
        user.names.word_bits = words::bits(&user.names.words);
        user.created_at.0 += i64::try_from(number * 7 % 10).unwrap();
        add(&db, user, if number % 3 == 0 { &["thirds"] } else { &[] }).await;
    }
    let (search, group): (Filter<'_>, Filter<'_>) = (("", &["o", "h"]), ("thirds", &[]));
    for sort in Sort::ALL {
        for direction in [Direction::Ascending, Direction::Descending] {
            let ordering = Ordering { sort, direction };
            let mut slice = Slice { beyond: None, limit: 9, offset: 2 };
            let page = read(&db, search, ordering, &slice, &AccessPath::CollectClasses).await;
            let (names, hits, last) = page.clone().expect("a page");
            assert_eq!((names.len(), hits), (9, 20), "{ordering:?}");
            // All of them begin with "o" as well.
            let of_common = |max_entries, max_hits| of_word("o", max_entries, max_hits);
            for (filter, way) in [
                (search, of_word("h", 20, 20)),
                (search, of_common(100, 20)),
                (search, AccessPath::FilterAlongIndex(MAX_COUNTED)),
                (group, AccessPath::CollectGroup(20)),
                (group, AccessPath::FilterAlongIndex(MAX_COUNTED)),
                (group, AccessPath::CollectClasses),
            ] {
                assert_eq!(read(&db, filter, ordering, &slice, &way).await, page, "{ordering:?} {way:?}");
            }
            for way in [of_word("h", 19, 20), of_word("h", 20, 19), of_common(99, 20), of_common(100, 19)] {
                assert_eq!(read(&db, search, ordering, &slice, &way).await, None, "{ordering:?} {way:?}");
            }
            assert_eq!(read(&db, group, ordering, &slice, &AccessPath::CollectGroup(19)).await, None, "{ordering:?}");
            slice = Slice { beyond: last, limit: 100, offset: 0 };
            let rest = read(&db, search, ordering, &slice, &AccessPath::CollectClasses).await;
            assert_eq!(rest.as_ref().map(|(names, ..)| names.len()), Some(9), "{ordering:?}");
            let rest = rest.map(|(names, ..)| names);
            for filter in [search, group] {
                let walked = read(&db, filter, ordering, &slice, &AccessPath::FilterAlongIndex(MAX_COUNTED)).await;
                assert_eq!(walked.map(|(names, ..)| names), rest, "{ordering:?}");
            }
        }
    }
}

/// An account, and whether it is in the group and has a second factor.
type Listed = (NewUser, bool, bool);

/// The usernames of the accounts that are within these limits, and belong to the group if it has a name, in this order.
fn expected(users: &[Listed], (times, second_factor): &Limits, group: &str, ordering: Ordering) -> Vec<String> {
    let listed = users.iter().filter(|(user, in_group, has_factor)| {
        let last_login = (user.last_login_at.0 != 0).then_some(user.last_login_at);
        times.include(user.created_at, last_login)
            && (*in_group || group.is_empty())
            && second_factor.is_none_or(|wanted| wanted == *has_factor)
    });
    let mut listed: Vec<_> = listed.map(|(user, ..)| user).collect();
    listed.sort_by_key(|user| {
        let (number, text) = match ordering.sort {
            Sort::CreatedAt => (user.created_at.0, ""),
            Sort::LastLoginAt => (user.last_login_at.0, ""),
            Sort::Username => (0, &*user.names.username_key),
            Sort::Email => (0, &*user.names.email_key),
            Sort::Name => (0, &*user.names.name_key),
        };
        (number, text.to_owned(), user.id.0)
    });
    if ordering.direction == Direction::Descending {
        listed.reverse();
    }
    listed.into_iter().map(|user| user.names.username.clone()).collect()
}

#[tokio::test]
async fn all_read_strategies_return_the_accounts_that_have_the_times_and_second_factors() {
    let (_place, db) = database().await;
    let mut users = Vec::new();
    for number in 0..40_u128 {
        let mut user = new_user(number + 1, &format!("u{:02}", number * 17 % 40));
        user.created_at = Timestamp(1_000 + i64::try_from(number * 7 % 10).unwrap());
        // Every fourth has never signed in.
        let login = 1_000 + i64::try_from(number * 3 % 11).unwrap();
        user.last_login_at = Timestamp(if number % 4 == 0 { 0 } else { login });
        let in_group = number % 3 == 0;
        let has_factor = number % 5 < 2;
        add(&db, user.clone(), if in_group { &["thirds"] } else { &[] }).await;
        if has_factor {
            let (id, at) = (user.id, user.created_at);
            let added = db.write(async move |mut tx: Tx| {
                authenticators::insert_or_replace(&mut tx, id, &[1], &AddedIn::default(), at).await
            });
            added.await.expect("an authenticator");
        }
        users.push((user, in_group, has_factor));
    }
    let at = |start, end| Timestamp(start)..Timestamp(end);
    let any = Times::default();
    let directions = [Direction::Ascending, Direction::Descending];
    let orders = Sort::ALL.into_iter().flat_map(|sort| directions.map(|direction| Ordering { sort, direction }));
    let orders: Vec<_> = orders.collect();
    for (times, second_factor, group) in [
        (Times { created: at(1_002, 1_006), ..any.clone() }, None, ""),
        (Times { signed_in: at(i64::MIN, 1), ..any.clone() }, None, "thirds"),
        (Times { signed_in: at(1, 1_006), ..any.clone() }, None, ""),
        (Times { created: at(1_003, i64::MAX), signed_in: at(1, 1_008) }, None, "thirds"),
        (Times { created: at(1_006, 1_002), ..any.clone() }, None, ""),
        (Times { created: at(1_002, 1_006), ..any.clone() }, Some(true), ""),
        (Times { signed_in: at(1, 1_006), ..any.clone() }, Some(false), "thirds"),
        (any.clone(), Some(true), ""),
        (any.clone(), Some(true), "thirds"),
        (any.clone(), Some(false), ""),
    ] {
        let limits = (times, second_factor);
        for ordering in &orders {
            assert_strategies_agree(&db, &limits, group, *ordering, &expected(&users, &limits, group, *ordering)).await;
        }
    }
}

/// Asserts that each strategy returns these accounts, in pages.
async fn assert_strategies_agree(db: &Db, limits: &Limits, group: &str, ordering: Ordering, all: &[String]) {
    let count = i64::try_from(all.len()).unwrap();
    let read = async |slice: &Slice, way: &AccessPath| {
        read_in(db, limits.clone(), (group, &["u"]), ordering, slice, way).await
    };
    let mut ways = vec![
        AccessPath::CollectClasses,
        AccessPath::FilterAlongIndex(MAX_COUNTED),
        // As many as there are.
        of_word("u", 40, 40),
    ];
    let (times, second_factor) = limits;
    if !times.is_any() {
        ways.push(AccessPath::CollectTimes(count));
    }
    if *second_factor == Some(true) {
        // As many as there are.
        ways.push(AccessPath::CollectFactors(16));
    }
    if !group.is_empty() {
        ways.push(AccessPath::CollectGroup(14));
    }
    for way in ways {
        let context = format!("{limits:?} {ordering:?} {group} {way:?}");
        let (names, hits, last) =
            read(&Slice { beyond: None, limit: 4, offset: 1 }, &way).await.unwrap_or_else(|| panic!("{context}"));
        let page: Vec<_> = all.iter().skip(1).take(4).cloned().collect();
        assert_eq!((names, hits), (page, count), "{context}");
        if last.is_some() {
            let rest = read(&Slice { beyond: last, limit: 40, offset: 0 }, &way).await.map(|(names, ..)| names);
            assert_eq!(rest.as_deref(), Some(all.get(5..).unwrap_or_default()), "{context}");
        }
    }
    let slice = Slice { beyond: None, limit: 4, offset: 0 };
    if count > 0 && !times.is_any() {
        assert_eq!(read(&slice, &AccessPath::CollectTimes(count - 1)).await, None, "{limits:?} {ordering:?}");
    }
    if *second_factor == Some(true) {
        assert_eq!(read(&slice, &AccessPath::CollectFactors(15)).await, None, "{limits:?} {ordering:?}");
    }
}

#[tokio::test]
async fn a_group_is_found_by_its_exact_name_and_not_by_words() {
    let (_place, db) = database().await;
    let people: [(&str, &str, &[&str]); 5] = [
        ("ada", r#"["ada","org"]"#, &["staff", "staff-2"]),
        ("bea", r#"["bea","org"]"#, &["staff-2"]),
        ("cid", r#"["cid","org"]"#, &["staf"]),
        ("dora", r#"["dora","org","staff"]"#, &[]),
        ("eve", r#"["eve","org"]"#, &["staff"]),
    ];
    for (number, (username, text, groups)) in (1_u128..).zip(people) {
        let mut user = new_user(number, username);
        text.clone_into(&mut user.names.words);
        user.names.word_bits = words::bits(text);
        add(&db, user, groups).await;
    }
    let ordering = Ordering { sort: Sort::Username, direction: Direction::Ascending };
    let slice = Slice { beyond: None, limit: 9, offset: 0 };
    for (group, word, found) in [
        ("staff", "org", vec!["ada", "eve"]),
        ("staff", "e", vec!["eve"]),
        ("staff-2", "org", vec!["ada", "bea"]),
        ("staf", "org", vec!["cid"]),
        ("sta", "org", vec![]),
    ] {
        for way in [
            AccessPath::CollectClasses,
            AccessPath::FilterAlongIndex(MAX_COUNTED),
            // As many as the group has members.
            AccessPath::CollectGroup(2),
            of_word(word, 9, 9),
        ] {
            let page = read(&db, (group, &[word]), ordering, &slice, &way).await.expect("a page");
            assert_eq!(page.0, found, "{group} {word} {way:?}");
        }
    }
}
