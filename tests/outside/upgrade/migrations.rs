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
fn since(last: u32, engine: &str) -> Vec<(u32, PathBuf)> {
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

/// Only on PostgreSQL two versions run at the same time. There, adding a column or replacing a constraint needs no copy of a table.
#[test]
fn migrations_since_the_previous_versions_remove_nothing_unless_they_are_marked() {
    let earliest = previous_versions().into_iter().map(|(_, migration)| migration).min().expect("a version");
    for (_, path) in since(earliest, "postgres") {
        let sql = read(&path).to_uppercase();
        let removed: Vec<_> = REMOVALS.into_iter().filter(|removal| sql.contains(removal)).collect();
        assert!(
            removed.is_empty() || is_marked(&path),
            "{}: {removed:?} breaks replicas of the previous version. Do it one release later, or mark the migration: {MARK}",
            path.display()
        );
    }
}
