//! Claims that an administrator defines for a client: fixed ones, ones that depend on groups, and the name of the groups claim.

use crate::applications::is_reserved_claim;
use crate::language::message;
use crate::shared::{ClaimRule, Expected, Fields, GroupName, GroupNames, Problem, Text};

/// The maximum number of rules: each is applied to each token.
const MAX_RULES: usize = 50;
/// The maximum length of the names and values of all of them in bytes: an ID token comes back as a hint, in an address.
const MAX_BYTES: usize = 2_000;
/// The maximum length of the name and of the value of a claim in characters.
const MAX_CLAIM_CHARS: usize = 200;
/// The maximum length of a group claim's name in characters.
const MAX_NAME_CHARS: usize = 60;

/// The name of the claim with the groups. None if it is blank.
pub(super) fn parse_groups_claim(text: &str) -> Result<Option<String>, Problem> {
    match text.trim() {
        "" => Ok(None),
        name if name == "groups" || is_free_claim(name) => Ok(Some(name.to_owned())),
        name => Err(invalid_claim(name)),
    }
}

/// The rules of a client. `known`: all groups.
pub(super) fn parse_claims(
    fields: &mut Fields,
    field: &'static str,
    list: &Expected<Vec<Text>>,
    known: &GroupNames,
) -> Vec<ClaimRule> {
    let rules = fields.list(field, list, |text| parse_claim_rule(text, known)).unwrap_or_default();
    if rules.len() > MAX_RULES {
        fields.reject(field, Problem::new("too_many", message::application_too_many_items(MAX_RULES as u64)));
    }
    if rules.iter().map(|rule| rule.name.len() + rule.value.len()).sum::<usize>() > MAX_BYTES {
        fields.reject(field, Problem::new("too_long", message::client_claims_too_long(MAX_BYTES as u64)));
    }
    rules
}

/// `name=value`, or `name@group=value`. `known`: all groups.
fn parse_claim_rule(text: &str, known: &GroupNames) -> Result<ClaimRule, Problem> {
    let (name, value) = text.split_once('=').ok_or_else(|| invalid_claim(text))?;
    let (name, group) = match name.split_once('@') {
        Some((name, group)) => (name, Some(GroupName::parse(group.trim()).map_err(|_| invalid_claim(text))?)),
        None => (name, None),
    };
    let (name, value) = (name.trim(), value.trim());
    let is_known = group.as_ref().is_none_or(|group| known.contains(group));
    let is_value =
        !value.is_empty() && value.chars().count() <= MAX_CLAIM_CHARS && !value.chars().any(char::is_control);
    if !is_free_claim(name) || !is_known || !is_value {
        return Err(invalid_claim(text));
    }
    Ok(ClaimRule { name: name.to_owned(), value: value.to_owned(), group })
}

/// Whether a rule may set the claim with this name. Names that are URLs are usual (RFC 7519, section 4.2).
fn is_free_claim(name: &str) -> bool {
    let is_allowed = name.bytes().all(|c| c.is_ascii_graphic() && c != b'"' && c != b'\\');
    !name.is_empty() && name.len() <= MAX_NAME_CHARS && is_allowed && !is_reserved_claim(name)
}

fn invalid_claim(text: &str) -> Problem {
    let shown: String = text.chars().take(80).collect();
    Problem::new("invalid_claim", message::client_claim_invalid(shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_may_depend_on_a_group() {
        let known: GroupNames = [GroupName::parse("editors").unwrap()].into_iter().collect();
        let rule = |text: &str| parse_claim_rule(text, &known);
        let group = GroupName::parse("editors").ok();
        let expected = ClaimRule { name: "role".to_owned(), value: "a@b=c".to_owned(), group };
        assert_eq!(rule(" role@editors = a@b=c "), Ok(expected));
        assert!(rule("https://wiki.example/role=admin").is_ok_and(|rule| rule.group.is_none()));
        for text in ["role", "=x", "aud=x", "role@readers=x", "role@=x", "röle=x"] {
            assert!(rule(text).is_err(), "{text}");
        }
    }
}
