//! What a definition may say about a provider of OAuth 2.0 that publishes nothing about itself.

use super::endpoints::is_address;
use super::{Kind, is_place};
use crate::language::message;
use crate::shared::fields::Problem;
use crate::shared::providers::{MAX_PROVIDER_ITEMS, ProviderDefinition};

/// The address of an endpoint. With an issuer that has TLS, it has TLS.
pub(super) fn endpoint(definition: &ProviderDefinition, address: Option<&str>) -> Option<Problem> {
    let is_described = Kind::of(definition.kind).is_described();
    let needs_tls = definition.issuer.as_deref().is_none_or(|issuer| issuer.starts_with("https://"));
    match address {
        None => is_described.then(|| Problem::new("required", message::provider_endpoint_required())),
        Some(_) if !is_described => Some(Problem::new("not_allowed", message::provider_endpoint_unused())),
        Some(address) => {
            (!is_address(address, needs_tls)).then(|| Problem::new("not_allowed", message::provider_endpoint_rule()))
        }
    }
}

/// Where something is in the answer of the API, each once.
pub(super) fn claims(definition: &ProviderDefinition) -> Option<Problem> {
    let claims = &definition.claims;
    if !claims.is_empty() && !Kind::of(definition.kind).is_described() {
        return Some(Problem::new("not_allowed", message::provider_claims_unused()));
    }
    let is_repeated = |at: usize, claim: &str| claims.iter().take(at).any(|other| name_of(other) == name_of(claim));
    let wrong = claims.iter().enumerate().find(|(at, claim)| !is_place(claim) || is_repeated(*at, claim));
    let wrong = wrong.map(|(_, claim)| Problem::new("not_allowed", message::provider_claim_rule(claim.clone())));
    let max = MAX_PROVIDER_ITEMS as u64;
    wrong.or_else(|| {
        (claims.len() > MAX_PROVIDER_ITEMS).then(|| Problem::new("too_many", message::provider_items_too_many(max)))
    })
}

fn name_of(claim: &str) -> Option<&str> {
    claim.split('=').next()
}

#[cfg(test)]
mod tests {
    use crate::applications::upstream::definition_problems;
    use crate::shared::providers::{ProviderDefinition, ProviderKind};

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
