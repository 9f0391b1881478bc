//! GitHub, which is no provider of OpenID Connect: it signs nothing, and its API says who has an access token.

use super::oauth2::parse;
use super::{ApiRequest, IssuerOf, Kind, OAuth2, Person, Protocol, SecretRule, Vouching, exact_key};
use crate::applications::upstream::{ClientAuthentication, IssuerRule, Metadata, ProviderFailure, plausible};
use crate::language::message;
use crate::shared::{Problem, ProviderDefinition};
use serde::Deserialize;

/// It has none of its own.
const ISSUER: &str = "https://github.com";
const HEADERS: &[(&str, &str)] = &[("accept", "application/vnd.github+json"), ("x-github-api-version", "2022-11-28")];

pub(super) static KIND: Kind = Kind {
    issuer: IssuerOf::Own(ISSUER),
    is_reserved: true,
    protocol: Protocol::OAuth2(OAuth2 {
        metadata,
        answers_as: &["https://github.com/login/oauth"],
        errors: &[
            ("bad_verification_code", ProviderFailure::InvalidCode),
            ("incorrect_client_credentials", ProviderFailure::InvalidClient),
        ],
        token_proof: None,
        requests,
        read,
    }),
    scopes: &["read:user", "user:email"],
    hint: Some("login"),
    proof: None,
    secret: SecretRule::Required,
    vouching: Vouching::Where(|said, _| said.is_verified),
    has_groups: false,
    announces_sign_outs: false,
    key_of,
};

#[derive(Deserialize)]
struct Account {
    /// Stays when the account is renamed; its old name can become that of somebody else.
    id: u64,
    login: String,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Address {
    email: String,
    primary: bool,
    verified: bool,
}

fn metadata(_: &ProviderDefinition) -> Option<Metadata> {
    Some(Metadata {
        issuer: ISSUER.to_owned(),
        authorization_endpoint: "https://github.com/login/oauth/authorize".to_owned(),
        token_endpoint: "https://github.com/login/oauth/access_token".to_owned(),
        jwks_uri: None,
        userinfo_endpoint: None,
        names_issuer: false,
        authentication: ClientAuthentication::Post,
        can_select_account: true,
        is_private: false,
    })
}

fn requests(_: &ProviderDefinition) -> Vec<ApiRequest> {
    let request = |url: &str, is_optional| ApiRequest { url: url.to_owned(), headers: HEADERS, is_optional };
    vec![
        request("https://api.github.com/user", false),
        // With as many as there can be on a page, so that the primary one is among them.
        request("https://api.github.com/user/emails?per_page=100", true),
    ]
}

fn read(_: &ProviderDefinition, answers: &[Option<Vec<u8>>]) -> Result<Person, ProviderFailure> {
    let account: Account = parse(answers, 0)?;
    let addresses: Vec<Address> = match answers.get(1) {
        Some(None) => Vec::new(),
        _ => parse(answers, 1)?,
    };
    let primary = addresses.into_iter().find(|address| address.primary && plausible(&address.email).is_some());
    Ok(Person {
        subject: account.id.to_string(),
        is_verified: primary.as_ref().is_some_and(|address| address.verified),
        email: primary.map(|address| address.email),
        name: account.name,
        username: Some(account.login),
    })
}

fn key_of(rule: &IssuerRule, id: &str) -> Result<(String, String), Problem> {
    if !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Problem::new("not_allowed", message::import_row_subject_github()));
    }
    exact_key(rule, id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_with(addresses: Option<&str>) -> Person {
        let account = br#"{"id":583231,"login":"maren","name":null,"email":"public@evil.example"}"#.to_vec();
        let addresses = addresses.map(|addresses| addresses.as_bytes().to_vec());
        read(&ProviderDefinition::default(), &[Some(account), addresses]).expect("a person")
    }

    #[test]
    fn the_primary_address_counts_and_the_id_stays() {
        let person = read_with(Some(
            r#"[{"email":"old@corp.example","primary":false,"verified":true,"visibility":null},
                {"email":"maren@corp.example","primary":true,"verified":true,"visibility":"private"}]"#,
        ));
        let expected = Person {
            subject: "583231".to_owned(),
            email: Some("maren@corp.example".to_owned()),
            is_verified: true,
            name: None,
            username: Some("maren".to_owned()),
        };
        assert_eq!(person, expected);
    }

    #[test]
    fn nothing_else_is_vouched_for() {
        let person = read_with(Some(r#"[{"email":"maren@corp.example","primary":true,"verified":false}]"#));
        assert_eq!((person.email.as_deref(), person.is_verified), (Some("maren@corp.example"), false));
        let old = r#"[{"email":"maren@corp.example","primary":false,"verified":true}]"#;
        for addresses in [Some("[]"), Some(old), None] {
            let person = read_with(addresses);
            assert_eq!((person.email, person.is_verified), (None, false), "{addresses:?}");
        }
        let text = br#"{"id":"583231","login":"maren"}"#.to_vec();
        assert!(parse::<Account>(&[Some(text)], 0).is_err());
    }
}
