//! Checks every SQL statement of the program against the schema.

use crate::database::TestDatabase;
use crate::support::store::{database, open};
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use vestibule::store::statement::prepare;
use vestibule::store::{POSTGRES_STATEMENTS, SQLITE_STATEMENTS, STATEMENTS, Statement, directory};

#[tokio::test]
async fn every_statement_can_be_prepared() {
    let (place, db) = database().await;
    let own = if place.is_postgres() { POSTGRES_STATEMENTS } else { SQLITE_STATEMENTS };
    for (aggregate, statements) in STATEMENTS.iter().chain(own) {
        for statement in *statements {
            let (statement, name) = (*statement, statement.name());
            let prepared = db.read(async move |mut conn| prepare(&mut conn, statement).await).await;
            prepared.unwrap_or_else(|error| panic!("{aggregate}::{name}: {error}"));
        }
    }
    let of_lists = db.read(async |conn| Ok(directory::statements_of(&conn).collect::<Vec<_>>())).await;
    for statement in of_lists.expect("statements") {
        let prepared = db.read(async move |mut conn| prepare(&mut conn, statement).await).await;
        prepared.unwrap_or_else(|error| panic!("directory::{}: {error}", statement.name()));
    }
}

/// The query plan of a statement on SQLite. On PostgreSQL, small tables are read as a whole.
async fn plan(aggregate: &str, name: &str) -> String {
    let place = TestDatabase::sqlite();
    let db = open(&place).await;
    db.migrations().up(None).await.unwrap();
    let (_, statements) = STATEMENTS.iter().find(|(listed, _)| *listed == aggregate).expect("a list");
    let statement = statements.iter().find(|statement| statement.name() == name).expect("a statement");
    plan_of(&place, *statement).await
}

async fn plan_of(place: &TestDatabase, statement: Statement) -> String {
    let mut connection = SqliteConnection::connect(place.url().expose()).await.unwrap();
    let mut lines = Vec::new();
    // Some are several statements in one, of which the others would be executed.
    for sql in statement.sql().split(';').filter(|sql| !sql.trim().is_empty()) {
        let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(explain).fetch_all(&mut connection).await.unwrap();
        lines.extend(plan.into_iter().map(|(_, _, _, line)| line));
    }
    lines.join("\n")
}

#[tokio::test]
async fn api_tokens_that_are_not_revoked_are_counted_in_an_index_of_their_own() {
    let plan = plan("api_tokens", "count_active").await;
    assert!(plan.contains("INDEX api_tokens_living"), "{plan}");
}

/// The index of the keys has all accounts with a value: reading it for each account took minutes with a million of them.
#[tokio::test]
async fn what_an_account_has_in_a_field_is_found_by_the_account() {
    const BY_ACCOUNT: &str = "own_field_values USING PRIMARY KEY (user_id";
    for name in ["is_in", "between"] {
        let plan = plan("own_fields", name).await;
        assert!(plan.contains(BY_ACCOUNT) && !plan.contains("own_field_values_key"), "{name}: {plan}");
    }
    let place = TestDatabase::sqlite();
    let db = open(&place).await;
    db.migrations().up(None).await.unwrap();
    let of_lists = db.read(async |conn| Ok(directory::statements_of(&conn).collect::<Vec<_>>())).await;
    let with_fields = of_lists.expect("statements").into_iter().filter(|one| one.sql().contains("own_field_values"));
    let mut count = 0;
    for statement in with_fields {
        count += 1;
        let plan = plan_of(&place, statement).await;
        assert!(plan.contains(BY_ACCOUNT), "{}: {plan}", statement.name());
        // Where a list begins with the values, and not with the accounts, it reads their range.
        let begins_with_values = statement.sql().contains("field = (SELECT");
        let reads_range = plan.contains("INDEX own_field_values_key (field=? AND key>? AND key<?)");
        assert_eq!(reads_range, begins_with_values, "{}: {plan}", statement.name());
    }
    assert!(count > 20, "{count}");
}

/// With a million accounts, beginning with all of them took a fifth of a second on each page that counts people. A table that a
/// statement calls by another name is not noticed.
#[tokio::test]
async fn tables_that_grow_with_the_accounts_are_read_as_a_whole_by_no_other_statement() {
    const GROWING: [&str; 4] = ["users", "own_field_values", "audit_events", "sessions"];
    let place = TestDatabase::sqlite();
    let db = open(&place).await;
    db.migrations().up(None).await.unwrap();
    let of_lists =
        db.read(async |conn| Ok(directory::statements_of(&conn).collect::<Vec<_>>())).await.expect("statements");
    let listed = STATEMENTS
        .iter()
        .chain(SQLITE_STATEMENTS)
        .flat_map(|(aggregate, statements)| statements.iter().map(move |one| (*aggregate, *one)));
    let mut whole = BTreeSet::new();
    for (aggregate, statement) in listed.chain(of_lists.into_iter().map(|one| ("directory", one))) {
        let plan = plan_of(&place, statement).await;
        if GROWING.iter().any(|table| plan.lines().any(|line| line == format!("SCAN {table}"))) {
            whole.insert(format!("{aggregate}::{}", statement.name()));
        }
    }
    // It stops at 10,000 matches.
    assert_eq!(whole, BTreeSet::from(["directory::COUNT_HITS".to_owned()]));
}

