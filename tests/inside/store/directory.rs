//! Every strategy to read a page of the user directory returns the same page.

use crate::support::store::{database, new_user};
use vestibule::identity::words;
use vestibule::shared::directory::{Direction, Sort};
use vestibule::shared::groups::GroupName;
use vestibule::shared::views::Status;
use vestibule::store::account_status::Classes;
use vestibule::store::directory::orders::MAX_COUNTED;
use vestibule::store::directory::{
    self, AccessPath, Found, ListFilter, ListedGroup, ListedRow, Ordering, Place, Slice,
};
use vestibule::store::users::{self, NewUser};
use vestibule::store::{Db, StoreError, Tx, groups};

type Page = (Vec<String>, i64, Option<Place>);

/// A search, in a group if it has a name.
type Filter<'a> = (&'a str, &'a [&'a str]);

fn listed_group(name: &str) -> Option<ListedGroup> {
    GroupName::parse(name).ok().map(|name| ListedGroup { bits: words::bits(name.as_str()), name })
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

async fn read(
    db: &Db,
    (group, searched): Filter<'_>,
    ordering: Ordering,
    slice: &Slice,
    way: &AccessPath,
) -> Option<Page> {
    let group = listed_group(group);
    let classes = Classes::matching(|_, status| status == Status::Active);
    let searched: Vec<_> = searched.iter().map(|word| (*word).to_owned()).collect();
    let bits = words::bits(&searched.join(" "));
    let listed = ListFilter { classes, words: searched, bits, group, id: None };
    let (slice, way) = (slice.clone(), way.clone());
    let found = db.read(async move |mut conn| directory::read(&mut conn, &listed, -1, ordering, &slice, &way).await);
    let Found { hits, rows, .. } = found.await.expect("an answer")?;
    let names = rows.iter().map(|row| row.user.username.clone()).collect();
    Some((names, hits, rows.last().map(ListedRow::place)))
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
            let of_word = |most| AccessPath::CollectWord("h".to_owned(), most);
            for (filter, way) in [
                (search, of_word(20)),
                (search, AccessPath::FilterAlongIndex(MAX_COUNTED)),
                (group, AccessPath::CollectGroup(20)),
                (group, AccessPath::FilterAlongIndex(MAX_COUNTED)),
                (group, AccessPath::CollectClasses),
            ] {
                assert_eq!(read(&db, filter, ordering, &slice, &way).await, page, "{ordering:?} {way:?}");
            }
            assert_eq!(read(&db, search, ordering, &slice, &of_word(19)).await, None, "{ordering:?}");
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
            AccessPath::CollectWord(word.to_owned(), 9),
        ] {
            let page = read(&db, (group, &[word]), ordering, &slice, &way).await.expect("a page");
            assert_eq!(page.0, found, "{group} {word} {way:?}");
        }
    }
}
