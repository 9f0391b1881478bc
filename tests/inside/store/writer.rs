//! Write transactions: they are atomic, and a failure does not affect other writers.

use crate::database::TestDatabase;
use crate::support::store::{self, add, database, exists, new_user, open};
use sqlx::Executor as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use uuid::Uuid;
use vestibule::shared::audit::EventKind;
use vestibule::shared::ids::{AuditEventId, UserId};
use vestibule::shared::timestamp::Timestamp;
use vestibule::store::audit::{self, EventFilter, NewEvent};
use vestibule::store::{CommitObserver, Conn, Db, Effects, StoreError, Tx, avatars, users};

/// A custom error type, which jobs return unchanged.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error("on purpose")]
    OnPurpose,
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[tokio::test]
async fn a_failed_job_is_rolled_back_without_affecting_others() {
    let (_place, db) = database().await;
    let failing = db.write(async |mut tx: Tx| {
        users::insert(&mut tx, &new_user(1, "half")).await?;
        Err::<(), _>(Failed::OnPurpose)
    });
    let (failed, added) = tokio::join!(failing, add(&db, 2, "whole"));
    assert!(matches!(failed, Err(Failed::OnPurpose)));
    assert!(added);
    assert!(!exists(&db, 1).await);
    assert!(exists(&db, 2).await);
}

#[tokio::test]
async fn of_a_hundred_concurrent_inserts_of_one_name_one_succeeds() {
    let (_place, db) = database().await;
    let tries = (0..100).map(|number| add(&db, number, "Maren"));
    let won = futures::future::join_all(tries).await.into_iter().filter(|won| *won).count();
    assert_eq!(won, 1);
}

#[tokio::test]
async fn committed_rows_exist_after_reopening_the_database() {
    let (place, db) = database().await;
    assert!(add(&db, 1, "maren").await);
    db.close().await;
    assert!(matches!(db.ping().await, Err(error) if error.is_unavailable()));
    assert!(exists(&open(&place).await, 1).await);
}

#[tokio::test]
async fn two_processes_write_concurrently_without_lock_errors() {
    let (place, db) = database().await;
    let other = open(&place).await;
    let add_many = async |db, first: u128, prefix| {
        let names: Vec<_> = (first..first + 200).map(|n| (n, format!("{prefix}{n}"))).collect();
        futures::future::join_all(names.iter().map(|(n, name)| add(db, *n, name))).await
    };
    let (ours, theirs) = tokio::join!(add_many(&db, 0, "ours"), add_many(&other, 1_000, "theirs"));
    assert!(ours.into_iter().chain(theirs).all(|added| added));
}

/// Counts the changes and events that a commit observer receives.
#[derive(Default)]
struct Counter {
    changes: AtomicUsize,
    events: AtomicUsize,
}

impl CommitObserver for Counter {
    fn committed(&self, effects: &Effects) {
        self.changes.fetch_add(effects.changes().len(), Ordering::SeqCst);
        self.events.fetch_add(effects.events().count(), Ordering::SeqCst);
    }
}

impl Counter {
    fn of(db: &Db) -> Arc<Self> {
        let observed = Arc::new(Self::default());
        db.observe(Arc::downgrade(&(Arc::clone(&observed) as Arc<dyn CommitObserver>)));
        observed
    }

    fn counts(&self) -> (usize, usize) {
        (self.changes.load(Ordering::SeqCst), self.events.load(Ordering::SeqCst))
    }
}

#[tokio::test]
async fn a_failed_commit_is_an_error_and_invalidates_caches() {
    let (_place, db) = database().await;
    assert!(add(&db, 1, "maren").await);
    let observed = Counter::of(&db);
    let failed = db.write(async |mut tx: Tx| {
        avatars::set_avatar(&mut tx, UserId(Uuid::from_u128(1)), None, Timestamp(2_000)).await?;
        tx.record(event(1));
        fail_at_commit(&mut tx).await?;
        Ok::<_, StoreError>(())
    });
    assert!(matches!(failed.await, Err(StoreError::Commit(_))));
    assert_eq!(observed.counts(), (1, 0), "the cache is invalidated, but no event is logged");
    let version = db
        .read(async |mut conn| users::find(&mut conn, UserId(Uuid::from_u128(1))).await)
        .await
        .unwrap()
        .unwrap()
        .version;
    assert_eq!(version, 1);
    assert!(add(&db, 2, "jonas").await, "later writes succeed");
}

