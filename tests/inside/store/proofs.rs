//! What a session stores about its last proof.

use crate::support::store::{add, database};
use uuid::Uuid;
use vestibule::shared::ids::{SessionId, UserId};
use vestibule::shared::sessions::EndReason;
use vestibule::shared::timestamp::Timestamp;
use vestibule::store::refresh_tokens::{Exchange, NewRefreshToken};
use vestibule::store::sessions;
use vestibule::store::sign_ins::{self, NewSession};
use vestibule::store::{Db, Tx};

const MAREN: UserId = UserId(Uuid::from_u128(1));
const SESSION: SessionId = SessionId(Uuid::from_u128(10));
const BEGAN: Timestamp = Timestamp(1_000);
const END: Timestamp = Timestamp(100_000);

/// Begins a session of maren with the refresh token `[1; 32]`.
async fn begin(db: &Db, methods: &str) {
    let (methods, remember, device, address) = (methods.to_owned(), false, None, None);
    let session = NewSession {
        id: SESSION,
        user: MAREN,
        remember,
        methods,
        factor_since: None,
        device,
        address,
        created_at: BEGAN,
        expires_at: END,
    };
    let token = NewRefreshToken { hash: [1; 32], session: SESSION, issued_at: BEGAN, expires_at: END };
    let begun = db.write(async move |mut tx: Tx| sign_ins::insert(&mut tx, &session, &token, 10).await).await;
    assert!(begun.expect("a session").is_empty());
}

/// By which methods, and when, if that was after the beginning of the session.
type Proof = (String, Option<i64>);

/// The last proof of the session.
async fn stored(db: &Db) -> Proof {
    let row = db.read(async |mut conn| sessions::find(&mut conn, SESSION).await).await.expect("an answer");
    row.map(|row| (row.methods, row.proved_at)).expect("a session")
}

/// Exchanges the refresh token with this hash.
async fn refresh(db: &Db, hash: u8) {
    let exchange = Exchange {
        session: SESSION,
        user: MAREN,
        hash: [hash; 32],
        salt: [9; 32],
        now: Timestamp(2_000),
        successor: [hash + 1; 32],
        issued_at: Timestamp(2_000),
        remembered_until: END,
        not_remembered_until: END,
    };
    db.rotate(exchange).await.expect("an answer").expect("a session");
}

async fn prove(db: &Db, methods: &'static str, at: i64) -> bool {
    let job = async move |mut tx: Tx| sessions::prove(&mut tx, SESSION, methods, Timestamp(at)).await;
    db.write(job).await.expect("an answer")
}

#[tokio::test]
async fn a_session_has_the_proof_of_its_sign_in_until_the_next_one() {
    let (_place, db) = database().await;
    assert!(add(&db, 1, "maren").await);
    begin(&db, "pwd otp").await;
    let first = ("pwd otp".to_owned(), None);
    assert_eq!(stored(&db).await, first);
    refresh(&db, 1).await;
    assert_eq!(stored(&db).await, first);

    assert!(prove(&db, "hwk", 3_000).await);
    let next = ("hwk".to_owned(), Some(3_000));
    assert_eq!(stored(&db).await, next);
    refresh(&db, 2).await;
    assert_eq!(stored(&db).await, next);

    let end = async |mut tx: Tx| sessions::end(&mut tx, SESSION, EndReason::SignedOut, Timestamp(4_000)).await;
    assert!(db.write(end).await.expect("an answer"));
    assert!(!prove(&db, "pwd", 5_000).await, "it has ended");
    assert_eq!(stored(&db).await, next);
}

#[tokio::test]
async fn a_session_of_the_previous_version_began_with_a_password() {
    let (place, db) = database().await;
    assert!(add(&db, 1, "maren").await);
    let id = if place.is_postgres() { "gen_random_uuid()" } else { "randomblob(16)" };
    let columns = "id, user_id, remember, created_at, last_used_at, expires_at";
    let values = format!("SELECT {id}, id, FALSE, 1000, 1000, 9000 FROM users");
    place.run(&format!("INSERT INTO sessions ({columns}) {values}")).await;
    let before = SessionId(Uuid::nil());
    let kept = db.read(async move |mut conn| sessions::stored(&mut conn, MAREN, before, 10).await).await;
    let kept = kept.expect("sessions");
    let [row] = kept.as_slice() else { panic!("{kept:?}") };
    assert_eq!((&*row.methods, row.proved_at), ("pwd", None));
}
