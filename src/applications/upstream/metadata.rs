//! What a provider publishes about itself: where it answers. GitHub publishes nothing, so its addresses are here.

use super::{GITHUB_ISSUER, IssuerRule, MICROSOFT_ISSUERS, Provider, ProviderFailure};
use crate::shared::providers::ProviderKind;
use serde::Deserialize;
use url::Url;

/// The maximum length of an address in bytes.
const MAX_ADDRESS_BYTES: usize = 2_000;
/// What GitHub may name itself in the parameter `iss`.
const GITHUB_SERVER: &str = "https://github.com/login/oauth";

/// How this server says who it is when it exchanges a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClientAuthentication {
    /// Id and secret in the header `Authorization`.
    Basic,
    /// Both in the form.
    Post,
}

/// Where a provider answers, and how.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Metadata {
    pub issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    /// None: it signs nothing.
    pub jwks_uri: Option<String>,
    pub userinfo_endpoint: Option<String>,
    /// Whether each of its answers says which provider it is from (RFC 9207).
    pub names_issuer: bool,
    pub authentication: ClientAuthentication,
    /// Whether it lets people choose another account.
    pub can_select_account: bool,
    /// Whether it is in a private network that the operator lists.
    pub is_private: bool,
}

/// The document, as far as it is read (OpenID Connect Discovery 1.0, RFC 8414).
#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    prompt_values_supported: Vec<String>,
}

/// The address of the document of a provider. None for GitHub, and for a provider whose issuer cannot be read.
pub fn metadata_address(provider: &Provider) -> Option<String> {
    let issuer = match (provider.kind(), &provider.issuer) {
        (ProviderKind::Github, _) | (_, IssuerRule::Nothing) => return None,
        (_, IssuerRule::Exact(issuer)) => issuer.clone(),
        (_, IssuerRule::AnyDirectory) => {
            let tenant = provider.definition.tenant.as_deref().unwrap_or("common");
            format!("{MICROSOFT_ISSUERS}{tenant}/v2.0")
        }
    };
    Some(format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/')))
}

/// Reads the document of a provider.
///
/// # Errors
/// If it is none, or that of another issuer.
pub fn read_metadata(provider: &Provider, body: &[u8]) -> Result<Metadata, ProviderFailure> {
    let document: Document = serde_json::from_slice(body).map_err(|_| ProviderFailure::Malformed)?;
    let is_own = match &provider.issuer {
        IssuerRule::Exact(issuer) => document.issuer == *issuer,
        // That of all directories has `{tenantid}` in it.
        IssuerRule::AnyDirectory => {
            document.issuer.starts_with(MICROSOFT_ISSUERS) && document.issuer.ends_with("/v2.0")
        }
        IssuerRule::Nothing => false,
    };
    if !is_own {
        return Err(ProviderFailure::Issuer);
    }
    let needs_tls = document.issuer.starts_with("https://");
    let are_addresses = [&document.authorization_endpoint, &document.token_endpoint, &document.jwks_uri]
        .into_iter()
        .chain(&document.userinfo_endpoint)
        .all(|address| is_address(address, needs_tls));
    if !are_addresses {
        return Err(ProviderFailure::Malformed);
    }
    let authentication = authentication(provider.kind(), document.token_endpoint_auth_methods_supported.as_deref());
    let can_select_account = match provider.kind() {
        // They say nothing about it.
        ProviderKind::Google | ProviderKind::Microsoft => true,
        _ => document.prompt_values_supported.iter().any(|prompt| prompt == "select_account"),
    };
    Ok(Metadata {
        issuer: document.issuer,
        authorization_endpoint: document.authorization_endpoint,
        token_endpoint: document.token_endpoint,
        jwks_uri: Some(document.jwks_uri),
        userinfo_endpoint: document.userinfo_endpoint,
        names_issuer: document.authorization_response_iss_parameter_supported,
        authentication,
        can_select_account,
        // Whoever fetches it knows.
        is_private: false,
    })
}

/// The fixed addresses of GitHub.
pub fn github_metadata() -> Metadata {
    Metadata {
        issuer: GITHUB_ISSUER.to_owned(),
        authorization_endpoint: "https://github.com/login/oauth/authorize".to_owned(),
        token_endpoint: "https://github.com/login/oauth/access_token".to_owned(),
        jwks_uri: None,
        userinfo_endpoint: None,
        names_issuer: false,
        authentication: ClientAuthentication::Post,
        can_select_account: true,
        is_private: false,
    }
}

impl Metadata {
    /// Whether an answer with this `iss` is from this provider. One without it may be, unless all of its answers have one.
    pub fn admits_answer(&self, provider: &Provider, iss: Option<&str>) -> bool {
        match (iss, &provider.issuer) {
            (None, _) => !self.names_issuer,
            (Some(iss), IssuerRule::AnyDirectory) => provider.issuer.admits(iss),
            (Some(iss), _) if provider.kind() == ProviderKind::Github => [GITHUB_ISSUER, GITHUB_SERVER].contains(&iss),
            (Some(iss), _) => iss == self.issuer,
        }
    }
}

/// An address to which browsers and this server may be sent.
fn is_address(text: &str, needs_tls: bool) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let is_web = url.scheme() == "https" || (url.scheme() == "http" && !needs_tls);
    let has_more = url.fragment().is_some() || !url.username().is_empty() || url.password().is_some();
    is_web && url.has_host() && !has_more && text.len() <= MAX_ADDRESS_BYTES
}

