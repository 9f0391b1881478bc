//! The list of tables in the code matches the schema.

use crate::support::TestApp;
use std::collections::BTreeSet;
use vestibule::store::tables::{DERIVED, Kind, TABLES};

#[tokio::test]
async fn every_column_is_listed_with_its_type_and_the_key_comes_first() {
    let app = TestApp::new().await;
    let postgres = app.database.is_postgres();
    let sql = if postgres {
        "SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns \
         WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations' AND is_generated = 'NEVER' \
         AND table_name IN (SELECT tablename FROM pg_tables)"
    } else {
        "SELECT t.name || '.' || c.name || ' ' || c.type FROM sqlite_master t, pragma_table_info(t.name) c \
         WHERE t.type = 'table' AND t.name <> '_sqlx_migrations' AND t.name NOT LIKE 'sqlite%'"
    };
    let kind = |kind: Kind| match (kind, postgres) {
        (Kind::Uuid, true) => "uuid",
        (Kind::Bytes, true) => "bytea",
        (Kind::Text, true) => "text",
        (Kind::Integer, true) => "bigint",
        (Kind::Boolean, true) => "boolean",
        (Kind::Uuid | Kind::Bytes, false) => "BLOB",
        (Kind::Text, false) => "TEXT",
        (Kind::Integer | Kind::Boolean, false) => "INTEGER",
    };
    let listed: BTreeSet<_> = TABLES
        .iter()
        .flat_map(|table| table.columns.iter().map(move |(name, kind)| (table.name, *name, *kind)))
        .map(|(table, name, of)| format!("{table}.{name} {}", kind(of)))
        .collect();
    let derived = |entry: &String| DERIVED.iter().any(|table| entry.starts_with(&format!("{table}.")));
    let stored: BTreeSet<_> = app.database.run(sql).await.into_iter().filter(|entry| !derived(entry)).collect();
    assert!(stored.len() > 40, "{stored:?}");
    assert_eq!(listed, stored);
    let keys = if postgres {
        "SELECT conrelid::regclass::text || '.' || attname FROM pg_constraint \
         JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey) \
         WHERE contype = 'p' AND connamespace = 'public'::regnamespace \
         AND conrelid::regclass::text <> '_sqlx_migrations'"
    } else {
        "SELECT t.name || '.' || c.name FROM sqlite_master t, pragma_table_info(t.name) c \
         WHERE t.type = 'table' AND c.pk > 0 AND t.name <> '_sqlx_migrations'"
    };
    let keys: BTreeSet<_> = app.database.run(keys).await.into_iter().filter(|entry| !derived(entry)).collect();
    let first: BTreeSet<_> = TABLES.iter().map(|table| format!("{}.{}", table.name, table.columns[0].0)).collect();
    assert_eq!(first, keys);
}

#[tokio::test]
async fn tables_are_listed_after_the_tables_that_they_reference() {
    let app = TestApp::new().await;
    let sql = if app.database.is_postgres() {
        "SELECT conrelid::regclass::text || ' ' || confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
    } else {
        "SELECT t.name || ' ' || f.\"table\" FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'"
    };
    let place = |name: &str| TABLES.iter().position(|table| table.name == name).expect("a table of the list");
    let references = app.database.run(sql).await;
    assert!(references.len() >= 2, "{references:?}");
    for reference in references {
        let (from, to) = reference.split_once(' ').unwrap();
        assert!(place(from) > place(to), "{from} refers to {to}");
    }
}
