//! Where somebody is going stands in addresses and forms as `next`. Only these files know that: before there was a type for it, 23 files
//! of `src` did, 12 of them in `ui` and `actions`; now 4 do. All others hand on a `Handle` of `shared/journey.rs`.

use super::{Source, sources};
use crate::repository::root;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The files that know the name of the parameter, and what for.
const KNOWN_TO: &[(&str, &str)] = &[
    ("src/shared/journey.rs", "names it, and writes it into addresses"),
    ("src/ui/journey.rs", "reads it out of the address of a page, and carries it through forms"),
    ("src/web/context/sent_form.rs", "does not keep the field of a rejected form"),
    ("src/web/urls.rs", "reads it out of the address of a request"),
];

/// Scripts without a build, which know it as well.
const SCRIPTS: &[&str] = &["docs.js", "passkey.js"];

/// The modules through which somebody goes.
const MODULES: &[&str] = &["accounts", "actions", "http", "shared", "ui", "web"];

/// The same word for something else: the relation of a link, and the key of a keyboard.
const OTHERS: &[&str] =
    &["rel: \"next\"", "rel=\\\"next\\\"", "(\"enterkeyhint\", \"next\")", "link(query, \"next\",", "cursor(\"next\","];

/// The cookies of ways that are under way. All together they have one bound, however many tabs are open.
const COOKIES: &[&str] = &["Pending", "Arrival", "Attempt", "MailProof", "Sent", "Journey"];
/// The only file that adds one to those that a browser has, and lets the oldest go. Everybody may delete one.
const KEEPER: &str = "src/web/journeys.rs";

/// The code without its tests, which may say what an address looks like.
fn without_tests(code: &str) -> &str {
    code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default()
}

/// Whether the code sets a cookie of a way itself.
fn sets_cookie(code: &str) -> bool {
    let code: String = without_tests(code).split_whitespace().collect();
    let is_set = |name: &&str| [",", ".ending("].iter().any(|rest| code.contains(&format!("set(Name::{name}{rest}")));
    COOKIES.iter().any(is_set)
}

/// Whether the code has it as a parameter, a field or an attribute, or uses the constant.
fn knows(code: &str) -> bool {
    let code = OTHERS.iter().fold(without_tests(code).to_owned(), |code, other| code.replace(*other, ""));
    let is_written = ["\"next\"", "?next=", "&next=", "\"next="].iter().any(|text| code.contains(*text));
    let is_of_a_name = |character: char| character.is_alphanumeric() || character == '_';
    is_written || code.split(|character: char| !is_of_a_name(character)).any(|word| word == "NEXT")
}

#[test]
fn only_a_few_files_know_how_an_address_says_where_somebody_is_going() {
    let is_test = |source: &Source| source.path.file_name().is_some_and(|name| name == "tests.rs");
    let sources = sources().into_iter().filter(|source| MODULES.contains(&source.module.as_str()) && !is_test(source));
    let known: BTreeSet<_> = sources
        .filter(|source| knows(&source.code))
        .map(|source| source.path.strip_prefix(root()).expect("a file of the repository").display().to_string())
        .collect();
    assert_eq!(known, KNOWN_TO.iter().map(|(path, _)| (*path).to_owned()).collect());
    assert_eq!(KNOWN_TO.len(), 4, "the number at the top of this file");
}

/// Pages and server functions hand it on as they get it, and what decides where somebody goes next does not look at addresses.
#[test]
fn no_page_and_no_function_reads_it() {
    let of = |module: &str| {
        let start = format!("src/{module}/");
        KNOWN_TO.iter().map(|(path, _)| *path).filter(|path| path.starts_with(&start)).collect::<Vec<_>>()
    };
    assert_eq!(of("ui"), ["src/ui/journey.rs"]);
    for module in ["actions", "accounts", "http"] {
        assert!(of(module).is_empty(), "{module}");
    }
}

#[test]
fn cookies_of_ways_are_kept_in_one_place() {
    let sources = sources();
    let path_of = |path: &Path| path.strip_prefix(root()).expect("a file of the repository").display().to_string();
    assert!(sources.iter().any(|source| path_of(&source.path) == KEEPER), "no {KEEPER}");
    let setting = sources.iter().filter(|source| sets_cookie(&source.code)).map(|source| path_of(&source.path));
    let others: BTreeSet<_> = setting.filter(|path| path != KEEPER).collect();
    assert!(others.is_empty(), "these would let the cookies grow: {others:?}");
    // Each of the names is still one.
    let cookies = sources.iter().find(|source| path_of(&source.path) == "src/web/cookies.rs").expect("the cookies");
    for name in COOKIES {
        assert!(cookies.code.contains(&format!("        {name} = \"__Host-")), "{name}");
    }
}

#[test]
fn only_two_scripts_know_it() {
    let scripts = fs::read_dir(root().join("public")).expect("a folder of scripts");
    let scripts = scripts.map(|entry| entry.expect("an entry").path());
    let known: BTreeSet<_> = scripts
        .filter(|path| path.extension().is_some_and(|extension| extension == "js"))
        .filter(|path| {
            let text = fs::read_to_string(path).expect("a readable script");
            text.contains("'next'") || text.contains("?next=")
        })
        .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    assert_eq!(known, SCRIPTS.iter().map(|name| (*name).to_owned()).collect());
}

#[test]
fn the_parameter_is_told_from_other_words() {
    for code in ["page_with(PAGE, \"next\", to)", "<input name=\"next\"/>", "\"/login?next=/a\"", "names(NEXT)"] {
        assert!(knows(code), "{code}");
    }
    for code in ["Step { rel: \"next\" }", "let next = a.next();", "<JourneyField next=next/>", "MOVE_NEXT_TO"] {
        assert!(!knows(code), "{code}");
    }
}

#[test]
fn setting_a_cookie_of_a_way_is_told_from_deleting_and_reading_it() {
    for code in ["cookies.set(Name::Sent, &value, age)", "cookies.set(\n    Name::Attempt.ending(id), &value)"] {
        assert!(sets_cookie(code), "{code}");
    }
    for code in
        ["cookies.clear(Name::Sent)", "cookies.read(headers, Name::Pending)", "cookies.set(Name::Draft, &value)"]
    {
        assert!(!sets_cookie(code), "{code}");
    }
}