#[tokio::test]
async fn accounts_without_a_password_are_found_in_an_index_of_their_own() {
    for name in ["count_awaiting", "next_awaiting", "next_uninvited"] {
        let plan = plan("invitations", name).await;
        assert!(plan.contains("INDEX users_awaiting_password ((import_number,id)>"), "{name}: {plan}");
        assert!(!plan.contains("USE TEMP B-TREE"), "{name}: {plan}");
    }
}

#[tokio::test]
async fn what_a_purge_erases_is_found_by_indexes() {
    for (aggregate, name, indexes) in [
        ("account_status", "deleted_before", &["INDEX users_past ("][..]),
        ("audit_retention", "event_after", &["INDEX audit_events_actor (", "INDEX audit_events_target ("][..]),
        (
            "audit_retention",
            "erase_origins",
            &["INDEX audit_events_actor (", "INDEX audit_events_target (", "PRIMARY KEY ("][..],
        ),
        ("throttles", "delete_of", &["INDEX sqlite_autoindex_throttles_1 (key>"][..]),
    ] {
        let plan = plan(aggregate, name).await;
        for index in indexes {
            assert!(plan.contains(index), "{name} does not use {index}:\n{plan}");
        }
        for table in ["users", "audit_events", "audit_origins", "throttles"] {
            assert!(!plan.contains(&format!("SCAN {table}")), "{name} reads {table} as a whole:\n{plan}");
        }
    }
}

#[tokio::test]
async fn what_came_from_an_address_or_a_device_is_found_in_an_index() {
    for (name, index) in [
        ("NEWEST_FROM_ADDRESS", "INDEX audit_origins_address ("),
        ("NEWEST_FROM_DEVICE", "INDEX audit_origins_device ("),
        ("OLDEST_FROM_ADDRESS", "INDEX audit_origins_address ("),
        ("OLDEST_FROM_DEVICE", "INDEX audit_origins_device ("),
    ] {
        let plan = plan("audit", name).await;
        assert!(plan.contains(index) && !plan.contains("USE TEMP B-TREE"), "{name}: {plan}");
    }
}

#[tokio::test]
async fn journeys_that_give_back_their_place_are_found_in_an_index() {
    for (name, index) in [
        ("count", "COVERING INDEX"),
        ("largest_network", "COVERING INDEX journeys_network"),
        ("delete_oldest", "INDEX journeys_network ("),
        ("delete_past", "INDEX journeys_expiry ("),
        ("find", "INDEX sqlite_autoindex_journeys_1 ("),
    ] {
        let plan = plan("journeys", name).await;
        assert!(plan.contains(index), "{name} does not use {index}:\n{plan}");
    }
}

/// For example, PostgreSQL supports only `$1` parameters, and has no `INSERT OR`, backticks or `AUTOINCREMENT`.
#[test]
fn shared_statements_use_no_syntax_of_a_single_engine() {
    let foreign = ["?", "INSERT OR", "REPLACE INTO", "`", "AUTOINCREMENT", "datetime(", "strftime(", "rowid", "NOW()"];
    for (aggregate, statements) in STATEMENTS {
        for statement in *statements {
            for word in foreign {
                assert!(!statement.sql().contains(word), "{aggregate}::{} has {word}", statement.name());
            }
        }
    }
}

/// All files in a folder and in the folders below it.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] }).collect()
}

#[test]
fn every_file_with_statements_is_listed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let declaring: BTreeSet<String> = files_in(&folder)
        .into_iter()
        .filter(|path| {
            let code = std::fs::read_to_string(path).unwrap();
            ["\nstatements! {", "\nqueue! {"].iter().any(|declaration| code.contains(declaration))
        })
        .map(|path| path.strip_prefix(&folder).unwrap().with_extension("").to_string_lossy().into_owned())
        .map(|name| name.trim_end_matches("/mod").replace('/', "::"))
        .collect();
    let listed: BTreeSet<String> =
        STATEMENTS.iter().chain(POSTGRES_STATEMENTS).map(|(aggregate, _)| (*aggregate).to_owned()).collect();
    assert_eq!(declaring, listed);
}
