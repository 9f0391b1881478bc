//! Claims that an administrator defines for a client: fixed ones, ones that depend on groups, the name of the groups claim, and which
//! groups are in it.

use crate::applications::is_reserved_claim;
use crate::language::message;
use crate::own_fields::DefinedFields;
use crate::shared::client_claims::FieldOfClaim;
use crate::shared::own_fields::OwnFieldParty;
use crate::shared::{ClaimRule, Expected, FieldError, Fields, GroupName, GroupNames, GroupRule, Problem, Text};
use serde_json::Value;
use std::collections::HashSet;

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

/// The groups that a client learns. `known`: all groups.
pub(super) fn parse_group_rules(
    fields: &mut Fields,
    field: &'static str,
    list: &Expected<Vec<Text>>,
    known: &GroupNames,
) -> Vec<GroupRule> {
    let parse = |text: &str| {
        let rule = GroupRule::parse(text)?;
        refuse_unknown(rule.group().as_ref(), known).map(|()| rule)
    };
    let rules = fields.list(field, list, parse).unwrap_or_default();
    if rules.len() > MAX_RULES {
        fields.reject(field, Problem::new("too_many", message::application_too_many_items(MAX_RULES as u64)));
    }
    let mut seen = HashSet::new();
    if let Some(twice) = rules.iter().map(GroupRule::about).find(|about| !seen.insert(*about)) {
        fields.reject(field, Problem::new("repeated", message::client_uri_repeated(twice.to_owned())));
    }
    rules
}

/// The group on which a rule depends, as it is written. None if it depends on none, or cannot be read.
pub(super) fn group_of_claim(text: &str) -> Option<GroupName> {
    let (name, _) = text.split_once('=')?;
    let (_, group) = name.trim_end_matches([':', '<']).split_once('@')?;
    GroupName::parse(group.trim()).ok()
}

/// `name=value`, or `name@group=value`. With `:=` the value is JSON, with `<=` the name of a field of one's own. `known`: all groups.
fn parse_claim_rule(text: &str, known: &GroupNames) -> Result<ClaimRule, Problem> {
    let (name, value) = text.split_once('=').ok_or_else(|| invalid_claim(text))?;
    let (name, is_json, is_field) = match (name.strip_suffix(':'), name.strip_suffix('<')) {
        (Some(name), _) => (name, true, false),
        (None, Some(name)) => (name, false, true),
        (None, None) => (name, false, false),
    };
    let (name, group) = match name.split_once('@') {
        Some((name, group)) => (name, Some(GroupName::parse(group.trim()).map_err(|_| invalid_claim(text))?)),
        None => (name, None),
    };
    let name = name.trim();
    let value = if is_json { compact_json(value) } else { Some(value.trim().to_owned()) };
    let is_value = |value: &String| {
        !value.is_empty() && value.chars().count() <= MAX_CLAIM_CHARS && !value.chars().any(char::is_control)
    };
    let is_named = |value: &String| !is_field || FieldOfClaim::parse(value).is_some();
    let value =
        value.filter(is_value).filter(is_named).filter(|_| is_free_claim(name)).ok_or_else(|| invalid_claim(text))?;
    refuse_unknown(group.as_ref(), known)?;
    Ok(ClaimRule { name: name.to_owned(), value, is_json, is_field, group })
}

/// What is wrong with the fields of one's own that claims have the values of: one that does not exist, or that applications do not see.
pub(super) fn unknown_fields(rules: &[ClaimRule], fields: &DefinedFields) -> Vec<FieldError> {
    let is_known = |name: &str| fields.find(name).is_some_and(|field| field.is_seen_by(OwnFieldParty::Applications));
    let unknown = rules.iter().filter_map(ClaimRule::field).find(|field| !is_known(field.name.as_str()));
    let error = unknown.map(|field| {
        Problem::new("unknown_field", message::client_claim_field_unknown(field.name.to_string())).of("claims")
    });
    error.into_iter().collect()
}

/// A rule about a group that was deleted is written well, so the problem is another one. `known`: all groups.
fn refuse_unknown(group: Option<&GroupName>, known: &GroupNames) -> Result<(), Problem> {
    match group.filter(|group| !known.contains(group)) {
        None => Ok(()),
        Some(group) => Err(Problem::new("unknown_group", message::application_group_unknown(group.to_string()))),
    }
}

/// JSON without spaces. None if it is none, or null, which is no value of a claim.
fn compact_json(text: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    (!value.is_null()).then(|| value.to_string())
}

/// Whether a rule may set the claim with this name. Names that are URLs are usual (RFC 7519, section 4.2). A colon at the end or a
/// `<` at the end would be read as that of `:=` or `<=`.
fn is_free_claim(name: &str) -> bool {
    let is_allowed =
        name.bytes().all(|c| c.is_ascii_graphic() && c != b'"' && c != b'\\') && !name.ends_with([':', '<']);
    !name.is_empty() && name.len() <= MAX_NAME_CHARS && is_allowed && !is_reserved_claim(name)
}

