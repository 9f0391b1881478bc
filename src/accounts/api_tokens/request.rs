//! Parses the request for a new token.

use super::Scopes;
use crate::shared::{
    api_tokens::{CreateApiTokenRequest, DEFAULT_DAYS, MAX_DAYS, MAX_NAME_CHARS, Scope},
    error::FieldError,
    fields::{Fields, Problem, person_name::PersonName},
    strict::Expected,
    text::Text,
};
use std::time::Duration;

/// A valid request. Whether the account may have these scopes is not checked yet.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NewTokenFields {
    pub name: String,
    pub scopes: Scopes,
    pub lifetime: Duration,
}

impl NewTokenFields {
    /// Parses all fields and returns all errors at once.
    pub(super) fn parse(request: &CreateApiTokenRequest) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::default();
        let name = fields.parse("name", &request.name, parse_name);
        let scopes = parse_scopes(&request.scopes).map_err(|problem| fields.reject("scopes", problem)).ok();
        let lifetime = fields.parse("expires_in_days", &request.expires_in_days, parse_days);
        fields.finish()?;
        let (Some(name), Some(scopes), Some(lifetime)) = (name, scopes, lifetime) else {
            unreachable!("a missing value has reported an error");
        };
        Ok(Self { name, scopes, lifetime })
    }
}

fn parse_name(text: &str) -> Result<String, Problem> {
    if text.trim().chars().count() > MAX_NAME_CHARS {
        return Err(Problem::new("too_long", format!("Use at most {MAX_NAME_CHARS} characters.")));
    }
    // The same characters as in the name of a person.
    let name = PersonName::parse_optional(text)?;
    let name = name.ok_or_else(|| Problem::new("required", "Enter what the token is for, such as “Backup”."))?;
    Ok(name.as_str().to_owned())
}

fn parse_scopes(names: &Expected<Vec<Text>>) -> Result<Scopes, Problem> {
    let names = match names {
        Expected::Given(names) if !names.is_empty() => names,
        Expected::WrongType => return Err(Problem::new("wrong_type", "Send scopes as an array of texts.")),
        Expected::Given(_) | Expected::Missing => {
            return Err(Problem::new("required", format!("Choose at least one scope of {}.", known())));
        }
    };
    let scopes = names.iter().map(|name| name.as_str().parse::<Scope>()).collect::<Result<Scopes, _>>();
    scopes.map_err(|_| Problem::new("unknown_scope", format!("The scopes are {}.", known())))
}

/// The names of all scopes as an enumeration.
fn known() -> String {
    let [first @ .., last] = Scope::ALL.map(Scope::as_str);
    format!("{} and {last}", first.join(", "))
}

fn parse_days(text: &str) -> Result<Duration, Problem> {
    let days = match text.trim() {
        "" => Some(DEFAULT_DAYS),
        text => text.parse().ok().filter(|days| (1..=MAX_DAYS).contains(days)),
    };
    let days = days.ok_or_else(|| {
        Problem::new("out_of_range", format!("The lifetime must be a whole number of days from 1 to {MAX_DAYS}."))
    })?;
    Ok(Duration::from_secs(u64::from(days) * 24 * 60 * 60))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::borrow::Cow;

    fn error(field: &'static str, code: &'static str) -> Vec<(Cow<'static, str>, Cow<'static, str>)> {
        vec![(field.into(), code.into())]
    }

    fn request(name: &str, scopes: &[&str], days: &str) -> CreateApiTokenRequest {
        CreateApiTokenRequest {
            name: name.into(),
            scopes: Expected::Given(scopes.iter().map(|scope| Text::from(*scope)).collect()),
            expires_in_days: days.into(),
            ..CreateApiTokenRequest::default()
        }
    }

    #[test]
    fn valid_requests_are_parsed() {
        let days = |days: u64| Duration::from_secs(days * 24 * 60 * 60);
        for (text, lifetime) in [("", days(90)), ("1", days(1)), (" 366 ", days(366))] {
            let parsed = NewTokenFields::parse(&request(" Nightly backup ", &["audit:read", "self", "self"], text));
            let scopes = [Scope::Own, Scope::AuditRead].into_iter().collect();
            assert_eq!(parsed, Ok(NewTokenFields { name: "Nightly backup".into(), scopes, lifetime }));
        }
        let longest = "ä".repeat(MAX_NAME_CHARS);
        assert!(NewTokenFields::parse(&request(&longest, &["self"], "")).is_ok());
    }

    #[test]
    fn each_field_has_an_error_of_its_own() {
        let codes = |request: &CreateApiTokenRequest| match NewTokenFields::parse(request) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.into_iter().map(|error| (error.field, error.code)).collect(),
        };
        let too_long = "x".repeat(MAX_NAME_CHARS + 1);
        for (name, code) in
            [("", "required"), (" \t", "required"), ("a\nb", "not_allowed"), (too_long.as_str(), "too_long")]
        {
            assert_eq!(codes(&request(name, &["self"], "")), error("name", code), "{name}");
        }
        for scopes in [&["users:*"][..], &["self", "admin"], &["Self"], &[""], &["self users:read"]] {
            assert_eq!(codes(&request("Backup", scopes, "")), error("scopes", "unknown_scope"), "{scopes:?}");
        }
        assert_eq!(codes(&request("Backup", &[], "")), error("scopes", "required"));
        let wrong_type = CreateApiTokenRequest { scopes: Expected::WrongType, ..request("Backup", &[], "") };
        assert_eq!(codes(&wrong_type), error("scopes", "wrong_type"));
        for days in ["0", "367", "-1", "1.5", "many", "99999999999999999999"] {
            assert_eq!(codes(&request("Backup", &["self"], days)), error("expires_in_days", "out_of_range"), "{days}");
        }
        let fields = codes(&CreateApiTokenRequest::default()).into_iter().map(|(field, _)| field).collect::<Vec<_>>();
        assert_eq!(fields, ["name", "scopes"], "all errors at once");
    }

    #[test]
    fn the_error_names_all_scopes() {
        assert_eq!(known(), "self, users:read, users:write, groups:write and audit:read");
    }
}
