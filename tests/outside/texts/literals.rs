//! Finds the texts in sources that are words for people.

use crate::architecture::reader::literal;
use std::collections::BTreeSet;
use std::iter;
use std::ops::Range;

/// Calls and attributes whose texts only developers, operators and browsers read.
const NOT_FOR_PEOPLE: [&str; 17] = [
    // Of serde, schemars, thiserror and the compiler. Messages of errors have the type `Message`.
    "#[",
    "tracing::debug!",
    "tracing::error!",
    "tracing::event!",
    "tracing::info!",
    "tracing::warn!",
    "unreachable!",
    "expect",
    // In `Display` and `Debug` of errors, and what serde expects.
    "write_str",
    "debug_struct",
    // The description of an error of OAuth, which the developers of a client read.
    "because",
    // Selectors and conditions of the stylesheet.
    "query_selector",
    "matches",
    "attr::media",
    // The purpose of a key.
    "keys::derive",
    "HeaderValue::from_static",
    "no_head",
];

/// Attributes of HTML that people read or hear.
const LABELS: [&str; 4] = ["alt", "aria-label", "placeholder", "title"];

/// A text in a source.
pub struct Literal<'a> {
    pub line: usize,
    /// Without its quotes and escapes.
    pub text: String,
    /// The calls and attributes around it, from the outermost one.
    pub around: Vec<&'a str>,
    /// The attribute of HTML that it is the value of: `name="text"`, or `("name", "text")`. Empty if it is none.
    attribute: String,
}

impl Literal<'_> {
    /// Whether it is words for people. `classes`: those of the stylesheet.
    pub fn is_for_people(&self, classes: &BTreeSet<String>) -> bool {
        if self.attribute == "class" || self.around.iter().any(|call| NOT_FOR_PEOPLE.contains(call)) {
            return false;
        }
        let is_label = LABELS.contains(&self.attribute.as_str()) && self.text.contains(char::is_alphabetic);
        let shown = shown(&self.text);
        // A piece of a tag has other attributes.
        let is_shown = has_words(&shown) && !are_classes(shown.trim(), classes) && !shown.contains("=\"");
        is_label || has_label(&self.text) || is_shown
    }
}

/// The texts of Rust, without those of tests. Bytes are no texts.
pub fn in_rust(source: &str) -> Vec<Literal<'_>> {
    let (mut found, mut around, mut at) = (Vec::new(), Vec::new(), 0);
    let mut last: Option<(Range<usize>, String)> = None;
    // How deep the item stands that is skipped, because it is compiled for tests only.
    let mut skipped = None;
    while let Some(next) = source[at..].chars().next() {
        let (before, rest) = source.split_at(at);
        let mut length = next.len_utf8();
        if rest.starts_with("//") {
            length = rest.find('\n').unwrap_or(rest.len());
        } else if let Some(end) = literal(rest) {
            length = end;
            if next != '\'' {
                let text = content(&rest[..end]);
                if skipped.is_none() && !before.ends_with('b') {
                    let attribute = attribute(before, last.as_ref());
                    found.push(Literal { line: line(before), text: text.clone(), around: around.clone(), attribute });
                }
                last = Some((at..at + end, text));
            }
        } else {
            match next {
                '#' if rest.starts_with("#[cfg(test)]") => skipped = skipped.or(Some(around.len())),
                '(' | '[' | '{' => around.push(call(before)),
                ')' | ']' | '}' => _ = around.pop(),
                _ => {}
            }
            if matches!(next, '}' | ';') && skipped == Some(around.len()) {
                skipped = None;
            }
        }
        at += length;
    }
    found
}

/// The texts of JavaScript.
pub fn in_script(source: &str) -> Vec<Literal<'_>> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(next) = source[at..].chars().next() {
        let (before, rest) = source.split_at(at);
        let mut length = next.len_utf8();
        if rest.starts_with("//") {
            length = rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            length = rest.find("*/").map_or(rest.len(), |end| end + 2);
        } else if "\"'`".contains(next) {
            length = quoted(rest, next);
            let text = unescaped(rest[1..length].trim_end_matches(next));
            found.push(Literal { line: line(before), text, around: Vec::new(), attribute: String::new() });
        }
        at += length;
    }
    found
}

