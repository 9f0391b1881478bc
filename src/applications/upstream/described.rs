//! What a definition may say about a provider of OAuth 2.0 that publishes nothing about itself.

use super::endpoints::is_address;
use super::is_place;
use crate::language::message;
use crate::shared::{Problem, ProviderDefinition};

/// The address of an endpoint. With an issuer that has TLS, it has TLS.
pub(super) fn endpoint(definition: &ProviderDefinition, address: &str) -> Option<Problem> {
    let needs_tls = definition.issuer.as_deref().is_none_or(|issuer| issuer.starts_with("https://"));
    (!is_address(address, needs_tls)).then(|| Problem::new("not_allowed", message::provider_endpoint_rule()))
}

/// Where something is in the answer of the API, each once.
pub(super) fn claim(definition: &ProviderDefinition, claim: &str) -> Option<Problem> {
    let all = &definition.claims;
    let mut before = all.iter().take_while(|other| other.as_str() != claim);
    let is_repeated = before.any(|other| name_of(other) == name_of(claim));
    let is_wrong = !is_place(claim) || is_repeated || all.iter().filter(|other| other.as_str() == claim).count() > 1;
    is_wrong.then(|| Problem::new("not_allowed", message::provider_claim_rule(claim.to_owned())))
}

fn name_of(claim: &str) -> Option<&str> {
    claim.split('=').next()
}

#[cfg(test)]
mod tests {
    use crate::applications::upstream::definition_problems;
    use crate::shared::{ProviderDefinition, ProviderKind};

    fn described() -> ProviderDefinition {
        let at = |path: &str| Some(format!("https://id.example/{path}"));
        ProviderDefinition {
            kind: ProviderKind::Oauth2,
            issuer: Some("https://id.example".to_owned()),
            authorization_endpoint: at("authorize"),
            token_endpoint: at("token"),
            userinfo_endpoint: at("me"),
            client_id: "vestibule".to_owned(),
            ..ProviderDefinition::default()
        }
    }

    fn fields(definition: &ProviderDefinition) -> Vec<String> {
        definition_problems(definition).into_iter().map(|problem| problem.field.into_owned()).collect()
    }

    #[test]
    fn a_provider_is_described_completely_and_only_one_of_its_kind() {
        assert!(fields(&described()).is_empty());
        let endpoints = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint"];
        let empty = ProviderDefinition {
            authorization_endpoint: None,
            token_endpoint: None,
            userinfo_endpoint: None,
            ..described()
        };
        assert_eq!(fields(&empty), endpoints);
        let openid =
            ProviderDefinition { kind: ProviderKind::Openid, claims: vec!["name=n".to_owned()], ..described() };
        assert_eq!(fields(&openid), [&endpoints[..], &["claims"]].concat());
    }

    #[test]
    fn a_secret_goes_to_no_address_without_tls() {
        for address in ["http://id.example/token", "javascript:alert(1)", "https://a@id.example/", "/token", ""] {
            let definition = ProviderDefinition { token_endpoint: Some(address.to_owned()), ..described() };
            assert_eq!(fields(&definition), ["token_endpoint"], "{address}");
        }
    }

    #[test]
    fn it_takes_the_issuer_of_no_other_kind() {
        // Otherwise it could sign in the people of the other one: it says which ids there are.
        for issuer in [
            "https://github.com",
            "https://gitlab.com",
            "https://discord.com",
            "https://www.facebook.com",
            "https://accounts.google.com",
        ] {
            let definition = ProviderDefinition { issuer: Some(issuer.to_owned()), ..described() };
            assert_eq!(fields(&definition), ["issuer"], "{issuer}");
        }
    }

    #[test]
    fn each_place_is_named_once() {
        for claims in [&["subject=a", "subject=b"][..], &["id=a"], &["subject"]] {
            let claims = claims.iter().map(|claim| (*claim).to_owned()).collect();
            assert_eq!(fields(&ProviderDefinition { claims, ..described() }), ["claims"]);
        }
    }
}
