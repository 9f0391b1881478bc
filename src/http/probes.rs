//! Health checks, and the public keys of access tokens.

use super::headers::FROM_ANY_ORIGIN;
use super::openapi::{self, Endpoint, Tag};
use super::state::AppState;
use crate::accounts::{Accounts, JWKS_MAX_AGE};
use crate::shared::AppError;
use crate::store::{StandbyState, StoreError};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::{Json, Router};
use schemars::JsonSchema;
use serde::Serialize;

/// These routes need no authentication, and are not rate-limited.
pub fn routes() -> Router<AppState> {
    openapi::routes(endpoints())
}

pub fn endpoints() -> Vec<Endpoint> {
    let up = HealthView { status: "up", database: "up", mail: "server", version: env!("CARGO_PKG_VERSION") };
    let down = HealthView { status: "down", database: "down", ..up };
    let ready_view = ReadinessView {
        status: "up",
        mail: "server",
        database: None,
        applications: None,
        password_filter: None,
        clock: None,
        standbys: None,
    };
    let endpoints = [
        Endpoint::get("/live", live, "getLiveness", "Check that the process runs").returns(200, "It runs.", &UP),
        Endpoint::get("/ready", ready, "getReadiness", "Check that the server is ready")
            .about("The database responds, and its schema fits. One that refuses writes, most often because its disk is full, can still be read: then `database` says so.")
            .returns(200, "It is ready.", &ready_view),
        Endpoint::get("/health", health, "getHealth", "Check that the server is well, with details")
            .about("Like `/ready`, but 503 also while the database refuses writes.")
            .returns(200, "It is well.", &up)
            .returns(503, "It is not ready, or cannot write.", &down),
        Endpoint::get("/.well-known/jwks.json", jwks, "getPublicKeys", "Read the public keys")
            .about("The keys (RFC 7517) with which any JWT library verifies the tokens of applications, and access tokens. Cached for five minutes.")
            .returns(200, "The keys.", &KeySetView::example()),
    ];
    endpoints.into_iter().map(|endpoint| endpoint.tag(Tag::SERVER)).collect()
}

/// What [`jwks`] returns. None of it is secret.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PublicKeys")]
struct KeySetView {
    keys: Vec<KeyView>,
}

/// A public key of Ed25519 (RFC 8037).
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PublicKey")]
struct KeyView {
    kty: &'static str,
    crv: &'static str,
    r#use: &'static str,
    alg: &'static str,
    /// The id, which is in the header of each token that the key has signed.
    kid: &'static str,
    x: &'static str,
}

