//! Applying and rolling back migrations.

use crate::database::TestDatabase;
use crate::support::store::{add, database, empty_database, event, exists, open};
use vestibule::shared::audit::{EventKind, Outcome};
use vestibule::shared::counters::Way;
use vestibule::shared::ids::UserId;
use vestibule::shared::timestamp::Timestamp;
use vestibule::store::audit::{NewEvent, Tally};
use vestibule::store::{Conn, Db, StoreError, Tx};

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

/// Rolls back this migration and the later ones.
async fn roll_back_from(db: &Db, version: i64) {
    let status = db.migrations().status().await.unwrap();
    let steps = status.iter().filter(|step| step.applied && step.version >= version).count();
    db.migrations().down(u32::try_from(steps).unwrap()).await.unwrap();
}

/// Users whose groups are in a column, and in the search index, as before migration 24.
async fn users_with_group_names(users: &[(&str, &str, &str)]) -> (TestDatabase, Db) {
    let (place, db) = database().await;
    for (number, (username, ..)) in (1..).zip(users) {
        assert!(add(&db, number, username).await);
    }
    roll_back_from(&db, 24).await;
    for (username, groups, words) in users {
        let columns = format!("group_names = '{groups}', words = '{words}'");
        place.run(&format!("UPDATE users SET {columns} WHERE username = '{username}'")).await;
    }
    (place, db)
}