/// The length of the text in quotes at the beginning of `text`.
fn quoted(text: &str, quote: char) -> usize {
    let mut characters = text.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => _ = characters.next(),
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn line(before: &str) -> usize {
    before.matches('\n').count() + 1
}

/// The function, macro or attribute whose bracket comes next.
fn call(before: &str) -> &str {
    if before.ends_with('#') || before.ends_with("#!") {
        return "#[";
    }
    let before = before.trim_end();
    let others = before.trim_end_matches(|c: char| c.is_alphanumeric() || "_:!".contains(c));
    &before[others.len()..]
}

/// The attribute that a text is the value of. `last`: the text before it, and where that is.
fn attribute(before: &str, last: Option<&(Range<usize>, String)>) -> String {
    if let Some(named) = before.strip_suffix('=') {
        let others = named.trim_end_matches(|c: char| c.is_alphanumeric() || c == '-');
        return named[others.len()..].to_owned();
    }
    match last {
        Some((place, name)) if before[place.end..].trim() == "," && before[..place.start].ends_with('(') => {
            name.clone()
        }
        _ => String::new(),
    }
}

/// What stands between the quotes of a literal of Rust.
fn content(literal: &str) -> String {
    let start = literal.find('"').map_or(0, |at| at + 1);
    let inner = literal[start..].rfind('"').map_or("", |length| &literal[start..start + length]);
    if literal.starts_with('r') { inner.to_owned() } else { unescaped(inner) }
}

fn unescaped(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((plain, escaped)) = rest.split_once('\\') {
        out.push_str(plain);
        let mut characters = escaped.chars();
        match characters.next() {
            // The text goes on in the next line.
            Some('\n') => characters = escaped.trim_start().chars(),
            Some('n') => out.push('\n'),
            Some(other) => out.push(other),
            None => {}
        }
        rest = characters.as_str();
    }
    out + rest
}

/// What a browser shows of HTML, which may begin and end inside of a tag.
fn shown(html: &str) -> String {
    let begins_in_tag = html.find('>').is_some_and(|end| html.find('<').is_none_or(|start| end < start));
    let html = if begins_in_tag { html.split_once('>').map_or("", |(_, rest)| rest) } else { html };
    let mut pieces = html.split('<');
    let first = pieces.next().unwrap_or_default();
    let others = pieces.map(|piece| piece.split_once('>').map_or("", |(_, text)| text));
    iter::once(first).chain(others).collect::<Vec<_>>().join("\n")
}

/// Whether HTML has an attribute that people read or hear, with letters of its own.
fn has_label(html: &str) -> bool {
    LABELS.iter().any(|name| {
        let begin = format!("{name}=\"");
        let mut values = html.split(&begin).skip(1).filter_map(|rest| rest.split('"').next());
        values.any(|value| value.contains(char::is_alphabetic))
    })
}

/// Whether a line begins as a sentence does, or has two words next to each other.
fn has_words(text: &str) -> bool {
    text.lines().map(str::trim).any(|line| {
        let mut characters = line.chars();
        let is_capital = characters.next().is_some_and(char::is_uppercase);
        let begins_sentence = is_capital && characters.next().is_some_and(char::is_lowercase);
        let words: Vec<_> = line.split(' ').map(is_word).collect();
        begins_sentence || words.windows(2).any(|two| two == [true; 2])
    })
}

fn is_word(text: &str) -> bool {
    let word = text.trim_start_matches(['(', '“', '„', '"']);
    let word = word.trim_end_matches([',', ';', ':', '.', '!', '?', '…', ')', '”', '“', '"']);
    word.starts_with(char::is_alphabetic) && word.chars().all(|c| c.is_alphabetic() || "-’'".contains(c))
}

/// Whether a text is a list of classes, which begins with one of the stylesheet.
fn are_classes(text: &str, classes: &BTreeSet<String>) -> bool {
    let in_list = |c: char| c.is_lowercase() || c.is_ascii_digit() || " -:./[]".contains(c);
    text.split(' ').next().is_some_and(|first| classes.contains(first)) && text.chars().all(in_list)
}

/// The texts for people in some Rust.
fn found(source: &str) -> Vec<String> {
    let classes = BTreeSet::from(["btn".to_owned()]);
    let all = in_rust(source).into_iter().filter(|literal| literal.is_for_people(&classes));
    all.map(|literal| format!("{} {}", literal.line, literal.text)).collect()
}

#[test]
fn words_are_found_with_their_lines() {
    assert_eq!(
        found("// \"Not this\"\nlet a = \"two words\";\nf(r#\"Word\"#, \"word\", 'W')"),
        ["2 two words", "3 Word"]
    );
    assert_eq!(found("view! { <p class=\"two words\" title=\"copy\">\"Sign in\"</p> }"), ["1 copy", "1 Sign in"]);
    assert_eq!(found("out.add(\"<p class=\\\"two words\\\">Two words</p>\");").len(), 1);
    assert_eq!(found("out.add(\" aria-label=\\\"copy\\\"><b>\");").len(), 1);
    assert_eq!(found("format!(\"{count} users \\\n    found\")"), ["1 {count} users found"]);
    assert_eq!(found("[(\"title\", \"copy\"), (\"class\", \"two words\")]"), ["1 copy"]);
}

#[test]
fn what_people_do_not_read_is_not_found() {
    for source in [
        "#[serde(default = \"Default::default\")]",
        "tracing::warn!(%error, \"two words\")",
        "found.unwrap_or_else(|| unreachable!(\"two words\"))",
        "found.ok_or_else(|| OauthErrorCode::InvalidGrant.because(\"two words\"))",
        "shape.write(out, \"btn btn-primary\")",
        "out.add(\"\\\"><td class=\\\"two words\\\" id=\\\"\")",
        "key(b\"two words\")",
        "const TYPE: &str = \"text/css; charset=utf-8\";",
        "#[cfg(test)]\nmod tests {\n    fn f() { g(\"two words\"); }\n}\n",
    ] {
        assert_eq!(found(source), [""; 0], "{source}");
    }
    let after = "#[cfg(test)]\nuse a::b;\nlet c = \"Word\";\n#[cfg(test)]\nmod tests {}\nlet d = \"two words\";";
    assert_eq!(found(after), ["3 Word", "6 two words"]);
}

#[test]
fn scripts_have_three_kinds_of_quotes() {
    let found = in_script("f('it\\'s', \"a\"); // 'b'\n/* 'c' */ `d ${'e'}`");
    let texts: Vec<_> = found.into_iter().map(|literal| literal.text).collect();
    assert_eq!(texts, ["it's", "a", "d ${'e'}"]);
}
