//! What the definition of a client says about its claims: which groups it learns, and claims of its own.

use super::fields::Problem;
use super::groups::{GroupName, GroupNames};
use super::own_fields::{FieldValue, OwnFieldName};
use crate::language::message;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// The maximum number of characters of what a client calls a group.
const MAX_CALLED_CHARS: usize = 200;
/// The maximum number of characters of a wrong rule that a message repeats.
const MAX_SHOWN_CHARS: usize = 80;

/// A claim that a client gets besides those about the user. A name with several rules is always an array.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ClaimRule {
    pub name: String,
    pub value: String,
    /// Whether the value is JSON, such as `true` or `7`, and not a text.
    // The default is for definitions that the previous version has stored.
    #[serde(default)]
    pub is_json: bool,
    /// Whether the value is the name of a field of one's own, whose value of the account the claim has; `:text` or `:list` may follow.
    // The default is for definitions that the previous version has stored.
    #[serde(default)]
    pub is_field: bool,
    /// Only for its members. None: for everybody.
    #[serde(default)]
    pub group: Option<GroupName>,
}

/// As requests have it.
impl fmt::Display for ClaimRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if let Some(group) = &self.group {
            write!(f, "@{group}")?;
        }
        f.write_str(match (self.is_field, self.is_json) {
            (true, _) => "<=",
            (false, true) => ":=",
            (false, false) => "=",
        })?;
        f.write_str(&self.value)
    }
}

impl ClaimRule {
    /// The field that it has the value of. None: it has a value of its own.
    pub fn field(&self) -> Option<FieldOfClaim> {
        FieldOfClaim::parse(&self.value).filter(|_| self.is_field)
    }

    /// Follows a field that has another name now. Returns whether it has the value of that.
    pub fn rename_field(&mut self, from: &OwnFieldName, to: &OwnFieldName) -> bool {
        let is_of_field = self.field().is_some_and(|field| field.name == *from);
        if is_of_field {
            // What the claim is in JSON stays behind the name.
            let form = self.value.split_once(':').map(|(_, form)| format!(":{form}")).unwrap_or_default();
            self.value = format!("{to}{form}");
        }
        is_of_field
    }
}

/// The field that a claim has the value of: `department`, `department:text` or `department:list`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldOfClaim {
    pub name: OwnFieldName,
    form: FieldForm,
}

/// What such a claim is in JSON.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum FieldForm {
    /// As the field is: a text, a number, true or false, or a list.
    Own,
    Text,
    List,
}

impl FieldOfClaim {
    /// None: the text names no field.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, form) = match text.trim().split_once(':') {
            None => (text.trim(), FieldForm::Own),
            Some((name, "text")) => (name, FieldForm::Text),
            Some((name, "list")) => (name, FieldForm::List),
            Some(_) => return None,
        };
        Some(Self { name: OwnFieldName::parse(name).ok()?, form })
    }

    /// What the claim has for a value of the field.
    pub fn claimed(&self, value: &FieldValue) -> FieldValue {
        match (self.form, value) {
            (FieldForm::Own, _) | (FieldForm::List, FieldValue::Several(_)) => value.clone(),
            (FieldForm::Text, _) => FieldValue::Text(value.to_text().into_owned()),
            (FieldForm::List, _) => FieldValue::Several(vec![value.to_text().into_owned()]),
        }
    }
}

/// Which groups a client learns: one by its name, `editors`, or all whose names begin so, `wiki-*`. What it calls them may follow:
/// `editors=Editor`, and `wiki-*=*` without that beginning, because the asterisk stands for the rest.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct GroupRule(String);

checked_text!(GroupRule);

impl GroupRule {
    /// # Errors
    /// If the text is no such rule.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let (which, called) = match text.split_once('=') {
            Some((which, called)) => (which.trim(), Some(called.trim())),
            None => (text.trim(), None),
        };
        let (is_which, asterisks) = match which.strip_suffix('*') {
            // What a name may begin with is a name itself; all begin with nothing.
            Some(beginning) => (beginning.is_empty() || GroupName::parse(beginning).is_ok(), 1),
            None => (GroupName::parse(which).is_ok(), 0),
        };
        let is_called = called.is_none_or(|called| {
            let is_short = (1..=MAX_CALLED_CHARS).contains(&called.chars().count());
            is_short && called.matches('*').count() <= asterisks && !called.chars().any(char::is_control)
        });
        match (is_which && is_called, called) {
            (true, Some(called)) => Ok(Self(format!("{which}={called}"))),
            (true, None) => Ok(Self(which.to_owned())),
            (false, _) => Err(Self::invalid(text)),
        }
    }

    fn invalid(text: &str) -> Problem {
        let shown: String = text.chars().take(MAX_SHOWN_CHARS).collect();
        Problem::new("invalid_group", message::client_group_rule_invalid(shown))
    }

    /// What it is about, `editors` or `wiki-*`, and what the client calls that.
    fn parts(&self) -> (&str, Option<&str>) {
        match self.0.split_once('=') {
            Some((which, called)) => (which, Some(called)),
            None => (&self.0, None),
        }
    }

    /// What it is about: `editors` or `wiki-*`.
    pub fn about(&self) -> &str {
        self.parts().0
    }

    /// The group that it names. None: it is about all that begin so.
    pub fn group(&self) -> Option<GroupName> {
        GroupName::parse(self.about()).ok()
    }

    /// What the client calls a group. None: the rule is not about it.
    fn called(&self, group: &GroupName) -> Option<String> {
        let (which, called) = self.parts();
        match which.strip_suffix('*') {
            None => (which == group.as_str()).then(|| called.unwrap_or(which).to_owned()),
            Some(beginning) => {
                let rest = group.as_str().strip_prefix(beginning).filter(|rest| !rest.is_empty())?;
                Some(called.map_or_else(|| group.to_string(), |called| called.replace('*', rest)))
            }
        }
    }

    /// Of several rules about a group the one with the most letters decides, and before all the one that names it.
    fn weight(&self) -> usize {
        let which = self.about();
        if which.ends_with('*') { which.len() } else { usize::MAX }
    }
}

