//! Parses the definition of a client in a request.

use super::claims::{parse_claims, parse_group_rules, parse_groups_claim};
use super::program::{filled, parse_program};
use crate::applications::{RedirectUri, Resource};
use crate::language::{Message, message};
use crate::shared::applications::parse_proof_age;
use crate::shared::clients::MAX_DESCRIPTION_CHARS;
use crate::shared::fields::names::display_name;
use crate::shared::lifetimes::MAX_ACCESS_TTL;
use crate::shared::{
    ClaimRule, ClientDefinition, ClientId, ClientKind, ClientRequest, ConsentRule, DemandedLevel, Expected, FieldError,
    Fields, GrantKind, GroupNames, GroupRule, Problem, Text, UserId,
};
use std::collections::HashSet;
use std::str::FromStr;

/// The maximum number of addresses of a kind.
pub(super) const MAX_URIS: usize = 20;

/// What a request defines. Whether the service account exists is not checked.
pub(super) struct Requested {
    /// None: to be chosen.
    pub id: Option<ClientId>,
    pub definition: ClientDefinition,
}

/// Parses all fields and returns all errors at once. `current`: the id of the client to replace. `known`: all groups. `issuer`: the
/// base URL of this server.
pub(super) fn parse(
    request: &ClientRequest,
    current: Option<&ClientId>,
    known: &GroupNames,
    issuer: &str,
) -> Result<Requested, Vec<FieldError>> {
    let mut reader = Reader { fields: Fields::default(), known, issuer };
    let id = parse_id(&mut reader.fields, &request.client_id, current);
    let request = filled(&mut reader.fields, request);
    let definition = parse_definition(&mut reader, &request);
    let Reader { mut fields, .. } = reader;
    check(&mut fields, &definition);
    fields.finish()?;
    Ok(Requested { id, definition })
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

macro_rules! declare {
    ($(
        $(#[$about:meta])*
        $name:ident: $type:ty {
            $(#[$about_sent:meta])* sent: $sent:ty, rule: $rule:ident($($with:expr),*), $($others:tt)*
        }
    )*) => {
        fn parse_definition(reader: &mut Reader<'_>, request: &ClientRequest) -> ClientDefinition {
            ClientDefinition { $($name: reader.$rule(stringify!($name), &request.$name, $($with),*),)* }
        }
    };
}
crate::shared::client_fields::client_fields!(declare);

/// The kinds of rules. What cannot be read is reported, and has its default.
struct Reader<'a> {
    fields: Fields,
    known: &'a GroupNames,
    issuer: &'a str,
}

impl Reader<'_> {
    fn text<T: Default>(&mut self, field: &'static str, text: &Text, parse: fn(&str) -> Result<T, Problem>) -> T {
        self.fields.parse(field, text, parse).unwrap_or_default()
    }

    fn flag(&mut self, field: &'static str, value: &Expected<bool>, default: bool) -> bool {
        self.fields.flag(field, value).unwrap_or(default)
    }

    /// Values that are kept as they were written. One that appears twice is a mistake.
    fn list<T: ToString>(
        &mut self,
        field: &'static str,
        list: &Expected<Vec<Text>>,
        parse: impl Fn(&str) -> Result<T, Problem>,
    ) -> Vec<String> {
        let parsed = self.fields.list(field, list, parse).unwrap_or_default();
        let texts: Vec<String> = parsed.iter().map(ToString::to_string).collect();
        let mut seen = HashSet::new();
        if texts.len() > MAX_URIS {
            self.fields.reject(field, Problem::new("too_many", message::application_too_many_items(MAX_URIS as u64)));
        }
        if let Some(twice) = texts.iter().find(|text| !seen.insert(text.as_str())) {
            self.fields.reject(field, Problem::new("repeated", message::client_uri_repeated(twice.clone())));
        }
        texts
    }

    fn resources(&mut self, field: &'static str, list: &Expected<Vec<Text>>) -> Vec<String> {
        let issuer = self.issuer;
        self.list(field, list, |text| parse_resource(text, issuer))
    }

    fn grants(&mut self, field: &'static str, list: &Expected<Vec<Text>>) -> Vec<GrantKind> {
        let given = match list {
            Expected::Missing => vec![GrantKind::AuthorizationCode],
            given => self.fields.list(field, given, parse_grant).unwrap_or_default(),
        };
        GrantKind::ALL.into_iter().filter(|grant| given.contains(grant)).collect()
    }

    fn claims(&mut self, field: &'static str, list: &Expected<Vec<Text>>) -> Vec<ClaimRule> {
        parse_claims(&mut self.fields, field, list, self.known)
    }

    fn group_rules(&mut self, field: &'static str, list: &Expected<Vec<Text>>) -> Vec<GroupRule> {
        parse_group_rules(&mut self.fields, field, list, self.known)
    }
}

/// One of the values of a type. None if it is blank.
fn parse_one<T: FromStr>(text: &str, unknown: fn() -> Message) -> Result<Option<T>, Problem> {
    match text.trim() {
        "" => Ok(None),
        name => name.parse().map(Some).map_err(|_| Problem::new("unknown", unknown())),
    }
}

fn parse_kind(text: &str) -> Result<ClientKind, Problem> {
    parse_one(text, message::client_kind_unknown).map(Option::unwrap_or_default)
}

fn parse_consent(text: &str) -> Result<ConsentRule, Problem> {
    parse_one(text, message::client_consent_unknown).map(Option::unwrap_or_default)
}

fn parse_level(text: &str) -> Result<Option<DemandedLevel>, Problem> {
    parse_one(text, message::client_acr_unknown)
}

/// What fields demand of each other.
fn check(fields: &mut Fields, definition: &ClientDefinition) {
    let has = |grant: GrantKind| definition.grants.contains(&grant);
    // What is wrong with those that were sent says more than that there is none.
    let has_none = definition.redirect_uris.is_empty() && !fields.is_rejected("redirect_uris");
    if has(GrantKind::AuthorizationCode) && has_none {
        fields.reject("redirect_uris", Problem::new("required", message::client_redirect_required()));
    }
    if has(GrantKind::ClientCredentials) {
        if definition.kind == ClientKind::Public {
            fields.reject("grants", Problem::new("not_allowed", message::client_grants_of_public()));
        } else if definition.service_account.is_none() {
            fields.reject("service_account", Problem::new("required", message::client_service_account_required()));
        }
    }
}

/// An address where people return. With a wildcard it would be one that no request has.
pub(super) fn parse_return_uri(text: &str) -> Result<RedirectUri, Problem> {
    let before_query = text.split('?').next().unwrap_or_default();
    if before_query.contains('*') {
        let shown: String = text.trim().chars().take(80).collect();
        return Err(Problem::new("wildcard", message::client_uri_wildcard(shown)));
    }
    RedirectUri::read(text)
}

/// An address that a server or a browser fetches. None if it is blank.
fn parse_web_uri(text: &str) -> Result<Option<String>, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let uri = RedirectUri::read(text)?;
    let not_web = || message::client_uri_invalid(message::client_uri_not_web(), text.to_owned());
    uri.origin().map(|_| Some(uri.to_string())).ok_or_else(|| Problem::new("invalid_uri", not_web()))
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
    use crate::shared::GroupName;

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
        let Ok(Requested { id, definition }) = parse(&wiki(), None, &known(), ISSUER) else { panic!("errors") };
        assert!(id.is_none());
        let redirect_uris = vec!["https://wiki.example/cb".to_owned()];
        let expected = ClientDefinition { redirect_uris, ..ClientDefinition::of_new() };
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
            only_groups: texts(&["editors=a*", "readers", "wiki-*"]),
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
            "claims unknown_group",
            "client_id not_allowed",
            "consent unknown",
            "grants unknown_grant",
            "kind unknown",
            "max_age invalid_duration",
            "only_groups invalid_group",
            "only_groups unknown_group",
            "post_logout_redirect_uris invalid_uri",
            "redirect_uris repeated",
            "resources invalid_uri",
            "resources not_allowed",
            "service_account unknown_account",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_wildcard_is_refused_where_people_return() {
        for uri in ["https://wiki.example/*", "https://*.wiki.example/cb", "http://localhost:*/cb", "*"] {
            let request =
                ClientRequest { redirect_uris: texts(&[uri]), post_logout_redirect_uris: texts(&[uri]), ..wiki() };
            assert_eq!(errors(&request), ["redirect_uris wildcard", "post_logout_redirect_uris wildcard"], "{uri}");
        }
        // In a query it is a character like others.
        let request = ClientRequest { redirect_uris: texts(&["https://wiki.example/cb?q=*"]), ..wiki() };
        assert_eq!(errors(&request), Vec::<String>::new());
    }

    #[test]
    fn a_public_client_has_no_credentials_of_its_own() {
        let public =
            ClientRequest { kind: "public".into(), grants: texts(&["refresh_token", "authorization_code"]), ..wiki() };
        let Ok(Requested { definition, .. }) = parse(&public, None, &known(), ISSUER) else { panic!("errors") };
        assert_eq!(definition.grants, [GrantKind::AuthorizationCode, GrantKind::RefreshToken]);
        let alone = ClientRequest { grants: texts(&["client_credentials"]), ..ClientRequest::default() };
        assert_eq!(errors(&alone), ["service_account required"]);
        assert_eq!(errors(&ClientRequest { kind: "public".into(), ..alone }), ["grants not_allowed"]);
    }
}
