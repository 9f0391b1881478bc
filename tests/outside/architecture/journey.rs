//! Where somebody is going stands in addresses and forms as `next`. Only these files know that: before there was a type for it, 23 files
//! of `src` did, 12 of them in `ui` and `actions`; now 5 do. All others hand on a `Handle` of `shared/journey.rs`.

use super::sources;
use crate::repository::root;
use std::collections::BTreeSet;
use std::fs;

/// The files that know the name of the parameter, and what for.
const KNOWN_TO: &[(&str, &str)] = &[
    ("src/shared/journey.rs", "names it, and writes it into addresses"),
    ("src/shared/next.rs", "lets an address be longer that leads to a client, whose request is in it"),
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

/// Whether the code has it as a parameter, a field or an attribute, or uses the constant.
fn knows(code: &str) -> bool {
    // Tests may say what an address looks like.
    let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code = OTHERS.iter().fold(code.to_owned(), |code, other| code.replace(*other, ""));
    let is_written = ["\"next\"", "?next=", "&next=", "\"next="].iter().any(|text| code.contains(*text));
    let is_of_a_name = |character: char| character.is_alphanumeric() || character == '_';
    is_written || code.split(|character: char| !is_of_a_name(character)).any(|word| word == "NEXT")
}

#[test]
fn only_a_few_files_know_how_an_address_says_where_somebody_is_going() {
    let sources = sources().into_iter().filter(|source| MODULES.contains(&source.module.as_str()));
    let known: BTreeSet<_> = sources
        .filter(|source| knows(&source.code))
        .map(|source| source.path.strip_prefix(root()).expect("a file of the repository").display().to_string())
        .collect();
    assert_eq!(known, KNOWN_TO.iter().map(|(path, _)| (*path).to_owned()).collect());
    assert_eq!(KNOWN_TO.len(), 5, "the number at the top of this file");
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
