//! A client of the OpenID provider: it leads a browser to the authorization endpoint, and exchanges what it gets.

use super::{Browser, Call, Expected, Method, Reply, TestApp, Text, Tx, Value, open_at, texts};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use std::collections::BTreeMap;
use url::form_urlencoded;
use vestibule::accounts::Caller;
use vestibule::config::MasterSecret;
use vestibule::entropy::SystemEntropy;
use vestibule::keys::Wrapping;
use vestibule::shared::clients::ClientRequest;
use vestibule::shared::journey::Handle;
use vestibule::store::clients::keys;
use vestibule::store::sealed::SigningKeyRow;

/// The key that signs the tokens of clients in tests, in PKCS #1. Making one takes seconds without optimisation.
const KEY: &[u8] = include_bytes!("client_key.der");
const PUBLIC_KEY: &[u8] = include_bytes!("client_key_public.der");
/// Its thumbprint (RFC 7638).
pub const KEY_ID: &str = "udrllzxLFZ5EatWg5mzcUHuSDlFA660wzyxVnXC0QQ8";

pub const AUTHORIZE: &str = "/oauth/authorize";
pub const TOKEN: &str = "/oauth/token";
pub const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The address that leads on to where a page goes on. `next`: as in its address.
pub fn go(next: &str) -> String {
    Handle::parse(next).or_account().to_string()
}

/// The application that the client belongs to, and the id of the client.
pub const WIKI: &str = "wiki";
pub const WIKI_URL: &str = "https://wiki.example.com/";
/// Where the client gets its answers.
pub const CALLBACK: &str = "https://wiki.example.com/callback";
pub const AFTER_LOGOUT: &str = "https://wiki.example.com/goodbye";

pub const VERIFIER: &str = "a-verifier-of-the-tests-with-enough-characters-0123456789";
/// Of [`VERIFIER`], with S256.
pub const CHALLENGE: &str = "2aBtB8yfeCpY9RCsQb44PHywxe1_DiGiEfZnbQBjrug";

/// A client with what it knows about itself.
#[derive(Clone, Debug)]
pub struct Client {
    pub id: String,
    /// None: a public one.
    pub secret: Option<String>,
    pub redirect_uri: String,
}

/// The definition of a confidential client with codes and refresh tokens. Tests change what they are about.
pub fn client_request(id: &str) -> ClientRequest {
    ClientRequest {
        client_id: id.into(),
        redirect_uris: texts(&[CALLBACK]),
        post_logout_redirect_uris: texts(&[AFTER_LOGOUT]),
        grants: texts(&["authorization_code", "refresh_token"]),
        ..ClientRequest::default()
    }
}

/// The same for a public client.
pub fn public_client_request(id: &str) -> ClientRequest {
    ClientRequest { kind: "public".into(), ..client_request(id) }
}

/// The same for a device without a browser.
pub fn device_client_request(id: &str) -> ClientRequest {
    ClientRequest {
        redirect_uris: Expected::Missing,
        post_logout_redirect_uris: Expected::Missing,
        grants: texts(&[DEVICE_GRANT, "refresh_token"]),
        ..public_client_request(id)
    }
}

impl TestApp {
    /// With the application `wiki`, which everybody may enter and which learns everything, and its confidential client `wiki`.
    pub async fn with_client() -> (Self, Client) {
        let app = Self::new().await;
        app.add_application(open_at(WIKI, WIKI_URL)).await;
        let client = app.add_client(WIKI, client_request(WIKI)).await;
        (app, client)
    }

    /// The same with a user.
    pub async fn with_client_and_user(username: &str) -> (Self, Client) {
        let (app, client) = Self::with_client().await;
        app.register(username).await;
        (app, client)
    }

    /// Creates a client of an application as the operator.
    pub async fn add_client(&self, application: &str, request: ClientRequest) -> Client {
        self.install_client_key().await;
        let redirect_uri = match &request.redirect_uris {
            Expected::Given(uris) => uris.first().map(|uri| uri.as_str().to_owned()),
            _ => None,
        };
        let new =
            self.accounts.clients().create_client(&Caller::system(), application, request).await.expect("a client");
        Client {
            id: new.client.client_id.to_string(),
            secret: new.secret.map(|secret| secret.secret),
            redirect_uri: redirect_uri.unwrap_or_default(),
        }
    }

    /// Replaces the definition of a client as the operator.
    pub async fn change_client(&self, client: &Client, request: ClientRequest) {
        let request = ClientRequest { client_id: Text::Missing, ..request };
        self.accounts.clients().replace_client(&Caller::system(), &client.id, request).await.expect("a change");
    }

    /// Stores the key of the tests, unless there is one: a client would make one otherwise.
    pub async fn install_client_key(&self) {
        if self.keyring.has_client_key() {
            return;
        }
        let wrapping = Wrapping::new(&MasterSecret::new(vec![7; 32]), None);
        let row = SigningKeyRow {
            kid: KEY_ID.to_owned(),
            public_key: PUBLIC_KEY.to_vec(),
            sealed_private_key: wrapping.seal(KEY_ID, KEY, &SystemEntropy),
            created_at: self.accounts.now().0,
        };
        let stored = self.db.write(async move |mut tx: Tx| keys::insert(&mut tx, &row).await).await;
        // Another replica, or another request of the same test, may have stored it before.
        if let Err(error) = stored {
            assert!(error.is_unique_violation(), "{error}");
        }
        self.keyring.reload(&self.db).await.expect("the key");
    }
}

