//! Both engines hold the same, and sort it the same.

use crate::{
    database::TestDatabase,
    support::store::{add, database, open},
};
use std::collections::BTreeSet;

async fn both() -> (TestDatabase, TestDatabase) {
    let sqlite = TestDatabase::sqlite();
    open(&sqlite).await.migrations().up(None).await.unwrap();
    let (postgres, _) = database().await;
    assert!(postgres.is_postgres(), "name a server in TEST_DATABASE_URL, as scripts/with-postgres.sh does");
    (sqlite, postgres)
}

/// `table.column kind null|not null`, the kind in SQLite's words.
async fn columns(place: &TestDatabase) -> BTreeSet<String> {
    let sql = if place.is_postgres() {
        "SELECT table_name || '.' || column_name || ' ' || \
         CASE data_type WHEN 'uuid' THEN 'BLOB' WHEN 'bytea' THEN 'BLOB' WHEN 'text' THEN 'TEXT' \
         WHEN 'bigint' THEN 'INTEGER' WHEN 'boolean' THEN 'INTEGER' ELSE data_type END || \
         CASE is_nullable WHEN 'NO' THEN ' not null' ELSE ' null' END \
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations' \
         AND is_generated = 'NEVER' AND table_name IN (SELECT tablename FROM pg_tables)"
    } else {
        "SELECT t.name || '.' || c.name || ' ' || c.type || CASE c.\"notnull\" WHEN 1 THEN ' not null' ELSE ' null' END \
         FROM sqlite_master t, pragma_table_info(t.name) c \
         WHERE t.type = 'table' AND t.name <> '_sqlx_migrations' AND t.name NOT LIKE 'sqlite%'"
    };
    place.run(sql).await.into_iter().collect()
}

/// The indexes that the migrations name.
async fn indexes(place: &TestDatabase) -> BTreeSet<String> {
    let sql = if place.is_postgres() {
        "SELECT tablename || '.' || indexname FROM pg_indexes \
         WHERE schemaname = 'public' AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    } else {
        "SELECT tbl_name || '.' || name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_autoindex%'"
    };
    place.run(sql).await.into_iter().collect()
}

#[tokio::test]
async fn the_two_schemas_have_the_same_columns_and_indexes() {
    let (sqlite, postgres) = both().await;
    let (one, other) = (columns(&sqlite).await, columns(&postgres).await);
    assert!(one.contains("users.username_key TEXT not null") && one.contains("users.name TEXT null"), "{one:?}");
    assert_eq!(one, other);
    let (one, other) = (indexes(&sqlite).await, indexes(&postgres).await);
    assert!(one.contains("sessions.sessions_user"), "{one:?}");
    assert_eq!(one, other);
}

#[tokio::test]
async fn both_sort_the_same_names_the_same_way() {
    const NAMES: [&str; 12] = [
        "maren", "Maren.b", "maren-a", "maren_c", "maren10", "maren2", "ärmel", "zoë", "Ωmega", "ﬁx", "日本", "éclair",
    ];
    let (sqlite, postgres) = both().await;
    let mut orders = Vec::new();
    for place in [&sqlite, &postgres] {
        let db = open(place).await;
        for (number, name) in (1..).zip(NAMES) {
            assert!(add(&db, number, name).await, "{name}");
        }
        orders.push(place.run("SELECT username_key FROM users ORDER BY username_key").await);
    }
    assert_eq!(orders[0].len(), NAMES.len());
    assert_eq!(orders[0], orders[1]);
}
