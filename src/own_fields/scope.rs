//! Scopes of one's own: what a client asks for to learn a field (RFC 6749, section 3.3).

use crate::language::message;
use crate::shared::Problem;
use crate::shared::scopes::is_reserved_scope;

/// The maximum length of a name.
const MAX_CHARS: usize = 64;

/// The name of a scope that means nothing by itself: `[a-z0-9][a-z0-9._:-]{0,63}`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OwnScope(String);

checked_text!(OwnScope);

impl OwnScope {
    /// # Errors
    /// If the text is no name, or that of a scope with a meaning.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let is_allowed = text.starts_with(is_word) && text.chars().all(|c| is_word(c) || "._:-".contains(c));
        if !is_allowed || text.len() > MAX_CHARS {
            return Err(Problem::new("not_allowed", message::own_field_scope_rule(MAX_CHARS as u64)));
        }
        if is_reserved_scope(text) {
            return Err(Problem::new("reserved", message::own_field_scope_reserved(text.to_owned())));
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_of_ones_own_is_a_name_without_a_meaning() {
        let code = |text: &str| OwnScope::parse(text).err().map_or("", |problem| problem.code);
        let longest = "a".repeat(MAX_CHARS);
        for text in ["billing", "7", "shop.example:billing_read-only", "profiles", &longest] {
            assert_eq!(code(text), "", "{text}");
        }
        for text in ["", "Billing", "-a", ":a", "a b", "a\"", "ä", "a/b", &format!("{longest}a")] {
            assert_eq!(code(text), "not_allowed", "{text}");
        }
        for text in ["openid", "profile", "email", "groups", "offline_access", "address", "phone"] {
            assert_eq!(code(text), "reserved", "{text}");
        }
    }
}
