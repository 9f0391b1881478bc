//! Finds the modules that a source file names, in every notation of a path.

use regex::Regex;
use std::collections::BTreeSet;
use std::iter;
use std::sync::LazyLock;

/// Where a comment or a literal may begin. Found by an expression, because a loop over all characters of `src` takes seconds in a debug
/// build.
static BEGINNING: LazyLock<Regex> = LazyLock::new(|| Regex::new(r##"//|/\*|r#*"|["']"##).expect("an expression"));

/// Removes comments but keeps string literals, which may contain `//`.
pub fn code_of(text: &str) -> String {
    let (mut code, mut rest) = (String::new(), text);
    while let Some(found) = BEGINNING.find(rest) {
        code.push_str(&rest[..found.start()]);
        rest = &rest[found.start()..];
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else {
            let literal = literal(rest).unwrap_or(1);
            code.push_str(&rest[..literal]);
            literal
        };
        rest = &rest[length..];
    }
    code + rest
}

/// The length of the block comment at the beginning of `text`. Block comments may be nested.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        match &text.as_bytes()[at..text.len().min(at + 2)] {
            b"/*" => (depth, at) = (depth + 1, at + 2),
            b"*/" => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// The length of the string or character literal at the beginning of `text`, if there is one.
pub fn literal(text: &str) -> Option<usize> {
    let hashes = text.strip_prefix('r').map(|rest| rest.bytes().take_while(|byte| *byte == b'#').count());
    if let Some(hashes) = hashes.filter(|hashes| text[hashes + 1..].starts_with('"')) {
        let end = format!("\"{}", "#".repeat(hashes));
        let start = hashes + 2;
        return Some(text[start..].find(&end).map_or(text.len(), |at| start + at + end.len()));
    }
    let quote = text.chars().next().filter(|quote| "\"'".contains(*quote))?;
    // A lifetime: the character after the quote is not followed by a closing quote.
    let mut characters = text.char_indices().skip(1);
    if quote == '\''
        && !text[1..].starts_with('\\')
        && characters.clone().nth(1).is_none_or(|(_, second)| second != '\'')
    {
        return None;
    }
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => _ = characters.next(),
            _ if character == quote => return Some(at + 1),
            _ => {}
        }
    }
    Some(text.len())
}

/// The top-level modules that a file names, where `depth` is the depth of its own module: after `crate`, after enough `super`,
/// and in braces. A `*` or an alias of the crate root could hide any module, so each is returned as a name of its own.
pub fn named_modules(code: &str, depth: usize) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (at, depth) in positions(code, depth) {
        let rest = &code[at..];
        match word_at(rest) {
            "crate" => roots(&rest["crate".len()..], 0, &mut named),
            "super" if depth > 0 => roots(&rest["super".len()..], depth - 1, &mut named),
            _ => {}
        }
    }
    named
}

/// What an opening brace belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Brace {
    Module,
    /// A `use` group after `::`, in which no new path starts.
    Group,
    Other,
}

/// The positions at which a path may start, each with the depth of its enclosing module.
fn positions(code: &str, depth: usize) -> Vec<(usize, usize)> {
    let (mut open, mut positions, mut is_module, mut before) = (Vec::new(), Vec::new(), false, "");
    let mut at = 0;
    while let Some(next) = code[at..].chars().next() {
        let word = word_at(&code[at..]);
        let behind_colons = code[..at].trim_end().ends_with("::");
        if !word.is_empty() {
            if !behind_colons && !open.contains(&Brace::Group) {
                positions.push((at, depth + open.iter().filter(|brace| **brace == Brace::Module).count()));
            }
            is_module = before == "mod";
            before = word;
            at += word.len();
            continue;
        }
        match next {
            '{' if behind_colons => open.push(Brace::Group),
            '{' => open.push(if is_module { Brace::Module } else { Brace::Other }),
            '}' => _ = open.pop(),
            _ => {}
        }
        if !next.is_whitespace() {
            (is_module, before) = (false, "");
        }
        at += literal(&code[at..]).unwrap_or(next.len_utf8());
    }
    positions
}

