//! What of a value in a settings file is lost when the file is read, although somebody has meant it.

use std::env;
use std::iter::{self, Peekable};
use std::str::Chars;

/// Why less is read than is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loss {
    /// `#` begins a comment.
    Comment,
    /// `$` begins the name of a variable, and there is none of this name.
    Variable,
}

/// What is lost of a setting in the text of a file. `value`: what was read of it.
pub(super) fn loss_of(text: &str, name: &str, value: &str) -> Option<Loss> {
    let mut written = text.lines().filter_map(|line| value_in(line, name));
    // With a space before the `#` it is a comment that somebody has meant.
    if value.is_empty() && written.clone().any(|value| value.starts_with('#')) {
        return Some(Loss::Comment);
    }
    let is_set = |variable: &String| {
        env::var_os(variable).is_some() || text.lines().any(|line| value_in(line, variable).is_some())
    };
    written.any(|value| !variables_in(value).iter().all(is_set)).then_some(Loss::Variable)
}

/// What stands behind `NAME=` in a line.
fn value_in<'t>(line: &'t str, name: &str) -> Option<&'t str> {
    let line = line.trim_start();
    let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
    line.strip_prefix(name)?.strip_prefix('=')
}

/// The names of the variables in a value. Between single quotes, and behind a backslash, there are none.
fn variables_in(value: &str) -> Vec<String> {
    let (mut names, mut quote, mut chars) = (Vec::new(), None, value.chars().peekable());
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => _ = chars.next(),
            (_, '$') => names.push(variable(&mut chars)),
            (None, '\'' | '"') => quote = Some(c),
            // The value ends here. A comment may follow.
            (None, ' ' | '\t') => break,
            _ => {}
        }
    }
    names
}

/// The name behind a `$`: `NAME` or `{NAME}`.
fn variable(chars: &mut Peekable<Chars<'_>>) -> String {
    let is_braced = chars.next_if_eq(&'{').is_some();
    let is_of_name = |c: &char| if is_braced { *c != '}' } else { c.is_alphanumeric() };
    iter::from_fn(|| chars.next_if(is_of_name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_begins_with_a_hash_is_a_comment() {
        assert_eq!(loss_of("export ACCENT=#7a1f3d", "ACCENT", ""), Some(Loss::Comment));
        for text in ["ACCENT= # ours", "ACCENT=", "ACCENT_DARK=#7a1f3d", "# ACCENT=#7a1f3d"] {
            assert_eq!(loss_of(text, "ACCENT", ""), None, "{text}");
        }
    }

    #[test]
    fn a_part_of_a_value_that_is_taken_for_a_variable_is_lost_unless_there_is_one() {
        for lost in ["pa$word", "pa$", "$@pa", "\"pa$word\"", "pa${wo-rd}", "'a'$word", "\"it's $word\""] {
            assert_eq!(loss_of(&format!("PORT=1\nPASSWORD={lost}"), "PASSWORD", "pa"), Some(Loss::Variable), "{lost}");
        }
        for kept in ["'pa$word'", "pa\\$word", "pa # costs $5", "$PATH/pa", "${PATH}", "$FOLDER/pa", "\"\\$word\""] {
            let text = format!("FOLDER=/srv\nPASSWORD={kept}\nOTHER=$word");
            assert_eq!(loss_of(&text, "PASSWORD", "pa"), None, "{kept}");
        }
    }
}
