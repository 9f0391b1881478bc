//! Client id metadata documents (draft-ietf-oauth-client-id-metadata-document): the id of a client is the https address of a JSON
//! document about it, so it is registered nowhere. What it says about itself is not verified, only where it says it.

use super::RedirectUri;
use crate::language::{Message, message};
use crate::shared::fields::names::display_name;
use crate::shared::{ClientDefinition, ClientId, ClientKind, ConsentRule, GrantKind};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::fmt;
use url::Host;

/// The maximum length of the address in bytes.
const MAX_URL_BYTES: usize = 255;
/// The maximum number of addresses of a kind that are read.
const MAX_REDIRECT_URIS: usize = 20;
/// The maximum length of a name in characters.
const MAX_NAME_CHARS: usize = 60;

/// From which hosts documents are taken (`VESTIBULE_CLIENT_DOCUMENTS`).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum DocumentHosts {
    /// There are no such clients.
    #[default]
    Off,
    /// Lower-case names, without a port.
    Listed(Vec<String>),
    All,
}

impl DocumentHosts {
    pub fn is_off(&self) -> bool {
        *self == Self::Off
    }

    pub fn contain(&self, host: &Host) -> bool {
        match self {
            Self::Off => false,
            Self::Listed(hosts) => hosts.contains(&host.to_string()),
            Self::All => true,
        }
    }
}

/// As it is configured.
impl fmt::Display for DocumentHosts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Off => f.write_str("off"),
            Self::Listed(hosts) => f.write_str(&hosts.join(",")),
            Self::All => f.write_str("all"),
        }
    }
}

/// The id of such a client: an https URL with a path, without a query, a fragment, a user or dot segments. It is compared as text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DocumentUrl {
    text: String,
    host: Host,
}

impl DocumentUrl {
    /// None: the id is that of a registered client, or of none.
    pub fn parse(id: &str) -> Option<Self> {
        let (_, path) = id.strip_prefix("https://")?.split_once('/')?;
        // With a page that repeats its query, anybody could act as its host.
        if path.is_empty() || id.contains('?') || id.len() > MAX_URL_BYTES {
            return None;
        }
        let uri = RedirectUri::parse(id).ok()?;
        Some(Self { text: id.to_owned(), host: uri.origin()?.host().clone() })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The only thing about the client that is certain.
    pub fn host(&self) -> &Host {
        &self.host
    }

    pub fn id(&self) -> ClientId {
        ClientId::from_stored(self.text.clone())
    }
}

/// What a document contains. Members that are not named here are ignored.
#[derive(Deserialize)]
struct Metadata {
    client_id: String,
    client_name: Option<String>,
    #[serde(default)]
    redirect_uris: Vec<String>,
    #[serde(default)]
    post_logout_redirect_uris: Vec<String>,
    grant_types: Option<Vec<String>>,
    token_endpoint_auth_method: Option<String>,
    client_secret: Option<IgnoredAny>,
}

/// Why a document is not used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DocumentFlaw {
    Json,
    OtherClient,
    Secret,
    Authentication,
    NoRedirectUri,
    NoCode,
}

impl DocumentFlaw {
    /// Completes the sentence "The document is not valid: …".
    pub fn reason(self) -> Message {
        match self {
            Self::Json => message::client_document_json(),
            Self::OtherClient => message::client_document_other(),
            Self::Secret => message::client_document_secret(),
            Self::Authentication => message::client_document_authentication(),
            Self::NoRedirectUri => message::client_document_redirects(),
            Self::NoCode => message::client_document_grants(),
        }
    }
}

/// Reads a document: a public client that proves itself by PKCE alone. People are asked each time, because anybody can send them to
/// it, and programs on their own machine cannot be distinguished (RFC 8252, section 8.6).
///
/// # Errors
/// If the document is not valid, or not about the client at `url`.
pub fn read_document(url: &DocumentUrl, json: &[u8]) -> Result<ClientDefinition, DocumentFlaw> {
    let read: Metadata = serde_json::from_slice(json).map_err(|_| DocumentFlaw::Json)?;
    if read.client_id != url.text {
        return Err(DocumentFlaw::OtherClient);
    }
    if read.client_secret.is_some() {
        return Err(DocumentFlaw::Secret);
    }
    // Others promise a proof that would not be checked here.
    if read.token_endpoint_auth_method.is_some_and(|method| method != "none") {
        return Err(DocumentFlaw::Authentication);
    }
    let is_valid = |uri: &String| RedirectUri::parse(uri).is_ok();
    let valid = |uris: Vec<String>| uris.into_iter().filter(is_valid).take(MAX_REDIRECT_URIS).collect::<Vec<_>>();
    let (redirect_uris, post_logout_redirect_uris) = (valid(read.redirect_uris), valid(read.post_logout_redirect_uris));
    if redirect_uris.is_empty() {
        return Err(DocumentFlaw::NoRedirectUri);
    }
    let wants =
        |grant: GrantKind| read.grant_types.as_ref().is_none_or(|all| all.iter().any(|one| one == grant.as_str()));
    if !wants(GrantKind::AuthorizationCode) {
        return Err(DocumentFlaw::NoCode);
    }
    Ok(ClientDefinition {
        redirect_uris,
        post_logout_redirect_uris,
        description: read.client_name.and_then(|name| display_name(&name, MAX_NAME_CHARS).ok().flatten()),
        ..undocumented()
    })
}

