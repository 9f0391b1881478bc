//! What ends more than one way into an account is called where the table of ways in is carried out, and nowhere else
//! (docs/decisions/0079-ways-in.md).

use super::{Source, sources};
use std::collections::BTreeSet;

/// The only place that may call the functions below.
const CARRIED_OUT: &str = "src/accounts/ways_in/";

/// Functions of the store that end more than one way in, or give one back, with the module that they are named with.
const ENDING: &[&str] = &[
    "api_tokens::revoke_all",
    "authenticators::end",
    "consents::delete_since",
    "created_tokens::revoke",
    "device_codes::delete_allowed_by",
    "grants::revoke_of_user",
    "one_time_tokens::delete_made_by",
    "one_time_tokens::delete_unused",
    "passkeys::end",
    "recovery::delete_undos_since",
    "recovery_codes::end",
    "sessions::end_all",
    "sessions::end_all_but",
    "trusted_browsers::delete_all",
    "users::set_password",
];

const END_FACTOR: &str = "`end_factor` does what the table says, for each kind of factor";

/// Who else calls one, and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "src/accounts/api_tokens/mod.rs",
        "created_tokens::revoke",
        "an administrator looks at a list of them, and revokes them",
    ),
    ("src/accounts/one_time/mod.rs", "one_time_tokens::delete_unused", "a new link replaces those that do the same"),
    ("src/accounts/factors/mod.rs", "authenticators::end", END_FACTOR),
    ("src/accounts/factors/mod.rs", "passkeys::end", END_FACTOR),
    ("src/accounts/factors/mod.rs", "recovery_codes::end", END_FACTOR),
    (
        "src/accounts/factors/authenticator.rs",
        "trusted_browsers::delete_all",
        "its owner removes or replaces the app with which they were trusted",
    ),
];

/// The parts of the store that hold ways in.
const STORE: &[&str] = &[
    "api_tokens",
    "created_tokens",
    "one_time_tokens",
    "recovery",
    "sessions",
    "users",
    "factors/authenticators",
    "factors/passkeys",
    "factors/recovery_codes",
    "factors/replaced",
    "factors/trusted_browsers",
    "identities/mod",
    "clients/consents",
    "clients/device_codes",
    "clients/grants",
];

fn path_of(source: &Source) -> String {
    let path = source.path.display().to_string();
    path.split_once("/src/").map_or(path.clone(), |(_, inside)| format!("src/{inside}"))
}

/// Whether the code calls `module::function`, or takes it as a value.
fn calls(code: &str, function: &str) -> bool {
    let is_of_a_name = |character: char| character.is_alphanumeric() || character == '_';
    code.match_indices(function).any(|(at, _)| {
        let (before, after) = (code[..at].chars().next_back(), code[at + function.len()..].chars().next());
        !before.is_some_and(is_of_a_name) && !after.is_some_and(is_of_a_name)
    })
}

#[test]
fn ways_in_end_where_the_table_is_carried_out() {
    let (mut outside, mut inside) = (BTreeSet::new(), BTreeSet::new());
    for source in sources().iter().filter(|source| source.module != "store") {
        let path = path_of(source);
        for function in ENDING.iter().filter(|function| calls(&source.code, function)) {
            let place = if path.starts_with(CARRIED_OUT) { &mut inside } else { &mut outside };
            place.insert((path.clone(), (*function).to_owned()));
        }
    }
    assert!(inside.len() > 10, "the test finds too few calls: {inside:?}");
    let excepted = EXCEPTIONS.iter().map(|(path, function, _)| ((*path).to_owned(), (*function).to_owned()));
    assert_eq!(outside, excepted.collect(), "calls outside of {CARRIED_OUT}, and the exceptions");
}

/// A new function of the store is in the list, and the list has none that is gone.
#[test]
fn the_list_names_what_the_store_has() {
    let (mut known, sources) = (BTreeSet::new(), sources());
    for part in STORE {
        let path = format!("src/store/{part}.rs");
        let found = sources.iter().find(|source| path_of(source) == path);
        let code = &found.unwrap_or_else(|| panic!("no {path}")).code;
        let module = part.trim_end_matches("/mod").rsplit('/').next().expect("a name").to_owned();
        let functions =
            code.split("pub ").filter_map(|code| code.strip_prefix("fn ").or(code.strip_prefix("async fn ")));
        for declared in functions {
            let name: String = declared.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let function = format!("{module}::{name}");
            let ends =
                ["delete_", "revoke_", "end_", "forget_", "give_back_"].iter().any(|verb| name.starts_with(verb));
            let many = ["all", "all_but", "of_user", "since", "made_by", "allowed_by", "unused"];
            let is_listed = ENDING.contains(&function.as_str());
            if is_listed || (ends && many.iter().any(|which| name.ends_with(&format!("_{which}")))) {
                known.insert(function);
            }
        }
    }
    assert_eq!(known, ENDING.iter().map(|function| (*function).to_owned()).collect());
}