#[tokio::test]
async fn rolling_back_groups_removes_their_words_from_the_index() {
    let editors = ("maren", "editors", r##"["maren","#editors#"]"##);
    let (place, db) = users_with_group_names(&[editors, ("jonas", "", r#"["jonas"]"#)]).await;
    let words = async || place.run("SELECT word FROM user_words ORDER BY word").await;
    assert_eq!(words().await, ["#editors#", "jonas", "maren"]);
    roll_back_from(&db, 14).await;
    assert_eq!(words().await, ["jonas"]);
    let without_words = "SELECT username FROM users WHERE words = ''";
    assert_eq!(place.run(without_words).await, ["maren"], "the previous version computes them again");
}

#[tokio::test]
async fn rolling_back_deletions_of_groups_that_are_not_finished_finishes_them() {
    let users = [("maren", "admins authors editors", "[]"), ("jonas", "editors", "[]"), ("ada", "my-editors", "[]")];
    let (place, db) = users_with_group_names(&users).await;
    place.run("INSERT INTO deleted_groups (name, deleted_at) VALUES ('editors', 0), ('authors', 0)").await;
    roll_back_from(&db, 18).await;
    let left = "SELECT username || ': ' || group_names || CASE words WHEN '' THEN ', to compute' ELSE '' END FROM users \
                ORDER BY username";
    assert_eq!(place.run(left).await, ["ada: my-editors", "jonas: , to compute", "maren: admins, to compute"]);
}

#[tokio::test]
async fn memberships_move_to_a_table_and_back() {
    let (place, db) = users_with_group_names(&[
        ("maren", "authors editors", r##"["maren","#authors#","#editors#"]"##),
        ("jonas", "editors", r##"["#editors#"]"##),
        ("ada", "", r#"["ada"]"#),
    ])
    .await;
    place.run("INSERT INTO deleted_groups (name, deleted_at) VALUES ('authors', 0)").await;
    db.migrations().up(None).await.unwrap();
    let members = "SELECT username || ' ' || group_name FROM group_members JOIN users ON id = user_id ORDER BY 1";
    assert_eq!(place.run(members).await, ["jonas editors", "maren editors"], "the other group was being deleted");
    assert_eq!(place.run("SELECT words FROM users ORDER BY words").await, [r#"["ada"]"#, r#"["maren"]"#, "[]"]);
    assert_eq!(place.run("SELECT word FROM user_words ORDER BY word").await, ["ada", "maren"]);

    // One more than fits into 1,000 bytes.
    let names: Vec<_> = ('a'..='o').map(|letter| letter.to_string().repeat(63)).collect();
    for name in &names {
        let of_ada = format!("SELECT id, '{name}' FROM users WHERE username = 'ada'");
        place.run(&format!("INSERT INTO group_members (user_id, group_name) {of_ada}")).await;
    }
    roll_back_from(&db, 24).await;
    let groups = "SELECT username || ' ' || group_names FROM users WHERE words = '' ORDER BY username";
    let of_ada = format!("ada {}", names[..14].join(" "));
    assert_eq!(place.run(groups).await, [&*of_ada, "jonas editors", "maren editors"]);
    db.migrations().up(None).await.unwrap();
    assert_eq!(place.run(members).await.len(), 16);
}

#[tokio::test]
async fn rolling_back_the_file_of_applications_removes_its_rows() {
    let (place, db) = database().await;
    let columns = "name, title, locations, everyone, group_names, claims, of_file, created_at, updated_at";
    let rows = "('shop', '', '', FALSE, '', '', TRUE, 0, 0), ('wiki', '', '', FALSE, '', '', FALSE, 0, 0)";
    place.run(&format!("INSERT INTO applications ({columns}) VALUES {rows}")).await;
    let steps = db.migrations().status().await.unwrap().iter().filter(|step| step.version >= 25).count();
    db.migrations().down(u32::try_from(steps).unwrap()).await.unwrap();
    assert_eq!(place.run("SELECT name FROM applications").await, ["wiki"], "the previous version reads the file");
}

#[tokio::test]
async fn rolling_back_languages_keeps_the_accounts() {
    let (place, db) = database().await;
    assert!(add(&db, 1, "maren").await);
    place.run("UPDATE users SET language = 'de'").await;
    roll_back_from(&db, 28).await;
    assert_eq!(place.run("SELECT username FROM published_users").await, ["maren"], "the previous version reads it");
    db.migrations().up(None).await.unwrap();
    assert_eq!(place.run("SELECT COALESCE(language, 'none') FROM published_users").await, ["none"]);
}

/// A minute of a day.
fn minute(day: i64, minute: i64) -> Timestamp {
    Timestamp((20_000 + day) * 86_400_000 + minute * 60_000)
}

/// A sign-in of an account, in this session.
fn sign_in(at: Timestamp, account: u128, session: &str, way: Way) -> NewEvent {
    let (target, detail) = (Some(UserId(uuid::Uuid::from_u128(account))), Some(session.to_owned()));
    NewEvent { target, detail, tally: Tally::By(way), ..event(EventKind::SessionStart, at) }
}

/// What the program counts when it happens: by kind, label and time, without the rows among which a number is spread.
async fn counted(place: &TestDatabase) -> Vec<String> {
    let sql = "SELECT kind || ' ' || label || ' ' || CAST(since AS TEXT) || ' ' || CAST(SUM(count) AS TEXT) FROM counts \
               GROUP BY kind, label, since ORDER BY kind, label, since";
    let people = "SELECT 'last ' || CAST(day AS TEXT) FROM active_people ORDER BY day";
    [place.run(sql).await, place.run(people).await].concat()
}

#[tokio::test]
async fn the_counters_are_filled_with_what_the_program_would_have_counted() {
    const SESSION: &str = "0192f3a1-7b2c-7def-8123-456789abcdef";
    let (place, db) = database().await;
    assert!(add(&db, 1, "maren").await && add(&db, 2, "jonas").await);
    let id = if place.is_postgres() { format!("'{SESSION}'") } else { format!("x'{}'", SESSION.replace('-', "")) };
    let columns = "id, user_id, remember, created_at, last_used_at, expires_at, methods";
    let owner = "SELECT id FROM users WHERE username = 'maren'";
    place.run(&format!("INSERT INTO sessions ({columns}) VALUES ({id}, ({owner}), FALSE, 1, 1, 1, 'pwd otp')")).await;
    let other =
        |kind, at, result, detail: &str| NewEvent { result, detail: Some(detail.to_owned()), ..event(kind, at) };
    let import = Some(uuid::Uuid::from_u128(5));
    let events = vec![
        sign_in(minute(0, 1), 1, SESSION, Way::SecondFactor),
        sign_in(minute(0, 2), 1, "0192f3a1-7b2c-7def-8123-000000000000", Way::Other),
        sign_in(minute(0, 70), 2, "gone", Way::Other),
        other(EventKind::SessionStart, minute(0, 71), Outcome::Refused, "no_match"),
        other(EventKind::SessionStart, minute(0, 72), Outcome::Refused, "no_match"),
        other(EventKind::ApplicationEnter, minute(0, 73), Outcome::Refused, "wiki"),
        other(EventKind::ApplicationEnter, minute(0, 74), Outcome::Success, "wiki"),
        other(EventKind::IdentityLink, minute(0, 75), Outcome::Refused, "google"),
        other(EventKind::IdentityLink, minute(0, 76), Outcome::Success, "google"),
        event(EventKind::UserRegister, minute(1, 1)),
        event(EventKind::UserSetUp, minute(1, 2)),
        event(EventKind::UserCreate, minute(1, 3)),
        NewEvent { request_id: import, ..other(EventKind::UserImport, minute(1, 4), Outcome::Success, "57") },
        NewEvent { request_id: import, tally: Tally::Elsewhere, ..event(EventKind::UserCreate, minute(1, 5)) },
        event(EventKind::UserUpdate, minute(1, 6)),
        event(EventKind::MailFailed, minute(2, 1)),
        sign_in(minute(3, 1), 1, SESSION, Way::SecondFactor),
        sign_in(minute(36, 1), 1, SESSION, Way::SecondFactor),
    ];
    for event in events {
        let recorded = db.write(async move |mut tx: Tx| {
            let is_active = event.kind == EventKind::SessionStart && event.result == Outcome::Success;
            tx.active(event.target.filter(|_| is_active), event.at);
            tx.record(event);
            Ok::<_, StoreError>(())
        });
        recorded.await.unwrap();
    }
    let expected = counted(&place).await;
    assert!(expected.iter().any(|row| row.starts_with("active_30")), "{expected:?}");
    roll_back_from(&db, 46).await;
    db.migrations().up(None).await.unwrap();
    assert_eq!(counted(&place).await, expected);
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

/// All planner statistics (SQLite), except those of `imports`, which a migration has measured.
async fn statistics(place: &TestDatabase) -> Vec<String> {
    let sql = "SELECT tbl || ' ' || COALESCE(idx, '') || ': ' || stat FROM sqlite_stat1 WHERE tbl <> 'imports' \
               ORDER BY tbl, idx";
    place.run(sql).await
}

/// SQLite's plan for reading all usernames in order. EXPLAIN alone does not notice a changed schema, so another statement is
/// run first on the same connection.
async fn plan(db: &Db) -> String {
    const WALK: &str = "EXPLAIN QUERY PLAN SELECT username_key FROM users ORDER BY username_key";
    let plan = db.read(async |mut conn| {
        let Conn::Sqlite(connection) = &mut *conn else { unreachable!("this is SQLite") };
        sqlx::query("SELECT id FROM users LIMIT 1").fetch_all(&mut **connection).await?;
        let explained = sqlx::query_as::<_, (i64, i64, i64, String)>(WALK).persistent(false);
        Ok(explained.fetch_all(&mut **connection).await?)
    });
    plan.await.expect("a plan").into_iter().map(|(.., line)| line).collect()
}

#[tokio::test]
async fn planner_statistics_are_restored_at_the_next_start() {
    let place = TestDatabase::sqlite();
    let db = open(&place).await;
    db.migrations().up(None).await.unwrap();
    let written = statistics(&place).await;
    // The indexes of users and of the audit log.
    assert_eq!(written.len(), 11, "{written:?}");
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

#[tokio::test]
async fn of_open_links_for_the_same_purpose_the_newest_stays_when_the_database_begins_to_forbid_more() {
    let (place, db) = database().await;
    assert!(add(&db, 1, "maren").await);
    let steps = db.migrations().status().await.unwrap().iter().filter(|step| step.version >= 17).count();
    db.migrations().down(u32::try_from(steps).unwrap()).await.unwrap();
    for (number, purpose, created_at, used_at) in [
        (1, "password", 5, "NULL"),
        (2, "password", 7, "NULL"),
        (3, "password", 7, "NULL"),
        (4, "password", 9, "9"),
        (5, "invitation", 1, "NULL"),
        (6, "undo_email_change", 1, "NULL"),
        (7, "undo_email_change", 2, "NULL"),
    ] {
        let hash = if place.is_postgres() { format!("'\\x0{number}'::bytea") } else { format!("x'0{number}'") };
        let insert = format!(
            "INSERT INTO one_time_tokens (token_hash, purpose, user_id, created_at, expires_at, used_at) \
             SELECT {hash}, '{purpose}', id, {created_at}, 99, {used_at} FROM users"
        );
        place.run(&insert).await;
    }
    db.migrations().up(None).await.unwrap();
    let left = "SELECT purpose || ' ' || CAST(created_at AS TEXT) FROM one_time_tokens ORDER BY 1";
    let expected = ["invitation 1", "password 7", "password 9", "undo_email_change 1", "undo_email_change 2"];
    assert_eq!(place.run(left).await, expected);
}