/// Google and Microsoft document the form, and what has to be escaped in the header is a matter of dispute.
fn authentication(kind: ProviderKind, supported: Option<&[String]>) -> ClientAuthentication {
    let supports = |name: &str| supported.is_some_and(|names| names.iter().any(|method| method == name));
    let is_form = match kind {
        ProviderKind::Google | ProviderKind::Microsoft | ProviderKind::Github => true,
        // A document that says nothing means the header.
        ProviderKind::Openid => supports("client_secret_post") && !supports("client_secret_basic"),
    };
    if is_form { ClientAuthentication::Post } else { ClientAuthentication::Basic }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::providers::{ProviderDefinition, ProviderName, ProviderSource};
    use serde_json::{Value, json};

    fn provider(definition: ProviderDefinition) -> Provider {
        let definition = ProviderDefinition { client_id: "vestibule".to_owned(), ..definition };
        Provider::new(ProviderName::from_stored("corp".to_owned()), definition, None, ProviderSource::Database)
    }

    fn openid(issuer: &str) -> Provider {
        provider(ProviderDefinition { issuer: Some(issuer.to_owned()), ..ProviderDefinition::default() })
    }

    fn document(issuer: &str) -> Value {
        json!({
            "issuer": issuer, "authorization_endpoint": "https://id.example/auth?a=b",
            "token_endpoint": "https://id.example/token", "jwks_uri": "https://keys.example/jwks",
        })
    }

    fn read(provider: &Provider, document: &Value) -> Result<Metadata, ProviderFailure> {
        read_metadata(provider, document.to_string().as_bytes())
    }

    #[test]
    fn a_document_is_that_of_its_issuer() {
        let own = openid("https://id.example/");
        assert_eq!(metadata_address(&own).as_deref(), Some("https://id.example/.well-known/openid-configuration"));
        let metadata = read(&own, &document("https://id.example/")).expect("metadata");
        assert_eq!(metadata.authentication, ClientAuthentication::Basic);
        for issuer in ["https://id.example", "https://ID.example/", "https://evil.example/", ""] {
            assert_eq!(read(&own, &document(issuer)), Err(ProviderFailure::Issuer), "{issuer}");
        }
        assert_eq!(read_metadata(&own, b"<html>"), Err(ProviderFailure::Malformed));
    }

    #[test]
    fn addresses_have_tls_and_lead_to_no_script() {
        let own = openid("https://id.example");
        for address in ["http://id.example/auth", "javascript:alert(1)", "https://a@id.example/", "/auth", "https://"] {
            for name in ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"] {
                let mut document = document("https://id.example");
                document[name] = address.into();
                assert_eq!(read(&own, &document), Err(ProviderFailure::Malformed), "{name} {address}");
            }
        }
        let mut document = document("http://127.0.0.1:9000");
        document["token_endpoint"] = "http://127.0.0.1:9000/token".into();
        assert!(read(&openid("http://127.0.0.1:9000"), &document).is_ok());
    }

    #[test]
    fn all_directories_of_microsoft_share_a_document() {
        let microsoft = provider(ProviderDefinition { kind: ProviderKind::Microsoft, ..ProviderDefinition::default() });
        let address = "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration";
        assert_eq!(metadata_address(&microsoft).as_deref(), Some(address));
        let metadata = read(&microsoft, &document("https://login.microsoftonline.com/{tenantid}/v2.0"));
        assert_eq!(metadata.expect("metadata").authentication, ClientAuthentication::Post);
        assert_eq!(read(&microsoft, &document("https://login.example/a/v2.0")), Err(ProviderFailure::Issuer));
    }

    #[test]
    fn an_answer_of_another_provider_is_recognised() {
        let own = openid("https://id.example");
        let mut document = document("https://id.example");
        let silent = read(&own, &document).expect("metadata");
        document["authorization_response_iss_parameter_supported"] = true.into();
        let speaking = read(&own, &document).expect("metadata");
        for (iss, expected) in [
            (None, [true, false]),
            (Some("https://id.example"), [true, true]),
            (Some("https://id.example/"), [false, false]),
            (Some("https://evil.example"), [false, false]),
        ] {
            assert_eq!([&silent, &speaking].map(|metadata| metadata.admits_answer(&own, iss)), expected, "{iss:?}");
        }
    }
}
