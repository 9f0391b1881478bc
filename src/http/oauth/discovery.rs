//! Metadata (OpenID Connect Discovery, RFC 8414) and the public keys for the tokens of clients.

use crate::accounts::{Accounts, JWKS_MAX_AGE};
use crate::applications::{Prompt, ResponseMode, Scope};
use crate::http::headers::FROM_ANY_ORIGIN;
use crate::http::state::AppState;
use crate::language::Language;
use crate::shared::{GrantKind, Level};
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

/// The claims that a client can get without a rule of its own.
const CLAIMS: [&str; 19] = [
    "sub",
    "iss",
    "aud",
    "azp",
    "exp",
    "iat",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "sid",
    "name",
    "preferred_username",
    "picture",
    "locale",
    "updated_at",
    "email",
    "email_verified",
    "groups",
];
const BY_SECRET: [&str; 2] = ["client_secret_basic", "client_secret_post"];

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/.well-known/openid-configuration", get(metadata))
        .route("/.well-known/oauth-authorization-server", get(metadata))
        .route("/oauth/jwks", get(jwks))
}

/// What this server can do. The same document at both addresses.
#[derive(Serialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    userinfo_endpoint: String,
    revocation_endpoint: String,
    introspection_endpoint: String,
    end_session_endpoint: String,
    device_authorization_endpoint: String,
    jwks_uri: String,
    scopes_supported: [Scope; Scope::ALL.len()],
    response_types_supported: [&'static str; 1],
    response_modes_supported: [ResponseMode; ResponseMode::ALL.len()],
    grant_types_supported: [GrantKind; GrantKind::ALL.len()],
    subject_types_supported: [&'static str; 1],
    id_token_signing_alg_values_supported: [&'static str; 1],
    token_endpoint_auth_methods_supported: [&'static str; 3],
    revocation_endpoint_auth_methods_supported: [&'static str; 3],
    introspection_endpoint_auth_methods_supported: [&'static str; 2],
    code_challenge_methods_supported: [&'static str; 1],
    acr_values_supported: [&'static str; Level::ALL.len()],
    prompt_values_supported: [Prompt; Prompt::ALL.len()],
    claim_types_supported: [&'static str; 1],
    claims_supported: [&'static str; CLAIMS.len()],
    claims_parameter_supported: bool,
    ui_locales_supported: [Language; Language::ALL.len()],
    request_parameter_supported: bool,
    request_uri_parameter_supported: bool,
    authorization_response_iss_parameter_supported: bool,
    backchannel_logout_supported: bool,
    backchannel_logout_session_supported: bool,
    client_id_metadata_document_supported: bool,
}

impl Metadata {
    fn of(accounts: &Accounts) -> Self {
        let issuer = &accounts.settings().issuer;
        let at = |path: &str| format!("{issuer}/oauth/{path}");
        let [basic, post] = BY_SECRET;
        Self {
            issuer: issuer.clone(),
            authorization_endpoint: at("authorize"),
            token_endpoint: at("token"),
            userinfo_endpoint: at("userinfo"),
            revocation_endpoint: at("revoke"),
            introspection_endpoint: at("introspect"),
            end_session_endpoint: at("logout"),
            device_authorization_endpoint: at("device"),
            jwks_uri: at("jwks"),
            scopes_supported: Scope::ALL,
            response_types_supported: ["code"],
            response_modes_supported: ResponseMode::ALL,
            grant_types_supported: GrantKind::ALL,
            subject_types_supported: ["public"],
            id_token_signing_alg_values_supported: ["RS256"],
            token_endpoint_auth_methods_supported: [basic, post, "none"],
            revocation_endpoint_auth_methods_supported: [basic, post, "none"],
            introspection_endpoint_auth_methods_supported: BY_SECRET,
            code_challenge_methods_supported: ["S256"],
            acr_values_supported: Level::ALL.map(Level::acr),
            prompt_values_supported: Prompt::ALL,
            claim_types_supported: ["normal"],
            claims_supported: CLAIMS,
            claims_parameter_supported: true,
            ui_locales_supported: Language::ALL,
            request_parameter_supported: false,
            request_uri_parameter_supported: false,
            authorization_response_iss_parameter_supported: true,
            backchannel_logout_supported: true,
            backchannel_logout_session_supported: true,
            client_id_metadata_document_supported: accounts.has_document_clients(),
        }
    }
}

async fn metadata(State(accounts): State<Accounts>) -> impl IntoResponse {
    (cached(), FROM_ANY_ORIGIN, Json(Metadata::of(&accounts)))
}

/// RSA keys alone: some clients refuse the whole set if it has a key of a type that they do not know.
async fn jwks(State(accounts): State<Accounts>) -> impl IntoResponse {
    (cached(), FROM_ANY_ORIGIN, Json(accounts.client_jwks()))
}

/// As long as the other public keys.
fn cached() -> [(header::HeaderName, String); 1] {
    [(header::CACHE_CONTROL, format!("public, max-age={}", JWKS_MAX_AGE.as_secs()))]
}
