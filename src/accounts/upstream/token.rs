//! The exchange of a code for the tokens of a provider. They are used once, and neither stored nor logged.

use super::discovery::failure_of_status;
use crate::accounts::Identities;
use crate::applications::upstream::{Metadata, Protocol};
use crate::applications::{ClientAuthentication, Provider, ProviderFailure};
use crate::outbound::{Fetched, OutboundRequest};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::Value;
use url::form_urlencoded::{Serializer, byte_serialize};

/// How much of an error of a provider is logged, in characters.
const MAX_LOGGED: usize = 80;

/// What a provider gives for a code.
pub(super) struct ProviderTokens {
    pub access_token: String,
    /// None: it is no provider of OpenID Connect, or has left it out.
    pub id_token: Option<String>,
}

#[derive(Deserialize)]
struct Document {
    access_token: Option<String>,
    id_token: Option<String>,
    token_type: Option<String>,
    error: Option<Value>,
}

impl Identities {
    /// Exchanges a code.
    ///
    /// # Errors
    /// If the provider refuses that, or does not answer.
    pub(super) async fn redeem_code(
        &self,
        provider: &Provider,
        metadata: &Metadata,
        code: &str,
        verifier: &str,
    ) -> Result<ProviderTokens, ProviderFailure> {
        let redirect_uri = self.callback_uri(provider);
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri.as_str()),
            ("code_verifier", verifier),
        ];
        let mut headers = vec![("accept", "application/json".to_owned())];
        let id = provider.definition.client_id.as_str();
        let secret = self.client_secret(provider)?;
        match (secret.as_deref(), metadata.authentication) {
            (Some(secret), ClientAuthentication::Basic) => headers.push(("authorization", basic(id, secret))),
            (Some(secret), ClientAuthentication::Post) => {
                fields.extend([("client_id", id), ("client_secret", secret.as_str())]);
            }
            (None, _) => fields.push(("client_id", id)),
        }
        let form = Some(Serializer::new(String::new()).extend_pairs(fields).finish());
        let request = OutboundRequest { url: &metadata.token_endpoint, headers, form };
        read(provider, &self.providers().ask_provider(provider, request, metadata.is_private).await?)
    }

    /// What is entered at the provider as redirect URI.
    pub(super) fn callback_uri(&self, provider: &Provider) -> String {
        format!("{}{}", self.settings().issuer, provider.callback_path())
    }
}

/// The header `Authorization` of a client (RFC 6749, section 2.3.1).
fn basic(id: &str, secret: &str) -> String {
    let escape = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{}", escape(id), escape(secret))))
}

/// GitHub answers errors with 200 as well.
fn read(provider: &Provider, fetched: &Fetched) -> Result<ProviderTokens, ProviderFailure> {
    let document = serde_json::from_slice::<Document>(&fetched.body);
    let is_refused = fetched.status == 401;
    let Ok(Document { access_token, id_token, token_type, error }) = document else {
        return Err(if is_refused { ProviderFailure::InvalidClient } else { failure_of_status(fetched.status) });
    };
    if let Some(error) = error.as_ref().map(name_of) {
        let logged: String = error.chars().filter(char::is_ascii_graphic).take(MAX_LOGGED).collect();
        tracing::warn!(provider = %provider.name, error = %logged, "a provider refuses a code");
        return Err(failure_of(provider, &error));
    }
    if is_refused {
        return Err(ProviderFailure::InvalidClient);
    }
    if fetched.status != 200 {
        return Err(failure_of_status(fetched.status));
    }
    let is_bearer = token_type.is_none_or(|name| name.eq_ignore_ascii_case("Bearer"));
    let access_token = access_token.filter(|token| is_bearer && is_token(token));
    Ok(ProviderTokens { access_token: access_token.ok_or(ProviderFailure::Malformed)?, id_token })
}

/// The name of an error. Facebook has an object with a number in its place.
fn name_of(error: &Value) -> String {
    let name = error.get("code").unwrap_or(error);
    name.as_str().map_or_else(|| name.to_string(), str::to_owned)
}