fn invalid_claim(text: &str) -> Problem {
    let shown: String = text.chars().take(80).collect();
    Problem::new("invalid_claim", message::client_claim_invalid(shown))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::own_fields::DefinedField;
    use crate::shared::own_fields::OwnFieldSource;
    use crate::shared::{OwnFieldDefinition, OwnFieldName, Timestamp};

    #[test]
    fn claims_may_depend_on_a_group() {
        let known: GroupNames = [GroupName::parse("editors").unwrap()].into_iter().collect();
        let rule = |text: &str| parse_claim_rule(text, &known);
        let group = GroupName::parse("editors").ok();
        let expected =
            ClaimRule { name: "role".to_owned(), value: "a@b=c".to_owned(), is_json: false, is_field: false, group };
        assert_eq!(rule(" role@editors = a@b=c "), Ok(expected));
        assert!(rule("https://wiki.example/role=admin").is_ok_and(|rule| rule.group.is_none()));
        for text in ["role", "=x", "aud=x", "role@Editors=x", "role@=x", "röle=x", "given_name=x", "active:=true"] {
            assert!(rule(text).is_err_and(|problem| problem.code == "invalid_claim"), "{text}");
        }
        let gone = rule("role@readers=x").unwrap_err();
        assert!(gone.code == "unknown_group" && gone.message.say().contains("readers"), "{}", gone.message);
    }

    #[test]
    fn a_value_may_be_json() {
        let known: GroupNames = [GroupName::parse("editors").unwrap()].into_iter().collect();
        let rule = |text: &str| parse_claim_rule(text, &known).map(|rule| rule.to_string());
        for (text, expected) in [
            ("beta:=true", "beta:=true"),
            ("level@editors := 7", "level@editors:=7"),
            ("https://wiki.example/claims:={ \"a\": [1, \"b\"] }", "https://wiki.example/claims:={\"a\":[1,\"b\"]}"),
            ("text:=\"true\"", "text:=\"true\""),
            ("text=true", "text=true"),
        ] {
            assert_eq!(rule(text), Ok(expected.to_owned()), "{text}");
        }
        for text in ["beta:=", "beta:=yes", "beta:=null", "beta:=[1", ":=1", "beta@readers:=1"] {
            assert!(rule(text).is_err(), "{text}");
        }
        assert_eq!(group_of_claim("level@editors:=7"), GroupName::parse("editors").ok());
        assert_eq!((group_of_claim("level=7"), group_of_claim("level@editors")), (None, None));
    }

    #[test]
    fn a_value_may_be_that_of_a_field() {
        let known: GroupNames = [GroupName::parse("editors").unwrap()].into_iter().collect();
        let rule = |text: &str| parse_claim_rule(text, &known).map(|rule| (rule.to_string(), rule.is_field));
        for (text, expected) in [
            ("plan <= plan", "plan<=plan"),
            ("number@editors<=customer_number:text", "number@editors<=customer_number:text"),
            ("plan<=plan:list", "plan<=plan:list"),
        ] {
            assert_eq!(rule(text), Ok((expected.to_owned(), true)), "{text}");
        }
        for text in
            ["plan<=", "plan<=Plan", "plan<=plan:number", "<=plan", "plan@readers<=plan", "sub<=plan", "a<<=plan"]
        {
            assert!(rule(text).is_err(), "{text}");
        }
        assert_eq!(group_of_claim("plan@editors<=plan"), GroupName::parse("editors").ok());
    }

    #[test]
    fn applications_have_to_see_the_field() {
        let field = |id, name: &str, seen_by: &[OwnFieldParty]| {
            let definition =
                OwnFieldDefinition { seen_by: seen_by.to_vec(), changed_by: Vec::new(), ..Default::default() };
            let name = OwnFieldName::parse(name).unwrap();
            DefinedField::new(id, name, definition, OwnFieldSource::Database, Timestamp(0))
        };
        let fields = DefinedFields::new(vec![
            field(1, "plan", &[OwnFieldParty::Owner, OwnFieldParty::Applications]),
            field(2, "secret", &[OwnFieldParty::Administrators]),
        ]);
        let errors = |text: &str| {
            let rule = parse_claim_rule(text, &GroupNames::default()).unwrap();
            unknown_fields(&[rule], &fields).into_iter().map(|error| error.code.into_owned()).collect::<Vec<_>>()
        };
        assert!(errors("plan<=plan").is_empty() && errors("plan=secret").is_empty());
        assert_eq!(
            (errors("plan<=secret"), errors("plan<=other")),
            (vec!["unknown_field".to_owned()], vec!["unknown_field".to_owned()])
        );
    }

    #[test]
    fn a_group_is_learned_by_one_rule() {
        let known: GroupNames = [GroupName::parse("editors").unwrap()].into_iter().collect();
        let read = |texts: &[&str]| {
            let (mut fields, list) = (Fields::default(), texts.iter().map(|text| Text::from(*text)).collect());
            let rules = parse_group_rules(&mut fields, "only_groups", &Expected::Given(list), &known);
            let codes = fields.finish().err().unwrap_or_default().into_iter().map(|error| error.code);
            (rules.len(), codes.collect::<Vec<_>>().join(" "))
        };
        assert_eq!(read(&["editors=Editor", "wiki-*"]), (2, String::new()));
        assert_eq!(read(&["editors", "editors=Editor"]), (2, "repeated".to_owned()));
        assert_eq!(read(&["readers"]), (0, "unknown_group".to_owned()));
        assert_eq!(read(&["Readers"]), (0, "invalid_group".to_owned()));
    }

    #[test]
    fn all_claims_together_have_a_length() {
        let rules: Vec<_> = (0..11).map(|number| format!("claim{number:02}={}", "x".repeat(190))).collect();
        let read = |count: usize| {
            let list = rules.iter().take(count).map(|rule| Text::from(rule.as_str())).collect();
            let mut fields = Fields::default();
            let read = parse_claims(&mut fields, "claims", &Expected::Given(list), &GroupNames::default());
            let codes = fields.finish().err().unwrap_or_default().into_iter().map(|error| error.code);
            (read.len(), codes.collect::<Vec<_>>().join(" "))
        };
        assert_eq!((read(10), read(11)), ((10, String::new()), (11, "too_long".to_owned())));
    }
}
