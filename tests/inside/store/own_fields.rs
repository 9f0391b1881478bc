//! Values of fields of one's own: which accounts have them, by each strategy, and what the database refuses.

use crate::support::store::{database, new_user};
use vestibule::shared::Role;
use vestibule::shared::directory::{Direction, Sort, Times};
use vestibule::shared::ids::UserId;
use vestibule::shared::own_fields::FieldRange;
use vestibule::shared::timestamp::Timestamp;
use vestibule::shared::views::Status;
use vestibule::store::account_status::Classes;
use vestibule::store::directory::orders::MAX_COUNTED;
use vestibule::store::directory::{self, AccessPath, Found, ListFilter, Ordering, Outcome, Slice};
use vestibule::store::own_fields::{self, NewOwnValue, OwnFieldRow};
use vestibule::store::users;
use vestibule::store::{Db, StoreError, Tx};

const DEPARTMENT: i64 = 1;
const SIZE: i64 = 2;

/// Adds a field.
async fn define(db: &Db, id: i64, name: &str) {
    let row = OwnFieldRow {
        id,
        name: name.to_owned(),
        definition: "{}".to_owned(),
        of_file: false,
        is_indexed: false,
        created_at: 0,
        updated_at: 0,
        deleted_at: None,
    };
    db.write(async move |mut tx: Tx| own_fields::insert(&mut tx, &row).await).await.expect("a field");
}

fn value(field: i64, text: &str, is_unique: bool) -> NewOwnValue {
    NewOwnValue { field, item: 0, value: text.to_owned(), key: text.to_owned(), is_unique }
}

/// Adds an account with values; returns false if another one has one of them that no two may have.
async fn add(db: &Db, number: u128, username: &str, values: Vec<NewOwnValue>) -> Result<bool, StoreError> {
    let mut user = new_user(number, username);
    user.own_values = values;
    db.write(async move |mut tx: Tx| users::add(&mut tx, vec![user]).await.map(|added| !added.is_empty())).await
}

/// The accounts in these ranges, by username, and their number. None if the way gives up.
async fn found(db: &Db, fields: &[FieldRange], way: AccessPath) -> Option<(Vec<String>, i64)> {
    let classes = Classes::matching(|role, status| (role, status) == (Role::User, Status::Active));
    let (words, times, fields) = (Vec::new(), Times::default(), fields.to_vec());
    let listed = ListFilter {
        classes,
        words,
        bits: 0,
        group: None,
        times,
        second_factor: None,
        fields,
        id: None,
        names: Vec::new(),
        people_only: false,
    };
    let ordering = Ordering { sort: Sort::Username, direction: Direction::Ascending };
    let slice = Slice { beyond: None, limit: 100, offset: 0 };
    let read = db.read(async move |mut conn| directory::read(&mut conn, &listed, -1, ordering, &slice, &way).await);
    let Outcome::Found(Found { hits, rows, .. }) = read.await.expect("an answer") else { return None };
    Some((rows.iter().map(|row| row.user.username.clone()).collect(), hits))
}

#[tokio::test]
async fn all_read_strategies_find_the_same_accounts_by_their_fields() {
    let (_place, db) = database().await;
    define(&db, DEPARTMENT, "department").await;
    define(&db, SIZE, "size").await;
    for number in 0..30_u128 {
        let department = value(DEPARTMENT, if number % 3 == 0 { "it" } else { "sales" }, false);
        let values = vec![department, value(SIZE, &format!("{number:02}"), false)];
        add(&db, number + 1, &format!("u{number:02}"), values).await.expect("an account");
    }
    let range = |field, first: &str, last: &str| FieldRange { field, first: first.to_owned(), last: last.to_owned() };
    let one = [range(DEPARTMENT, "it", "it")];
    let two = [range(DEPARTMENT, "it", "it"), range(SIZE, "10", "20")];
    for (fields, expected) in [(one.as_slice(), 10), (two.as_slice(), 3)] {
        let page = found(&db, fields, AccessPath::CollectClasses).await.expect("a page");
        assert_eq!((page.0.len(), page.1), (expected, i64::try_from(expected).unwrap()));
        let along = found(&db, fields, AccessPath::FilterAlongIndex(MAX_COUNTED)).await;
        assert_eq!(along.as_ref(), Some(&page));
        for at in 0..fields.len() {
            assert_eq!(found(&db, fields, AccessPath::CollectField(at, 11)).await.as_ref(), Some(&page), "{at}");
            assert_eq!(found(&db, fields, AccessPath::CollectField(at, 9)).await, None, "{at}");
        }
    }
}

#[tokio::test]
async fn two_accounts_cannot_have_the_same_value_of_a_unique_field() {
    let (_place, db) = database().await;
    define(&db, DEPARTMENT, "number").await;
    define(&db, SIZE, "size").await;
    let with = |number: &str| vec![value(SIZE, "7", false), value(DEPARTMENT, number, true)];
    assert!(add(&db, 1, "ada", with("0001")).await.expect("an answer"));
    assert!(!add(&db, 2, "ida", with("0001")).await.expect("an answer"), "the value is taken");
    assert!(add(&db, 2, "ida", with("0002")).await.expect("an answer"), "nothing was left of the account");
    let ids = [1_u128, 2, 3].map(|number| UserId(uuid::Uuid::from_u128(number)));
    let values = db.read(async move |mut conn| own_fields::of_users(&mut conn, &ids).await).await.expect("values");
    let second: Vec<_> = values[&ids[1]].iter().map(|row| row.value.as_str()).collect();
    assert_eq!((values.len(), second), (2, vec!["0002", "7"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_transactions_at_the_same_time_one_gets_a_value_that_no_two_may_have() {
    let (_place, db) = database().await;
    define(&db, DEPARTMENT, "number").await;
    let give = async |number: u128, username: &str| {
        let user = new_user(number, username);
        let job = async move |mut tx: Tx| {
            users::insert(&mut tx, &user).await?;
            own_fields::give(&mut tx, user.id, &[value(DEPARTMENT, "0001", true)]).await
        };
        db.write(job).await.expect("an answer")
    };
    let (one, other) = tokio::join!(give(1, "ada"), give(2, "ida"));
    assert!(matches!((one, other), (None, Some(DEPARTMENT)) | (Some(DEPARTMENT), None)), "{one:?} {other:?}");
}

#[tokio::test]
async fn a_field_with_values_is_deleted_only_after_them() {
    let (_place, db) = database().await;
    define(&db, DEPARTMENT, "department").await;
    for number in 0..3_u128 {
        let values = vec![value(DEPARTMENT, "it", false)];
        add(&db, number + 1, &format!("u{number}"), values).await.expect("an account");
    }
    let deleted = db.write(async move |mut tx: Tx| {
        own_fields::mark_deleted(&mut tx, DEPARTMENT, Timestamp(7), false).await?;
        let too_early = own_fields::delete(&mut tx, DEPARTMENT).await?;
        let first = own_fields::delete_values(&mut tx, DEPARTMENT, 2).await?;
        let second = own_fields::delete_values(&mut tx, DEPARTMENT, 2).await?;
        let last = own_fields::delete(&mut tx, DEPARTMENT).await?;
        Ok::<_, StoreError>((too_early, first, second, last))
    });
    assert_eq!(deleted.await.expect("a field"), (false, 2, 1, true));
}
