//! Checks the allowed dependencies between modules, and the crates that a module must not use (docs/ARCHITECTURE.md).

mod journey;
mod nouns;
pub mod reader;
mod ways_in;

use crate::repository::root;
use reader::{code_of, named_modules, names};
use std::fs;
use std::path::{Path, PathBuf};

/// Each module of `src`, and the other modules that it may use.
const DEPENDENCIES: &[(&str, &str)] = &[
    ("language", "texts"),
    ("texts", ""),
    ("shared", "language"),
    ("ui", "actions language shared"),
    // `accounts` and `web` only in the bodies of server functions.
    ("actions", "accounts language shared web"),
    (
        "accounts",
        "applications budgets cache clock config entropy identity keys language mail outbound own_fields passwords pictures \
         shared store systems tabular texts",
    ),
    ("store", "database_address shared"),
    ("web", "accounts budgets config entropy keys language shared texts"),
    (
        "http",
        "accounts actions applications budgets cache clock config entropy language look mail own_fields pictures shared \
         store tabular texts ui web",
    ),
    (
        "cli",
        "accounts applications clock config entropy http keys language mail outbound passwords seed shared store \
         tabular telemetry transfer",
    ),
    ("seed", "entropy identity own_fields passwords shared store"),
    ("transfer", "entropy keys shared store"),
    ("config", "applications budgets database_address entropy language look passwords pictures shared"),
    ("applications", "language own_fields shared"),
    ("budgets", "clock language shared"),
    ("keys", "clock config entropy shared store"),
    ("look", "pictures"),
    ("mail", "config language look pictures shared texts"),
    ("outbound", "config"),
    ("own_fields", "identity language shared"),
    ("passwords", "entropy identity language shared"),
    ("pictures", ""),
    ("systems", "identity language passwords shared tabular"),
    ("tabular", "language shared"),
    ("identity", "language shared"),
    ("telemetry", "config"),
    ("cache", ""),
    ("clock", "shared"),
    ("database_address", ""),
    ("entropy", ""),
    ("main", "cli"),
    ("lib", "actions shared texts ui"),
];

/// Crates and types that a module must not use.
const FORBIDDEN: &[(&str, &str)] = &[
    ("accounts", "axum leptos StatusCode cookie sqlx hyper"),
    ("own_fields", "axum leptos sqlx hyper tokio"),
    ("store", "axum leptos hyper"),
    ("applications", "axum sqlx hyper tokio"),
    ("shared", "axum sqlx hyper tokio"),
    ("ui", "axum sqlx hyper tokio"),
];

/// A file of `src`.
struct Source {
    /// The top-level module that the file belongs to.
    module: String,
    path: PathBuf,
    depth: usize,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = root().join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(&root).expect("below src");
                let first = inside.components().next().expect("a first part").as_os_str();
                let module = first.to_string_lossy().trim_end_matches(".rs").to_owned();
                let text = fs::read_to_string(&path).expect("a readable source");
                let depth = depth_of(inside);
                found.push(Source { module, depth, code: code_of(&text), path });
            }
        }
    }
    found
}

/// The depth of the file's module below the crate root: 2 for `src/a/b.rs` and `src/a/b/mod.rs`, which are `a::b`.
fn depth_of(inside: &Path) -> usize {
    let is_folder = inside.file_stem().is_some_and(|name| name == "mod");
    let is_root = inside == Path::new("lib.rs") || inside == Path::new("main.rs");
    inside.components().count() - usize::from(is_folder || is_root)
}

#[test]
fn modules_use_only_their_allowed_dependencies() {
    let mut wrong = Vec::new();
    for Source { module, path, depth, code } in sources() {
        let allowed = DEPENDENCIES.iter().find(|(name, _)| *name == module);
        let (_, allowed) = allowed.unwrap_or_else(|| panic!("{module} is not in DEPENDENCIES"));
        for named in named_modules(&code, depth) {
            // A constant of `lib.rs` says for what the crate is compiled.
            let is_constant = named.starts_with(|first: char| first.is_ascii_uppercase());
            if named != module && !is_constant && !allowed.split(' ').any(|allowed| allowed == named) {
                wrong.push(format!("{}: {module} -> {named}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "dependencies that are not allowed:\n{}", wrong.join("\n"));
}

#[test]
fn dependencies_have_no_cycles() {
    let mut left: Vec<_> = DEPENDENCIES.iter().collect();
    // Removes modules that use none of the remaining ones until nothing changes. What remains is part of a cycle or uses one.
    loop {
        let names: Vec<_> = left.iter().map(|(name, _)| *name).collect();
        let before = left.len();
        left.retain(|(_, uses)| uses.split(' ').any(|used| names.contains(&used)));
        if left.len() == before {
            assert!(left.is_empty(), "these modules are part of a cycle or use one: {names:?}");
            return;
        }
    }
}

#[test]
fn modules_do_not_use_forbidden_crates() {
    let mut wrong = Vec::new();
    for Source { module, path, code, .. } in sources() {
        let Some((_, forbidden)) = FORBIDDEN.iter().find(|(name, _)| *name == module) else { continue };
        for name in forbidden.split(' ') {
            if names(&code, name) {
                wrong.push(format!("{} names {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "forbidden names:\n{}", wrong.join("\n"));
}

#[test]
fn feature_gates_are_in_lib_rs_only() {
    let files: Vec<_> = sources()
        .into_iter()
        .filter(|source| !["lib", "main"].contains(&source.module.as_str()) && source.code.contains("feature = \""))
        .map(|source| source.path.display().to_string())
        .collect();
    assert!(files.is_empty(), "features outside of lib.rs: {files:?}");
}

/// A transaction keeps what belongs to an error (`Tx::keep`), and what clients are told is an error like others (`Denial`).
#[test]
fn no_result_is_inside_of_another() {
    let mut wrong = Vec::new();
    for Source { path, code, .. } in sources() {
        let is_type = code.replace(char::is_whitespace, "").contains("Result<Result<");
        // As a pattern it takes apart what a time limit has ended, or a task.
        let is_value = |line: &str| line.split_once("Ok(Err(").is_some_and(|(_, rest)| !rest.contains("=>"));
        if is_type || code.lines().any(is_value) {
            wrong.push(path.display().to_string());
        }
    }
    assert!(wrong.is_empty(), "a result inside of another: {wrong:?}");
}

#[test]
fn sql_is_written_in_the_store_only() {
    let outside: Vec<_> = sources()
        .into_iter()
        // The quoted name is the log target of sqlx.
        .filter(|source| source.module != "store" && source.code.replace("\"sqlx::query\"", "").contains("sqlx::query"))
        .map(|source| source.path.display().to_string())
        .collect();
    assert!(outside.is_empty(), "SQL outside of the store: {outside:?}");
}
