//! What the migrations since the previous version may do.

use crate::repository::{read, root};
use std::fs;
use std::path::{Path, PathBuf};

/// The mark in the name of a migration that earlier versions cannot work with (docs/decisions/0016-rolling-upgrades.md).
const MARK: &str = "_incompatible_";

/// What an earlier version that runs on the same database would miss.
const REMOVALS: [&str; 4] = ["DROP TABLE", "DROP COLUMN", "RENAME TO", "RENAME COLUMN"];

/// The versions in scripts/previous-versions: the commit, and the number of the last migration.
fn previous_versions() -> Vec<(String, u32)> {
    let list = read("scripts/previous-versions");
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    let version = |line: &str| {
        let (commit, migration) = line.split_once(' ').expect("a commit and a number");
        (commit.to_owned(), migration.parse().expect("the number of a migration"))
    };
    lines.map(version).collect()
}

/// The migrations of an engine after the one with this number, as their number and the path of the file that applies them.
pub fn since(last: u32, engine: &str) -> Vec<(u32, PathBuf)> {
    let entries = fs::read_dir(root().join("migrations").join(engine)).expect("the migrations");
    let paths = entries.map(|entry| entry.expect("a migration").path());
    let paths = paths.filter(|path| path.to_string_lossy().ends_with(".up.sql"));
    let mut numbered: Vec<_> = paths.map(|path| (number_of(&path), path)).collect();
    numbered.retain(|(number, _)| *number > last);
    numbered.sort();
    numbered
}

fn number_of(path: &Path) -> u32 {
    let name = path.file_name().expect("a name").to_string_lossy();
    name.split('_').next().and_then(|number| number.parse().ok()).expect("a number at the beginning of the name")
}

fn is_marked(path: &Path) -> bool {
    path.to_string_lossy().contains(MARK)
}

/// The number of migrations after the one with this number.
pub fn count_since(last: u32) -> usize {
    since(last, "sqlite").len()
}

/// Whether the version with this last migration can run on the schema of this one.
pub fn runs_beside_previous(last: u32) -> bool {
    since(last, "postgres").iter().all(|(_, path)| !is_marked(path))
}

#[test]
fn the_changelog_names_the_marked_migrations_since_the_previous_versions() {
    let changelog = read("CHANGELOG.md");
    let earliest = previous_versions().into_iter().map(|(_, migration)| migration).min().expect("a version");
    for (number, path) in since(earliest, "postgres").into_iter().filter(|(_, path)| is_marked(path)) {
        assert!(changelog.contains(&format!("migration {number:04}")), "{}", path.display());
    }
}

#[test]
fn the_previous_versions_have_a_commit_and_a_migration() {
    let versions = previous_versions();
    assert!(!versions.is_empty());
    for (commit, migration) in versions {
        let is_commit = commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(is_commit, "{commit} is no full commit");
        for engine in ["sqlite", "postgres"] {
            let earlier = since(0, engine).into_iter().find(|(number, _)| *number == migration);
            assert!(earlier.is_some(), "there is no migration {migration} on {engine}");
        }
    }
}

/// What a migration removes.
fn removed_by(sql: &str) -> Vec<&'static str> {
    let sql = sql.to_uppercase();
    let statements: Vec<_> = statements(&sql).into_iter().filter(|one| !is_replaced(one, &sql)).collect();
    REMOVALS.into_iter().filter(|removal| statements.iter().any(|one| one.contains(removal))).collect()
}

/// Whether a statement renames what no statement of a version names, or a table in whose place another one gets its name.
fn is_replaced(statement: &str, sql: &str) -> bool {
    let Some((named, _)) = statement.split_once(" RENAME TO ") else { return false };
    match named.rsplit_once(' ') {
        Some(("ALTER INDEX", _)) => true,
        Some(("ALTER TABLE", table)) => sql.contains(&format!("CREATE TABLE {table} (")),
        _ => false,
    }
}

