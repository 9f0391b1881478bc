//! Statements about factors: each proves something once, also when several transactions try at the same time.

use crate::database::TestDatabase;
use crate::support::store::{add, database};
use futures::future::join_all;
use std::mem;
use std::sync::{Arc, Mutex};
use uuid::Uuid;
use vestibule::shared::ids::{PasskeyId, TrustedBrowserId, UserId};
use vestibule::shared::possible::Means;
use vestibule::shared::timestamp::Timestamp;
use vestibule::shared::views::Status;
use vestibule::store::added_in::AddedIn;
use vestibule::store::changes::Change;
use vestibule::store::factors::authenticators::{self, AuthenticatorRow};
use vestibule::store::factors::passkeys::{self, KnownPasskeyRow, NewPasskey, PasskeyRow, UsedPasskey};
use vestibule::store::factors::recovery_codes::{self, RecoveryCodesRow};
use vestibule::store::factors::trusted_browsers::{self, NewTrustedBrowser};
use vestibule::store::factors::{self, FactorsRow, handles, spent};
use vestibule::store::{CommitObserver, Db, Effects, StoreError, Tx, account_status, users};

const MAREN: UserId = UserId(Uuid::from_u128(1));
const JONAS: UserId = UserId(Uuid::from_u128(2));
/// Transactions at the same time.
const TRIES: usize = 20;
/// Hashes of recovery codes, of browsers or of spent proofs.
const HASHES: [[u8; 32]; 3] = [[1; 32], [2; 32], [3; 32]];

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

async fn factors_of(db: &Db, user: UserId) -> Option<FactorsRow> {
    db.read(async move |mut conn| factors::of(&mut conn, user).await).await.expect("an answer")
}

async fn use_step(db: &Db, step: i64, at: i64) -> bool {
    write(db, async move |mut tx: Tx| authenticators::use_step(&mut tx, MAREN, step, 102, Timestamp(at)).await).await
}

async fn authenticator(db: &Db) -> Option<AuthenticatorRow> {
    db.read(async |mut conn| authenticators::of(&mut conn, MAREN).await).await.expect("an answer")
}

async fn set_secret(db: &Db, sealed: &'static [u8], at: i64) {
    let at = Timestamp(at);
    write(db, async move |mut tx: Tx| {
        authenticators::insert_or_replace(&mut tx, MAREN, sealed, &AddedIn::default(), at).await
    })
    .await;
}

/// A server whose clock was a day ahead has accepted a code of that day.
#[tokio::test]
async fn a_step_of_the_future_closes_no_app() {
    let (_place, db) = people().await;
    set_secret(&db, b"sealed", 4).await;
    let ahead = async move |mut tx: Tx| authenticators::use_step(&mut tx, MAREN, 2980, 2981, Timestamp(5)).await;
    assert!(write(&db, ahead).await);
    assert!(use_step(&db, 101, 6).await);
    assert!(!use_step(&db, 101, 7).await && !use_step(&db, 100, 7).await, "as usual from then on");
    assert_eq!(authenticator(&db).await.expect("a secret").last_step, 101);
}

#[tokio::test]
async fn the_code_of_a_step_works_once_and_those_of_earlier_steps_no_more() {
    let (_place, db) = people().await;
    assert!(!use_step(&db, 100, 5).await, "there is no secret");
    set_secret(&db, b"sealed", 4).await;
    let tries = join_all((0..TRIES).map(|_| use_step(&db, 100, 5))).await;
    assert_eq!(tries.into_iter().filter(|is_first| *is_first).count(), 1);
    assert!(!use_step(&db, 100, 6).await && !use_step(&db, 99, 6).await);
    assert!(use_step(&db, 101, 7).await);
    let row = authenticator(&db).await.expect("a secret");
    assert_eq!((&row.sealed_secret[..], row.created_at, row.last_used_at), (&b"sealed"[..], 4, Some(7)));

    set_secret(&db, b"another", 8).await;
    let row = authenticator(&db).await.expect("a secret");
    assert_eq!((&row.sealed_secret[..], row.created_at, row.last_used_at), (&b"another"[..], 8, None));
    assert!(use_step(&db, 100, 9).await, "the steps of the previous secret do not matter");
    let delete = || {
        write(&db, async |mut tx: Tx| authenticators::remove(&mut tx, MAREN, &AddedIn::default(), Timestamp(9)).await)
    };
    assert!(delete().await && authenticator(&db).await.is_none());
    assert!(!delete().await);
}

