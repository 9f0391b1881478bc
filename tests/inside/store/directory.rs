//! Every strategy to read a page of the user directory returns the same page.

use crate::support::store::{database, new_user};
use vestibule::{
    identity::words,
    shared::{
        directory::{Direction, Sort},
        views::Status,
    },
    store::{
        Db, Tx,
        directory::{
            self, AccessPath, Classes, Found, ListFilter, ListedRow, Ordering, Place, Slice, orders::MAX_COUNTED,
        },
        users,
    },
};

type Page = (Vec<String>, i64, Option<Place>);

async fn read(db: &Db, ordering: Ordering, slice: &Slice, way: &AccessPath) -> Option<Page> {
    let classes = Classes::matching(|_, status| status == Status::Active);
    let listed = ListFilter { classes, words: vec!["o".to_owned(), "h".to_owned()], bits: words::bits("o h") };
    let (slice, way) = (slice.clone(), way.clone());
    let found =
        db.read(move |conn| Box::pin(async move { directory::read(conn, &listed, -1, ordering, &slice, &way).await }));
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