#[test]
fn a_table_that_another_one_replaces_is_not_missed() {
    let rename = "ALTER TABLE visits RENAME TO old_visits;";
    assert_eq!(removed_by(rename), ["RENAME TO"]);
    assert_eq!(removed_by(&format!("{rename} CREATE TABLE others (id UUID);")), ["RENAME TO"]);
    assert!(removed_by(&format!("{rename} CREATE TABLE visits (id UUID);")).is_empty());
    assert!(removed_by("ALTER INDEX visits_time RENAME TO old_visits_time;").is_empty());
    let others = "ALTER TABLE visits RENAME COLUMN a TO b; DROP TABLE others;";
    assert_eq!(removed_by(others), ["DROP TABLE", "RENAME COLUMN"]);
}

/// Only on PostgreSQL two versions run at the same time. There, adding a column or replacing a constraint needs no copy of a table.
#[test]
fn migrations_since_the_previous_versions_remove_nothing_unless_they_are_marked() {
    let earliest = previous_versions().into_iter().map(|(_, migration)| migration).min().expect("a version");
    for (_, path) in since(earliest, "postgres") {
        let removed = removed_by(&read(&path));
        assert!(
            removed.is_empty() || is_marked(&path),
            "{}: {removed:?} breaks replicas of the previous version. Do it one release later, or mark the migration: {MARK}",
            path.display()
        );
    }
}

/// The last migration from before the rule that indexes are built concurrently.
const BEFORE_CONCURRENT_INDEXES: u32 = 37;

/// What a statement that creates an index on PostgreSQL does wrong.
fn mistake_of_index(statement: &str, sql: &str) -> Option<&'static str> {
    let (_, of_table) = statement.split_once(" ON ")?;
    let table = of_table.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
    let is_new = sql.contains(&format!("CREATE TABLE {table} ("));
    let is_concurrent = statement.contains(" INDEX CONCURRENTLY IF NOT EXISTS ");
    match (is_new, is_concurrent) {
        (false, false) => {
            Some("blocks the writers of the table: see \"For those who develop Vestibule\" in docs/upgrading.md")
        }
        (true, true) => Some("is on a table that nobody uses yet, so it needs no migration of its own"),
        _ => None,
    }
}

/// The statements of a file, without comments.
pub fn statements(sql: &str) -> Vec<String> {
    let lines: Vec<_> = sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    let statements = lines.join("\n");
    statements.split(';').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
}

#[test]
fn an_index_on_an_existing_table_is_built_beside_its_writers() {
    for (_, path) in since(BEFORE_CONCURRENT_INDEXES, "postgres") {
        let (sql, down) = (read(&path), read(path.to_string_lossy().replace(".up.sql", ".down.sql")));
        let statements = statements(&sql);
        let is_index = |one: &&String| one.starts_with("CREATE INDEX") || one.starts_with("CREATE UNIQUE INDEX");
        for statement in statements.iter().filter(is_index) {
            assert_eq!(mistake_of_index(statement, &sql), None, "{}: {statement}", path.display());
        }
        let are_concurrent = statements.iter().all(|one| one.contains(" INDEX CONCURRENTLY IF NOT EXISTS "));
        assert_eq!(
            (sql.starts_with("-- no-transaction\n"), sql.contains("CONCURRENTLY")),
            (are_concurrent, are_concurrent),
            "{}: indexes that are built concurrently are in a migration of their own, without a transaction",
            path.display()
        );
        // `migrate down` rolls back in a transaction to find out what would be lost, while no server runs.
        assert!(!down.contains("no-transaction") && !down.contains("CONCURRENTLY"), "{}", path.display());
    }
}

#[test]
fn the_rule_about_indexes_finds_what_breaks_it() {
    let table = "CREATE TABLE visits (id UUID)";
    let plain = "CREATE INDEX visits_id ON visits (id)";
    let concurrent = "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS visits_id ON visits (id)";
    assert!(mistake_of_index(plain, plain).is_some());
    assert!(mistake_of_index("CREATE INDEX CONCURRENTLY visits_id ON visits (id)", plain).is_some());
    assert!(mistake_of_index(concurrent, &format!("{table};\n{concurrent}")).is_some());
    assert_eq!(mistake_of_index(concurrent, concurrent), None);
    assert_eq!(mistake_of_index(plain, &format!("{table};\n{plain}")), None);
    assert_eq!(statements("-- no-transaction\n-- Why; and how.\nSELECT 1;\n\nSELECT 2;\n"), ["SELECT 1", "SELECT 2"]);
}
