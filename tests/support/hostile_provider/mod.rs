//! A provider of OpenID Connect on this machine, which stands for that of somebody else. It keeps the rules, and checks that its
//! client does, until a test makes it lie: in claims, keys, metadata, or whole answers.

mod keys;
mod lies;

pub use keys::SigningKey;
pub use lies::{Answer, Lies, Signer, merge};

use super::openid::basic;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::future::pending;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::{Url, form_urlencoded};
use vestibule::clock::{Clock as _, ManualClock};

/// What the provider knows its client by.
pub const CLIENT_ID: &str = "vestibule";
pub const CLIENT_SECRET: &str = "a-secret-of-the-tests";

pub const METADATA: &str = "/.well-known/openid-configuration";
pub const KEYS: &str = "/keys";
pub const TOKEN: &str = "/token";
pub const USERINFO: &str = "/userinfo";

/// What a code is exchanged for.
struct Grant {
    person: Value,
    nonce: String,
    challenge: String,
    redirect_uri: String,
}

struct Kept {
    clock: Option<Arc<ManualClock>>,
    key: SigningKey,
    lies: Lies,
    grants: BTreeMap<String, Grant>,
    /// Those that were issued, with the person.
    access_tokens: BTreeMap<String, Value>,
    /// How often each path was requested.
    requests: BTreeMap<String, usize>,
}

#[derive(Clone)]
struct Shared {
    issuer: String,
    kept: Arc<Mutex<Kept>>,
}

pub struct HostileProvider {
    shared: Shared,
    task: JoinHandle<()>,
}

/// The way back from the provider, as the browser has it.
#[derive(Clone, Debug)]
pub struct Back {
    pub path: String,
    pub parameters: BTreeMap<String, String>,
}

impl HostileProvider {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
        let port = listener.local_addr().expect("an address").port();
        let kept = Kept {
            clock: None,
            key: SigningKey::new("ES256", "key-1"),
            lies: Lies::default(),
            grants: BTreeMap::new(),
            access_tokens: BTreeMap::new(),
            requests: BTreeMap::new(),
        };
        let shared = Shared { issuer: format!("http://127.0.0.1:{port}"), kept: Arc::new(Mutex::new(kept)) };
        let router = Router::new().fallback(answer).with_state(shared.clone());
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("a server") });
        Self { shared, task }
    }

    pub fn issuer(&self) -> &str {
        &self.shared.issuer
    }

    /// Its tokens have the times of this clock from now on.
    pub fn follow(&self, clock: &Arc<ManualClock>) {
        self.shared.kept().clock = Some(Arc::clone(clock));
    }

    /// From now on it cannot be reached.
    pub async fn stop(&mut self) {
        self.task.abort();
        // It listens until the task has ended, which is an error because it was aborted.
        let _ = (&mut self.task).await;
    }

    /// From now on it lies like this, and in no other way.
    pub fn lie(&self, change: impl FnOnce(&mut Lies)) {
        let mut lies = Lies::default();
        change(&mut lies);
        self.shared.kept().lies = lies;
    }

    /// From now on it answers requests for a path like this, and does not lie in any other way.
    pub fn answer(&self, path: &'static str, answer: Answer) {
        self.lie(|lies| {
            lies.answers.insert(path, answer);
        });
    }

    /// Signs with another key from now on, and publishes that alone.
    pub fn rotate(&self, key: SigningKey) {
        self.shared.kept().key = key;
    }

    /// How often a path was requested.
    pub fn requests(&self, path: &str) -> usize {
        self.shared.kept().requests.get(path).copied().unwrap_or_default()
    }

    /// What the person whose browser is led to `location` does there: signs in, and goes back. `person`: claims about them.
    pub fn authorize(&self, location: &str, person: &Value) -> Back {
        let url = Url::parse(location).expect("a URL");
        assert_eq!(url.path(), "/authorize", "{location}");
        let asked: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        for (name, value) in [("response_type", "code"), ("client_id", CLIENT_ID), ("code_challenge_method", "S256")] {
            assert_eq!(asked[name], value, "{name}");
        }
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"), "{asked:?}");
        for name in ["state", "nonce", "code_challenge"] {
            assert!(asked[name].len() >= 22, "{name} can be guessed: {asked:?}");
        }
        let code = unique("code");
        let grant = Grant {
            person: person.clone(),
            nonce: asked["nonce"].clone(),
            challenge: asked["code_challenge"].clone(),
            redirect_uri: asked["redirect_uri"].clone(),
        };
        let path = Url::parse(&grant.redirect_uri).expect("a URL").path().to_owned();
        self.shared.kept().grants.insert(code.clone(), grant);
        let parameters = [("code", code), ("state", asked["state"].clone()), ("iss", self.shared.issuer.clone())];
        Back { path, parameters: parameters.map(|(name, value)| (name.to_owned(), value)).into() }
    }

    /// A token with these claims, signed as ID tokens are.
    pub fn signed(&self, typ: &str, claims: &Value) -> String {
        self.shared.kept().signed(typ, claims)
    }
}

impl Drop for HostileProvider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Back {
    /// The address to which the browser goes.
    pub fn target(&self) -> String {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.parameters).finish();
        format!("{}?{query}", self.path)
    }

    /// With another value of a parameter; an empty one takes it away.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.parameters.remove(name);
        if !value.is_empty() {
            self.parameters.insert(name.to_owned(), value.to_owned());
        }
        self
    }

    /// The answer of a provider that has refused.
    pub fn refusal(self, error: &str) -> Self {
        self.with("code", "").with("error", error)
    }
}

