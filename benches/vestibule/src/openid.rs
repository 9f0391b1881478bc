//! What the client of an application asks for (OpenID Connect): codes, tokens, and what is known about a user.
//!
//! An answer with tokens contains two signatures, that of the ID token and that of the access token, so it is compared with raw
//! signatures: by processor time, because the clients run on the same cores, which raw signatures have for themselves. Everything else
//! is compared with `/api/auth/me`.

use crate::{
    Result,
    accounts::{self, Account, Accounts},
    client::{Client, Clients, RepeatClient, Tokens, request, succeeded},
    connection::Connection,
    latencies::median,
    measurement::{Measurement, Rate},
    plan::{Plan, Span},
    progress,
    rates::ME,
    response::Response,
    server::Server,
    signing::Signing,
    yardsticks,
};
use base64::{Engine as _, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::net::SocketAddr;
use tokio::task::JoinSet;

pub const AUTHORIZE: &str = "GET /oauth/authorize with a session";
pub const CODE: &str = "POST /oauth/token with a code";
pub const RENEWAL: &str = "POST /oauth/token with a refresh token";
pub const USERINFO: &str = "GET /oauth/userinfo";
/// A sign-in at a client is two of these: for a code, and for the tokens.
pub const CODE_FLOW: &str = "sign-in with OpenID Connect, each half";

/// The signatures in an answer with tokens.
const SIGNATURES: f64 = 2.0;
const CALLBACK: &str = "http%3A%2F%2Flocalhost%3A3000%2Fshop%2Fcallback";
const SECRET: &str = "the-secret-of-a-client-that-protects-nothing";
const VERIFIER: &str = "the-verifier-of-a-client-that-protects-nothing";

#[derive(Serialize)]
pub struct OpenId {
    pub rates: Vec<Rate>,
    /// The processor time of a raw signature with RS256.
    pub signature_cpu_micros: f64,
    /// The processor time of the signatures in these answers, made raw, of that of the server: the median of the ratio in each round,
    /// so that slow phases of the machine affect both.
    pub signatures_of_codes: f64,
    pub signatures_of_renewals: f64,
}

/// The table of the client in the file of applications, after that of its application.
pub fn client_table() -> String {
    let hash: String = Sha256::digest(SECRET).iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "\n[[application.client]]\nclient_id = \"shop\"\nredirect_uris = [\"http://localhost:3000/shop/callback\"]\n\
         grants = [\"authorization_code\", \"refresh_token\"]\nsecret_hash = \"{hash}\"\n"
    )
}

/// Cookies of new sessions, one for each connection.
async fn sessions(server: &Server, accounts: &[Account], connections: usize) -> Result<Vec<String>> {
    let mut sessions = Vec::new();
    for account in accounts.iter().cycle().take(connections) {
        sessions.push(format!("vestibule_access={}", account.sign_in(server).await?));
    }
    Ok(sessions)
}

/// Clients that ask for a code and exchange it, again and again. Half of their requests are answered with tokens.
pub async fn code_flow_clients(server: &Server, accounts: &[Account], connections: usize) -> Result<Clients> {
    let sessions = sessions(server, accounts, connections).await?;
    let clients = sessions.iter().map(|session| boxed(CodeFlowClient::new(authorize_request(session, "openid"))));
    Ok(clients.collect())
}

/// Clients that use refresh tokens, each in a session of its own.
pub async fn refresh_token_clients(server: &Server, accounts: &[Account], connections: usize) -> Result<Clients> {
    renewal_clients(server.address, &sessions(server, accounts, connections).await?).await
}

/// Clients that ask for the claims of a user, each in a session of its own.
pub async fn claims_clients(server: &Server, accounts: &[Account], connections: usize) -> Result<Clients> {
    userinfo_clients(server.address, &sessions(server, accounts, connections).await?).await
}

