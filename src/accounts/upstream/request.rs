//! Parses the definition of a provider in a request.

use crate::accounts::applications::parse_list;
use crate::applications::upstream::{ProviderSecret, definition_problems};
use crate::language::message;
use crate::shared::clients::MAX_SECRET_CHARS;
use crate::shared::error::FieldError;
use crate::shared::fields::{Fields, Problem};
use crate::shared::providers::{ProviderDefinition, ProviderKind, ProviderName, ProviderRegistration, ProviderRequest};
use crate::shared::values::{Expected, Text};

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

/// What could not be read has its default. The rules of a definition are checked afterwards.
fn parse_definition(fields: &mut Fields, request: &ProviderRequest) -> ProviderDefinition {
    let kind = fields.parse("kind", &request.kind, |text| match text.trim() {
        "" => Ok(ProviderKind::default()),
        text => text.parse().map_err(|_| Problem::new("unknown", message::provider_kind_unknown(kinds()))),
    });
    let registration = fields.parse("registration", &request.registration, |text| match text.trim() {
        "" => Ok(ProviderRegistration::default()),
        text => text.parse().map_err(|_| Problem::new("unknown", message::provider_registration_unknown())),
    });
    let position = fields.parse("position", &request.position, |text| match text.trim() {
        "" => Ok(0),
        text => text.parse().map_err(|_| Problem::new("not_allowed", message::provider_position_rule())),
    });
    ProviderDefinition {
        kind: kind.unwrap_or_default(),
        title: optional(fields, "title", &request.title),
        logo_uri: optional(fields, "logo_uri", &request.logo_uri),
        position: position.unwrap_or_default(),
        issuer: optional(fields, "issuer", &request.issuer),
        authorization_endpoint: optional(fields, "authorization_endpoint", &request.authorization_endpoint),
        token_endpoint: optional(fields, "token_endpoint", &request.token_endpoint),
        userinfo_endpoint: optional(fields, "userinfo_endpoint", &request.userinfo_endpoint),
        claims: texts(fields, "claims", &request.claims),
        tenant: optional(fields, "tenant", &request.tenant),
        team_id: optional(fields, "team_id", &request.team_id),
        key_id: optional(fields, "key_id", &request.key_id),
        client_id: optional(fields, "client_id", &request.client_id).unwrap_or_default(),
        scopes: texts(fields, "scopes", &request.scopes),
        trusted_domains: texts(fields, "trusted_domains", &request.trusted_domains),
        allowed_domains: texts(fields, "allowed_domains", &request.allowed_domains),
        registration: registration.unwrap_or_default(),
        registration_domains: texts(fields, "registration_domains", &request.registration_domains),
        groups_claim: optional(fields, "groups_claim", &request.groups_claim),
        groups_prefix: optional(fields, "groups_prefix", &request.groups_prefix),
        second_factor: texts(fields, "second_factor", &request.second_factor),
    }
}

/// All kinds, for people.
fn kinds() -> String {
    ProviderKind::ALL.map(ProviderKind::as_str).join(", ")
}

/// None if it is blank.
fn optional(fields: &mut Fields, field: &'static str, text: &Text) -> Option<String> {
    let trimmed = |text: &str| Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty()));
    fields.parse(field, text, trimmed).flatten()
}

fn texts(fields: &mut Fields, field: &'static str, list: &Expected<Vec<Text>>) -> Vec<String> {
    parse_list(fields, field, list, |text| Ok(text.trim().to_owned())).unwrap_or_default()
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
