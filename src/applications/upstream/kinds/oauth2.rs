//! Any provider of OAuth 2.0 that the definition describes, and what those have in common that have a kind of their own. They have no
//! ID tokens.

use super::{IssuerOf, Kind, Protocol, SecretRule, Vouching, exact_key};
use crate::applications::upstream::{ClientAuthentication, Metadata, ProviderFailure};
use crate::shared::ProviderDefinition;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a definition may say about where something is in the answer of the API.
const PLACES: [&str; 5] = ["subject", "email", "email_verified", "name", "username"];

/// How a provider without ID tokens says who has signed in.
pub struct OAuth2 {
    /// Where it answers: it publishes nothing about itself. None: the definition is not complete.
    pub metadata: fn(&ProviderDefinition) -> Option<Metadata>,
    /// Other names that it may have in the parameter `iss`, beside its issuer.
    pub answers_as: &'static [&'static str],
    /// What it calls errors that RFC 6749 calls otherwise.
    pub errors: &'static [(&'static str, ProviderFailure)],
    /// The parameter with which this server proves to its API that it has the client secret: the access token, as HMAC-SHA256 with that.
    pub token_proof: Option<&'static str>,
    /// What its API is asked.
    pub requests: fn(&ProviderDefinition) -> Vec<ApiRequest>,
    /// Reads the answers, one for each request. None: the person has not allowed it.
    pub read: ReadPerson,
}

type ReadPerson = fn(&ProviderDefinition, &[Option<Vec<u8>>]) -> Result<Person, ProviderFailure>;

/// A question to the API of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiRequest {
    pub url: String,
    /// Beside the access token.
    pub headers: &'static [(&'static str, &'static str)],
    /// Whether the answer may be missing, because the person has not allowed it.
    pub is_optional: bool,
}

/// Somebody, as the API describes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    pub subject: String,
    pub email: Option<String>,
    /// Whether the provider says that the address is confirmed.
    pub is_verified: bool,
    pub name: Option<String>,
    pub username: Option<String>,
}

pub(super) static KIND: Kind = Kind {
    issuer: IssuerOf::Defined,
    is_reserved: false,
    protocol: Protocol::OAuth2(OAuth2 { metadata, answers_as: &[], errors: &[], token_proof: None, requests, read }),
    scopes: &[],
    hint: None,
    proof: None,
    secret: SecretRule::Required,
    vouching: Vouching::InTrustedDomains,
    has_groups: false,
    announces_sign_outs: false,
    key_of: exact_key,
};

impl ApiRequest {
    /// One that is answered with JSON, and always.
    pub(super) fn json(url: &str) -> Self {
        Self { url: url.to_owned(), headers: &[("accept", "application/json")], is_optional: false }
    }
}

/// Reads the answer to this request, which cannot be missing.
pub(super) fn parse<T: DeserializeOwned>(answers: &[Option<Vec<u8>>], request: usize) -> Result<T, ProviderFailure> {
    let body = answers.get(request).and_then(Option::as_deref).ok_or(ProviderFailure::Malformed)?;
    serde_json::from_slice(body).map_err(|_| ProviderFailure::Malformed)
}

/// Whether this says where something is, such as `subject=data.0.id`: names of members, and numbers of items.
pub fn is_place(text: &str) -> bool {
    let is_path = |path: &str| path.split('.').all(|step| !step.is_empty());
    text.split_once('=').is_some_and(|(name, path)| PLACES.contains(&name) && is_path(path))
}

/// The operator says where it is, so what is asked there is the operator's matter, also in a private network that is listed.
fn metadata(definition: &ProviderDefinition) -> Option<Metadata> {
    Some(Metadata {
        issuer: definition.issuer.clone()?,
        authorization_endpoint: definition.authorization_endpoint.clone()?,
        token_endpoint: definition.token_endpoint.clone()?,
        jwks_uri: None,
        userinfo_endpoint: None,
        names_issuer: false,
        authentication: ClientAuthentication::Post,
        can_select_account: false,
        is_private: true,
    })
}