impl Client {
    /// The parameters of an authorization request. `changes` replace or add parameters; an empty value takes one away.
    pub fn parameters(&self, changes: &[(&str, &str)]) -> Vec<(String, String)> {
        let usual = [
            ("response_type", "code"),
            ("client_id", self.id.as_str()),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("scope", "openid profile email"),
            ("state", "state-1"),
            ("nonce", "nonce-1"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let is_changed = |name: &str| changes.iter().any(|(changed, _)| *changed == name);
        let kept = usual.into_iter().filter(|(name, _)| !is_changed(name));
        let added = changes.iter().copied().filter(|(_, value)| !value.is_empty());
        kept.chain(added).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// The path of an authorization request.
    pub fn request(&self, changes: &[(&str, &str)]) -> String {
        format!("{AUTHORIZE}?{}", encoded(&self.parameters(changes)))
    }

    /// Opens the authorization endpoint.
    pub async fn authorize(&self, browser: &mut Browser<'_>, changes: &[(&str, &str)]) -> Reply {
        browser.open(&self.request(changes)).await
    }

    /// The code that a signed-in browser gets at once.
    pub async fn code(&self, browser: &mut Browser<'_>, changes: &[(&str, &str)]) -> String {
        let reply = self.authorize(browser, changes).await.expect_status(303);
        let answer = answer(&reply);
        answer.get("code").unwrap_or_else(|| panic!("no code: {answer:?}")).clone()
    }

    /// A request to an endpoint for clients with these fields. A confidential client authenticates by Basic, a public one by its id
    /// in the body.
    pub fn call<'a>(&self, app: &'a TestApp, path: &str, fields: &[(&str, &str)]) -> Call<'a> {
        let mut fields = fields.to_vec();
        let call = app.call(Method::POST, path);
        match &self.secret {
            Some(secret) => call.header("authorization", &basic(&self.id, secret)).form(&fields),
            None => {
                fields.push(("client_id", self.id.as_str()));
                call.form(&fields)
            }
        }
    }

    /// Exchanges a code. `changes`: as in [`Self::parameters`].
    pub async fn exchange(&self, app: &TestApp, code: &str, changes: &[(&str, &str)]) -> Reply {
        let usual = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("code_verifier", VERIFIER),
        ];
        let is_changed = |name: &str| changes.iter().any(|(changed, _)| *changed == name);
        let kept = usual.into_iter().filter(|(name, _)| !is_changed(name));
        let fields: Vec<_> = kept.chain(changes.iter().copied().filter(|(_, value)| !value.is_empty())).collect();
        self.call(app, TOKEN, &fields).send().await
    }

    /// The answer of the token endpoint to a new code of a signed-in browser.
    pub async fn tokens(&self, app: &TestApp, browser: &mut Browser<'_>, changes: &[(&str, &str)]) -> Value {
        let code = self.code(browser, changes).await;
        self.exchange(app, &code, &[]).await.expect_status(200).json()
    }

    /// Offline access in the session of this access token, which is allowed if the client asks; returns the refresh token.
    pub async fn offline_access(&self, app: &TestApp, access: &str) -> String {
        let mut browser = app.browser_with(access);
        let asked = self.authorize(&mut browser, &[("scope", "openid offline_access")]).await.expect_status(303);
        let answered = if asked.location().starts_with(CALLBACK) {
            asked
        } else {
            let consent = browser.follow(&asked).await.expect_status(200).hidden("consent");
            browser.submit("/oauth/consent/answer", &[("consent", &consent), ("answer", "allow")]).await
        };
        let code = answer(&answered).remove("code").expect("a code");
        let tokens = self.exchange(app, &code, &[]).await.expect_status(200).json();
        tokens["refresh_token"].as_str().expect("offline access").to_owned()
    }

    /// A device that was allowed in the session of this access token, and has not asked for its tokens yet: what it has begun with.
    pub async fn allowed_device(&self, app: &TestApp, access: &str) -> Value {
        let call = self.call(app, "/oauth/device", &[("scope", "openid offline_access")]);
        let begun = call.expect_status(200).await.json();
        let code = begun["user_code"].as_str().expect("letters").to_owned();
        let fields = [("user_code", code.as_str()), ("decision", "allow")];
        let decided = app.browser_with(access).submit("/actions/device", &fields).await.expect_status(303);
        assert_eq!(decided.location(), "/device");
        begun
    }

    /// Whether a device gets its tokens.
    pub async fn poll(&self, app: &TestApp, begun: &Value) -> bool {
        let code = begun["device_code"].as_str().expect("a code");
        let fields = [("grant_type", DEVICE_GRANT), ("device_code", code)];
        self.call(app, TOKEN, &fields).send().await.status == 200
    }

    /// Uses a refresh token.
    pub async fn refresh(&self, app: &TestApp, refresh_token: &str) -> Reply {
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        self.call(app, TOKEN, &fields).send().await
    }
}

/// The parameters that a redirect to a client carries in its query.
pub fn answer(reply: &Reply) -> BTreeMap<String, String> {
    let query = reply.location().split_once('?').map_or("", |(_, query)| query);
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// In `application/x-www-form-urlencoded`.
pub fn encoded(parameters: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}

/// The header `Authorization` of a client (RFC 6749, section 2.3.1).
pub fn basic(id: &str, secret: &str) -> String {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{}", encode(id), encode(secret))))
}
