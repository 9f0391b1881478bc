//! What is stored for clients: grants, refresh tokens, and marks of revoked tokens.

use crate::support::store::{add, database};
use uuid::Uuid;
use vestibule::shared::ids::{ClientGrantId, SessionId, UserId};
use vestibule::shared::timestamp::Timestamp;
use vestibule::store::clients::grants::{self, NewGrant};
use vestibule::store::clients::refresh::{self, Exchange};
use vestibule::store::factors::spent;
use vestibule::store::{Db, Tx};

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

/// The exchange of the token with this number for the one with that number, at `at`.
fn exchange(token: u8, successor: u8, at: Timestamp) -> Exchange {
    let grant = ClientGrantId(Uuid::from_u128(7));
    let (hash, salt, successor) = ([token; 32], [token + successor; 32], [successor; 32]);
    Exchange { grant, hash, salt, now: at, successor, expires_at: Timestamp(5_000) }
}

async fn rotate(db: &Db, exchange: Exchange) -> bool {
    db.write(async move |mut tx: Tx| refresh::rotate(&mut tx, &exchange).await).await.expect("an answer")
}

/// The salt of a token, and when it was used. None: it is not stored.
async fn token(db: &Db, number: u8) -> Option<(u8, Option<i64>)> {
    let id = ClientGrantId(Uuid::from_u128(7));
    let read = db.read(async move |mut conn| refresh::presented(&mut conn, id, &[number; 32]).await);
    let (grant, token) = read.await.expect("an answer").expect("a grant");
    assert_eq!(grant.id, id.0);
    token.map(|row| (row.salt[0], row.used_at))
}

#[tokio::test]
async fn a_refresh_token_is_replaced_once_and_goes_with_its_grant() {
    let (_place, db) = database().await;
    add(&db, 1, "maren").await;
    insert(&db, 7).await;
    let id = ClientGrantId(Uuid::from_u128(7));
    let inserted =
        db.write(async move |mut tx: Tx| refresh::insert(&mut tx, &[2; 32], id, NOW, Timestamp(5_000)).await);
    inserted.await.expect("an answer");
    let (later, last) = (Timestamp(2_000), Timestamp(3_000));
    assert!(rotate(&db, exchange(2, 10, later)).await);
    assert!(!rotate(&db, exchange(2, 20, last)).await, "used");
    assert!(!rotate(&db, exchange(3, 30, last)).await, "unknown");
    assert_eq!(token(&db, 2).await, Some((12, Some(later.0))), "that of the first use");
    assert_eq!(token(&db, 10).await, Some((0, None)));
    assert_eq!((token(&db, 20).await, token(&db, 30).await), (None, None));
    let used = async || db.read(async move |mut conn| grants::find(&mut conn, id).await).await.expect("an answer");
    assert_eq!(used().await.map(|grant| grant.last_used_at), Some(later.0));

    assert!(rotate(&db, exchange(10, 11, last)).await);
    assert_eq!(token(&db, 2).await, None, "only the last one that was used is kept");
    assert_eq!((token(&db, 10).await, token(&db, 11).await), (Some((21, Some(last.0))), Some((0, None))));
    assert_eq!(used().await.map(|grant| grant.last_used_at), Some(last.0));

    let deleted = db.write(async |mut tx: Tx| grants::delete_past(&mut tx, Timestamp(5_001), 10).await);
    assert_eq!(deleted.await.expect("an answer"), 1);
    let find = db.read(async move |mut conn| refresh::find(&mut conn, &[11; 32], id).await);
    assert!(find.await.expect("an answer").is_none());
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