fn requests(definition: &ProviderDefinition) -> Vec<ApiRequest> {
    definition.userinfo_endpoint.iter().map(|url| ApiRequest::json(url)).collect()
}

fn read(definition: &ProviderDefinition, answers: &[Option<Vec<u8>>]) -> Result<Person, ProviderFailure> {
    let document: Value = parse(answers, 0)?;
    let place = |name: &str| {
        let mut places = definition.claims.iter().filter_map(|claim| claim.split_once('='));
        places.find(|(own, _)| *own == name).map(|(_, path)| path)
    };
    let found = |name: &str, usual| place(name).or(usual).and_then(|path| at(&document, path));
    Ok(Person {
        subject: found("subject", Some("id")).and_then(id).ok_or(ProviderFailure::Malformed)?,
        email: found("email", Some("email")).and_then(text),
        // Nothing but a boolean: a text confirms nothing.
        is_verified: found("email_verified", None) == Some(&Value::Bool(true)),
        name: found("name", Some("name")).and_then(text),
        username: found("username", None).and_then(text),
    })
}

/// What is at a place: the names of members and the numbers of items, with points between them.
pub fn at<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(document, |value, step| match value {
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => value.get(step),
    })
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A text, or a whole number that is not rounded.
fn id(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) if number.is_u64() || number.is_i64() => Some(number.to_string()),
        _ => text(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read_answer(claims: &[&str], answer: &Value) -> Result<Person, ProviderFailure> {
        let claims = claims.iter().map(|claim| (*claim).to_owned()).collect();
        let definition = ProviderDefinition { claims, ..ProviderDefinition::default() };
        read(&definition, &[Some(answer.to_string().into_bytes())])
    }

    #[test]
    fn a_definition_says_where_everything_is() {
        let answer =
            json!({"data": [{"id": 7, "mail": "maren@corp.example", "sure": true, "display": "Maren", "login": "m"}]});
        let places = [
            "subject=data.0.id",
            "email=data.0.mail",
            "email_verified=data.0.sure",
            "name=data.0.display",
            "username=data.0.login",
        ];
        let expected = Person {
            subject: "7".to_owned(),
            email: Some("maren@corp.example".to_owned()),
            is_verified: true,
            name: Some("Maren".to_owned()),
            username: Some("m".to_owned()),
        };
        assert_eq!(read_answer(&places, &answer), Ok(expected));
        assert!(places.iter().all(|place| is_place(place)));
        for wrong in ["", "subject", "subject=", "subject=a..b", "id=a", "email_verified"] {
            assert!(!is_place(wrong), "{wrong}");
        }
    }

    #[test]
    fn nothing_is_confirmed_that_the_definition_does_not_name() {
        let answer = json!({"id": "7", "email": "maren@corp.example", "email_verified": true, "verified": true});
        assert_eq!(read_answer(&[], &answer).map(|person| person.is_verified), Ok(false));
        for said in [json!("true"), json!(1), json!(null), json!(["true"])] {
            let answer = json!({"id": "7", "email": "maren@corp.example", "sure": said});
            let person = read_answer(&["email_verified=sure"], &answer);
            assert_eq!(person.map(|person| person.is_verified), Ok(false), "{said}");
        }
    }

    #[test]
    fn an_id_is_a_text_or_a_whole_number() {
        for wrong in [json!(""), json!(null), json!(true), json!(7.5), json!(1e30), json!({"id": 7}), json!(["7"])] {
            assert_eq!(read_answer(&[], &json!({"id": wrong})), Err(ProviderFailure::Malformed), "{wrong}");
        }
        assert_eq!(read_answer(&[], &json!([])), Err(ProviderFailure::Malformed));
        let largest = json!({"id": u64::MAX});
        assert_eq!(read_answer(&[], &largest).map(|person| person.subject), Ok(u64::MAX.to_string()));
    }
}
