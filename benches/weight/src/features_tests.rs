use super::*;
use crate::{embedded_files, modules::Modules, repository};
use std::fs;

fn server(module: &str, mentions: &[&str]) -> Owner {
    let mentions = mentions.iter().map(|&mention| mention.to_owned()).collect();
    Owner::Server { module: module.to_owned(), mentions, library: None }
}

fn name_of(owner: &Owner) -> Option<&'static str> {
    feature_of(owner, FEATURES).map(|index| FEATURES[index].name)
}

#[test]
fn a_pattern_matches_a_module_and_all_below_it() {
    assert!(matches("accounts::terms", "accounts::terms::publish", "::"));
    assert!(!matches("accounts::terms", "accounts::terms_file", "::"));
    assert!(!matches("accounts::terms", "accounts", "::"));
    assert!(matches("**::terms*", "applications::terms_file", "::"));
    assert!(matches("**::terms*", "terms", "::"));
    assert!(matches("out/guide*", "out/guide-3.html.gz", "/"));
    assert!(!matches("out/guide*", "site/out/guide-3.html.gz", "/"));
}

#[test]
fn the_first_feature_wins() {
    assert_eq!(name_of(&server("accounts::imports::own_columns", &[])), Some("custom fields"));
    assert_eq!(name_of(&server("accounts::imports::check_rows", &[])), Some("imports and exports of users"));
    assert_eq!(name_of(&server("cli::field", &[])), Some("custom fields"));
    assert_eq!(name_of(&server("cli::health", &[])), Some("command line, without the commands above"));
}

#[test]
fn generic_code_belongs_to_the_feature_that_it_was_compiled_for() {
    assert_eq!(name_of(&server("cache", &["http::state", "accounts::terms"])), Some("terms"));
    assert_eq!(name_of(&server("cache", &[])), None);
    // The module that defines a function comes before those that it mentions.
    assert_eq!(name_of(&server("accounts::audit", &["accounts::terms"])), Some("audit log"));
}

#[test]
fn a_pattern_that_matches_nothing_is_named() {
    let features =
        [Feature { name: "radios", modules: &["accounts::radios", "accounts::terms"], crates: &[], files: &[] }];
    let unmatched = find_unmatched(&features, |_| vec!["accounts::terms::publish"]);
    assert_eq!(unmatched, ["accounts::radios (Module of \"radios\")"]);
}

/// Fails when a module, a crate or a file is renamed, before a release is built. What a build makes is not looked for.
#[test]
fn every_pattern_matches_something_in_the_repository() {
    let root = repository();
    let modules = Modules::read(&root.join("src")).unwrap();
    let lock = fs::read_to_string(root.join("Cargo.lock")).unwrap();
    let packages = lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    let crates: Vec<String> = packages.map(|name| name.replace('-', "_")).collect();
    let files: Vec<String> = embedded_files::candidates(&root).unwrap().into_iter().map(|(label, _)| label).collect();
    let unmatched = find_unmatched(FEATURES, |kind| match kind {
        Kind::Module => modules.iter().collect(),
        Kind::Crate => crates.iter().map(String::as_str).collect(),
        Kind::File => files
            .iter()
            .map(String::as_str)
            .chain([
                "target/site/x",
                "out/guide-0.html.gz",
                "out/openapi.json.gz",
                "target/site/import.js.br",
                "target/site/passkey.js.br",
                "target/site/docs.css.br",
            ])
            .collect(),
    });
    assert_eq!(unmatched, [""; 0], "rename the patterns in benches/weight/src/features.rs");
}
