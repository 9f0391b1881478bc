//! The nouns of `src/accounts`: which of them asks which, and what each keeps in memory
//! (docs/decisions/0092-a-handle-per-noun.md).

use super::{Source, sources};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// The handle of each noun, its first page, and the nouns that it asks.
const NOUNS: &[(&str, &str, &str)] = &[
    ("ApiTokens", "api_tokens/mod.rs", "Passwords Users"),
    ("Applications", "applications/mod.rs", "Deletions GroupRules OwnFields Providers SigningKeys Terms"),
    ("Audit", "audit/mod.rs", "Applications OwnFields Providers Sessions Users"),
    ("Clients", "clients/mod.rs", "Applications Deletions GroupRules OpenId OwnFields Providers SigningKeys Users"),
    ("DataExports", "users/export_data.rs", "Audit OwnFields Providers Sessions"),
    ("Deletions", "deletions.rs", ""),
    (
        "Directory",
        "directory/mod.rs",
        "ApiTokens Applications Audit Factors Groups Identities OpenId OwnFields Sessions Users WaysIn",
    ),
    ("Emails", "emails/mod.rs", "Links Outbox Users"),
    ("Factors", "factors/mod.rs", "Passwords Providers"),
    ("GroupRules", "group_rules.rs", ""),
    ("Groups", "groups/mod.rs", "Applications Deletions GroupRules Imports"),
    ("HandOvers", "hand_over/mod.rs", "Applications OwnFields Sessions"),
    ("Identities", "upstream/mod.rs", "Links Outbox OwnFields Providers Sessions Terms Users"),
    ("Imports", "imports/mod.rs", "Factors GroupRules OwnFields Providers Sessions Users"),
    ("Installation", "installation/mod.rs", "Applications Outbox SigningKeys"),
    ("Invitations", "invitations.rs", "Links Outbox"),
    ("Journeys", "journey/mod.rs", "Applications Installation OpenId OwnFields Terms"),
    ("LinkPages", "link_pages/mod.rs", "Journeys Links Passwords Sessions Terms"),
    ("Links", "one_time/mod.rs", ""),
    ("Logouts", "logouts/mod.rs", "Applications"),
    ("Mailings", "awaiting_password/mod.rs", "Invitations Passwords"),
    (
        "Maintenance",
        "maintenance.rs",
        "Deletions Directory GroupRules Imports Logouts OpenId Outbox OwnFields Sessions",
    ),
    ("OpenId", "openid/mod.rs", "Applications Identities OwnFields Sessions Terms"),
    ("Outbox", "mail/mod.rs", "Links"),
    ("Overview", "overview/mod.rs", "Applications Installation"),
    ("OwnFields", "own_fields/mod.rs", "GroupRules Providers"),
    ("Passwords", "passwords/mod.rs", "Links Outbox Throttle"),
    ("Providers", "upstream/mod.rs", ""),
    ("Sessions", "sessions/mod.rs", "ApiTokens Applications Factors Links Outbox Passwords Throttle"),
    ("SigningKeys", "signing_keys.rs", ""),
    ("Terms", "terms/mod.rs", ""),
    ("Throttle", "throttle/mod.rs", ""),
    ("Users", "users/mod.rs", "Invitations Links Outbox OwnFields Passwords Providers Terms"),
    (
        "WaysIn",
        "ways_in/mod.rs",
        "ApiTokens Applications Clients Factors Identities Invitations OpenId OwnFields Providers Sessions Users",
    ),
];

/// What is kept in memory (`Parts`), and the nouns that may read and change it. `caches.rs` says what a change evicts.
const STATE: &[(&str, &str)] = &[
    ("arrivals", "Applications"),
    ("caches", "ApiTokens Applications OpenId OwnFields Providers Sessions Terms"),
    ("clock_difference", "Maintenance"),
    ("deleting", "Deletions"),
    ("documents", "OpenId"),
    ("entries", "Applications"),
    ("last_seen", "Sessions"),
    ("last_state", "Installation"),
    ("last_stored", "Maintenance"),
    ("last_totals", "Directory"),
    ("left_out", "Applications"),
    ("logouts_queued", "Logouts"),
    ("mail_queued", "Outbox"),
    // Each counts its own.
    ("outcomes", "Identities Logouts Maintenance OpenId Outbox Sessions"),
    ("pictures", "Users"),
    ("pkce_senders", "OpenId"),
    // How often a provider has refused codes is what it is to whoever signs in there.
    ("published", "Identities Providers"),
    ("refusals", "OpenId"),
];

