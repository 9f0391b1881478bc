//! Every strategy to read a page of the user directory returns the same page.

use crate::support::store::{database, new_user};
use vestibule::{
    identity::words,
    shared::{
        directory::{Direction, Sort},
        groups::GroupName,
        views::Status,
    },
    store::{
        Db, Tx,
        account_status::Classes,
        directory::{self, AccessPath, Found, ListFilter, ListedRow, Ordering, Place, Slice, orders::MAX_COUNTED},
        users,
    },
};

type Page = (Vec<String>, i64, Option<Place>);

async fn read(db: &Db, ordering: Ordering, slice: &Slice, way: &AccessPath) -> Option<Page> {
    read_with(db, &["o", "h"], ordering, slice, way).await
}

async fn read_with(db: &Db, searched: &[&str], ordering: Ordering, slice: &Slice, way: &AccessPath) -> Option<Page> {
    let classes = Classes::matching(|_, status| status == Status::Active);
    let searched: Vec<_> = searched.iter().map(|word| (*word).to_owned()).collect();
    let bits = words::bits(&searched.join(" "));
    let listed = ListFilter { classes, words: searched, bits };
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
        user.now.0 += i64::try_from(number * 7 % 10).unwrap();
        let added = db.write(async move |mut tx: Tx| users::insert(&mut tx, &user).await);
        assert!(added.await.expect("an answer").is_some());
    }
    for sort in Sort::ALL {
        for direction in [Direction::Ascending, Direction::Descending] {
            let ordering = Ordering { sort, direction };
            let mut slice = Slice { beyond: None, limit: 9, offset: 2 };
            let page = read(&db, ordering, &slice, &AccessPath::CollectClasses).await;
            let (names, hits, last) = page.clone().expect("a page");
            assert_eq!((names.len(), hits), (9, 20), "{ordering:?}");
            let of_word = |most| AccessPath::CollectWord("h".to_owned(), most);
            assert_eq!(read(&db, ordering, &slice, &of_word(20)).await, page, "{ordering:?}");
            assert_eq!(read(&db, ordering, &slice, &of_word(19)).await, None, "{ordering:?}");
            assert_eq!(
                read(&db, ordering, &slice, &AccessPath::FilterAlongIndex(MAX_COUNTED)).await,
                page,
                "{ordering:?}"
            );
            slice = Slice { beyond: last, limit: 100, offset: 0 };
            let rest = read(&db, ordering, &slice, &AccessPath::CollectClasses).await;
            assert_eq!(rest.as_ref().map(|(names, ..)| names.len()), Some(9), "{ordering:?}");
            let walked = read(&db, ordering, &slice, &AccessPath::FilterAlongIndex(MAX_COUNTED)).await;
            assert_eq!(walked.map(|(names, ..)| names), rest.map(|(names, ..)| names), "{ordering:?}");
        }
    }
}

#[tokio::test]
async fn the_word_of_a_group_matches_only_as_a_whole() {
    let (_place, db) = database().await;
    let all_words = [
        ("ada", r##"["#staff#","#staff-2#","ada","org"]"##),
        ("bea", r##"["#staff-2#","bea","org"]"##),
        ("cid", r##"["#staf#","cid","org"]"##),
        ("dora", r#"["dora","org","staff"]"#),
        ("eve", r##"["#staff#","eve","org"]"##),
    ];
    for (number, (username, text)) in (1_u128..).zip(all_words) {
        let mut user = new_user(number, username);
        text.clone_into(&mut user.names.words);
        user.names.word_bits = words::bits(text);
        let added = db.write(async move |mut tx: Tx| users::insert(&mut tx, &user).await);
        assert!(added.await.expect("an answer").is_some());
    }
    let ordering = Ordering { sort: Sort::Username, direction: Direction::Ascending };
    let slice = Slice { beyond: None, limit: 9, offset: 0 };
    let group_word = |name: &str| words::group_word(&GroupName::parse(name).expect("a name"));
    for (group, other, found) in [
        ("staff", "org", vec!["ada", "eve"]),
        ("staff", "e", vec!["eve"]),
        ("staff-2", "org", vec!["ada", "bea"]),
        ("staf", "org", vec!["cid"]),
        ("sta", "org", vec![]),
    ] {
        let word = group_word(group);
        for way in [
            AccessPath::CollectClasses,
            AccessPath::FilterAlongIndex(MAX_COUNTED),
            // The scan reads exactly as many entries as the group has members.
            AccessPath::CollectWord(word.clone(), 2),
            AccessPath::CollectWord(other.to_owned(), 9),
        ] {
            let page = read_with(&db, &[&word, other], ordering, &slice, &way).await.expect("a page");
            assert_eq!(page.0, found, "{group} {other} {way:?}");
        }
    }
}
