//! What a provider of OpenID Connect publishes about itself: where it answers.

use super::endpoints::is_address;
use super::{ClientAuthentication, IssuerRule, Metadata, Protocol, Provider, ProviderFailure};
use serde::Deserialize;

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

/// The address of the document of a provider of OpenID Connect. None if its issuer cannot be read.
pub fn metadata_address(provider: &Provider) -> Option<String> {
    let issuer = match &provider.issuer {
        IssuerRule::Nothing => return None,
        IssuerRule::Exact(issuer) => issuer.clone(),
        IssuerRule::AnyDirectory(beginning) => {
            let tenant = provider.definition.tenant.as_deref().unwrap_or("common");
            format!("{beginning}{tenant}/v2.0")
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
        IssuerRule::AnyDirectory(beginning) => {
            document.issuer.starts_with(*beginning) && document.issuer.ends_with("/v2.0")
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
    let openid = provider.openid();
    let authentication = openid.and_then(|openid| openid.authentication);
    let can_select_account = openid.and_then(|openid| openid.selects_account);
    Ok(Metadata {
        issuer: document.issuer,
        authorization_endpoint: document.authorization_endpoint,
        token_endpoint: document.token_endpoint,
        jwks_uri: Some(document.jwks_uri),
        userinfo_endpoint: document.userinfo_endpoint,
        names_issuer: document.authorization_response_iss_parameter_supported,
        authentication: authentication
            .unwrap_or_else(|| authentication_of(document.token_endpoint_auth_methods_supported.as_deref())),
        can_select_account: can_select_account
            .unwrap_or_else(|| document.prompt_values_supported.iter().any(|prompt| prompt == "select_account")),
        // Whoever fetches it knows.
        is_private: false,
    })
}

impl Metadata {
    /// Whether an answer with this `iss` is from this provider. One without it may be, unless all of its answers have one.
    pub fn admits_answer(&self, provider: &Provider, iss: Option<&str>) -> bool {
        let others: &[&str] = match &provider.rules().protocol {
            Protocol::OpenId(_) => &[],
            Protocol::OAuth2(oauth2) => oauth2.answers_as,
        };
        match (iss, &provider.issuer) {
            (None, _) => !self.names_issuer,
            (Some(iss), IssuerRule::AnyDirectory(_)) => provider.issuer.admits(iss),
            (Some(iss), _) => iss == self.issuer || others.contains(&iss),
        }
    }
}

/// A document that says nothing means the header.
fn authentication_of(supported: Option<&[String]>) -> ClientAuthentication {
    let supports = |name: &str| supported.is_some_and(|names| names.iter().any(|method| method == name));
    let is_form = supports("client_secret_post") && !supports("client_secret_basic");
    if is_form { ClientAuthentication::Post } else { ClientAuthentication::Basic }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{ProviderDefinition, ProviderKind, ProviderName, ProviderSource};
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
