//! What a provider says that fields of one's own begin with, as far as its definition says where that is.

use super::at;
use crate::language::message;
use crate::shared::{OwnFieldName, Problem, ProviderDefinition};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The greatest length of a value, and of all of them, in bytes: the browser keeps them until an account is opened.
const MAX_VALUE_BYTES: usize = 200;
const MAX_BYTES: usize = 800;

/// The field that a line names, and the place of its value. None: it says neither.
fn parts(line: &str) -> Option<(OwnFieldName, &str)> {
    let (name, place) = line.split_once('=')?;
    let name = OwnFieldName::parse(name.trim()).ok()?;
    Some((name, place.trim())).filter(|(_, place)| !place.is_empty())
}

/// Each field once.
pub(super) fn own_field(definition: &ProviderDefinition, line: &str) -> Option<Problem> {
    let name = parts(line).map(|(name, _)| name);
    let named = |other: &&String| parts(other).map(|(name, _)| name) == name;
    let is_right = name.is_some() && definition.fields.iter().filter(named).count() == 1;
    (!is_right).then(|| Problem::new("not_allowed", message::provider_field_rule(line.to_owned())))
}

/// The fields that begin with what the provider says.
pub fn named_fields(definition: &ProviderDefinition) -> impl Iterator<Item = OwnFieldName> {
    definition.fields.iter().filter_map(|line| parts(line)).map(|(name, _)| name)
}

/// Follows a field that has another name now. Returns whether it was named.
pub fn rename_field(definition: &mut ProviderDefinition, from: &OwnFieldName, to: &OwnFieldName) -> bool {
    let mut is_named = false;
    for line in &mut definition.fields {
        let renamed = parts(line).filter(|(name, _)| name == from).map(|(_, place)| format!("{to}={place}"));
        if let Some(renamed) = renamed {
            *line = renamed;
            is_named = true;
        }
    }
    is_named
}

/// What is said of each field. One whose value is too long is left out.
pub fn said_fields(definition: &ProviderDefinition, claims: &Map<String, Value>) -> BTreeMap<String, String> {
    let (mut found, mut room) = (BTreeMap::new(), MAX_BYTES);
    for (name, place) in definition.fields.iter().filter_map(|line| parts(line)) {
        let value = claims.get(place).or_else(|| inside(claims, place)).and_then(text_of);
        if let Some(value) = value.filter(|value| value.len() <= room.min(MAX_VALUE_BYTES)) {
            room -= value.len();
            found.insert(name.to_string(), value);
        }
    }
    found
}

/// The claims in which that can be: a name may have points itself.
pub fn top_claims(definition: &ProviderDefinition) -> Vec<&str> {
    let places = definition.fields.iter().filter_map(|line| line.split_once('=')).map(|(_, place)| place.trim());
    places.flat_map(|place| [Some(place), place.split_once('.').map(|(top, _)| top)]).flatten().collect()
}

fn inside<'a>(claims: &'a Map<String, Value>, place: &str) -> Option<&'a Value> {
    let (top, rest) = place.split_once('.')?;
    at(claims.get(top)?, rest)
}

/// A value as people would type it, several with commas between them.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Array(items) => {
            let texts: Option<Vec<_>> = items.iter().map(Value::as_str).collect();
            texts.map(|texts| texts.join(","))
        }
        Value::Null | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn definition(lines: &[&str]) -> ProviderDefinition {
        ProviderDefinition { fields: lines.iter().map(ToString::to_string).collect(), ..ProviderDefinition::default() }
    }

    #[test]
    fn a_definition_says_where_values_are() {
        let claims = json!({
            "department": "Sales", "https://corp.example/level": 7, "org": { "teams": ["a", "b"], "floor": { "no": true } },
            "long": "x".repeat(201), "nothing": null,
        });
        let definition = definition(&[
            "department = department",
            "level=https://corp.example/level",
            "teams=org.teams",
            "vip=org.floor.no",
            "long=long",
            "nothing=nothing",
            "other=other",
        ]);
        let said = said_fields(&definition, claims.as_object().expect("an object"));
        let said: Vec<_> = said.iter().map(|(name, text)| format!("{name}={text}")).collect();
        assert_eq!(said, ["department=Sales", "level=7", "teams=a,b", "vip=true"]);
        assert!(top_claims(&definition).contains(&"org") && top_claims(&definition).contains(&"department"));
    }

    #[test]
    fn a_line_follows_a_field_that_is_renamed() {
        let name = |text: &str| OwnFieldName::parse(text).expect("a name");
        let mut definition = definition(&["plan = org.plan", "level=plan"]);
        assert!(rename_field(&mut definition, &name("plan"), &name("tier")));
        assert_eq!(definition.fields, ["tier=org.plan", "level=plan"]);
        assert!(!rename_field(&mut definition, &name("plan"), &name("tier")));
        assert_eq!(named_fields(&definition).collect::<Vec<_>>(), [name("tier"), name("level")]);
    }

    #[test]
    fn all_values_together_have_a_bound() {
        let lines: Vec<_> = (0..6).map(|number| format!("field{number}=text")).collect();
        let definition = ProviderDefinition { fields: lines, ..ProviderDefinition::default() };
        let claims = json!({ "text": "x".repeat(MAX_VALUE_BYTES) });
        let said = said_fields(&definition, claims.as_object().expect("an object"));
        assert_eq!(said.len(), MAX_BYTES / MAX_VALUE_BYTES);
    }

    #[test]
    fn each_field_is_named_once_with_a_place() {
        for (lines, is_right) in [
            (&["department=dep"][..], true),
            (&["a=x", "b=x"][..], true),
            (&["a=x", "a=y"][..], false),
            (&["a=x", "a=x"][..], false),
            (&["department"][..], false),
            (&["a="][..], false),
            (&["A b=x"][..], false),
        ] {
            let definition = definition(lines);
            let problem = definition.fields.iter().find_map(|line| own_field(&definition, line));
            assert_eq!(problem.is_none(), is_right, "{lines:?}");
        }
    }
}
