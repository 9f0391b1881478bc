//! Applying and rolling back migrations.

use crate::{
    database::TestDatabase,
    support::store::{add, database, empty_database, exists, new_user, open},
};
use vestibule::{
    shared::groups::GroupName,
    store::{Conn, Db, Tx, users},
};

#[tokio::test]
async fn migrations_apply_roll_back_and_apply_again_with_rows_in_the_tables() {
    let (_place, db) = empty_database().await;
    let applied = db.migrations().up(None).await.unwrap();
    assert!(!applied.is_empty());
    assert!(add(&db, 1, "maren").await);
    let undone = db.migrations().down(u32::MAX).await.unwrap();
    assert_eq!(undone.len(), applied.len());
    assert!(db.migrations().status().await.unwrap().iter().all(|step| !step.applied));
    db.migrations().up(None).await.unwrap();
    assert!(!exists(&db, 1).await, "the table was created again");
    assert!(add(&db, 1, "maren").await);
}

#[tokio::test]
async fn rolling_back_any_migration_except_the_first_keeps_the_users() {
    let (place, db) = database().await;
    assert!(add(&db, 1, "maren").await);
    // Plain SQL, because the statements of the program need the newest schema.
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
async fn rolling_back_groups_removes_their_words_from_the_index() {
    let (place, db) = database().await;
    let mut user = new_user(1, "maren");
    user.names.groups = GroupName::parse("editors").into_iter().collect();
    user.names.words = r##"["maren","#editors#"]"##.to_owned();
    assert!(db.write(async move |mut tx: Tx| users::insert(&mut tx, &user).await).await.unwrap().is_some());
    assert!(add(&db, 2, "jonas").await);
    let words = async || place.run("SELECT word FROM user_words ORDER BY word").await;
    assert_eq!(words().await, ["#editors#", "jonas", "maren"]);
    let steps = db.migrations().status().await.unwrap().iter().filter(|step| step.version >= 14).count();
    db.migrations().down(u32::try_from(steps).unwrap()).await.unwrap();
    assert_eq!(words().await, ["jonas"]);
    let without_words = "SELECT username FROM users WHERE words = ''";
    assert_eq!(place.run(without_words).await, ["maren"], "the previous version computes them again");
}

#[tokio::test]
async fn applying_twice_changes_nothing() {
    let (_place, db) = database().await;
    assert!(db.migrations().up(None).await.unwrap().is_empty());
    assert!(db.migrations().status().await.unwrap().iter().all(|step| step.applied));
}

#[tokio::test]
async fn up_and_down_accept_a_count_and_down_starts_with_the_newest() {
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
async fn ten_concurrent_processes_apply_each_migration_once() {
    let (place, db) = empty_database().await;
    let mut starting = Vec::new();
    for _ in 0..10 {
        starting.push(open(&place).await);
    }
    let started = starting.iter().map(|db| async { db.migrations().up(None).await.unwrap().len() });
    let applied: usize = futures::future::join_all(started).await.into_iter().sum();
    assert_eq!(applied, db.migrations().status().await.unwrap().len());
}

/// The planner statistics for the indexes of `users` (SQLite).
async fn statistics(place: &TestDatabase) -> Vec<String> {
    place.run("SELECT idx || ': ' || stat FROM sqlite_stat1 WHERE tbl = 'users' ORDER BY idx").await
}

/// SQLite's plan for reading all usernames in order. EXPLAIN alone does not notice a changed schema, so another statement is
/// run first on the same connection.
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
async fn planner_statistics_are_restored_at_the_next_start() {
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
        let other = open(&place).await;
        assert!(plan(&other).await.contains("sqlite_autoindex_users_2"), "{damage}");
        let starting = open(&place).await;
        assert!(starting.migrations().up(None).await.unwrap().is_empty());
        assert_eq!(statistics(&place).await, written, "{damage}");
        for db in [&starting, &other] {
            let plan = plan(db).await;
            assert!(plan.contains("users_by_username"), "{damage}: {plan}");
        }
    }
}
