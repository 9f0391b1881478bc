//! Parses the definition of a provider in a request.

use crate::applications::ProviderSecret;
use crate::applications::upstream::definition_problems;
use crate::language::message;
use crate::shared::clients::MAX_SECRET_CHARS;
use crate::shared::{
    FieldError, Fields, Problem, ProviderDefinition, ProviderKind, ProviderName, ProviderRegistration, ProviderRequest,
    Text,
};
use std::str::FromStr;

/// What a request defines.
pub(super) struct Requested {
    pub name: ProviderName,
    pub definition: ProviderDefinition,
    pub secret: SecretChange,
}

/// What becomes of the secret.
pub(super) enum SecretChange {
    Keep,
    Remove,
    Set(ProviderSecret),
}

/// Parses all fields and returns all errors at once. `current`: the name of the provider to replace.
pub(super) fn parse(request: &ProviderRequest, current: Option<&ProviderName>) -> Result<Requested, Vec<FieldError>> {
    let mut fields = Fields::default();
    let name = parse_name(&mut fields, &request.name, current);
    let definition = parse_definition(&mut fields, request);
    let secret = fields.parse("client_secret", &request.client_secret, parse_secret);
    let mut errors = fields.finish().err().unwrap_or_default();
    // A field that could not be read has its default here: what is wrong with that is not what was sent.
    let read = |problem: &FieldError| errors.iter().all(|error| error.field != problem.field);
    let found: Vec<_> = definition_problems(&definition).into_iter().filter(read).collect();
    errors.extend(found);
    match (name, secret) {
        (Some(name), Some(secret)) if errors.is_empty() => {
            let is_left_out = request.client_secret.is_missing();
            let secret = match secret {
                Some(secret) => SecretChange::Set(secret),
                None if is_left_out => SecretChange::Keep,
                None => SecretChange::Remove,
            };
            Ok(Requested { name, definition, secret })
        }
        _ => Err(errors),
    }
}

fn parse_name(fields: &mut Fields, text: &Text, current: Option<&ProviderName>) -> Option<ProviderName> {
    match current {
        Some(current) if text.is_missing() => Some(current.clone()),
        Some(current) => fields.parse("name", text, |text| match text == current.as_str() {
            true => Ok(current.clone()),
            false => Err(Problem::new("not_allowed", message::provider_name_fixed(current.to_string()))),
        }),
        None => fields.parse("name", text, |text| ProviderName::parse(text.trim())),
    }
}

macro_rules! declare {
    ($(
        $(#[$about:meta])*
        $name:ident: $type:ty {
            $(#[$about_sent:meta])* sent: $sent:ty, rule: $rule:ident($with:expr), $($others:tt)*
        }
    )*) => {
        /// What could not be read has its default. The rules of a definition are checked afterwards.
        fn parse_definition(fields: &mut Fields, request: &ProviderRequest) -> ProviderDefinition {
            ProviderDefinition {
                $($name: fields.$rule(stringify!($name), &request.$name, $with).unwrap_or_default(),)*
            }
        }
    };
}
crate::shared::provider_fields::provider_fields!(declare);

fn parse_kind(text: &str) -> Result<ProviderKind, Problem> {
    let all = || ProviderKind::ALL.map(ProviderKind::as_str).join(", ");
    or_default(text, || Problem::new("unknown", message::provider_kind_unknown(all())))
}

fn parse_registration(text: &str) -> Result<ProviderRegistration, Problem> {
    or_default(text, || Problem::new("unknown", message::provider_registration_unknown()))
}

fn parse_position(text: &str) -> Result<u32, Problem> {
    or_default(text, || Problem::new("not_allowed", message::provider_position_rule()))
}

fn or_default<T: FromStr + Default>(text: &str, refused: impl FnOnce() -> Problem) -> Result<T, Problem> {
    match text.trim() {
        "" => Ok(T::default()),
        text => text.parse().map_err(|_| refused()),
    }
}

fn trimmed(text: &str) -> Result<String, Problem> {
    Ok(text.trim().to_owned())
}

/// None if it is blank.
fn filled(text: &str) -> Result<Option<String>, Problem> {
    trimmed(text).map(|text| Some(text).filter(|text| !text.is_empty()))
}

/// None if it is blank.
fn parse_secret(text: &str) -> Result<Option<ProviderSecret>, Problem> {
    let secret = ProviderSecret::entered(text);
    if secret.len() > MAX_SECRET_CHARS || !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Problem::new("not_allowed", message::provider_secret_rule(MAX_SECRET_CHARS as u64)));
    }
    Ok((!secret.is_empty()).then(|| ProviderSecret::new(secret.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Expected;

    fn google() -> ProviderRequest {
        ProviderRequest { name: "google".into(), kind: "google".into(), client_id: " v ".into(), ..Default::default() }
    }

    fn errors(request: &ProviderRequest, current: Option<&ProviderName>) -> Vec<String> {
        let Err(errors) = parse(request, current) else { return Vec::new() };
        errors.into_iter().map(|error| format!("{} {}", error.field, error.code)).collect()
    }

    #[test]
    fn two_values_are_enough_for_a_known_provider() {
        let Ok(Requested { name, definition, secret }) = parse(&google(), None) else { panic!("errors") };
        assert_eq!((name.as_str(), definition.client_id.as_str()), ("google", "v"));
        assert!(matches!(secret, SecretChange::Keep));
    }

    #[test]
    fn all_errors_are_reported_at_once_and_each_once() {
        let request = ProviderRequest {
            name: "A b".into(),
            kind: "myspace".into(),
            client_id: Text::WrongType,
            position: "first".into(),
            registration: "sometimes".into(),
            client_secret: "a b".into(),
            scopes: Expected::WrongType,
            ..ProviderRequest::default()
        };
        let mut found = errors(&request, None);
        found.sort();
        let expected = [
            "client_id wrong_type",
            "client_secret not_allowed",
            "issuer required",
            "kind unknown",
            "name not_allowed",
            "position not_allowed",
            "registration unknown",
            "scopes wrong_type",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_name_stays_and_a_secret_is_kept_removed_or_set() {
        let current = ProviderName::from_stored("google".to_owned());
        assert_eq!(errors(&ProviderRequest { name: "other".into(), ..google() }, Some(&current)), ["name not_allowed"]);
        let secret = |text: Text| {
            let request = ProviderRequest { name: Text::Missing, client_secret: text, ..google() };
            parse(&request, Some(&current)).ok().map(|requested| requested.secret)
        };
        assert!(matches!(secret(Text::Missing), Some(SecretChange::Keep)));
        assert!(matches!(secret("".into()), Some(SecretChange::Remove)));
        let set = secret("swordfish".into());
        assert!(matches!(set, Some(SecretChange::Set(secret)) if secret.expose() == "swordfish"));
    }
}
