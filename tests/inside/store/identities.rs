//! Statements about accounts at providers: each belongs to one account here, also when several link it at the same time.

use crate::database::TestDatabase;
use crate::support::store::{add, database};
use futures::future::join_all;
use uuid::Uuid;
use vestibule::shared::ids::{IdentityId, SessionId, UserId};
use vestibule::shared::sessions::EndReason;
use vestibule::shared::timestamp::Timestamp;
use vestibule::store::added_in::AddedIn;
use vestibule::store::factors;
use vestibule::store::identities::{self, IdentityRow, NewIdentity, providers, sessions};
use vestibule::store::refresh_tokens::NewRefreshToken;
use vestibule::store::sign_ins::{self, NewSession};
use vestibule::store::{Db, StoreError, Tx};

const MAREN: UserId = UserId(Uuid::from_u128(1));
const JONAS: UserId = UserId(Uuid::from_u128(2));
const NOW: Timestamp = Timestamp(2_000);
const END: Timestamp = Timestamp(100_000);
const ISSUER: &str = "https://id.example";
/// Transactions at the same time.
const TRIES: u128 = 20;

/// A database with the accounts of maren and jonas.
async fn people() -> (TestDatabase, Db) {
    let (place, db) = database().await;
    assert!(add(&db, 1, "maren").await && add(&db, 2, "jonas").await);
    (place, db)
}

async fn write<T, F, Fut>(db: &Db, job: F) -> T
where
    T: Send + 'static,
    F: FnOnce(Tx) -> Fut + Send + 'static,
    Fut: Future<Output = Result<T, StoreError>> + Send + 'static,
{
    db.write(job).await.expect("a transaction")
}

fn identity(number: u128, user: UserId, issuer: &str, subject: &str) -> NewIdentity {
    NewIdentity {
        id: IdentityId(Uuid::from_u128(number)),
        user,
        provider: "company".to_owned(),
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        label: Some("maren@example.org".to_owned()),
        added: AddedIn::default(),
        created_at: Timestamp(1_000),
    }
}

async fn link(db: &Db, new: NewIdentity) -> bool {
    write(db, async move |mut tx: Tx| identities::insert(&mut tx, &new).await).await
}

async fn find(db: &Db, issuer: &'static str, subject: &'static str) -> Option<IdentityRow> {
    db.read(async move |mut conn| identities::find(&mut conn, issuer, subject).await).await.expect("an answer")
}

async fn of_user(db: &Db, user: UserId) -> Vec<IdentityRow> {
    db.read(async move |mut conn| identities::of_user(&mut conn, user).await).await.expect("an answer")
}

/// Begins a session of maren.
async fn begin(db: &Db, number: u8) -> SessionId {
    let id = SessionId(Uuid::from_u128(u128::from(number)));
    let (methods, remember, device, address) = ("fed".to_owned(), false, None, None);
    let session = NewSession {
        id,
        user: MAREN,
        remember,
        methods,
        factor_since: None,
        device,
        address,
        created_at: NOW,
        expires_at: END,
    };
    let token = NewRefreshToken { hash: [number; 32], session: id, issued_at: NOW, expires_at: END };
    write(db, async move |mut tx: Tx| sign_ins::insert(&mut tx, &session, &token, 10).await).await;
    id
}

async fn note(db: &Db, session: SessionId, subject: &'static str, sid: Option<&'static str>) {
    let job = async move |mut tx: Tx| sessions::note(&mut tx, session, (ISSUER, subject), sid, NOW).await;
    write(db, job).await;
}

async fn of_subject(db: &Db, subject: &'static str, limit: u32) -> Vec<Uuid> {
    let rows = db.read(async move |mut conn| sessions::of_subject(&mut conn, ISSUER, subject, NOW, limit).await);
    rows.await.expect("an answer").into_iter().map(|row| row.session_id).collect()
}

async fn of_sid(db: &Db, sid: &'static str) -> Vec<Uuid> {
    let rows = db.read(async move |mut conn| sessions::of_sid(&mut conn, ISSUER, sid, NOW, 10).await);
    rows.await.expect("an answer").into_iter().map(|row| row.session_id).collect()
}