async fn spend(db: &Db, user: UserId, hash: [u8; 32]) -> bool {
    write(db, async move |mut tx: Tx| recovery_codes::spend(&mut tx, user, &hash, Timestamp(6)).await).await.is_some()
}

async fn recovery_codes_of(db: &Db, user: UserId) -> (i64, Option<RecoveryCodesRow>) {
    let read = db.read(async move |mut conn| {
        Ok((recovery_codes::left(&mut conn, user).await?, recovery_codes::of_user(&mut conn, user).await?))
    });
    read.await.expect("an answer")
}

#[tokio::test]
async fn a_recovery_code_of_an_account_works_once_until_all_are_replaced() {
    let (_place, db) = people().await;
    assert_eq!(recovery_codes_of(&db, MAREN).await, (0, None));
    let [first, second, third] = HASHES;
    let replace = |hashes: Vec<[u8; 32]>, at| {
        async move |mut tx: Tx| {
            recovery_codes::replace_all(&mut tx, MAREN, &hashes, &AddedIn::default(), Timestamp(at)).await
        }
    };
    write(&db, replace(vec![first, second], 4)).await;
    assert!(!spend(&db, JONAS, first).await && !spend(&db, MAREN, third).await);
    let tries = join_all((0..TRIES).map(|_| spend(&db, MAREN, first))).await;
    assert_eq!(tries.into_iter().filter(|is_first| *is_first).count(), 1);
    assert_eq!(
        recovery_codes_of(&db, MAREN).await,
        (1, Some(RecoveryCodesRow { total: 2, created_at: 4, added: AddedIn::default() }))
    );
    let stored = db.read(async |mut conn| recovery_codes::stored(&mut conn, MAREN).await).await.expect("an answer");
    let times: Vec<_> = stored.into_iter().map(|row| (row.created_at, row.used_at)).collect();
    assert_eq!(times, [(4, Some(6)), (4, None)]);

    write(&db, replace(vec![third], 7)).await;
    assert_eq!(
        recovery_codes_of(&db, MAREN).await,
        (1, Some(RecoveryCodesRow { total: 1, created_at: 7, added: AddedIn::default() }))
    );
    assert!(!spend(&db, MAREN, second).await, "it was replaced");
    assert!(spend(&db, MAREN, third).await);
    write(&db, async |mut tx: Tx| recovery_codes::end(&mut tx, MAREN, Timestamp(0), false).await).await;
    assert_eq!(recovery_codes_of(&db, MAREN).await, (0, None));
}

fn id_of(number: u8) -> PasskeyId {
    PasskeyId(Uuid::from_u128(number.into()))
}

fn passkey(number: u8, user: UserId) -> NewPasskey {
    NewPasskey {
        id: id_of(number),
        user,
        rp_id: "example.org".to_owned(),
        credential_id: vec![number; 20],
        credential: "{}".to_owned(),
        name: format!("Key {number}"),
        aaguid: (number == 1).then_some(Uuid::from_u128(7)),
        is_synced: true,
        is_backed_up: false,
        sign_count: 3,
        added: AddedIn::default(),
        created_at: Timestamp(number.into()),
    }
}

async fn insert(db: &Db, passkey: NewPasskey) -> Result<(), StoreError> {
    db.write(async move |mut tx: Tx| passkeys::insert(&mut tx, &passkey).await).await
}

async fn find(db: &Db, number: u8) -> Option<PasskeyRow> {
    db.read(async move |mut conn| passkeys::by_id(&mut conn, id_of(number)).await).await.expect("an answer")
}

