//! The direction of the arrows between modules, and what a module may not name (docs/ARCHITECTURE.md).

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Each module of `src` and the modules that it may use, besides itself.
const ARROWS: &[(&str, &[&str])] = &[
    ("shared", &[]),
    ("ui", &["actions", "shared"]),
    // `http` for the bodies of server functions alone: cookies and answers.
    ("actions", &["accounts", "http", "shared"]),
    ("accounts", &["clock", "entropy", "identity", "keys", "passwords", "pictures", "shared", "store", "tabular"]),
    ("store", &["shared"]),
    ("http", &["accounts", "actions", "clock", "config", "entropy", "keys", "shared", "store", "tabular", "ui"]),
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
    ("config", &["entropy", "passwords", "shared"]),
    ("keys", &["clock", "config", "entropy", "shared", "store"]),
    ("passwords", &["entropy", "identity", "shared"]),
    ("pictures", &[]),
    ("tabular", &["shared"]),
    ("identity", &["shared"]),
    ("telemetry", &["config"]),
    ("clock", &["shared"]),
    ("entropy", &[]),
    ("main", &["cli"]),
    ("lib", &["accounts", "actions", "cli", "clock", "config", "entropy", "http", "shared", "ui"]),
];

/// What a module must not know of.
const FOREIGN: &[(&str, &[&str])] = &[
    ("accounts", &["axum", "leptos", "StatusCode", "cookie", "sqlx", "hyper"]),
    ("store", &["axum", "leptos", "hyper"]),
    ("shared", &["axum", "sqlx", "hyper", "tokio"]),
    ("ui", &["axum", "sqlx", "hyper", "tokio"]),
];

fn sources() -> Vec<(String, PathBuf, String)> {
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
                found.push((module, path, code_of(&text)));
            }
        }
    }
    found
}

/// The text without its line comments.
fn code_of(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The modules that a text names behind `crate::`, also within braces.
fn named_modules(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => named.extend(first_names_of(group)),
            None => named.extend(name_at(rest)),
        }
    }
    named
}

/// The first name of each item of a `use` group.
fn first_names_of(group: &str) -> Vec<String> {
    let (mut depth, mut item, mut names) = (0, String::new(), Vec::new());
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.extend(name_at(item.trim()));
                item.clear();
                continue;
            }
            _ => {}
        }
        item.push(c);
    }
    names.extend(name_at(item.trim()));
    names
}

fn name_at(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

#[test]
fn modules_use_only_what_the_arrows_allow() {
    let mut wrong = Vec::new();
    for (module, path, code) in sources() {
        let allowed = ARROWS.iter().find(|(name, _)| *name == module);
        let (_, allowed) = allowed.unwrap_or_else(|| panic!("{module} is not in the table of arrows"));
        for named in named_modules(&code) {
            if named != module && !allowed.contains(&named.as_str()) {
                wrong.push(format!("{}: {module} -> {named}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "wrong arrows:\n{}", wrong.join("\n"));
}

#[test]
fn modules_do_not_name_what_is_foreign_to_them() {
    let mut wrong = Vec::new();
    for (module, path, code) in sources() {
        let Some((_, foreign)) = FOREIGN.iter().find(|(name, _)| *name == module) else { continue };
        for name in *foreign {
            let is_named = code.contains(&format!("{name}::")) || code.contains(&format!("{name};"));
            if is_named {
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
        .filter(|(module, _, code)| !["lib", "main"].contains(&module.as_str()) && code.contains("feature = \""))
        .map(|(_, path, _)| path.display().to_string())
        .collect();
    assert!(gated.is_empty(), "gates outside of lib.rs: {gated:?}");
}

#[test]
fn statements_are_written_where_the_store_lists_them_and_nowhere_else() {
    let wild: Vec<_> = sources()
        .into_iter()
        // In quotes it is the name under which sqlx logs.
        .filter(|(module, _, code)| module != "store" && code.replace("\"sqlx::query\"", "").contains("sqlx::query"))
        .map(|(_, path, _)| path.display().to_string())
        .collect();
    assert!(wild.is_empty(), "SQL outside of the store: {wild:?}");
}

#[test]
fn the_reader_of_arrows_sees_plain_paths_and_groups() {
    let code = "use crate::{a::{x, y}, b, c::z};\nlet d = crate::d::f();";
    let named: Vec<_> = named_modules(code).into_iter().collect();
    assert_eq!(named, ["a", "b", "c", "d"]);
}
