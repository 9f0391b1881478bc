//! What a migration on PostgreSQL may do while it has locked tables that others use: nothing that takes longer the more rows there are.

use super::migrations::{since, statements};
use crate::repository::read;
use std::collections::BTreeSet;

/// The last migration from before these rules.
const BEFORE: u32 = 48;
/// A migration waits 800 ms for each table (`src/store/postgres/migrate.rs`), and a request behind it gives up after five seconds.
const MOST_TABLES: usize = 4;

const ROWS: &str = "changes or reads rows while others wait: a server does that in batches after its start, as \
                    src/accounts/directory/backfill.rs";
const UNREADABLE: &str = "is code that this test cannot read: write plain statements";
const CHECKED: &str = "reads all rows: add the constraint NOT VALID, and validate it in a migration of its own";
const VALIDATED: &str = "reads all rows beside what else this migration has locked: validate in a migration of its own";
const WRITTEN: &str = "reads or writes the whole table: add a column, and let a server fill it in batches";
const COLUMN: &str = "reads or writes the whole table: add a column with a constant, or without a default";
const PARTITION: &str = "reads all rows, unless the bounds are MINVALUE and MAXVALUE";

/// What a statement does wrong. In capitals, with single spaces; `sql` is the whole file.
fn mistake(statement: &str, sql: &str) -> Option<&'static str> {
    let is_new = |table: &str| sql.contains(&format!("CREATE TABLE {table} ("));
    let words: Vec<_> = statement.split(' ').collect();
    match words[..] {
        ["UPDATE" | "DELETE" | "MERGE" | "COPY" | "WITH", ..] => Some(ROWS),
        ["INSERT", ..] if words.contains(&"SELECT") => Some(ROWS),
        ["CREATE", "TABLE", _, "AS", ..] => Some(ROWS),
        ["DO", ..] => Some(UNREADABLE),
        ["VACUUM" | "CLUSTER" | "REINDEX", ..] => Some(WRITTEN),
        ["ALTER", "TABLE", table, ..] if !is_new(table) => mistake_of_change(statement, statements(sql).len() == 1),
        // What is attached may be large, although the whole is new.
        ["ALTER", "TABLE", _, "ATTACH", ..] => mistake_of_change(statement, false),
        _ => None,
    }
}

/// What `ALTER TABLE` does wrong. `is_alone`: the migration has no other statement.
fn mistake_of_change(statement: &str, is_alone: bool) -> Option<&'static str> {
    let has = |words: &str| statement.contains(words);
    let adds = [" ADD CONSTRAINT ", " ADD CHECK ", " ADD FOREIGN KEY ", " ADD UNIQUE ", " ADD PRIMARY KEY "];
    let of_column = [" REFERENCES ", " UNIQUE", " PRIMARY KEY", " CHECK ", " GENERATED ", "SERIAL"];
    let default = statement.split_once(" DEFAULT ").map_or("", |(_, default)| default);
    if adds.into_iter().any(has) && !has(" NOT VALID") && !has(" USING INDEX ") {
        Some(CHECKED)
    } else if has(" VALIDATE CONSTRAINT ") && !is_alone {
        Some(VALIDATED)
    } else if has(" SET NOT NULL") || has(" SET TABLESPACE ") || (has(" ALTER COLUMN ") && has(" TYPE ")) {
        Some(WRITTEN)
    } else if has(" ADD COLUMN ") && (of_column.into_iter().any(has) || default.contains('(')) {
        Some(COLUMN)
    } else if has(" ATTACH PARTITION ") && !has(" FROM (MINVALUE) TO (MAXVALUE)") {
        Some(PARTITION)
    } else {
        None
    }
}

/// The tables that were there before and that a migration locks against writers.
fn locked<'a>(statements: &'a [String], sql: &str) -> BTreeSet<&'a str> {
    let mut tables = BTreeSet::new();
    for statement in statements {
        let is_trigger = statement.contains(" TRIGGER ");
        let words: Vec<_> = statement.split([' ', ',', '(', ')']).filter(|word| !word.is_empty()).collect();
        let named = words.windows(2).filter(|pair| match pair[0] {
            "TABLE" => ["ALTER ", "LOCK ", "DROP "].iter().any(|verb| statement.starts_with(*verb)),
            "REFERENCES" | "PARTITION" => true,
            "ON" => is_trigger,
            _ => false,
        });
        tables.extend(named.map(|pair| pair[1]).filter(|table| *table != "BY"));
        if statement.starts_with("LOCK TABLE ") {
            tables.extend(words[2..].iter().take_while(|word| **word != "IN"));
        }
    }
    tables.retain(|table| !sql.contains(&format!("CREATE TABLE {table} (")));
    tables
}

