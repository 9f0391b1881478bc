//! A journal with an empty database, behind a stand-in for Vestibule on loopback.

use axum::{
    Json, Router,
    body::{Body, to_bytes},
    extract::{Path, State},
    http::{HeaderMap, Request, StatusCode},
    routing::get,
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer as _, SigningKey};
use journal::{app, config::Config};
use jsonwebtoken::get_current_timestamp;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower::ServiceExt;
use uuid::Uuid;

/// Vestibule's base URL, which differs from its internal one.
pub const ISSUER: &str = "https://id.example.org";

pub const ADA: Uuid = Uuid::from_u128(0xada);
pub const BOB: Uuid = Uuid::from_u128(0xb0b);

/// A key pair of Vestibule.
pub struct Key {
    pub kid: &'static str,
    seed: u8,
}

pub const KEY: Key = Key { kid: "first", seed: 1 };

/// The next key, which is not published from the start.
pub const NEXT_KEY: Key = Key { kid: "second", seed: 2 };

/// A key of someone else, who claims that it is [`KEY`].
pub const FORGED_KEY: Key = Key { kid: "first", seed: 3 };

impl Key {
    fn pair(&self) -> SigningKey {
        SigningKey::from_bytes(&[self.seed; 32])
    }

    fn jwk(&self) -> Value {
        let x = BASE64_URL_SAFE_NO_PAD.encode(self.pair().verifying_key());
        json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": self.kid, "x": x })
    }

    pub fn sign(&self, typ: &str, claims: &Value) -> String {
        let header = json!({ "alg": "EdDSA", "typ": typ, "kid": self.kid });
        let encode = |part: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(part);
        let message = format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.to_string().as_bytes()));
        let signature = self.pair().sign(message.as_bytes()).to_bytes();
        format!("{message}.{}", encode(&signature))
    }
}

/// The claims of a token for the journal.
pub fn application_claims(who: Uuid) -> Value {
    let now = get_current_timestamp();
    json!({
        "iss": ISSUER, "aud": "journal", "sub": who, "sid": Uuid::nil(), "iat": now, "nbf": now, "exp": now + 60,
        "type": "application", "username": "ada", "name": "Ada", "groups": [],
    })
}

/// The claims of an access token, which is for Vestibule alone.
pub fn access_claims(who: Uuid) -> Value {
    let now = get_current_timestamp();
    json!({
        "iss": ISSUER, "aud": ISSUER, "sub": who, "sid": Uuid::nil(), "iat": now, "nbf": now, "exp": now + 900,
        "type": "access", "role": "user",
    })
}

pub fn application_token(who: Uuid) -> String {
    KEY.sign("app+jwt", &application_claims(who))
}

pub fn access_token(who: Uuid) -> String {
    KEY.sign("at+jwt", &access_claims(who))
}

/// What the stand-in for Vestibule answers, and what it was asked.
#[derive(Default)]
pub struct Vestibule {
    pub keys: Vec<Value>,
    pub users: HashMap<Uuid, Value>,
    pub is_down: bool,
    pub asked_for_keys: usize,
    pub asked_for_users: usize,
}

impl Vestibule {
    pub fn publish(&mut self, key: &Key) {
        self.keys.push(key.jwk());
    }
}

type Shared = Arc<Mutex<Vestibule>>;

async fn keys(State(vestibule): State<Shared>) -> Result<Json<Value>, StatusCode> {
    let mut vestibule = vestibule.lock().unwrap();
    vestibule.asked_for_keys += 1;
    if vestibule.is_down {
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    Ok(Json(json!({ "keys": vestibule.keys })))
}

async fn user(
    State(vestibule): State<Shared>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Json<Value>, StatusCode> {
    assert_eq!(headers["authorization"], "Bearer vst_test");
    let mut vestibule = vestibule.lock().unwrap();
    vestibule.asked_for_users += 1;
    if vestibule.is_down {
        return Err(StatusCode::SERVICE_UNAVAILABLE);
    }
    vestibule.users.get(&id).cloned().map(Json).ok_or(StatusCode::NOT_FOUND)
}

pub struct Journal {
    router: Router,
    pub vestibule: Shared,
    _folder: TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Journal {
    /// With the members Ada and Bob, and no posts.
    pub async fn open() -> Self {
        Self::open_for(&[]).await
    }

    /// For members of these groups.
    pub async fn open_for(groups: &[&str]) -> Self {
        let mut vestibule = Vestibule::default();
        vestibule.publish(&KEY);
        for (id, username) in [(ADA, "ada"), (BOB, "bob")] {
            let user = json!({ "id": id, "username": username, "name": null, "avatar_url": null, "status": "active" });
            vestibule.users.insert(id, user);
        }
        let vestibule = Arc::new(Mutex::new(vestibule));
        let routes = Router::new().route("/.well-known/jwks.json", get(keys)).route("/api/users/{id}", get(user));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let internal = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, routes.with_state(vestibule.clone())).into_future());
        let folder = TempDir::new().unwrap();
        let config = Config {
            listen: ([127, 0, 0, 1], 0).into(),
            database: folder.path().join("journal.db"),
            vestibule_url: ISSUER.to_owned(),
            vestibule_internal_url: internal,
            api_token: "vst_test".to_owned(),
            groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        };
        Self { router: app::open(&config).await.unwrap(), vestibule, _folder: folder }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    /// A request of an API client, with a JSON body.
    pub async fn api(&self, who: Uuid, method: &str, path: &str, body: Value) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {}", application_token(who)))
            .header("content-type", "application/json");
        self.send(request.body(body.to_string().into()).unwrap()).await
    }

    /// A page, opened by a browser behind forward authentication.
    pub async fn page(&self, who: Uuid, path: &str) -> Answer {
        let request = Request::get(path).header("x-vestibule-token", application_token(who));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// A form, sent by a browser without JavaScript.
    pub async fn submit(&self, who: Uuid, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header("x-vestibule-token", application_token(who))
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(form.to_owned().into()).unwrap()).await
    }

    /// Publishes a post and returns its id.
    pub async fn publish(&self, who: Uuid, title: &str) -> i64 {
        let answer = self.api(who, "POST", "/api/posts", json!({ "title": title, "text": "Text" })).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        answer.json()["id"].as_i64().unwrap()
    }
}
