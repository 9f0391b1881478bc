//! The list of tables in the code matches the schema.

use crate::support::TestApp;
use std::collections::BTreeSet;
use vestibule::store::tables::{DERIVED, LEFT_BEHIND, ON_POSTGRES, SEALED, TABLES};

#[tokio::test]
async fn every_table_is_listed_with_its_key_and_columns_have_known_types() {
    let app = TestApp::new().await;
    let (columns, keys) = if app.database.is_postgres() {
        (
            "SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations' \
             AND table_name IN (SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition)",
            "SELECT conrelid::regclass::text || '.' || attname FROM pg_constraint \
             JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey) \
             WHERE contype = 'p' AND connamespace = 'public'::regnamespace \
             AND conrelid::regclass::text <> '_sqlx_migrations' \
             AND conrelid NOT IN (SELECT oid FROM pg_class WHERE relispartition)",
        )
    } else {
        (
            "SELECT t.name || '.' || c.name || ' ' || c.type FROM sqlite_master t, pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name <> '_sqlx_migrations' AND t.name NOT LIKE 'sqlite%'",
            "SELECT t.name || '.' || c.name FROM sqlite_master t, pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND c.pk > 0 AND t.name <> '_sqlx_migrations'",
        )
    };
    let of_tables =
        |entry: &String, tables: &[&str]| tables.iter().any(|table| entry.starts_with(&format!("{table}.")));
    let columns: Vec<_> =
        app.database.run(columns).await.into_iter().filter(|entry| !of_tables(entry, DERIVED)).collect();
    assert!(columns.len() > 40, "{columns:?}");
    for column in &columns {
        let (_, of_type) = column.split_once(' ').unwrap();
        let known = ["uuid", "bytea", "text", "bigint", "boolean", "BLOB", "TEXT", "INTEGER"];
        assert!(known.contains(&of_type), "{column}");
    }
    for (table, column) in SEALED {
        assert!(columns.iter().any(|entry| entry.starts_with(&format!("{table}.{column} "))), "{table}.{column}");
    }
    let key =
        |(table, key): &(&str, &str)| key.split(", ").map(|column| format!("{table}.{column}")).collect::<Vec<_>>();
    let listed: BTreeSet<_> = TABLES.iter().flat_map(key).collect();
    let stored: BTreeSet<_> = app.database.run(keys).await.into_iter().collect();
    let left_behind: BTreeSet<_> = stored.iter().filter(|entry| of_tables(entry, LEFT_BEHIND)).cloned().collect();
    assert_eq!(left_behind.len(), LEFT_BEHIND.len(), "{left_behind:?}");
    let on_postgres = stored.iter().filter(|entry| of_tables(entry, ON_POSTGRES)).count();
    assert_eq!(on_postgres, if app.database.is_postgres() { ON_POSTGRES.len() } else { 0 });
    let is_copied =
        |entry: &String| ![DERIVED, LEFT_BEHIND, ON_POSTGRES].into_iter().any(|tables| of_tables(entry, tables));
    let stored: BTreeSet<_> = stored.into_iter().filter(is_copied).collect();
    assert_eq!(listed, stored);
}

#[tokio::test]
async fn tables_are_listed_after_the_tables_that_they_reference() {
    let app = TestApp::new().await;
    let sql = if app.database.is_postgres() {
        "SELECT conrelid::regclass::text || ' ' || confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
    } else {
        "SELECT t.name || ' ' || f.\"table\" FROM sqlite_master t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'"
    };
    let place = |name: &str| TABLES.iter().position(|(table, _)| *table == name).expect("a table of the list");
    let references = app.database.run(sql).await;
    assert!(references.len() >= 2, "{references:?}");
    for reference in references {
        let (from, to) = reference.split_once(' ').unwrap();
        assert!(place(from) > place(to), "{from} refers to {to}");
    }
}