/// A part of a file: an `impl` of a handle, or all the rest.
struct Part {
    /// None: about no noun.
    noun: Option<&'static str>,
    path: String,
    code: String,
}

fn is_of_a_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The name at the beginning of a text.
fn name_at(text: &str) -> &str {
    &text[..text.find(|character| !is_of_a_name(character)).unwrap_or(text.len())]
}

/// The path below `src/accounts`.
fn path_of(source: &Source) -> Option<String> {
    let path = source.path.display().to_string();
    path.split_once("/src/accounts/").map(|(_, inside)| inside.to_owned())
}

/// The handle whose methods begin in this line.
fn handle_of(line: &str) -> Option<&'static str> {
    let named = line.strip_prefix("impl ")?.strip_suffix(" {")?.trim_start_matches("crate::accounts::");
    NOUNS.iter().map(|(handle, ..)| *handle).find(|handle| *handle == named)
}

/// The noun of a file: that of its first `impl`, or the one whose first page is in the same folder.
fn noun_of(path: &str, code: &str) -> Option<&'static str> {
    let folder = path.split_once('/').map(|(folder, _)| format!("{folder}/mod.rs"));
    let by_page = || NOUNS.iter().find(|(_, page, _)| Some(*page) == folder.as_deref()).map(|(handle, ..)| *handle);
    code.lines().find_map(handle_of).or_else(by_page)
}

fn parts() -> Vec<Part> {
    let mut parts = Vec::new();
    for source in sources() {
        let Some(path) = path_of(&source).filter(|path| path != "nouns.rs" && !path.ends_with("tests.rs")) else {
            continue;
        };
        let code = source.code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let mut rest = Part { noun: noun_of(&path, code), path: path.clone(), code: String::new() };
        let mut own: Option<Part> = None;
        for line in code.lines() {
            if let Some(handle) = handle_of(line) {
                own = Some(Part { noun: Some(handle), path: path.clone(), code: String::new() });
            }
            let part = own.as_mut().unwrap_or(&mut rest);
            part.code += line;
            part.code.push('\n');
            if line == "}" {
                parts.extend(own.take());
            }
        }
        parts.push(rest);
    }
    parts
}

/// The methods of each handle.
fn methods(parts: &[Part]) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut methods: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for part in parts {
        let Some(handle) = part.code.lines().next().and_then(handle_of) else { continue };
        let declared = part.code.lines().filter_map(|line| {
            let line = line.strip_prefix("    ").filter(|line| !line.starts_with(' '))?;
            line.split_once("fn ").map(|(_, rest)| name_at(rest).to_owned())
        });
        methods.entry(handle).or_default().extend(declared);
    }
    methods
}

/// The accessor of each handle, as `nouns.rs` declares it.
fn accessors() -> BTreeMap<&'static str, String> {
    let all = sources();
    let declared = all.iter().find(|source| path_of(source).as_deref() == Some("nouns.rs")).expect("the nouns");
    let (_, rows) = declared.code.split_once("\nnouns! {").expect("a table");
    let pairs = rows.split(';').filter_map(|row| row.trim().split_once(", "));
    let found: BTreeMap<_, _> = pairs
        .map(|(handle, accessor)| {
            let known = NOUNS.iter().find(|(known, ..)| *known == handle);
            (known.unwrap_or_else(|| panic!("{handle} is not in NOUNS")).0, accessor.to_owned())
        })
        .collect();
    assert_eq!(found.len(), NOUNS.len(), "NOUNS has more than nouns.rs");
    found
}

/// What code asks a handle for: the methods that follow `.accessor()`.
fn asked<'a>(code: &'a str, accessor: &str, methods: &BTreeSet<String>) -> BTreeSet<&'a str> {
    let call = format!(".{accessor}()");
    let following = code.match_indices(&call).filter_map(|(at, _)| {
        let rest = code[at + call.len()..].trim_start().strip_prefix('.')?;
        Some(name_at(rest))
    });
    // Others have methods with the name of an accessor.
    following.filter(|name| methods.contains(*name)).collect()
}

