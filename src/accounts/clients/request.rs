//! Parses the definition of a client in a request.

use super::claims::{parse_claims, parse_groups_claim};
use crate::accounts::applications::parse_list;
use crate::applications::openid::{RedirectUri, Resource};
use crate::language::message;
use crate::shared::applications::parse_proof_age;
use crate::shared::clients::{
    ClientDefinition, ClientId, ClientKind, ClientRequest, ConsentRule, DemandedLevel, GrantKind, MAX_DESCRIPTION_CHARS,
};
use crate::shared::error::FieldError;
use crate::shared::fields::names::display_name;
use crate::shared::fields::{Fields, Problem};
use crate::shared::groups::GroupNames;
use crate::shared::ids::UserId;
use crate::shared::lifetimes::MAX_ACCESS_TTL;
use crate::shared::values::{Expected, Text};
use std::collections::HashSet;

/// The maximum number of addresses of a kind.
const MAX_URIS: usize = 20;

/// What a request defines. Whether the service account exists is not checked.
pub(super) struct Requested {
    /// None: to be chosen.
    pub id: Option<ClientId>,
    pub definition: ClientDefinition,
    pub service_account: Option<UserId>,
}

/// Parses all fields and returns all errors at once. `current`: the id of the client to replace. `known`: all groups. `issuer`: the
/// base URL of this server.
pub(super) fn parse(
    request: &ClientRequest,
    current: Option<&ClientId>,
    known: &GroupNames,
    issuer: &str,
) -> Result<Requested, Vec<FieldError>> {
    let mut fields = Fields::default();
    let id = parse_id(&mut fields, &request.client_id, current);
    let definition = parse_definition(&mut fields, request, known, issuer);
    let service_account = fields.parse("service_account", &request.service_account, parse_account).flatten();
    check(&mut fields, &definition, service_account);
    fields.finish()?;
    Ok(Requested { id, definition, service_account })
}

fn parse_id(fields: &mut Fields, text: &Text, current: Option<&ClientId>) -> Option<ClientId> {
    match (current, text) {
        (None, Text::Missing) => None,
        (Some(current), Text::Missing) => Some(current.clone()),
        (None, given) if given.as_str().trim().is_empty() && *given != Text::WrongType => None,
        (None, given) => fields.parse("client_id", given, |text| ClientId::parse(text.trim())),
        (Some(current), given) => fields.parse("client_id", given, |text| match text == current.as_str() {
            true => Ok(current.clone()),
            false => Err(Problem::new("not_allowed", message::client_id_fixed(current.to_string()))),
        }),
    }
}

/// What could not be parsed has its default.
fn parse_definition(
    fields: &mut Fields,
    request: &ClientRequest,
    known: &GroupNames,
    issuer: &str,
) -> ClientDefinition {
    let kind = fields.parse("kind", &request.kind, |text| match text.trim() {
        "" => Ok(ClientKind::default()),
        text => text.parse().map_err(|_| Problem::new("unknown", message::client_kind_unknown())),
    });
    let consent = fields.parse("consent", &request.consent, |text| match text.trim() {
        "" => Ok(ConsentRule::default()),
        text => text.parse().map_err(|_| Problem::new("unknown", message::client_consent_unknown())),
    });
    let acr = fields.parse("acr", &request.acr, |text| match text.trim() {
        "" => Ok(None),
        text => {
            text.parse::<DemandedLevel>().map(Some).map_err(|_| Problem::new("unknown", message::client_acr_unknown()))
        }
    });
    let grants = match &request.grants {
        Expected::Missing => Some(vec![GrantKind::AuthorizationCode]),
        given => parse_list(fields, "grants", given, parse_grant),
    };
    let kind = kind.unwrap_or_default();
    let require_pkce = fields.flag("require_pkce", &request.require_pkce).unwrap_or(true);
    let groups_claim = fields.parse("groups_claim", &request.groups_claim, parse_groups_claim).flatten();
    let claims = parse_claims(fields, &request.claims, known);
    ClientDefinition {
        kind,
        redirect_uris: uris(fields, "redirect_uris", &request.redirect_uris),
        post_logout_redirect_uris: uris(fields, "post_logout_redirect_uris", &request.post_logout_redirect_uris),
        backchannel_logout_uri: web_uri(fields, "backchannel_logout_uri", &request.backchannel_logout_uri),
        // A public client has nothing else by which its codes are bound to it.
        require_pkce: require_pkce || kind == ClientKind::Public,
        grants: GrantKind::ALL
            .into_iter()
            .filter(|grant| grants.iter().flatten().any(|given| given == grant))
            .collect(),
        resources: texts(fields, "resources", &request.resources, |text| parse_resource(text, issuer)),
        access_ttl: fields.parse("access_ttl", &request.access_ttl, parse_access_ttl).flatten(),
        refresh_ttl: fields.parse("refresh_ttl", &request.refresh_ttl, parse_proof_age).flatten(),
        id_token_claims: fields.flag("id_token_claims", &request.id_token_claims).unwrap_or(false),
        consent: consent.unwrap_or_default(),
        acr: acr.flatten(),
        max_age: fields.parse("max_age", &request.max_age, parse_proof_age).flatten(),
        launch_uri: web_uri(fields, "launch_uri", &request.launch_uri),
        logo_uri: web_uri(fields, "logo_uri", &request.logo_uri),
        description: fields
            .parse("description", &request.description, |text| display_name(text, MAX_DESCRIPTION_CHARS))
            .flatten(),
        groups_claim,
        claims,
    }
}