impl KeySetView {
    fn example() -> Self {
        // That of RFC 8037, appendix A.
        let (kid, x) = ("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        Self { keys: vec![KeyView { kty: "OKP", crv: "Ed25519", r#use: "sig", alg: "EdDSA", kid, x }] }
    }
}

/// The state of the server.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Liveness")]
struct StatusView {
    /// `up`.
    status: &'static str,
}

const UP: StatusView = StatusView { status: "up" };
/// What only reads is answered.
const NOT_WRITABLE: &str = "not writable";

/// The state of a server that is ready.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Readiness")]
struct ReadinessView {
    /// `up`.
    status: &'static str,
    /// `server`: messages are sent. `files`: `SMTP_URL` is not set, so they are written to files and do not reach their recipients.
    mail: &'static str,
    /// `not writable`: the database has refused the last writes, so what only reads is answered and changes get 503. Otherwise missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    database: Option<&'static str>,
    /// `another file`: the file of applications of another server is in effect, and differs from this one's. Otherwise missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    applications: Option<&'static str>,
    /// `unreadable`: the list of `VESTIBULE_PASSWORD_FILTER` cannot be read any more, so new passwords are refused. Otherwise missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    password_filter: Option<&'static str>,
    /// `differs`: the clock of this server is more than five seconds ahead of that of the database, or behind it. Otherwise missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    clock: Option<&'static str>,
    /// The standbys of the database at which lists and reports are read, in the order of `DATABASE_READ_URL`. Missing without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    standbys: Option<Vec<StandbyView>>,
}

/// A standby of the database at which lists and reports are read.
// Without its address, because anybody can request this route.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Standby")]
struct StandbyView {
    /// `used`, or why it is not: `unreachable`, `primary`, `another primary`, `another cluster`, `another database`, `another timeline`, `behind`, or `unknown` until it has followed the primary once.
    state: &'static str,
    /// How many milliseconds it was behind the primary when they were last compared, which is done every second.
    lag_ms: u64,
}

/// The state of the server and of its database.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[schemars(rename = "Health")]
struct HealthView {
    /// `up` or `down`.
    status: &'static str,
    /// `up`, `down`, `not writable`, or what is wrong with the schema.
    database: &'static str,
    /// `server`: messages are sent. `files`: `SMTP_URL` is not set, so they are written to files and do not reach their recipients.
    mail: &'static str,
    /// The version of the program.
    version: &'static str,
}

/// Liveness: the process is running.
async fn live() -> Json<StatusView> {
    Json(UP)
}

/// Readiness: the database responds, and its schema is compatible. A proxy that follows this sends no requests to a server that is not
/// ready, so one that can only read is: it is often the only one, and the disk of a database that replicas share is full for all.
async fn ready(State(state): State<AppState>) -> Result<Json<ReadinessView>, AppError> {
    let database = match state.accounts.ping().await {
        Ok(()) => None,
        Err(StoreError::NotWritable) => Some(NOT_WRITABLE),
        Err(error) => return Err(error.into()),
    };
    let applications = state.accounts.applications().is_file_superseded().await?.then_some("another file");
    // No reason to send requests elsewhere: everything else works.
    let password_filter = (!state.accounts.passwords().can_check_passwords()).then_some("unreadable");
    // Nor is a clock: if it is that of the database, all replicas find it.
    let clock = state.accounts.maintenance().clock_difference().is_large().then_some("differs");
    // Nor is a standby that is left out: the primary is read in its place.
    let standbys = state.accounts.maintenance().standbys().map(|report| report.standbys.iter().map(standby).collect());
    Ok(Json(ReadinessView {
        status: "up",
        mail: mail(&state),
        database,
        applications,
        password_filter,
        clock,
        standbys,
    }))
}

/// Whether all is well, with details, for dashboards and monitors.
async fn health(State(state): State<AppState>) -> impl IntoResponse {
    let (code, status, database) = match state.accounts.ping().await {
        Ok(()) => (StatusCode::OK, "up", "up"),
        Err(error) => {
            // The cause is only in the log, because anyone can request this route.
            tracing::warn!(%error, "health check failed: the database cannot be used");
            let database = match error {
                StoreError::Schema(problem) => problem.as_str(),
                StoreError::NotWritable => NOT_WRITABLE,
                _ => "down",
            };
            (StatusCode::SERVICE_UNAVAILABLE, "down", database)
        }
    };
    (code, Json(HealthView { status, database, mail: mail(&state), version: env!("CARGO_PKG_VERSION") }))
}

fn standby(standby: &StandbyState) -> StandbyView {
    let state = standby.left_out.as_ref().map_or("used", |(why, _)| why.as_str());
    StandbyView { state, lag_ms: u64::try_from(standby.lag.as_millis()).unwrap_or(u64::MAX) }
}

/// Where messages go. Not the folder, because anyone can request these routes.
fn mail(state: &AppState) -> &'static str {
    if state.has_mail_server { "server" } else { "files" }
}

/// The public keys (JWKS) with which any JWT library can verify the tokens of applications, and access tokens.
async fn jwks(State(accounts): State<Accounts>) -> impl IntoResponse {
    let caching = format!("public, max-age={}", JWKS_MAX_AGE.as_secs());
    ([(header::CACHE_CONTROL, caching)], FROM_ANY_ORIGIN, Json(accounts.signing_keys().jwks()))
}