/// Follows a path that starts `level` modules below the crate root, and adds the top-level modules that it names.
fn roots(rest: &str, level: usize, named: &mut BTreeSet<String>) {
    let Some(path) = rest.trim_start().strip_prefix("::") else {
        if level == 0 && word_at(rest.trim_start()) == "as" {
            named.insert("an alias of the root".to_owned());
        }
        return;
    };
    let path = path.trim_start();
    if let Some(group) = path.strip_prefix('{') {
        items(group).for_each(|item| roots(&format!("::{}", item.trim()), level, named));
        return;
    }
    match (word_at(path), level) {
        ("super", 1..) => roots(&path["super".len()..], level - 1, named),
        ("self", _) => roots(&path["self".len()..], level, named),
        ("", 0) if path.starts_with('*') => _ = named.insert("*".to_owned()),
        (name, 0) if !name.is_empty() => _ = named.insert(name.to_owned()),
        _ => {}
    }
}

/// The items of a `use` group, up to its closing brace.
fn items(group: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(group);
    iter::from_fn(move || {
        let text = rest.take()?;
        let mut depth = 0;
        for (at, character) in text.char_indices() {
            match character {
                '{' => depth += 1,
                '}' if depth == 0 => return Some(&text[..at]),
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    rest = Some(&text[at + 1..]);
                    return Some(&text[..at]);
                }
                _ => {}
            }
        }
        Some(text)
    })
}

fn word_at(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    &text[..end]
}

/// Whether the code uses a crate or a type: in a path, alone, or with an alias.
pub fn names(code: &str, foreign: &str) -> bool {
    code.match_indices(foreign).any(|(at, _)| {
        let rest = code[at + foreign.len()..].trim_start();
        let alone = rest.starts_with(';') || rest.starts_with("as ");
        let in_group = rest.starts_with(',') || rest.starts_with('}');
        rest.starts_with("::") || alone || (in_group && code[..at].trim_end().ends_with(['{', ',', ':']))
    })
}

#[test]
fn paths_groups_and_inline_modules_are_found() {
    let named = |code: &str, depth| named_modules(code, depth).into_iter().collect::<Vec<_>>();
    assert_eq!(named("use crate::{a::{x, y}, b, c::z};\nlet d = crate::d::f();", 1), ["a", "b", "c", "d"]);
    assert_eq!(named("use super::{a, b::c};", 1), ["a", "b"]);
    assert_eq!(named("use super::{a, super::b};", 2), ["b"]);
    assert_eq!(named("use super::super::b::c; super :: e();", 2), ["b"]);
    assert_eq!(named("mod tests { use super::*; use super::super::a; } use super::b;", 1), ["a", "b"]);
    assert_eq!(named("mod x; struct S { y: u8 } use super::b;", 1), ["b"]);
    assert_eq!(named("let address = \"https://a.b\"; crate::c::f();", 1), ["c"]);
}

#[test]
fn aliases_and_glob_imports_are_found() {
    let named = |code: &str, depth| named_modules(code, depth).into_iter().collect::<Vec<_>>();
    assert_eq!(named("use crate as c;", 2), ["an alias of the root"]);
    assert_eq!(named("use crate::{self as c, b};", 2), ["an alias of the root", "b"]);
    assert_eq!(named("use super as c;", 1), ["an alias of the root"]);
    assert_eq!(named("use super::super as c;", 2), ["an alias of the root"]);
    assert_eq!(named("use super::*;", 1), ["*"]);
    assert_eq!(named("use super as c; use super::*;", 2), [""; 0]);
    for code in ["use sqlx as s;", "use sqlx::query;", "use sqlx;", "use {std::fs, sqlx};", "sqlx\n::query()"] {
        assert!(names(code, "sqlx"), "{code}");
    }
    assert!(!names("let cookie = 1; f(a, cookie)", "cookie"));
}

#[test]
fn comments_are_removed_and_strings_are_kept() {
    assert_eq!(code_of("a // b\n/* c /* d */ e */f"), "a \nf");
    assert_eq!(code_of("\"http://x\"; b // c"), "\"http://x\"; b ");
    assert_eq!(code_of("r#\"// \" \"#; '\"'; b // c"), "r#\"// \" \"#; '\"'; b ");
    assert_eq!(code_of("f::<'a>(\"\\\"//\") // c"), "f::<'a>(\"\\\"//\") ");
}