#[tokio::test]
async fn of_many_who_link_an_identity_at_once_one_gets_it() {
    let (_place, db) = people().await;
    let tries = (0..TRIES).map(|number| {
        let user = if number % 2 == 0 { MAREN } else { JONAS };
        link(&db, identity(number + 1, user, ISSUER, "248"))
    });
    let linked = join_all(tries).await;
    assert_eq!(linked.into_iter().filter(|is_new| *is_new).count(), 1);
    assert_eq!(of_user(&db, MAREN).await.len() + of_user(&db, JONAS).await.len(), 1);
}

#[tokio::test]
async fn issuer_and_subject_are_the_key_in_each_letter() {
    let (_place, db) = people().await;
    for (number, issuer, subject) in
        [(1, ISSUER, "abc"), (2, ISSUER, "ABC"), (3, "https://id.example/", "abc"), (4, "https://ID.example", "abc")]
    {
        assert!(link(&db, identity(number, MAREN, issuer, subject)).await, "{issuer} {subject}");
    }
    assert!(!link(&db, identity(5, JONAS, ISSUER, "abc")).await);
    assert_eq!(find(&db, ISSUER, "ABC").await.map(|row| row.id), Some(Uuid::from_u128(2)));
    assert_eq!(find(&db, ISSUER, "Abc").await, None);
    assert_eq!(find(&db, ISSUER, "abc ").await, None);
    let factors = db.read(async |mut conn| factors::of(&mut conn, MAREN).await).await.expect("an answer");
    assert_eq!(factors.map(|row| row.identities), Some(4));
}

#[tokio::test]
async fn an_identity_is_deleted_by_its_account_alone() {
    let (_place, db) = people().await;
    assert!(link(&db, identity(1, MAREN, ISSUER, "248")).await && link(&db, identity(2, JONAS, ISSUER, "249")).await);
    let one = IdentityId(Uuid::from_u128(1));
    let delete = |user: UserId| write(&db, async move |mut tx: Tx| identities::delete(&mut tx, one, user, NOW).await);
    assert!(!delete(JONAS).await && of_user(&db, MAREN).await.len() == 1);
    assert!(delete(MAREN).await);
    assert!(!delete(MAREN).await && of_user(&db, MAREN).await.is_empty());
    assert!(link(&db, identity(3, JONAS, ISSUER, "248")).await, "it is free again");
}

#[tokio::test]
async fn whatever_unlinks_an_identity_notes_it_until_its_account_is_linked_again() {
    let (_place, db) = people().await;
    let closed = async |user: UserId, subject: &'static str| {
        let read = db.read(async move |mut conn| identities::was_unlinked(&mut conn, user, ISSUER, subject).await);
        read.await.expect("an answer")
    };
    for (number, subject) in [(1, "248"), (2, "249")] {
        assert!(link(&db, identity(number, MAREN, ISSUER, subject)).await);
        assert!(!closed(MAREN, subject).await);
    }
    let one = IdentityId(Uuid::from_u128(1));
    // Not by another account.
    write(&db, async move |mut tx: Tx| identities::delete(&mut tx, one, JONAS, NOW).await).await;
    assert!(!closed(MAREN, "248").await && !closed(JONAS, "248").await);
    write(&db, async move |mut tx: Tx| identities::delete(&mut tx, one, MAREN, NOW).await).await;
    let other = IdentityId(Uuid::from_u128(2));
    write(&db, async move |mut tx: Tx| identities::delete(&mut tx, other, MAREN, NOW).await).await;
    assert!(closed(MAREN, "248").await && closed(MAREN, "249").await && !closed(JONAS, "248").await);
    assert!(link(&db, identity(3, JONAS, ISSUER, "248")).await);
    assert!(closed(MAREN, "248").await, "the other account has linked it");
    assert!(link(&db, identity(4, MAREN, ISSUER, "249")).await && !closed(MAREN, "249").await);
}