/// Each round measures everything once, and raw signatures before and after the answers that contain some.
pub async fn measure(server: &Server, accounts: &Accounts, connections: usize, plan: &Plan) -> Result<OpenId> {
    let sessions = sessions(server, &accounts.signed_in, connections).await?;
    let me = accounts::me_clients(server, &accounts.signed_in, connections).await?;
    let authorize = sessions.iter().map(|session| boxed(AuthorizeClient(authorize_request(session, "openid"))));
    let mut codes = Measurement::new(CODE, server, Clients::new());
    let mut renewals = Measurement::new(RENEWAL, server, renewal_clients(server.address, &sessions).await?);
    let mut others = [
        Measurement::new(ME, server, me),
        Measurement::new(AUTHORIZE, server, authorize.collect()),
        Measurement::new(USERINFO, server, userinfo_clients(server.address, &sessions).await?),
    ];
    let (mut signature_times, mut of_codes, mut of_renewals) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=plan.rounds {
        progress(&format!("OpenID Connect, round {round} of {}", plan.rounds));
        let before = raw_signatures(plan.span).await?;
        codes.set_clients(code_clients(server.address, &sessions, before.per_second, plan.span).await?);
        let (code, renewal) = (codes.run(plan).await?, renewals.run(plan).await?);
        let raw = Signing::between(before, raw_signatures(plan.span).await?);
        signature_times.push(raw.cpu_micros);
        of_codes.push(raw.share(SIGNATURES, code));
        of_renewals.push(raw.share(SIGNATURES, renewal));
        for measurement in &mut others {
            measurement.run(plan).await?;
        }
    }
    Ok(OpenId {
        rates: [&codes, &renewals].into_iter().chain(&others).map(Measurement::rate).collect(),
        signature_cpu_micros: median(signature_times),
        signatures_of_codes: median(of_codes),
        signatures_of_renewals: median(of_renewals),
    })
}

async fn raw_signatures(span: Span) -> Result<Signing> {
    Signing::parse(&yardsticks::measure("rs256", &[], span.window).await?)
}

fn boxed(client: impl Client + 'static) -> Box<dyn Client> {
    Box::new(client)
}

/// Asks for codes repeatedly, in a session that has entered the application.
struct AuthorizeClient(Vec<u8>);

impl Client for AuthorizeClient {
    fn request(&self) -> &[u8] {
        &self.0
    }

    fn handle_response(&mut self, response: &Response) -> Result<()> {
        code_in(response).map(drop)
    }
}

/// Asks for a code and exchanges it, by turns.
struct CodeFlowClient {
    authorize: Vec<u8>,
    /// The request that exchanges the code of the last response.
    exchange: Option<Vec<u8>>,
}

impl CodeFlowClient {
    fn new(authorize: Vec<u8>) -> Self {
        Self { authorize, exchange: None }
    }
}

impl Client for CodeFlowClient {
    fn request(&self) -> &[u8] {
        self.exchange.as_ref().unwrap_or(&self.authorize)
    }

    fn handle_response(&mut self, response: &Response) -> Result<()> {
        self.exchange = match self.exchange {
            None => Some(code_request(code_in(response)?)),
            Some(_) => succeeded(response).map(|()| None)?,
        };
        Ok(())
    }

    fn restart(&mut self) {
        self.exchange = None;
    }
}

fn authorize_request(session: &str, scope: &str) -> Vec<u8> {
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let path = format!(
        "/oauth/authorize?response_type=code&client_id=shop&redirect_uri={CALLBACK}&scope={scope}&state=af0ifjsldkj&\
         nonce=n-0S6_WzA2Mj&code_challenge={challenge}&code_challenge_method=S256"
    );
    request("GET", &path, &[("cookie", session)], "")
}

/// The code in a redirect to the client. It needs no decoding.
fn code_in(response: &Response) -> Result<&str> {
    let location = response.header("location").unwrap_or_default();
    let code = location.split(['?', '&']).find_map(|parameter| parameter.strip_prefix("code="));
    code.ok_or_else(|| format!("the server responded with {} and no code: {location}", response.status).into())
}

