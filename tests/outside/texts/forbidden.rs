//! Words that texts do not have, because there are others for the same thing: a table of docs/translating.md.

use super::files;
use crate::repository::read;

/// A language, by its tag, and a word that its texts do not have.
struct Forbidden {
    language: String,
    word: String,
}

/// The rows of the table, with a word each.
fn forbidden() -> Vec<Forbidden> {
    let page = read("docs/translating.md");
    let (_, section) = page.split_once("## Words that are not used\n").expect("their heading");
    let section = section.split("\n## ").next().unwrap_or_default();
    let mut all = Vec::new();
    // Below the head of the table and its line.
    for row in section.lines().filter(|line| line.starts_with('|')).skip(2) {
        let mut cells = row.split('|').skip(1).map(str::trim);
        let (language, words) = (cells.next().expect("a language"), cells.next().expect("words"));
        // What is between two marks has an odd place.
        let words = words.split('`').skip(1).step_by(2);
        all.extend(words.map(|word| Forbidden { language: language.to_owned(), word: word.to_owned() }));
    }
    all
}

/// Whether a text has a word, or one that begins with it if it ends with `…`.
fn has(text: &str, word: &str) -> bool {
    let (begins, word) = match word.strip_suffix('…') {
        Some(beginning) => (true, beginning),
        None => (false, word),
    };
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        !is_letter(before) && (begins || !is_letter(after))
    })
}

/// What people read of a line: without the name of its message, and nothing of a comment.
fn text_of(line: &str) -> &str {
    if line.starts_with('#') {
        return "";
    }
    let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c));
    match line.split_once('=') {
        Some((name, text)) if is_name(name.trim()) => text,
        _ => line,
    }
}

#[test]
fn a_thing_has_one_name_on_all_pages() {
    let forbidden = forbidden();
    assert!(forbidden.len() > 20, "{} words", forbidden.len());
    let mut found = Vec::new();
    for path in files("locales", ".ftl") {
        let text = read(&path);
        let name = path.strip_prefix("locales/").and_then(|name| name.split('.').next());
        for Forbidden { word, .. } in forbidden.iter().filter(|one| Some(one.language.as_str()) == name) {
            let lines = text.lines().enumerate().filter(|(_, line)| has(text_of(line), word));
            found.extend(lines.map(|(index, line)| format!("{path}:{}: {word}: {line}", index + 1)));
        }
    }
    assert!(found.is_empty(), "docs/translating.md has other words for these:\n{}", found.join("\n"));
}

/// A rule of docs/translating.md for German: otherwise the dots can begin a line.
#[test]
fn the_space_before_dots_does_not_break_in_german() {
    for path in files("locales", ".ftl").iter().filter(|path| path.starts_with("locales/de.")) {
        let text = read(path);
        let broken: Vec<_> = text.lines().filter(|line| line.ends_with(" …")).collect();
        assert!(broken.is_empty(), "{path}: {broken:?}");
    }
}

#[test]
fn a_word_is_found_as_a_whole_or_by_its_beginning() {
    for (text, word, expected) in [
        ("Client anlegen", "anlegen", true),
        ("Die Anlegenden", "anlegen", false),
        ("Konten eröffnen.", "eröffne…", true),
        ("wiedereröffnen", "eröffne…", false),
        ("erneuern", "erneut", false),
        ("{ $actor } hat es", "{ $actor } hat", true),
        ("{ $actor } hatte es", "{ $actor } hat", false),
    ] {
        assert_eq!(has(text, word), expected, "{word} in {text}");
    }
    assert_eq!(text_of("client-login = Sign in"), " Sign in");
    assert_eq!(text_of("    .done = { $actor } a=b"), " { $actor } a=b");
    assert_eq!(text_of("    a = b, or not"), " b, or not");
    assert_eq!(text_of("# please"), "");
}
