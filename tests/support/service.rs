//! A service on this machine that stands for one whose hosts are known, such as `discord.com`: with TLS, as each of its hosts. What it
//! answers is a function that a test writes by what the service documents; a test can make it answer otherwise.

use super::hostile_provider::{Answer, Back, CLIENT_ID, SigningKey, unique};
use super::https_server::acceptor;
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::serve::Listener;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::server::TlsStream;
use url::{Url, form_urlencoded};
use vestibule::clock::{Clock as _, ManualClock};

/// What it answers.
pub type Answers = fn(&mut Kept, &Asked) -> Response;

/// What it is asked.
pub struct Asked {
    pub host: String,
    /// Method, host and path, such as `GET discord.com/api/v10/users/@me`.
    pub what: String,
    pub query: BTreeMap<String, String>,
    pub form: BTreeMap<String, String>,
    pub authorization: String,
}

/// What a code was given for.
#[derive(Clone)]
pub struct Grant {
    /// What is said about the person.
    pub person: Value,
    /// The parameters with which the browser came.
    pub asked: BTreeMap<String, String>,
}

/// What it knows.
pub struct Kept {
    /// By what it recognises its client.
    pub secret: Vec<u8>,
    pub key: SigningKey,
    clock: Arc<ManualClock>,
    codes: BTreeMap<String, Grant>,
    tokens: BTreeMap<String, Grant>,
    /// Whole answers, by what is asked.
    lies: BTreeMap<&'static str, Answer>,
    requests: BTreeMap<String, usize>,
}

#[derive(Clone)]
struct Shared {
    answers: Answers,
    kept: Arc<Mutex<Kept>>,
}

pub struct Service {
    address: SocketAddr,
    certificate: CertificateDer<'static>,
    shared: Shared,
    task: JoinHandle<()>,
}

/// Accepts connections with TLS.
struct Tls {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let Ok((connection, address)) = self.tcp.accept().await else { continue };
            // Clients that look for another host end the connection here.
            if let Ok(connection) = self.acceptor.accept(connection).await {
                return (connection, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}

impl Service {
    /// As these hosts, with a client that it knows by this secret. Its tokens have the times of the clock.
    pub async fn start(hosts: &[&str], secret: Vec<u8>, clock: &Arc<ManualClock>, answers: Answers) -> Self {
        let (acceptor, certificate) = acceptor(hosts);
        let tcp = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
        let address = tcp.local_addr().expect("an address");
        let kept = Kept {
            secret,
            key: SigningKey::new("RS256", "key-1"),
            clock: Arc::clone(clock),
            codes: BTreeMap::new(),
            tokens: BTreeMap::new(),
            lies: BTreeMap::new(),
            requests: BTreeMap::new(),
        };
        let shared = Shared { answers, kept: Arc::new(Mutex::new(kept)) };
        let router = Router::new().fallback(answer).with_state(shared.clone());
        let listener = Tls { tcp, acceptor };
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("a server") });
        Self { address, certificate, shared, task }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What a client that shall reach it has to trust.
    pub fn certificate(&self) -> CertificateDer<'static> {
        self.certificate.clone()
    }

    /// From now on it answers this like that, and anything else as it should.
    pub fn answer(&self, what: &'static str, answer: Answer) {
        self.shared.kept().lies = BTreeMap::from([(what, answer)]);
    }

    /// From now on it answers everything as it should.
    pub fn be_honest(&self) {
        self.shared.kept().lies.clear();
    }

    /// How often this was asked.
    pub fn requests(&self, what: &str) -> usize {
        self.shared.kept().requests.get(what).copied().unwrap_or_default()
    }

