//! What is stored for clients: grants, refresh tokens, and marks of revoked tokens.

use crate::support::store::{add, database};
use uuid::Uuid;
use vestibule::shared::ids::{ClientGrantId, SessionId, UserId};
use vestibule::shared::timestamp::Timestamp;
use vestibule::store::clients::grants::{self, NewGrant};
use vestibule::store::clients::refresh;
use vestibule::store::factors::spent;
use vestibule::store::{Db, StoreError, Tx};

const USER: UserId = UserId(Uuid::from_u128(1));
const NOW: Timestamp = Timestamp(1_000);

fn grant(number: u128) -> NewGrant {
    NewGrant {
        id: ClientGrantId(Uuid::from_u128(number)),
        client_id: "wiki".to_owned(),
        user: USER,
        session: SessionId(Uuid::from_u128(9)),
        code_hash: [1; 32],
        scopes: "openid".to_owned(),
        resources: String::new(),
        claims: None,
        is_offline: true,
        methods: "pwd".to_owned(),
        proved_at: NOW,
        created_at: NOW,
        expires_at: Timestamp(5_000),
    }
}

/// Inserts a grant; returns whether its code was unused.
async fn insert(db: &Db, number: u128) -> bool {
    let new = grant(number);
    db.write(async move |mut tx: Tx| grants::insert(&mut tx, &new).await).await.expect("an answer")
}

#[tokio::test]
async fn a_code_gives_one_grant_which_is_revoked_once() {
    let (_place, db) = database().await;
    add(&db, 1, "maren").await;
    assert!(insert(&db, 7).await);
    assert!(!insert(&db, 8).await, "the same code");
    let found = db.read(async |mut conn| grants::by_code(&mut conn, &[1; 32]).await).await.expect("an answer");
    assert_eq!(found.map(|row| (row.id, row.revoked_at)), Some((Uuid::from_u128(7), None)));
    let revoke = async || {
        let id = ClientGrantId(Uuid::from_u128(7));
        db.write(async move |mut tx: Tx| grants::revoke(&mut tx, id, NOW).await).await.expect("an answer")
    };
    assert!(revoke().await && !revoke().await);
    let of_user =
        db.read(async |mut conn| grants::access_of_user(&mut conn, USER, NOW, 10).await).await.expect("an answer");
    assert!(of_user.is_empty());
}

#[tokio::test]
async fn a_refresh_token_is_used_up_once_and_goes_with_its_grant() {
    let (_place, db) = database().await;
    add(&db, 1, "maren").await;
    insert(&db, 7).await;
    let id = ClientGrantId(Uuid::from_u128(7));
    let used = db.write(async move |mut tx: Tx| {
        refresh::insert(&mut tx, &[2; 32], id, NOW, Timestamp(5_000)).await?;
        let first = refresh::use_up(&mut tx, &[2; 32], &[3; 32], NOW).await?;
        let second = refresh::use_up(&mut tx, &[2; 32], &[4; 32], NOW).await?;
        Ok::<_, StoreError>((first, second))
    });
    assert_eq!(used.await.expect("an answer"), (true, false));
    let find =
        async || db.read(async move |mut conn| refresh::find(&mut conn, &[2; 32], id).await).await.expect("an answer");
    let row = find().await.expect("a token");
    assert_eq!((row.salt, row.used_at), (vec![3; 32], Some(NOW.0)), "that of the first use");
    let deleted = db.write(async |mut tx: Tx| grants::delete_past(&mut tx, Timestamp(5_001), 10).await);
    assert_eq!(deleted.await.expect("an answer"), 1);
    assert!(find().await.is_none());
}

#[tokio::test]
async fn a_mark_is_found_once_it_is_there() {
    let (_place, db) = database().await;
    let contains =
        async || db.read(async |mut conn| spent::contains(&mut conn, &[5; 32]).await).await.expect("an answer");
    assert!(!contains().await);
    db.write(async |mut tx: Tx| spent::insert(&mut tx, &[5; 32], Timestamp(5_000)).await).await.expect("a mark");
    assert!(contains().await);
}