async fn names_of(db: &Db, user: UserId) -> Vec<String> {
    let rows = db.read(async move |mut conn| passkeys::of_user(&mut conn, user).await).await.expect("an answer");
    rows.into_iter().map(|row| row.name).collect()
}

#[tokio::test]
async fn passkeys_are_found_by_their_credential_id_which_is_unique() {
    let (_place, db) = people().await;
    for number in [2, 1] {
        insert(&db, passkey(number, MAREN)).await.expect("a new passkey");
    }
    let same = NewPasskey { credential_id: vec![1; 20], ..passkey(3, JONAS) };
    assert!(insert(&db, same).await.expect_err("it is taken").is_unique_violation());
    assert_eq!(names_of(&db, MAREN).await, ["Key 1", "Key 2"]);
    assert!(names_of(&db, JONAS).await.is_empty());
    for (number, aaguid) in [(1, Some(Uuid::from_u128(7))), (2, None)] {
        let found = db.read(async move |mut conn| passkeys::by_credential(&mut conn, &[number; 20]).await).await;
        let KnownPasskeyRow { passkey: row, handle } = found.expect("an answer").expect("a passkey");
        assert_eq!(handle, None, "no authenticator has asked for one");
        assert_eq!((row.id, row.user_id, row.aaguid), (id_of(number).0, MAREN.0, aaguid));
        assert_eq!((&*row.rp_id, &*row.credential_id, &*row.credential), ("example.org", &[number; 20][..], "{}"));
        assert_eq!((row.is_synced, row.is_backed_up, row.sign_count, row.version), (true, false, 3, 1));
        assert_eq!((row.created_at, row.last_used_at), (i64::from(number), None));
    }
    let unknown = db.read(async |mut conn| passkeys::by_credential(&mut conn, &[1; 19]).await).await;
    assert!(unknown.expect("an answer").is_none());
}

#[tokio::test]
async fn only_passkeys_of_the_account_are_renamed_and_deleted() {
    let (_place, db) = people().await;
    for number in [1, 2] {
        insert(&db, passkey(number, MAREN)).await.expect("a new passkey");
    }
    let rename = |user| async move |mut tx: Tx| passkeys::rename(&mut tx, id_of(1), user, "Phone").await;
    let delete = |user| {
        async move |mut tx: Tx| passkeys::remove(&mut tx, id_of(2), user, &AddedIn::default(), Timestamp(9)).await
    };
    assert!(!write(&db, rename(JONAS)).await && !write(&db, delete(JONAS)).await);
    assert_eq!(names_of(&db, MAREN).await, ["Key 1", "Key 2"]);
    assert!(write(&db, rename(MAREN)).await && write(&db, delete(MAREN)).await);
    assert_eq!(names_of(&db, MAREN).await, ["Phone"]);
    assert!(!write(&db, delete(MAREN)).await);
}

async fn use_passkey(db: &Db, version: i64) -> bool {
    let used = UsedPasskey {
        credential: format!("[{version}]"),
        sign_count: version + 3,
        is_synced: true,
        is_backed_up: true,
        at: Timestamp(version + 10),
    };
    write(db, async move |mut tx: Tx| passkeys::record_use(&mut tx, id_of(1), version, &used).await).await.is_some()
}

#[tokio::test]
async fn of_concurrent_uses_of_a_passkey_one_counts() {
    let (_place, db) = people().await;
    assert!(!use_passkey(&db, 1).await, "there is no passkey");
    insert(&db, passkey(1, MAREN)).await.expect("a new passkey");
    let tries = join_all((0..TRIES).map(|_| use_passkey(&db, 1))).await;
    assert_eq!(tries.into_iter().filter(|counts| *counts).count(), 1);
    let row = find(&db, 1).await.expect("a passkey");
    assert_eq!((&*row.credential, row.sign_count, row.version), ("[1]", 4, 2));
    assert_eq!((row.is_synced, row.is_backed_up, row.last_used_at), (true, true, Some(11)));
    assert!(use_passkey(&db, 2).await && !use_passkey(&db, 2).await);
    assert_eq!(find(&db, 1).await.expect("a passkey").version, 3);
}

