//! Up, down, and up again.

use crate::{
    database::TestDatabase,
    support::store::{add, database, empty_database, exists, open},
};
use vestibule::store::{Conn, Db};

#[tokio::test]
async fn migrations_go_up_down_and_up_again_with_rows_in_the_tables() {
    let (_place, db) = empty_database().await;
    let applied = db.migrations().up(None).await.unwrap();
    assert!(!applied.is_empty());
    assert!(add(&db, 1, "maren").await);
    let undone = db.migrations().down(u32::MAX).await.unwrap();
    assert_eq!(undone.len(), applied.len());
    assert!(db.migrations().status().await.unwrap().iter().all(|step| !step.applied));
    db.migrations().up(None).await.unwrap();
    assert!(!exists(&db, 1).await, "the table was made anew");
    assert!(add(&db, 1, "maren").await);
}

#[tokio::test]
async fn each_migration_but_the_first_goes_down_and_up_again_and_leaves_the_people_alone() {
    let (place, db) = database().await;
    assert!(add(&db, 1, "maren").await);
    // By SQL of its own: what the program reads by is of the newest version.
    let people = async || place.run("SELECT username FROM users").await;
    let all = db.migrations().status().await.unwrap().len();
    assert!(all > 1);
    for count in 1..u32::try_from(all).unwrap() {
        assert_eq!(db.migrations().down(count).await.unwrap().len(), count as usize);
        assert_eq!(people().await, ["maren"]);
        assert_eq!(db.migrations().up(None).await.unwrap().len(), count as usize);
        assert!(exists(&db, 1).await);
    }
}

#[tokio::test]
async fn a_second_run_applies_nothing() {
    let (_place, db) = database().await;
    assert!(db.migrations().up(None).await.unwrap().is_empty());
    assert!(db.migrations().status().await.unwrap().iter().all(|step| step.applied));
}

#[tokio::test]
async fn up_takes_as_many_as_it_is_told_and_down_gives_back_the_newest_first() {
    let (_place, db) = empty_database().await;
    let all = db.migrations().status().await.unwrap();
    let first = db.migrations().up(Some(1)).await.unwrap();
    assert_eq!(first.len(), 1);
    assert_eq!(first[0].version, all[0].version);
    let undone = db.migrations().down(1).await.unwrap();
    assert_eq!(undone[0].version, all[0].version);
    assert!(!undone[0].applied);
}

#[tokio::test]
async fn of_ten_processes_that_start_at_once_one_applies_each_migration() {
    let (place, db) = empty_database().await;
    let mut starting = Vec::new();
    for _ in 0..10 {
        starting.push(open(&place).await);
    }
    let started = starting.iter().map(|db| async { db.migrations().up(None).await.unwrap().len() });
    let applied: usize = futures::future::join_all(started).await.into_iter().sum();
    assert_eq!(applied, db.migrations().status().await.unwrap().len());
}

/// The statistics of the accounts' indexes.
async fn statistics(place: &TestDatabase) -> Vec<String> {
    place.run("SELECT idx || ': ' || stat FROM sqlite_stat1 WHERE tbl = 'users' ORDER BY idx").await
}

/// How SQLite would walk along the usernames. A statement that is only explained does not notice that the schema has changed, so
/// one is run before, on the same connection.
async fn plan(db: &Db) -> String {
    const WALK: &str = "EXPLAIN QUERY PLAN SELECT username_key FROM users ORDER BY username_key";
    let plan = db.read(|conn| {
        Box::pin(async move {
            let Conn::Sqlite(connection) = conn else { unreachable!("this is SQLite") };
            sqlx::query("SELECT id FROM users LIMIT 1").fetch_all(&mut **connection).await?;
            let explained = sqlx::query_as::<_, (i64, i64, i64, String)>(WALK).persistent(false);
            Ok(explained.fetch_all(&mut **connection).await?)
        })
    });
    plan.await.expect("a plan").into_iter().map(|(.., line)| line).collect()
}

#[tokio::test]
async fn statistics_that_an_analyze_has_replaced_are_restored_at_the_next_start() {
    let place = TestDatabase::sqlite();
    let db = open(&place).await;
    db.migrations().up(None).await.unwrap();
    let written = statistics(&place).await;
    assert!(written.len() == 2 && written.iter().all(|line| line.ends_with(" unordered")), "{written:?}");
    for number in 0..50 {
        assert!(add(&db, number, &format!("guest{number}")).await);
    }
    for damage in ["ANALYZE", "DROP TABLE sqlite_stat1"] {
        place.run(damage).await;
        let beside = open(&place).await;
        assert!(plan(&beside).await.contains("sqlite_autoindex_users_2"), "{damage}");
        let starting = open(&place).await;
        assert!(starting.migrations().up(None).await.unwrap().is_empty());
        assert_eq!(statistics(&place).await, written, "{damage}");
        for db in [&starting, &beside] {
            let plan = plan(db).await;
            assert!(plan.contains("users_by_username"), "{damage}: {plan}");
        }
    }
}