/// Violates a deferred constraint, so that the commit fails.
async fn fail_at_commit(tx: &mut Tx) -> Result<(), sqlx::Error> {
    match &mut **tx {
        Conn::Sqlite(connection) => {
            let orphan = "PRAGMA defer_foreign_keys = ON; \
                INSERT INTO sessions (id, user_id, remember, created_at, last_used_at, expires_at) \
                VALUES (zeroblob(16), zeroblob(16), 0, 0, 0, 0)";
            connection.execute(orphan).await?;
        }
        Conn::Postgres(connection) => {
            let trigger = "CREATE TABLE doomed (id INT); \
                CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'; \
                CREATE CONSTRAINT TRIGGER late AFTER INSERT ON doomed DEFERRABLE INITIALLY DEFERRED \
                FOR EACH ROW EXECUTE FUNCTION refuse(); INSERT INTO doomed VALUES (1)";
            connection.execute(trigger).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_panicking_job_is_rolled_back_without_affecting_others() {
    let (_place, db) = database().await;
    let observed = Counter::of(&db);
    let panicking = db.write(async |mut tx: Tx| {
        users::insert(&mut tx, &new_user(1, "half")).await?;
        tx.record(event(1));
        // Without the condition, the compiler would warn about unreachable code.
        if true {
            panic!("a defect, on purpose");
        }
        Ok::<(), StoreError>(())
    });
    let (panicked, added) = tokio::join!(panicking, add(&db, 2, "whole"));
    assert!(matches!(panicked, Err(StoreError::Panicked)));
    assert!(added);
    assert!(!exists(&db, 1).await);
    assert!(add(&db, 3, "later").await, "later writes succeed");
    assert_eq!(observed.counts(), (0, 0));
}

#[tokio::test]
async fn a_recorded_refusal_survives_the_rollback() {
    let (_place, db) = database().await;
    let observed = Counter::of(&db);
    let refused = |number| {
        db.write(async move |mut tx: Tx| {
            users::insert(&mut tx, &new_user(number, &format!("half{number}"))).await?;
            tx.record(event(number));
            tx.record_refusal(event(number + 100));
            Err::<(), _>(Failed::OnPurpose)
        })
    };
    // Alone, and in a batch with other jobs.
    assert!(refused(1).await.is_err());
    let (first, second, added) = tokio::join!(refused(2), refused(3), add(&db, 4, "whole"));
    assert!(first.is_err() && second.is_err() && added);
    assert!(!exists(&db, 1).await && !exists(&db, 2).await);
    let events = db.read(async |mut conn| audit::newest(&mut conn, &unfiltered(), 10).await).await.unwrap();
    let ids: Vec<_> = events.iter().map(|event| event.id.as_u128()).collect();
    assert_eq!(ids, [103, 102, 101]);
    assert_eq!(observed.counts(), (0, 3));
}

#[tokio::test]
async fn what_a_failed_job_keeps_is_committed_unless_it_panics() {
    let (_place, db) = database().await;
    let observed = Counter::of(&db);
    let keeping = |number: u128, panics: bool| {
        db.write(async move |mut tx: Tx| {
            users::insert(&mut tx, &new_user(number, &format!("kept{number}"))).await?;
            tx.record(event(number));
            let error = tx.keep(Failed::OnPurpose);
            assert!(!panics, "after the error, on purpose");
            Err::<(), _>(error)
        })
    };
    // Alone, and in a batch with other jobs.
    assert!(matches!(keeping(1, false).await, Err(Failed::OnPurpose)));
    let (kept, panicked, added) = tokio::join!(keeping(2, false), keeping(3, true), add(&db, 4, "whole"));
    assert!(matches!(kept, Err(Failed::OnPurpose)) && added);
    assert!(matches!(panicked, Err(Failed::Store(StoreError::Panicked))));
    assert!(exists(&db, 1).await && exists(&db, 2).await && !exists(&db, 3).await);
    let events = db.read(async |mut conn| audit::newest(&mut conn, &unfiltered(), 10).await).await.unwrap();
    let ids: Vec<_> = events.iter().map(|event| event.id.as_u128()).collect();
    assert_eq!(ids, [2, 1]);
    assert_eq!(observed.counts(), (0, 2));
}

/// SQLite rolls back by itself, for example when the disk is full.
#[tokio::test]
async fn all_jobs_fail_if_sqlite_rolls_back_their_transaction() {
    let place = TestDatabase::sqlite();
    let db = open(&place).await;
    db.migrations().up(None).await.unwrap();
    for outcome in [Ok(()), Err(Failed::OnPurpose)] {
        let giving_up = db.write(async move |mut tx: Tx| {
            let Conn::Sqlite(connection) = &mut *tx else { unreachable!("this is SQLite") };
            connection.execute("ROLLBACK").await.map_err(StoreError::from)?;
            outcome
        });
        let before = db.write(async |mut tx: Tx| users::insert(&mut tx, &new_user(1, "before")).await);
        let (before, given_up, after) = tokio::join!(before, giving_up, add(&db, 2, "after"));
        assert!(matches!(before, Err(StoreError::Commit(_))) && given_up.is_err());
        assert!(!exists(&db, 1).await);
        assert!(after && exists(&db, 2).await, "later writes succeed");
        place.run("DELETE FROM users").await;
    }
}

/// The settings are checked directly, because a killed process does not lose data in the page cache; only a power failure does.
#[tokio::test]
async fn sqlite_uses_full_synchronous_mode_and_wal() {
    let place = TestDatabase::sqlite();
    let db = Db::connect(place.url().expose()).await.unwrap();
    let settings = db.write(async |mut tx: Tx| {
        let Conn::Sqlite(connection) = &mut *tx else { unreachable!("this is SQLite") };
        let sql = "SELECT synchronous, journal_mode, foreign_keys \
                   FROM pragma_synchronous, pragma_journal_mode, pragma_foreign_keys";
        let found = sqlx::query_as::<_, (i64, String, i64)>(sql).fetch_one(&mut **connection).await;
        found.map_err(StoreError::from)
    });
    // 2 is FULL (https://www.sqlite.org/pragma.html#pragma_synchronous).
    assert_eq!(settings.await.unwrap(), (2, "wal".to_owned(), 1));
}

/// An event with this number as its id.
fn event(number: u128) -> NewEvent {
    NewEvent { id: AuditEventId(Uuid::from_u128(number)), ..store::event(EventKind::UserUpdate, Timestamp(1_000)) }
}

fn unfiltered() -> EventFilter {
    EventFilter {
        party: None,
        actor: None,
        target: None,
        kinds: Vec::new(),
        result: None,
        address: None,
        device: None,
        since: AuditEventId(Uuid::nil()),
        before: AuditEventId(Uuid::max()),
    }
}