impl Shared {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().expect("no panic")
    }

    fn metadata(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer);
        let mut metadata = json!({
            "issuer": self.issuer,
            "authorization_endpoint": at("/authorize"),
            "token_endpoint": at(TOKEN),
            "jwks_uri": at(KEYS),
            "userinfo_endpoint": at(USERINFO),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256", "RS256", "PS256", "EdDSA"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "authorization_response_iss_parameter_supported": true,
            "backchannel_logout_supported": true,
        });
        merge(&mut metadata, &self.kept().lies.metadata);
        metadata
    }

    fn exchange(&self, headers: &HeaderMap, body: &[u8]) -> Response {
        let fields: BTreeMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
        let field = |name: &str| fields.get(name).map_or("", String::as_str);
        let authorization = headers.get(header::AUTHORIZATION).map(|value| value.as_bytes());
        let has_secret = authorization == Some(basic(CLIENT_ID, CLIENT_SECRET).as_bytes())
            || (authorization.is_none() && [field("client_id"), field("client_secret")] == [CLIENT_ID, CLIENT_SECRET]);
        if !has_secret {
            return json_page(StatusCode::UNAUTHORIZED, &json!({"error": "invalid_client"}));
        }
        let mut kept = self.kept();
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(field("code_verifier").as_bytes()));
        let grant = kept.grants.remove(field("code")).filter(|grant| {
            field("grant_type") == "authorization_code"
                && grant.challenge == challenge
                && grant.redirect_uri == field("redirect_uri")
        });
        let Some(grant) = grant else {
            return json_page(StatusCode::BAD_REQUEST, &json!({"error": "invalid_grant"}));
        };
        let access_token = unique("access");
        kept.access_tokens.insert(access_token.clone(), grant.person.clone());
        let id_token = kept.id_token(&self.issuer, &grant);
        let tokens =
            json!({"access_token": access_token, "token_type": "Bearer", "expires_in": 60, "id_token": id_token});
        json_page(StatusCode::OK, &tokens)
    }

    fn userinfo(&self, headers: &HeaderMap) -> Response {
        let kept = self.kept();
        let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let Some(person) = token.and_then(|token| kept.access_tokens.get(token)) else {
            return json_page(StatusCode::UNAUTHORIZED, &json!({"error": "invalid_token"}));
        };
        let mut person = person.clone();
        merge(&mut person, &kept.lies.userinfo);
        json_page(StatusCode::OK, &person)
    }
}

impl Kept {
    fn id_token(&self, issuer: &str, grant: &Grant) -> String {
        let now = self.clock.as_ref().expect("a clock").now().seconds();
        let mut claims = json!({
            "iss": issuer, "aud": CLIENT_ID, "nonce": grant.nonce, "iat": now, "exp": now + 300, "auth_time": now,
        });
        merge(&mut claims, &grant.person);
        merge(&mut claims, &self.lies.claims);
        self.signed("JWT", &claims)
    }

    fn signed(&self, typ: &str, claims: &Value) -> String {
        let encode = |part: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(part);
        let mut head = json!({"typ": typ, "alg": self.key.alg, "kid": self.key.kid});
        if self.lies.signer == Signer::PublicKeyAsSecret {
            head["alg"] = json!("HS256");
        }
        merge(&mut head, &self.lies.header);
        let message = [encode(head.to_string().as_bytes()), encode(claims.to_string().as_bytes())].join(".");
        let signature = match self.lies.signer {
            Signer::Published => self.key.sign(message.as_bytes()),
            Signer::Another => SigningKey::new("ES256", &self.key.kid).sign(message.as_bytes()),
            Signer::PublicKeyAsSecret => {
                let secret = hmac::Key::new(hmac::HMAC_SHA256, self.key.jwk().to_string().as_bytes());
                hmac::sign(&secret, message.as_bytes()).as_ref().to_vec()
            }
            Signer::Missing => Vec::new(),
        };
        [message, encode(&signature)].join(".")
    }
}

async fn answer(State(shared): State<Shared>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let path = head.uri.path();
    let lie = {
        let mut kept = shared.kept();
        *kept.requests.entry(path.to_owned()).or_default() += 1;
        kept.lies.answers.get(path).cloned()
    };
    match lie {
        Some(Answer::Page(status, media_type, body)) => {
            let status = StatusCode::from_u16(status).expect("a status");
            return (status, [(header::CONTENT_TYPE, media_type)], body).into_response();
        }
        Some(Answer::Redirect) => {
            return (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, "/elsewhere")]).into_response();
        }
        Some(Answer::Never) => return pending().await,
        None => {}
    }
    let body = axum::body::to_bytes(body, 64 * 1024).await.unwrap_or_else(|_| Bytes::new());
    match (&head.method, path) {
        (&Method::GET, METADATA) => json_page(StatusCode::OK, &shared.metadata()),
        (&Method::GET, KEYS) => json_page(StatusCode::OK, &json!({"keys": [shared.kept().key.jwk()]})),
        (&Method::POST, TOKEN) => shared.exchange(&head.headers, &body),
        (&Method::GET, USERINFO) => shared.userinfo(&head.headers),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A text that no other call returns.
pub fn unique(what: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    format!("{what}-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

fn json_page(status: StatusCode, value: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}