/// What each noun is asked for: by which one, and the method.
fn questions() -> BTreeMap<&'static str, BTreeSet<(Option<&'static str>, String)>> {
    let (parts, accessors) = (parts(), accessors());
    let methods = methods(&parts);
    let mut found: BTreeMap<_, BTreeSet<_>> = NOUNS.iter().map(|(handle, ..)| (*handle, BTreeSet::new())).collect();
    for part in &parts {
        for (handle, accessor) in accessors.iter().filter(|(handle, _)| part.noun != Some(**handle)) {
            let names = methods.get(handle).map(|own| asked(&part.code, accessor, own)).unwrap_or_default();
            let questions = names.into_iter().map(|name| (part.noun, name.to_owned()));
            found.entry(handle).or_default().extend(questions);
        }
    }
    found
}

#[test]
fn each_noun_asks_only_those_that_the_table_names() {
    let mut asks: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (handle, questions) in questions() {
        for (by, name) in questions {
            let by = by.unwrap_or_else(|| panic!("{handle}::{name} is asked for by what is about no noun"));
            asks.entry(by).or_default().insert(handle);
        }
    }
    let found: Vec<_> = NOUNS
        .iter()
        .map(|(handle, page, _)| {
            let asked: Vec<_> = asks.remove(handle).unwrap_or_default().into_iter().collect();
            (*handle, *page, asked.join(" "))
        })
        .collect();
    let table: Vec<_> = NOUNS.iter().map(|(handle, page, asks)| (*handle, *page, (*asks).to_owned())).collect();
    assert_eq!(found, table);
}

#[test]
fn no_nouns_ask_each_other_in_a_circle() {
    let mut left: Vec<_> = NOUNS.iter().collect();
    loop {
        let names: Vec<_> = left.iter().map(|(handle, ..)| *handle).collect();
        let before = left.len();
        left.retain(|(_, _, asks)| asks.split(' ').any(|asked| names.contains(&asked)));
        if left.len() == before {
            assert!(left.is_empty(), "these nouns are part of a circle or ask one: {names:?}");
            return;
        }
    }
}

/// The names in backticks of the sentence in which the documentation of a file says what others ask a handle for.
fn offered(text: &str, handle: &str) -> BTreeSet<String> {
    let documented: Vec<_> = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim).collect();
    let documented = documented.join(" ");
    let sentence = documented.split_once(&format!("Other nouns ask `{handle}` for "));
    let sentence = sentence.map(|(_, rest)| rest.split('.').next().unwrap_or_default()).unwrap_or_default();
    sentence.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_first_page_of_a_noun_names_what_others_ask_it_for() {
    let (mut questions, sources) = (questions(), sources());
    for (handle, page, _) in NOUNS {
        let source = sources.iter().find(|source| path_of(source).as_deref() == Some(page));
        let source = source.unwrap_or_else(|| panic!("no {page}"));
        let text = fs::read_to_string(&source.path).expect("a readable source");
        let asked = questions.remove(handle).unwrap_or_default().into_iter().map(|(_, name)| name);
        assert_eq!(offered(&text, handle), asked.collect(), "{page}: {handle}");
    }
}

#[test]
fn what_a_noun_keeps_in_memory_is_its_own() {
    let mut found: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for Part { noun, path, code } in parts().iter().filter(|part| part.path != "mod.rs") {
        for (at, call) in code.match_indices("parts().") {
            let field = name_at(&code[at + call.len()..]).to_owned();
            let noun = noun.unwrap_or_else(|| panic!("{path} is about no noun, and reads {field}"));
            found.entry(field).or_default().insert(noun);
        }
    }
    let found = found.into_iter().map(|(field, nouns)| (field, nouns.into_iter().collect::<Vec<_>>().join(" ")));
    let table = STATE.iter().map(|(field, nouns)| ((*field).to_owned(), (*nouns).to_owned()));
    assert_eq!(found.collect::<Vec<_>>(), table.collect::<Vec<_>>());
}

#[test]
fn what_is_asked_is_told_from_methods_with_the_name_of_an_accessor() {
    let methods = ["list", "current"].map(str::to_owned).into();
    let code =
        "self.clients().list(a); accounts\n    .clients()\n    .current(); registry.clients().next(); x.clients();";
    assert_eq!(asked(code, "clients", &methods), ["current", "list"].into());
    assert_eq!(handle_of("impl crate::accounts::Providers {"), Some("Providers"));
    assert_eq!(handle_of("impl Kind for Logouts {"), None);
    let page = "//! Pages.\n//!\n//! Other nouns ask `Links` for `open`,\n//! and `show`. More `words`.\n\nuse a;";
    assert_eq!(offered(page, "Links"), ["open", "show"].map(str::to_owned).into());
}
