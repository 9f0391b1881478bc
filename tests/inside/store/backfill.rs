//! What older versions have left is looked for part by part, so that no statement reads all accounts.

use crate::support::store::{add, database};
use uuid::Uuid;
use vestibule::shared::ids::UserId;
use vestibule::store::backfill;

#[tokio::test]
async fn addresses_beyond_ascii_are_found_in_a_range_of_accounts() {
    let (place, db) = database().await;
    for (number, username) in [(1, "maren"), (2, "jonas"), (3, "ida"), (4, "oda")] {
        assert!(add(&db, number, username).await);
    }
    place.run("UPDATE users SET email = 'ich@bücher.example' WHERE username <> 'jonas'").await;
    let id = |number: u128| Uuid::from_u128(number);
    let [second, last, none] = db
        .read(async |mut conn| {
            let second = backfill::id_after(&mut conn, Uuid::nil(), 1).await?;
            let last = backfill::id_after(&mut conn, Uuid::from_u128(2), 1).await?;
            Ok([second, last, backfill::id_after(&mut conn, Uuid::from_u128(2), 2).await?])
        })
        .await
        .expect("ids");
    assert_eq!([second, last, none], [Some(UserId(id(2))), Some(UserId(id(4))), None]);

    for (after, until, expected) in [
        (Uuid::nil(), id(2), &[1_u128][..]),
        (id(2), id(3), &[3]),
        (id(2), Uuid::max(), &[3, 4]),
        (id(4), Uuid::max(), &[]),
    ] {
        let read = db.read(async move |mut conn| backfill::non_ascii(&mut conn, after, until).await);
        let found: Vec<_> = read.await.expect("addresses").into_iter().map(|row| row.id.as_u128()).collect();
        assert_eq!(found, expected, "{after} to {until}");
    }
}