#[tokio::test]
async fn a_use_is_noted_with_what_people_recognise_it_by() {
    let (_place, db) = people().await;
    assert!(link(&db, identity(1, MAREN, ISSUER, "248")).await);
    let touch = async |mut tx: Tx| {
        identities::touch(&mut tx, IdentityId(Uuid::from_u128(1)), "renamed", Some("m@example.org"), NOW).await
    };
    write(&db, touch).await;
    let row = find(&db, ISSUER, "248").await.expect("an identity");
    assert_eq!(
        (row.provider.as_str(), row.label.as_deref(), row.last_used_at),
        ("renamed", Some("m@example.org"), Some(2_000))
    );
    assert_eq!((row.user_id, row.created_at), (MAREN.0, 1_000));
    let counts = db.read(async |mut conn| identities::counts(&mut conn).await).await.expect("an answer");
    assert_eq!(counts, [("renamed".to_owned(), 1)]);
}

#[tokio::test]
async fn identities_go_with_their_account() {
    let (place, db) = people().await;
    assert!(link(&db, identity(1, MAREN, ISSUER, "248")).await);
    let session = begin(&db, 10).await;
    note(&db, session, "248", Some("a")).await;
    place.run("DELETE FROM users WHERE username = 'maren'").await;
    assert_eq!(find(&db, ISSUER, "248").await, None);
    assert!(of_subject(&db, "248", 10).await.is_empty());
}

#[tokio::test]
async fn a_sign_out_finds_the_sessions_that_have_not_ended() {
    let (_place, db) = people().await;
    let [one, two, three, without] =
        [begin(&db, 10).await, begin(&db, 11).await, begin(&db, 12).await, begin(&db, 13).await];
    for (session, sid) in [(one, Some("a")), (two, Some("a")), (three, None)] {
        note(&db, session, "248", sid).await;
    }
    assert_eq!(of_subject(&db, "248", 10).await, [one.0, two.0, three.0]);
    assert_eq!(of_subject(&db, "248", 2).await.len(), 2);
    assert_eq!(of_sid(&db, "a").await, [one.0, two.0]);
    assert!(of_subject(&db, "249", 10).await.is_empty() && of_sid(&db, "").await.is_empty());
    // A new proof at the provider replaces the session there.
    note(&db, one, "248", Some("b")).await;
    assert_eq!((of_sid(&db, "a").await, of_sid(&db, "b").await), (vec![two.0], vec![one.0]));
    // One with another identity does not: the session ends with the one that it began with.
    note(&db, two, "249", Some("c")).await;
    assert!(of_subject(&db, "249", 10).await.is_empty() && of_sid(&db, "c").await.is_empty());
    assert_eq!(of_subject(&db, "248", 10).await, [one.0, two.0, three.0]);
    let end = async move |mut tx: Tx| vestibule::store::sessions::end(&mut tx, one, EndReason::SignedOut, NOW).await;
    assert!(write(&db, end).await);
    assert_eq!(of_subject(&db, "248", 10).await, [two.0, three.0]);
    assert!(!of_subject(&db, "248", 10).await.contains(&without.0));
}

#[tokio::test]
async fn a_provider_keeps_its_creation_and_its_identities() {
    let (_place, db) = people().await;
    let put = |definition: &'static str, secret: Option<&'static [u8]>, at: i64| {
        write(&db, async move |mut tx: Tx| providers::put(&mut tx, "company", definition, secret, Timestamp(at)).await)
    };
    put("{}", Some(b"sealed"), 5).await;
    put("{\"kind\":\"openid\"}", None, 6).await;
    assert!(link(&db, identity(1, MAREN, ISSUER, "248")).await);
    let list = async || db.read(async |mut conn| providers::list(&mut conn).await).await.expect("an answer");
    let rows = list().await;
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((row.created_at, row.updated_at, &row.sealed_secret), (5, 6, &None));
    let delete = || write(&db, async |mut tx: Tx| providers::delete(&mut tx, "company").await);
    assert!(delete().await && !delete().await);
    assert!(list().await.is_empty() && find(&db, ISSUER, "248").await.is_some());
}