/// What fields demand of each other.
fn check(fields: &mut Fields, definition: &ClientDefinition, service_account: Option<UserId>) {
    let has = |grant: GrantKind| definition.grants.contains(&grant);
    if has(GrantKind::AuthorizationCode) && definition.redirect_uris.is_empty() {
        fields.reject("redirect_uris", Problem::new("required", message::client_redirect_required()));
    }
    if has(GrantKind::ClientCredentials) {
        if definition.kind == ClientKind::Public {
            fields.reject("grants", Problem::new("not_allowed", message::client_grants_of_public()));
        } else if service_account.is_none() {
            fields.reject("service_account", Problem::new("required", message::client_service_account_required()));
        }
    }
}

fn uris(fields: &mut Fields, field: &'static str, list: &Expected<Vec<Text>>) -> Vec<String> {
    texts(fields, field, list, RedirectUri::read)
}

/// Values that are kept as they were written. One that appears twice is a mistake.
fn texts<T: ToString>(
    fields: &mut Fields,
    field: &'static str,
    list: &Expected<Vec<Text>>,
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Vec<String> {
    let parsed = parse_list(fields, field, list, parse).unwrap_or_default();
    let texts: Vec<String> = parsed.iter().map(ToString::to_string).collect();
    let mut seen = HashSet::new();
    if texts.len() > MAX_URIS {
        fields.reject(field, Problem::new("too_many", message::application_too_many_items(MAX_URIS as u64)));
    }
    if let Some(twice) = texts.iter().find(|text| !seen.insert(text.as_str())) {
        fields.reject(field, Problem::new("repeated", message::client_uri_repeated(twice.clone())));
    }
    texts
}

/// An address that a server or a browser fetches. None if it is blank.
fn web_uri(fields: &mut Fields, field: &'static str, text: &Text) -> Option<String> {
    let parsed = fields.parse(field, text, |text| match text.trim() {
        "" => Ok(None),
        text => {
            let uri = RedirectUri::read(text)?;
            match uri.origin() {
                Some(_) => Ok(Some(uri.to_string())),
                None => Err(Problem::new(
                    "invalid_uri",
                    message::client_uri_invalid(message::client_uri_not_web(), text.to_owned()),
                )),
            }
        }
    });
    parsed.flatten()
}

/// An API, which is not on this server: the audiences here are those of its own tokens.
fn parse_resource(text: &str, issuer: &str) -> Result<Resource, Problem> {
    let resource = Resource::read(text)?;
    match resource.is_at(issuer) {
        true => Err(Problem::new("not_allowed", message::client_resource_own(resource.to_string()))),
        false => Ok(resource),
    }
}

fn parse_grant(text: &str) -> Result<GrantKind, Problem> {
    text.trim().parse().map_err(|_| {
        let grants = GrantKind::ALL.map(GrantKind::as_str).join(", ");
        let shown: String = text.chars().take(80).collect();
        Problem::new("unknown_grant", message::client_grant_unknown(grants, shown))
    })
}

fn parse_access_ttl(text: &str) -> Result<Option<u64>, Problem> {
    let refused = || Problem::new("invalid_duration", message::client_access_ttl());
    match parse_proof_age(text) {
        Ok(Some(seconds)) if seconds > MAX_ACCESS_TTL.as_secs() => Err(refused()),
        parsed => parsed.map_err(|_| refused()),
    }
}

fn parse_account(text: &str) -> Result<Option<UserId>, Problem> {
    match text.trim() {
        "" => Ok(None),
        id => id.parse().map(Some).map_err(|_| unknown_account()),
    }
}

/// There is no active service account with the id.
pub(super) fn unknown_account() -> Problem {
    Problem::new("unknown_account", message::client_service_account_unknown())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::groups::GroupName;

    const ISSUER: &str = "https://id.example";

    fn texts(items: &[&str]) -> Expected<Vec<Text>> {
        Expected::Given(items.iter().map(|item| Text::from(*item)).collect())
    }

    fn wiki() -> ClientRequest {
        ClientRequest { redirect_uris: texts(&["https://wiki.example/cb"]), ..ClientRequest::default() }
    }

    fn known() -> GroupNames {
        [GroupName::parse("editors").unwrap()].into_iter().collect()
    }

    fn errors(request: &ClientRequest) -> Vec<String> {
        let Err(errors) = parse(request, None, &known(), ISSUER) else { return Vec::new() };
        errors.into_iter().map(|error| format!("{} {}", error.field, error.code)).collect()
    }

    #[test]
    fn only_a_redirect_uri_is_required() {
        let Ok(Requested { id, definition, service_account }) = parse(&wiki(), None, &known(), ISSUER) else {
            panic!("errors")
        };
        assert!(id.is_none() && service_account.is_none());
        let expected = ClientDefinition {
            redirect_uris: vec!["https://wiki.example/cb".to_owned()],
            require_pkce: true,
            grants: vec![GrantKind::AuthorizationCode],
            ..ClientDefinition::default()
        };
        assert_eq!(definition, expected);
        assert_eq!(errors(&ClientRequest::default()), ["redirect_uris required"]);
    }

    #[test]
    fn all_errors_are_reported_at_once() {
        let request = ClientRequest {
            client_id: "a b".into(),
            kind: "native".into(),
            redirect_uris: texts(&["https://wiki.example/cb", "https://wiki.example/cb"]),
            post_logout_redirect_uris: texts(&["/bye"]),
            backchannel_logout_uri: "com.example:/logout".into(),
            grants: texts(&["implicit"]),
            resources: texts(&["api", "https://id.example/api"]),
            access_ttl: "16m".into(),
            max_age: "soon".into(),
            consent: "sometimes".into(),
            acr: "gold".into(),
            claims: texts(&["role=admin", "sub=me", "tier@readers=gold", "empty="]),
            service_account: "wiki".into(),
            ..ClientRequest::default()
        };
        let mut found = errors(&request);
        found.sort();
        let expected = [
            "access_ttl invalid_duration",
            "acr unknown",
            "backchannel_logout_uri invalid_uri",
            "claims invalid_claim",
            "claims invalid_claim",
            "claims invalid_claim",
            "client_id not_allowed",
            "consent unknown",
            "grants unknown_grant",
            "kind unknown",
            "max_age invalid_duration",
            "post_logout_redirect_uris invalid_uri",
            "redirect_uris repeated",
            "resources invalid_uri",
            "resources not_allowed",
            "service_account unknown_account",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn all_claims_together_have_a_length() {
        let rules: Vec<_> = (0..11).map(|number| format!("claim{number:02}={}", "x".repeat(190))).collect();
        let with = |count: usize| {
            let claims: Vec<_> = rules.iter().take(count).map(String::as_str).collect();
            errors(&ClientRequest { claims: texts(&claims), ..wiki() })
        };
        assert_eq!((with(10), with(11)), (Vec::new(), vec!["claims too_long".to_owned()]));
    }

    #[test]
    fn a_public_client_needs_pkce_and_has_no_credentials_of_its_own() {
        let public = ClientRequest {
            kind: "public".into(),
            require_pkce: Expected::Given(false),
            grants: texts(&["refresh_token", "authorization_code"]),
            ..wiki()
        };
        let Ok(Requested { definition, .. }) = parse(&public, None, &known(), ISSUER) else { panic!("errors") };
        assert!(definition.require_pkce);
        assert_eq!(definition.grants, [GrantKind::AuthorizationCode, GrantKind::RefreshToken]);
        let alone = ClientRequest { grants: texts(&["client_credentials"]), ..ClientRequest::default() };
        assert_eq!(errors(&alone), ["service_account required"]);
        assert_eq!(errors(&ClientRequest { kind: "public".into(), ..alone }), ["grants not_allowed"]);
    }
}
