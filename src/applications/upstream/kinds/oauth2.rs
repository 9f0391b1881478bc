//! What providers have in common that speak OAuth 2.0 and not OpenID Connect.

use crate::applications::upstream::{Metadata, ProviderFailure};
use crate::shared::providers::ProviderDefinition;
use serde::de::DeserializeOwned;

/// How a provider without ID tokens says who has signed in.
pub struct OAuth2 {
    /// Where it answers: it publishes nothing about itself. None: the definition is not complete.
    pub metadata: fn(&ProviderDefinition) -> Option<Metadata>,
    /// Other names that it may have in the parameter `iss`, beside its issuer.
    pub answers_as: &'static [&'static str],
    /// What its API is asked.
    pub requests: fn(&ProviderDefinition) -> Vec<ApiRequest>,
    /// Reads the answers, one for each request. None: the person has not allowed it.
    pub read: fn(&ProviderDefinition, &[Option<Vec<u8>>]) -> Result<Person, ProviderFailure>,
}

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

/// Reads the answer to this request, which cannot be missing.
pub(super) fn parse<T: DeserializeOwned>(answers: &[Option<Vec<u8>>], request: usize) -> Result<T, ProviderFailure> {
    let body = answers.get(request).and_then(Option::as_deref).ok_or(ProviderFailure::Malformed)?;
    serde_json::from_slice(body).map_err(|_| ProviderFailure::Malformed)
}
