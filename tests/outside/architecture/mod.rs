//! The direction of the arrows between modules, and what a module may not name (docs/ARCHITECTURE.md).

mod reader;

use reader::{code_of, named_modules, names};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Each module of `src` and the modules that it may use, besides itself.
const ARROWS: &[(&str, &[&str])] = &[
    ("shared", &[]),
    ("ui", &["actions", "shared"]),
    // `accounts` and `web` for the bodies of server functions alone.
    ("actions", &["accounts", "shared", "web"]),
    (
        "accounts",
        &["budgets", "clock", "entropy", "identity", "keys", "passwords", "pictures", "shared", "store", "tabular"],
    ),
    ("store", &["shared"]),
    ("web", &["accounts", "config", "entropy", "keys", "shared"]),
    ("http", &["accounts", "budgets", "config", "entropy", "shared", "store", "tabular", "ui", "web"]),
    (
        "cli",
        &[
            "accounts",
            "clock",
            "config",
            "entropy",
            "http",
            "keys",
            "passwords",
            "shared",
            "store",
            "telemetry",
            "transfer",
        ],
    ),
    ("transfer", &["entropy", "keys", "store"]),
    ("config", &["budgets", "entropy", "passwords", "shared"]),
    ("budgets", &["clock", "shared"]),
    ("keys", &["clock", "config", "entropy", "shared", "store"]),
    ("passwords", &["entropy", "identity", "shared"]),
    ("pictures", &[]),
    ("tabular", &["shared"]),
    ("identity", &["shared"]),
    ("telemetry", &["config"]),
    ("clock", &["shared"]),
    ("entropy", &[]),
    ("main", &["cli"]),
    ("lib", &["actions", "shared", "ui"]),
];

/// What a module must not know of.
const FOREIGN: &[(&str, &[&str])] = &[
    ("accounts", &["axum", "leptos", "StatusCode", "cookie", "sqlx", "hyper"]),
    ("store", &["axum", "leptos", "hyper"]),
    ("shared", &["axum", "sqlx", "hyper", "tokio"]),
    ("ui", &["axum", "sqlx", "hyper", "tokio"]),
];

/// A file of `src`.
struct Source {
    /// The module at the root that it belongs to.
    module: String,
    path: PathBuf,
    depth: usize,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
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

/// How many modules lie between the root and what is in the file: `src/a/b.rs` and `src/a/b/mod.rs` are `a::b`.
fn depth_of(inside: &Path) -> usize {
    let is_folder = inside.file_stem().is_some_and(|name| name == "mod");
    let is_root = inside == Path::new("lib.rs") || inside == Path::new("main.rs");
    inside.components().count() - usize::from(is_folder || is_root)
}

#[test]
fn modules_use_only_what_the_arrows_allow() {
    let mut wrong = Vec::new();
    for Source { module, path, depth, code } in sources() {
        let allowed = ARROWS.iter().find(|(name, _)| *name == module);
        let (_, allowed) = allowed.unwrap_or_else(|| panic!("{module} is not in the table of arrows"));
        for named in named_modules(&code, depth) {
            if named != module && !allowed.contains(&named.as_str()) {
                wrong.push(format!("{}: {module} -> {named}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "wrong arrows:\n{}", wrong.join("\n"));
}

#[test]
fn no_arrows_lead_back_to_where_they_start() {
    let mut left: Vec<_> = ARROWS.iter().collect();
    // Takes away the modules that use none of those that are left, until there are no such modules.
    loop {
        let names: Vec<_> = left.iter().map(|(name, _)| *name).collect();
        let before = left.len();
        left.retain(|(_, uses)| uses.iter().any(|used| names.contains(used)));
        if left.len() == before {
            assert!(left.is_empty(), "these modules use each other in a circle, or use one that does: {names:?}");
            return;
        }
    }
}

#[test]
fn modules_do_not_name_what_is_foreign_to_them() {
    let mut wrong = Vec::new();
    for Source { module, path, code, .. } in sources() {
        let Some((_, foreign)) = FOREIGN.iter().find(|(name, _)| *name == module) else { continue };
        for name in *foreign {
            if names(&code, name) {
                wrong.push(format!("{} names {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "foreign names:\n{}", wrong.join("\n"));
}

#[test]
fn gates_between_browser_and_server_stand_in_lib_rs_alone() {
    let gated: Vec<_> = sources()
        .into_iter()
        .filter(|source| !["lib", "main"].contains(&source.module.as_str()) && source.code.contains("feature = \""))
        .map(|source| source.path.display().to_string())
        .collect();
    assert!(gated.is_empty(), "gates outside of lib.rs: {gated:?}");
}

#[test]
fn statements_are_written_where_the_store_lists_them_and_nowhere_else() {
    let wild: Vec<_> = sources()
        .into_iter()
        // In quotes it is the name under which sqlx logs.
        .filter(|source| source.module != "store" && source.code.replace("\"sqlx::query\"", "").contains("sqlx::query"))
        .map(|source| source.path.display().to_string())
        .collect();
    assert!(wild.is_empty(), "SQL outside of the store: {wild:?}");
}