    /// What the person whose browser is led to `location` does there: signs in, and goes back.
    pub fn authorize(&self, location: &str, person: &Value) -> Back {
        let url = Url::parse(location).expect("a URL");
        let asked: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        for (name, value) in [("response_type", "code"), ("client_id", CLIENT_ID), ("code_challenge_method", "S256")] {
            assert_eq!(asked[name], value, "{name}");
        }
        for name in ["state", "code_challenge"] {
            assert!(asked[name].len() >= 22, "{name} can be guessed: {asked:?}");
        }
        let code = unique("code");
        let path = Url::parse(&asked["redirect_uri"]).expect("a URL").path().to_owned();
        let parameters = [("code", code.clone()), ("state", asked["state"].clone())];
        self.shared.kept().codes.insert(code, Grant { person: person.clone(), asked });
        Back { path, parameters: parameters.map(|(name, value)| (name.to_owned(), value)).into() }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().expect("no panic")
    }
}

impl Asked {
    /// A field of the form.
    pub fn field(&self, name: &str) -> &str {
        self.form.get(name).map_or("", String::as_str)
    }
}

impl Grant {
    /// Whether the verifier is that of the attempt (RFC 7636).
    pub fn is_proved_by(&self, asked: &Asked) -> bool {
        self.asked["code_challenge"] == BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(asked.field("code_verifier")))
    }

    /// Whether this scope was asked for.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.asked["scope"].split(' ').any(|asked| asked == scope)
    }
}

impl Kept {
    /// The time in seconds.
    pub fn now(&self) -> i64 {
        self.clock.now().seconds()
    }

    /// Whether the form has id and secret of the client.
    pub fn knows(&self, asked: &Asked) -> bool {
        asked.field("client_id") == CLIENT_ID && asked.field("client_secret").as_bytes() == self.secret
    }

    /// What a code was given for, once, and to the address where it was sent.
    pub fn redeem(&mut self, asked: &Asked) -> Option<Grant> {
        let grant = self.codes.remove(asked.field("code"))?;
        let is_right = asked.field("grant_type") == "authorization_code"
            && asked.field("redirect_uri") == grant.asked["redirect_uri"];
        is_right.then_some(grant)
    }

    /// A new access token.
    pub fn issue(&mut self, grant: Grant) -> String {
        let token = unique("access");
        self.tokens.insert(token.clone(), grant);
        token
    }

    /// What the access token of a request is for.
    pub fn grant_of(&self, asked: &Asked) -> Option<Grant> {
        self.tokens.get(asked.authorization.strip_prefix("Bearer ")?).cloned()
    }

    /// A token with these claims.
    pub fn signed(&self, claims: &Value) -> String {
        let encode = |part: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(part);
        let head = json!({"alg": self.key.alg, "kid": self.key.kid});
        let message = [encode(head.to_string().as_bytes()), encode(claims.to_string().as_bytes())].join(".");
        [message.clone(), encode(&self.key.sign(message.as_bytes()))].join(".")
    }
}

/// An answer in JSON.
pub fn page(status: u16, value: &Value) -> Response {
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

async fn answer(State(shared): State<Shared>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let text = |name: HeaderName| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (host, authorization) = (text(header::HOST).to_owned(), text(header::AUTHORIZATION).to_owned());
    let body = to_bytes(body, 64 * 1024).await.unwrap_or_default();
    let asked = Asked {
        what: format!("{} {host}{}", head.method, head.uri.path()),
        host,
        query: pairs(head.uri.query().unwrap_or_default().as_bytes()),
        form: pairs(&body),
        authorization,
    };
    let lie = {
        let mut kept = shared.kept();
        *kept.requests.entry(asked.what.clone()).or_default() += 1;
        kept.lies.get(asked.what.as_str()).cloned()
    };
    match lie {
        None => (shared.answers)(&mut shared.kept(), &asked),
        Some(Answer::Page(status, media_type, body)) => {
            let status = StatusCode::from_u16(status).expect("a status");
            (status, [(header::CONTENT_TYPE, media_type)], body).into_response()
        }
        Some(Answer::Redirect) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, "/elsewhere")]).into_response(),
        Some(Answer::Never) => pending().await,
    }
}

fn pairs(text: &[u8]) -> BTreeMap<String, String> {
    form_urlencoded::parse(text).into_owned().collect()
}
