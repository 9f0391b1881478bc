//! Every way to a page leads to the same page.

use crate::store::{database, new_user};
use vestibule::{
    identity::words,
    shared::{
        directory::{Direction, Sort},
        views::Status,
    },
    store::{
        Db,
        directory::{self, Classes, Found, Listed, ListedRow, Ordering, Place, Slice, Way, orders::COUNTED},
        users,
    },
};

async fn read(db: &Db, ordering: Ordering, slice: &Slice, way: &Way) -> (Vec<String>, i64, Option<Place>) {
    let classes = Classes::matching(|_, status| status == Status::Active);
    let listed = Listed { classes, words: vec!["o".to_owned(), "h".to_owned()], bits: words::bits("o h") };
    let (slice, way) = (slice.clone(), way.clone());
    let found =
        db.read(move |conn| Box::pin(async move { directory::read(conn, &listed, -1, ordering, &slice, &way).await }));
    let Found { hits, rows, .. } = found.await.expect("rows");
    let names = rows.iter().map(|row| row.user.username.clone()).collect();
    (names, hits, rows.last().map(ListedRow::place))
}

#[tokio::test]
async fn walking_and_collecting_find_the_same_in_every_order() {
    let (_place, db) = database().await;
    for number in 0..60_u128 {
        let mut user = new_user(number + 1, &format!("u{:02}", number * 37 % 60));
        // Every third has both words, and the others one of them.
        let other = if number % 3 == 0 { "holt" } else { "other" };
        user.names.words = format!(r#"["{other}","org","u{number:02}"]"#);
        user.names.word_bits = words::bits(&user.names.words);
        user.now.0 += i64::try_from(number * 7 % 10).unwrap();
        let added = db.write(move |conn| Box::pin(async move { users::insert(conn, &user).await }));
        assert!(added.await.expect("an answer").is_some());
    }
    for sort in Sort::ALL {
        for direction in [Direction::Ascending, Direction::Descending] {
            let ordering = Ordering { sort, direction };
            let mut slice = Slice { beyond: None, limit: 9, offset: 2 };
            let collected = read(&db, ordering, &slice, &Way::OfClasses).await;
            assert_eq!((collected.0.len(), collected.1), (9, 20), "{ordering:?}");
            assert_eq!(read(&db, ordering, &slice, &Way::OfWord("h".to_owned())).await, collected, "{ordering:?}");
            assert_eq!(read(&db, ordering, &slice, &Way::Walk(COUNTED)).await, collected, "{ordering:?}");
            slice = Slice { beyond: collected.2, limit: 100, offset: 0 };
            let rest = read(&db, ordering, &slice, &Way::OfClasses).await.0;
            assert_eq!(rest.len(), 9, "{ordering:?}");
            assert_eq!(read(&db, ordering, &slice, &Way::Walk(COUNTED)).await.0, rest, "{ordering:?}");
        }
    }
}