/// The statements of a migration and its text, as [`mistake`] and [`locked`] need them. Without the bodies of functions, which do not run
/// in the migration.
fn readable(sql: &str) -> (Vec<String>, String) {
    let without_bodies: String = sql.split("$$").step_by(2).collect();
    let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let statements: Vec<_> = statements(&without_bodies.to_uppercase()).iter().map(|one| spaced(one)).collect();
    let sql = statements.join(";\n");
    (statements, sql)
}

#[test]
fn migrations_lock_few_tables_and_only_for_moments() {
    let migrations = since(BEFORE, "postgres");
    assert!(!migrations.is_empty());
    for (_, path) in migrations {
        let (statements, sql) = readable(&read(&path));
        for statement in &statements {
            assert_eq!(mistake(statement, &sql), None, "{}: {statement}", path.display());
        }
        let locked = locked(&statements, &sql);
        assert!(locked.len() <= MOST_TABLES, "{} locks {locked:?}: divide it", path.display());
    }
}

#[test]
fn the_rules_about_locks_find_what_breaks_them() {
    let found = |sql: &str| {
        let (statements, sql) = readable(sql);
        statements.iter().find_map(|statement| mistake(statement, &sql))
    };
    for (sql, expected) in [
        ("UPDATE users\nSET a = 1", ROWS),
        ("INSERT INTO visits (id) SELECT id FROM users", ROWS),
        ("CREATE TABLE visits AS SELECT id FROM users", ROWS),
        ("DO $$ BEGIN UPDATE users SET a = 1; END $$", UNREADABLE),
        ("REINDEX TABLE users", WRITTEN),
        ("ALTER TABLE users ADD CONSTRAINT one CHECK (a > 0)", CHECKED),
        ("ALTER TABLE users ADD COLUMN a TEXT; ALTER TABLE users VALIDATE CONSTRAINT one", VALIDATED),
        ("ALTER TABLE users ALTER COLUMN a SET NOT NULL", WRITTEN),
        ("ALTER TABLE users ALTER COLUMN a TYPE TEXT", WRITTEN),
        ("ALTER TABLE users ADD COLUMN a UUID NOT NULL DEFAULT gen_random_uuid()", COLUMN),
        ("ALTER TABLE users ADD COLUMN a UUID REFERENCES visits (id)", COLUMN),
        ("CREATE TABLE parts (a INT); ALTER TABLE parts ATTACH PARTITION users FOR VALUES FROM (1) TO (2)", PARTITION),
    ] {
        assert_eq!(found(sql), Some(expected), "{sql}");
    }
    for sql in [
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE users SET a = 1; RETURN NEW; END $$",
        "INSERT INTO visits (id) VALUES (1)",
        "ALTER TABLE users ADD COLUMN type TEXT COLLATE \"C\" NOT NULL DEFAULT ''",
        "ALTER TABLE users ADD CONSTRAINT one CHECK (a > 0) NOT VALID",
        "ALTER TABLE users VALIDATE CONSTRAINT one",
        "CREATE TABLE visits (a INT); ALTER TABLE visits ADD CONSTRAINT one CHECK (a > 0)",
        "ALTER TABLE parts ATTACH PARTITION users FOR VALUES FROM (MINVALUE) TO (MAXVALUE)",
    ] {
        assert_eq!(found(sql), None, "{sql}");
    }
}

#[test]
fn the_tables_that_a_migration_locks_are_those_that_others_use() {
    let (statements, sql) = readable(
        "LOCK TABLE users, sessions IN SHARE ROW EXCLUSIVE MODE; ALTER TABLE clients ADD COLUMN a TEXT; \
         CREATE TABLE visits (id UUID REFERENCES user_groups (id)); ALTER TABLE visits ADD COLUMN b TEXT; \
         CREATE TRIGGER one AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION f(); CREATE INDEX a ON visits (b)",
    );
    let locked: Vec<_> = locked(&statements, &sql).into_iter().collect();
    assert_eq!(locked, ["CLIENTS", "OUTBOX", "SESSIONS", "USERS", "USER_GROUPS"]);
}