impl From<GroupRule> for String {
    fn from(rule: GroupRule) -> Self {
        rule.0
    }
}

impl TryFrom<String> for GroupRule {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|problem| problem.message.to_string())
    }
}

/// What a client with these rules learns of the groups of somebody: sorted, each name once. Without rules all of them.
pub fn learned_groups(rules: &[GroupRule], groups: &GroupNames) -> Vec<String> {
    if rules.is_empty() {
        return groups.iter().map(ToString::to_string).collect();
    }
    let called = |group: &GroupName| {
        let about = rules.iter().filter_map(|rule| Some((rule.weight(), rule.called(group)?)));
        about.max_by_key(|(weight, _)| *weight).map(|(_, called)| called)
    };
    let names: BTreeSet<String> = groups.iter().filter_map(called).collect();
    names.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rules(texts: &[&str]) -> Vec<GroupRule> {
        texts.iter().map(|text| GroupRule::parse(text).expect("a rule")).collect()
    }

    #[test]
    fn a_client_learns_the_groups_that_its_rules_name_as_it_calls_them() {
        let groups = GroupNames::from_stored("admins editors wiki- wiki-staff wiki-writers");
        let cases: [(&[&str], &str); 8] = [
            (&[], "admins editors wiki- wiki-staff wiki-writers"),
            (&["editors", "nobody"], "editors"),
            (&["wiki-*"], "wiki-staff wiki-writers"),
            (&["wiki-* = *"], "staff writers"),
            (&["wiki-*=/wiki/*", "admins=Admin"], "/wiki/staff /wiki/writers Admin"),
            (&["wiki-*=Wiki"], "Wiki"),
            (&["*", "wiki-*=*", "wiki-staff=Staff"], "Staff admins editors wiki- writers"),
            (&["other-*"], ""),
        ];
        for (texts, expected) in cases {
            assert_eq!(learned_groups(&rules(texts), &groups).join(" "), expected, "{texts:?}");
        }
    }

    #[test]
    fn a_claim_follows_its_field_when_that_is_renamed() {
        let name = |text: &str| OwnFieldName::parse(text).expect("a name");
        for (value, is_field, expected) in [
            ("plan", true, "tier"),
            ("plan:list", true, "tier:list"),
            ("plan", false, "plan"),
            ("planet", true, "planet"),
        ] {
            let value = value.to_owned();
            let mut rule = ClaimRule { name: "plan".to_owned(), value, is_json: false, is_field, group: None };
            assert_eq!(rule.rename_field(&name("plan"), &name("tier")), is_field && expected.starts_with("tier"));
            assert_eq!((rule.name.as_str(), rule.value.as_str()), ("plan", expected));
        }
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        let long = format!("editors={}", "x".repeat(MAX_CALLED_CHARS + 1));
        for text in [
            "",
            "=x",
            "Editors",
            "a b",
            "editors=",
            "editors=a*",
            "wiki-*=*/*",
            "wi*ki",
            "**",
            "a=\u{7}",
            long.as_str(),
        ] {
            assert!(GroupRule::parse(text).is_err(), "{text}");
        }
        assert_eq!(
            rules(&["editors", "wiki-*"]).iter().map(GroupRule::group).collect::<Vec<_>>(),
            [GroupName::parse("editors").ok(), None]
        );
    }

    #[test]
    fn a_claim_is_shown_as_it_is_written() {
        let rule = |is_json: bool, group: Option<&str>| ClaimRule {
            name: "level".to_owned(),
            value: "7".to_owned(),
            is_json,
            is_field: false,
            group: group.and_then(|name| GroupName::parse(name).ok()),
        };
        assert_eq!(rule(false, None).to_string(), "level=7");
        assert_eq!(rule(true, None).to_string(), "level:=7");
        assert_eq!(rule(true, Some("editors")).to_string(), "level@editors:=7");
        assert_eq!(ClaimRule { is_field: true, ..rule(false, None) }.to_string(), "level<=7");
    }

    #[test]
    fn a_field_is_claimed_as_it_is_or_as_a_text_or_a_list() {
        let claimed = |text: &str, value: FieldValue| FieldOfClaim::parse(text).map(|field| field.claimed(&value));
        let several = |items: &[&str]| FieldValue::Several(items.iter().map(ToString::to_string).collect());
        let text = |text: &str| FieldValue::Text(text.to_owned());
        assert_eq!(claimed("vip", FieldValue::Truth(true)), Some(FieldValue::Truth(true)));
        assert_eq!(claimed("vip:text", FieldValue::Truth(true)), Some(text("true")));
        assert_eq!(claimed("plan:list", text("pro")), Some(several(&["pro"])));
        assert_eq!(claimed("teams:list", several(&["a", "b"])), Some(several(&["a", "b"])));
        assert_eq!(claimed("teams:text", several(&["a", "b"])), Some(text("a,b")));
        for wrong in ["", "Plan", "plan:", "plan:number", ":text", "a b"] {
            assert_eq!(FieldOfClaim::parse(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_rule_is_read_as_it_is_written_or_refused(text in "[a-z*=/ -]{0,12}|\\PC{0,20}") {
            if let Ok(rule) = GroupRule::parse(&text) {
                prop_assert_eq!(GroupRule::parse(rule.as_str()), Ok(rule));
            }
        }
    }
}