/// What an error means (RFC 6749, section 5.2).
fn failure_of(provider: &Provider, error: &str) -> ProviderFailure {
    let own: &[(&str, ProviderFailure)] = match &provider.rules().protocol {
        Protocol::OpenId(_) => &[],
        Protocol::OAuth2(oauth2) => oauth2.errors,
    };
    if let Some((_, failure)) = own.iter().find(|(name, _)| *name == error) {
        return *failure;
    }
    match error {
        "invalid_grant" => ProviderFailure::InvalidCode,
        "invalid_client" | "unauthorized_client" => ProviderFailure::InvalidClient,
        "server_error" | "temporarily_unavailable" => ProviderFailure::Unreachable,
        _ => ProviderFailure::Refused,
    }
}

/// What can be sent in a header.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{ProviderDefinition, ProviderKind, ProviderName, ProviderSource};

    fn answer(status: u16, body: &str) -> Result<ProviderTokens, ProviderFailure> {
        answer_of(ProviderKind::Openid, status, body)
    }

    fn answer_of(kind: ProviderKind, status: u16, body: &str) -> Result<ProviderTokens, ProviderFailure> {
        let name = ProviderName::from_stored("corp".to_owned());
        let definition = ProviderDefinition { kind, ..ProviderDefinition::default() };
        let provider = Provider::new(name, definition, None, ProviderSource::Database);
        let body = body.as_bytes().to_vec();
        read(&provider, &Fetched { status, content_type: None, retry_after: None, body })
    }

    #[test]
    fn each_answer_has_its_meaning() {
        let tokens = answer(200, r#"{"access_token":"a","token_type":"bearer","id_token":"b"}"#).ok();
        let tokens = tokens.expect("tokens");
        assert_eq!((tokens.access_token.as_str(), tokens.id_token.as_deref()), ("a", Some("b")));
        for (status, body, expected) in [
            (400, r#"{"error":"invalid_grant"}"#, ProviderFailure::InvalidCode),
            (401, r#"{"error":"invalid_client"}"#, ProviderFailure::InvalidClient),
            (401, "", ProviderFailure::InvalidClient),
            (400, r#"{"error":"invalid_request"}"#, ProviderFailure::Refused),
            (200, "<html>", ProviderFailure::Malformed),
            (302, "", ProviderFailure::Malformed),
            (502, "<html>", ProviderFailure::Unreachable),
            (200, "{}", ProviderFailure::Malformed),
            (200, r#"{"access_token":"a b"}"#, ProviderFailure::Malformed),
            (200, r#"{"access_token":"a","token_type":"mac"}"#, ProviderFailure::Malformed),
            (200, r#"{"access_token":7}"#, ProviderFailure::Malformed),
        ] {
            assert_eq!(answer(status, body).err(), Some(expected), "{status} {body}");
        }
    }

    #[test]
    fn some_have_errors_of_their_own() {
        use ProviderKind::{Facebook, Github, Openid};
        let facebook = |code: u32| format!(r#"{{"error":{{"message":"No","type":"OAuthException","code":{code}}}}}"#);
        let (code, secret, other) = (facebook(100), facebook(1), facebook(4));
        for (kind, status, body, expected) in [
            (Github, 200, r#"{"error":"bad_verification_code"}"#, ProviderFailure::InvalidCode),
            (Github, 200, r#"{"error":"incorrect_client_credentials"}"#, ProviderFailure::InvalidClient),
            (Openid, 400, r#"{"error":"bad_verification_code"}"#, ProviderFailure::Refused),
            (Facebook, 400, code.as_str(), ProviderFailure::InvalidCode),
            (Facebook, 400, secret.as_str(), ProviderFailure::InvalidClient),
            (Facebook, 400, other.as_str(), ProviderFailure::Refused),
        ] {
            assert_eq!(answer_of(kind, status, body).err(), Some(expected), "{kind} {body}");
        }
    }

    #[test]
    fn id_and_secret_are_escaped_in_the_header() {
        let header = basic("a:b", "c d~");
        assert_eq!(header, format!("Basic {}", BASE64_STANDARD.encode("a%3Ab:c+d%7E")));
    }
}