#[tokio::test]
async fn passkeys_of_other_domains_are_counted() {
    let (_place, db) = people().await;
    for (number, domain) in [(1, "example.org"), (2, "accounts.example.org"), (3, "example.org"), (4, "test")] {
        let new = NewPasskey { rp_id: domain.to_owned(), ..passkey(number, MAREN) };
        insert(&db, new).await.expect("a new passkey");
    }
    for (domain, expected) in [("example.org", 2), ("test", 3), ("", 4), ("example.com", 4)] {
        let counted = db.read(async move |mut conn| passkeys::count_elsewhere(&mut conn, domain).await).await;
        assert_eq!(counted.expect("a number"), expected, "{domain}");
    }
}

#[tokio::test]
async fn an_account_keeps_its_first_handle() {
    let (_place, db) = people().await;
    let stored = async || db.read(async |mut conn| handles::of(&mut conn, MAREN).await).await.expect("an answer");
    assert_eq!(stored().await, None);
    let insert = |drawn: u8| async move |mut tx: Tx| handles::insert_if_missing(&mut tx, MAREN, [drawn; 16]).await;
    let returned = join_all((1..=9).map(|drawn| write(&db, insert(drawn)))).await;
    let first = stored().await.expect("a handle");
    assert!((1..=9).contains(&first[0]));
    assert_eq!(returned, [first; 9], "all have got the same one");
    let of_jonas = async |mut tx: Tx| handles::insert_if_missing(&mut tx, JONAS, [10; 16]).await;
    assert_eq!(write(&db, of_jonas).await, [10; 16]);
}

async fn spend_proof(db: &Db, hash: [u8; 32], expires_at: i64) -> bool {
    write(db, async move |mut tx: Tx| spent::insert(&mut tx, &hash, Timestamp(expires_at)).await).await
}

#[tokio::test]
async fn a_proof_is_spent_once_until_it_is_deleted() {
    let (_place, db) = database().await;
    let [first, second, third] = HASHES;
    let tries = join_all((0..TRIES).map(|_| spend_proof(&db, first, 10))).await;
    assert_eq!(tries.into_iter().filter(|is_first| *is_first).count(), 1);
    assert!(spend_proof(&db, second, 20).await && spend_proof(&db, third, 10).await);
    let delete = |then, limit| async move |mut tx: Tx| spent::delete_past(&mut tx, Timestamp(then), limit).await;
    for (then, limit, deleted) in [(10, 9, 0), (11, 1, 1), (11, 9, 1), (11, 9, 0)] {
        assert_eq!(write(&db, delete(then, limit)).await, deleted, "before {then}");
    }
    assert!(spend_proof(&db, first, 10).await);
    assert!(!spend_proof(&db, second, 20).await);
}

fn browser(number: u8, user: UserId) -> NewTrustedBrowser {
    NewTrustedBrowser {
        id: TrustedBrowserId(Uuid::from_u128(number.into())),
        user,
        token_hash: [number; 32],
        device: Some("Firefox".to_owned()),
        address: None,
        created_at: Timestamp(number.into()),
        expires_at: Timestamp(1_000),
    }
}

async fn trust(db: &Db, browser: NewTrustedBrowser) {
    write(db, async move |mut tx: Tx| trusted_browsers::insert(&mut tx, &browser).await).await;
}

/// The numbers of the browsers that an account trusts.
async fn trusted(db: &Db, user: UserId, at: i64) -> Vec<u128> {
    let read = db.read(async move |mut conn| trusted_browsers::of_user(&mut conn, user, Timestamp(at)).await);
    read.await.expect("browsers").into_iter().map(|row| row.id.as_u128()).collect()
}

