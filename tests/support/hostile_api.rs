//! A provider of OAuth 2.0 on this machine that has no ID tokens: an API says who has an access token. It keeps the rules, and checks that
//! its client does, until a test makes it lie.

use super::hostile_provider::{Answer, Back, CLIENT_ID, CLIENT_SECRET, unique};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::{Url, form_urlencoded};

pub const TOKEN: &str = "/oauth/token";
pub const ME: &str = "/api/me";

/// What a code is exchanged for.
struct Grant {
    person: Value,
    challenge: String,
    redirect_uri: String,
}

#[derive(Default)]
struct Kept {
    grants: BTreeMap<String, Grant>,
    /// Those that were issued, with what the API answers.
    access_tokens: BTreeMap<String, Value>,
    /// Whole answers, by their path.
    lies: BTreeMap<&'static str, Answer>,
    requests: BTreeMap<String, usize>,
}

type Shared = Arc<Mutex<Kept>>;

pub struct HostileApi {
    origin: String,
    shared: Shared,
    task: JoinHandle<()>,
}

impl HostileApi {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
        let port = listener.local_addr().expect("an address").port();
        let shared = Shared::default();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("a server") });
        Self { origin: format!("http://127.0.0.1:{port}"), shared, task }
    }

    /// Its address, without a path.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The address of one of its paths.
    pub fn at(&self, path: &str) -> Option<String> {
        Some(format!("{}{path}", self.origin))
    }

    /// From now on it answers requests for a path like this, and does not lie in any other way.
    pub fn answer(&self, path: &'static str, answer: Answer) {
        kept(&self.shared).lies = BTreeMap::from([(path, answer)]);
    }

    /// How often a path was requested.
    pub fn requests(&self, path: &str) -> usize {
        kept(&self.shared).requests.get(path).copied().unwrap_or_default()
    }

    /// What the person whose browser is led to `location` does there: signs in, and goes back. `person`: what the API says of them.
    pub fn authorize(&self, location: &str, person: &Value) -> Back {
        let url = Url::parse(location).expect("a URL");
        assert_eq!(url.path(), "/oauth/authorize", "{location}");
        let asked: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        for (name, value) in [("response_type", "code"), ("client_id", CLIENT_ID), ("code_challenge_method", "S256")] {
            assert_eq!(asked[name], value, "{name}");
        }
        assert!(asked["state"].len() >= 22, "it can be guessed: {asked:?}");
        assert!(!asked.contains_key("nonce"), "there is no token that could have it: {asked:?}");
        let code = unique("code");
        let redirect_uri = asked["redirect_uri"].clone();
        let path = Url::parse(&redirect_uri).expect("a URL").path().to_owned();
        let grant = Grant { person: person.clone(), challenge: asked["code_challenge"].clone(), redirect_uri };
        kept(&self.shared).grants.insert(code.clone(), grant);
        let parameters = [("code", code), ("state", asked["state"].clone())];
        Back { path, parameters: parameters.map(|(name, value)| (name.to_owned(), value)).into() }
    }
}

impl Drop for HostileApi {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn kept(shared: &Shared) -> MutexGuard<'_, Kept> {
    shared.lock().expect("no panic")
}

async fn answer(State(shared): State<Shared>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let path = head.uri.path();
    let lie = {
        let mut kept = kept(&shared);
        *kept.requests.entry(path.to_owned()).or_default() += 1;
        kept.lies.get(path).cloned()
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
    let body = axum::body::to_bytes(body, 64 * 1024).await.unwrap_or_default();
    match (&head.method, path) {
        (&Method::POST, TOKEN) => exchange(&mut kept(&shared), &body),
        (&Method::GET, ME) => {
            let token = head.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
            let token = token.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
            match kept(&shared).access_tokens.get(token) {
                Some(person) => json_page(StatusCode::OK, person),
                None => json_page(StatusCode::UNAUTHORIZED, &json!({"error": "invalid_token"})),
            }
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn exchange(kept: &mut Kept, body: &[u8]) -> Response {
    let fields: BTreeMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    if [field("client_id"), field("client_secret")] != [CLIENT_ID, CLIENT_SECRET] {
        return json_page(StatusCode::UNAUTHORIZED, &json!({"error": "invalid_client"}));
    }
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
    kept.access_tokens.insert(access_token.clone(), grant.person);
    json_page(StatusCode::OK, &json!({"access_token": access_token, "token_type": "bearer"}))
}

fn json_page(status: StatusCode, value: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}