/// A request of the client to the token endpoint.
fn token_request(fields: &str) -> Vec<u8> {
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("shop:{SECRET}")));
    let kind = "application/x-www-form-urlencoded";
    request("POST", "/oauth/token", &[("authorization", &basic), ("content-type", kind)], fields)
}

fn code_request(code: &str) -> Vec<u8> {
    token_request(&format!(
        "grant_type=authorization_code&code={code}&redirect_uri={CALLBACK}&code_verifier={VERIFIER}"
    ))
}

/// Exchanges codes that were issued before, because each can be exchanged once.
struct CodeClient(Vec<Vec<u8>>);

impl Client for CodeClient {
    fn request(&self) -> &[u8] {
        self.0.last().map(Vec::as_slice).unwrap_or_default()
    }

    fn handle_response(&mut self, response: &Response) -> Result<()> {
        succeeded(response)?;
        self.0.pop();
        if self.0.is_empty() {
            Err("all codes are used: the server is faster than raw signatures".into())
        } else {
            Ok(())
        }
    }
}

/// Clients with more codes than can be exchanged in a round. Codes are valid for a minute.
async fn code_clients(server: SocketAddr, sessions: &[String], signatures: f64, span: Span) -> Result<Clients> {
    let most = signatures / SIGNATURES * (span.warm_up + span.window).as_secs_f64();
    // Twice as many, because connections are not served evenly.
    let count = (2.0 * most / sessions.len() as f64).ceil() as usize + 16;
    let mut tasks: JoinSet<Result<Box<dyn Client>>> = JoinSet::new();
    for session in sessions {
        let request = authorize_request(session, "openid");
        tasks.spawn(async move {
            let (mut connection, mut requests) = (Connection::open(server).await?, Vec::new());
            for _ in 0..count {
                requests.push(code_request(code_in(&connection.exchange(&request).await?)?));
            }
            Ok(boxed(CodeClient(requests)))
        });
    }
    tasks.join_all().await.into_iter().collect()
}

/// Uses the refresh token of the last response.
struct RenewalClient(Vec<u8>);

impl RenewalClient {
    fn new(refresh_token: &str) -> Self {
        Self(token_request(&format!("grant_type=refresh_token&refresh_token={refresh_token}")))
    }
}

impl Client for RenewalClient {
    fn request(&self) -> &[u8] {
        &self.0
    }

    fn handle_response(&mut self, response: &Response) -> Result<()> {
        succeeded(response)?;
        *self = Self::new(Tokens::of(response)?.refresh_token);
        Ok(())
    }
}

async fn renewal_clients(server: SocketAddr, sessions: &[String]) -> Result<Clients> {
    let mut clients = Clients::new();
    for session in sessions {
        let response = sign_in(server, session).await?;
        clients.push(boxed(RenewalClient::new(Tokens::of(&response)?.refresh_token)));
    }
    Ok(clients)
}

async fn userinfo_clients(server: SocketAddr, sessions: &[String]) -> Result<Clients> {
    let mut clients = Clients::new();
    for session in sessions {
        let response = sign_in(server, session).await?;
        let bearer = format!("Bearer {}", Tokens::of(&response)?.access_token);
        clients.push(boxed(RepeatClient(request("GET", "/oauth/userinfo", &[("authorization", &bearer)], ""))));
    }
    Ok(clients)
}

/// The answer with tokens, one of them for access after the session.
async fn sign_in(server: SocketAddr, session: &str) -> Result<Response> {
    let mut connection = Connection::open(server).await?;
    let redirect = connection.exchange(&authorize_request(session, "openid%20profile%20offline_access")).await?;
    let response = connection.exchange(&code_request(code_in(&redirect)?)).await?;
    succeeded(&response)?;
    Ok(response)
}