#[tokio::test]
async fn a_browser_is_trusted_by_its_account_until_it_expires() {
    let (_place, db) = people().await;
    trust(&db, browser(1, MAREN)).await;
    trust(&db, browser(2, JONAS)).await;
    trust(&db, NewTrustedBrowser { expires_at: Timestamp(500), ..browser(3, MAREN) }).await;
    let find = async |user, hash: [u8; 32], now| {
        let read =
            db.read(async move |mut conn| trusted_browsers::find_valid(&mut conn, &hash, user, Timestamp(now)).await);
        read.await.expect("an answer").map(|row| row.id.as_u128())
    };
    assert_eq!((find(MAREN, [1; 32], 999).await, find(MAREN, [1; 32], 1_000).await), (Some(1), None));
    for (user, number) in [(JONAS, 1), (MAREN, 2), (MAREN, 9)] {
        assert_eq!(find(user, [number; 32], 5).await, None, "{number}");
    }

    assert_eq!(trusted(&db, MAREN, 5).await, [3, 1]);
    let touch = |number| {
        let id = TrustedBrowserId(Uuid::from_u128(number));
        async move |mut tx: Tx| trusted_browsers::touch(&mut tx, id, Timestamp(7)).await
    };
    write(&db, touch(1)).await;
    assert_eq!(trusted(&db, MAREN, 5).await, [1, 3]);
    assert_eq!(trusted(&db, MAREN, 500).await, [1]);

    let delete = |number, user| {
        let id = TrustedBrowserId(Uuid::from_u128(number));
        async move |mut tx: Tx| trusted_browsers::delete(&mut tx, id, user).await
    };
    assert!(!write(&db, delete(1, JONAS)).await && write(&db, delete(1, MAREN)).await);
    assert_eq!((trusted(&db, MAREN, 5).await, trusted(&db, JONAS, 5).await), (vec![3], vec![2]));
    write(&db, async |mut tx: Tx| trusted_browsers::delete_past(&mut tx, Timestamp(501), 9).await).await;
    assert!(trusted(&db, MAREN, 5).await.is_empty());
    assert_eq!(trusted(&db, JONAS, 5).await, [2]);
    write(&db, async |mut tx: Tx| trusted_browsers::delete_all(&mut tx, JONAS).await).await;
    assert!(trusted(&db, JONAS, 5).await.is_empty());
}