/// What is known of such a client without its document: enough for a code or a refresh token that it has got before.
pub fn undocumented() -> ClientDefinition {
    ClientDefinition {
        kind: ClientKind::Public,
        require_pkce: true,
        grants: vec![GrantKind::AuthorizationCode, GrantKind::RefreshToken],
        consent: ConsentRule::Always,
        ..ClientDefinition::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    const ID: &str = "https://app.example/oauth/client.json";

    fn read(document: &Value) -> Result<ClientDefinition, DocumentFlaw> {
        read_document(&DocumentUrl::parse(ID).unwrap(), document.to_string().as_bytes())
    }

    #[test]
    fn the_id_is_an_address_that_can_be_read_in_one_way() {
        for (id, host) in
            [(ID, "app.example"), ("https://app.example:8443/", ""), ("https://localhost:8443/x", "localhost")]
        {
            let url = DocumentUrl::parse(id).map(|url| url.host().to_string()).unwrap_or_default();
            assert_eq!(url, host, "{id}");
        }
        let too_long = format!("https://app.example/{}", "a".repeat(MAX_URL_BYTES));
        for id in [
            "wiki",
            "http://app.example/client.json",
            "HTTPS://app.example/client.json",
            "https://app.example",
            "https://app.example/client.json?x=1",
            "https://app.example/client.json#x",
            "https://user@app.example/client.json",
            "https://app.example/a/../client.json",
            "https://app.example/%2e%2e/client.json",
            "https://app.example\\@evil.example/client.json",
            "https://app.example/client\".json",
            "https:///client.json",
            &too_long,
        ] {
            assert_eq!(DocumentUrl::parse(id), None, "{id}");
        }
    }

    #[test]
    fn hosts_are_listed_without_their_ports() {
        let host = |id: &str| DocumentUrl::parse(id).unwrap().host().clone();
        let listed = DocumentHosts::Listed(vec!["app.example".to_owned()]);
        assert!(listed.contain(&host(ID)) && listed.contain(&host("https://APP.example:8443/x")));
        assert!(!listed.contain(&host("https://x.app.example/x")) && !DocumentHosts::Off.contain(&host(ID)));
        assert!(DocumentHosts::All.contain(&host("https://any.example/x")));
    }

    #[test]
    fn a_document_is_a_public_client_that_always_asks() {
        let client = read(&json!({
            "client_id": ID,
            "client_name": "  App\u{202e} ",
            "redirect_uris": ["http://127.0.0.1/callback", "javascript:alert(1)", "https://app.example/callback"],
            "grant_types": ["authorization_code", "refresh_token"],
            "token_endpoint_auth_method": "none",
            "logo_uri": 7,
        }))
        .expect("a client");
        assert_eq!(client.redirect_uris, ["http://127.0.0.1/callback", "https://app.example/callback"]);
        assert!(client.require_pkce && client.kind == ClientKind::Public && client.consent == ConsentRule::Always);
        assert_eq!(client.description, None, "a name that could turn text around");
        let shortest = json!({"client_id": ID, "redirect_uris": ["com.example.app:/callback"]});
        assert!(read(&shortest).is_ok());
    }

    #[test]
    fn other_documents_are_refused() {
        let valid = json!({"client_id": ID, "redirect_uris": ["https://app.example/callback"]});
        for (member, value, flaw) in [
            ("client_id", json!("https://app.example/other.json"), DocumentFlaw::OtherClient),
            ("client_id", json!(7), DocumentFlaw::Json),
            ("redirect_uris", json!([]), DocumentFlaw::NoRedirectUri),
            ("redirect_uris", json!(["http://app.example/callback"]), DocumentFlaw::NoRedirectUri),
            ("redirect_uris", json!("https://app.example/callback"), DocumentFlaw::Json),
            ("client_secret", json!("x"), DocumentFlaw::Secret),
            ("token_endpoint_auth_method", json!("private_key_jwt"), DocumentFlaw::Authentication),
            ("grant_types", json!(["client_credentials"]), DocumentFlaw::NoCode),
        ] {
            let mut document = valid.clone();
            document[member] = value;
            assert_eq!(read(&document), Err(flaw), "{document}");
        }
        let twice =
            format!(r#"{{"client_id":"{ID}","client_id":"{ID}","redirect_uris":["https://app.example/callback"]}}"#);
        assert_eq!(read_document(&DocumentUrl::parse(ID).unwrap(), twice.as_bytes()), Err(DocumentFlaw::Json));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(id in "(https://)?[a-z.:/%?#@\\\\]{0,30}|\\PC{0,20}", json in "\\PC{0,40}") {
            if let Some(url) = DocumentUrl::parse(&id) {
                prop_assert_eq!(url.as_str(), id.as_str());
                prop_assert!(read_document(&url, json.as_bytes()).is_err());
            }
        }
    }
}