#[tokio::test]
async fn an_account_trusts_a_hundred_browsers_those_that_were_used_last() {
    let (_place, db) = people().await;
    for number in 1..=102 {
        trust(&db, browser(number, MAREN)).await;
    }
    trust(&db, browser(200, JONAS)).await;
    assert_eq!(trusted(&db, MAREN, 200).await, (3..=102).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn the_factors_of_an_account_are_counted() {
    let (place, db) = people().await;
    let none = FactorsRow {
        passkeys: 0,
        passkeys_elsewhere: 0,
        has_authenticator: false,
        recovery_codes_left: 0,
        identities: 0,
        has_password: true,
        has_invalid_password: false,
        suspensions: 0,
    };
    assert_eq!(factors_of(&db, MAREN).await, Some(none));
    assert_eq!(factors_of(&db, UserId(Uuid::nil())).await, None);
    fill(&db).await;
    assert!(spend(&db, MAREN, HASHES[0]).await);
    place.run("UPDATE users SET password_hash = '!' WHERE username = 'maren'").await;
    let all = FactorsRow { passkeys: 2, has_authenticator: true, recovery_codes_left: 2, has_password: false, ..none };
    assert_eq!(factors_of(&db, MAREN).await, Some(all));
    place.run("UPDATE users SET password_hash = '!x' WHERE username = 'maren'").await;
    assert_eq!(factors_of(&db, MAREN).await, Some(FactorsRow { has_invalid_password: true, ..all }));
    assert_eq!(factors_of(&db, JONAS).await, Some(none));
}

#[tokio::test]
async fn a_second_factor_is_the_same_to_the_directory_and_to_what_is_possible() {
    let (place, db) = people().await;
    fill(&db).await;
    for change in ["UPDATE users SET username = username", "DELETE FROM authenticators", "DELETE FROM passkeys"] {
        place.run(change).await;
        for id in [MAREN, JONAS] {
            let row = db.read(async move |mut conn| users::find(&mut conn, id).await).await.unwrap().unwrap();
            let means = Means::from(factors_of(&db, id).await.unwrap());
            assert_eq!(row.has_second_factor, means.has_second_factor(), "{change}: {means:?}");
        }
    }
}

/// Gives maren a row in each table.
async fn fill(db: &Db) {
    let job = async |mut tx: Tx| {
        handles::insert_if_missing(&mut tx, MAREN, [1; 16]).await?;
        passkeys::insert(&mut tx, &passkey(1, MAREN)).await?;
        passkeys::insert(&mut tx, &passkey(2, MAREN)).await?;
        authenticators::insert_or_replace(&mut tx, MAREN, b"sealed", &AddedIn::default(), Timestamp(4)).await?;
        recovery_codes::replace_all(&mut tx, MAREN, &HASHES, &AddedIn::default(), Timestamp(4)).await?;
        trusted_browsers::insert(&mut tx, &browser(1, MAREN)).await
    };
    write(db, job).await;
}

#[tokio::test]
async fn purging_an_account_deletes_its_factors() {
    let (place, db) = people().await;
    fill(&db).await;
    trust(&db, browser(2, JONAS)).await;
    let rows = async || {
        let tables = ["user_handles", "passkeys", "authenticators", "recovery_codes", "trusted_browsers"];
        let counts: Vec<_> = tables.iter().map(|table| format!("(SELECT COUNT(*) FROM {table})")).collect();
        place.run(&format!("SELECT CAST({} AS TEXT)", counts.join(" + "))).await.concat()
    };
    assert_eq!(rows().await, "9");
    let purge = async |mut tx: Tx| {
        let change = (Status::Active, Status::Deleted);
        account_status::set_status(&mut tx, MAREN, change, None, Timestamp(9)).await?;
        account_status::purge(&mut tx, MAREN).await
    };
    assert!(write(&db, purge).await.is_some());
    assert_eq!(rows().await, "1", "the browser of jonas");
}

/// The changes that were announced.
#[derive(Default)]
struct Announced(Mutex<Vec<Change>>);

impl CommitObserver for Announced {
    fn committed(&self, effects: &Effects) {
        self.0.lock().unwrap().extend(effects.changes());
    }
}

#[tokio::test]
async fn each_change_of_factors_is_announced_for_the_account() {
    let (_place, db) = people().await;
    let announced = Arc::new(Announced::default());
    db.observe(Arc::downgrade(&(Arc::clone(&announced) as Arc<dyn CommitObserver>)));
    let taken = || mem::take(&mut *announced.0.lock().unwrap());
    let expected = [Change::User(MAREN)];
    insert(&db, passkey(1, MAREN)).await.expect("a new passkey");
    assert_eq!(taken(), expected, "a new passkey");
    let remove = async |mut tx: Tx| passkeys::remove(&mut tx, id_of(1), MAREN, &AddedIn::default(), Timestamp(9)).await;
    write(&db, remove).await;
    assert_eq!(taken(), expected, "a removal");
    set_secret(&db, b"sealed", 4).await;
    assert_eq!(taken(), expected, "a new secret");
    write(&db, async |mut tx: Tx| authenticators::remove(&mut tx, MAREN, &AddedIn::default(), Timestamp(9)).await)
        .await;
    assert_eq!(taken(), expected, "the secret is removed");
    let replace = async |mut tx: Tx| {
        recovery_codes::replace_all(&mut tx, MAREN, &HASHES, &AddedIn::default(), Timestamp(4)).await
    };
    write(&db, replace).await;
    assert_eq!(taken(), expected, "new recovery codes");
    assert!(spend(&db, MAREN, HASHES[0]).await);
    assert_eq!(taken(), expected, "a recovery code");
}
