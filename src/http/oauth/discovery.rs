//! Metadata (OpenID Connect Discovery, RFC 8414) and the public keys for the tokens of clients.

use crate::accounts::{Accounts, JWKS_MAX_AGE};
use crate::applications::{Prompt, ResponseMode};
use crate::http::headers::FROM_ANY_ORIGIN;
use crate::http::state::AppState;
use crate::language::{Language, message};
use crate::shared::{AppError, GrantKind, Level};
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

const BY_SECRET: [&str; 2] = ["client_secret_basic", "client_secret_post"];

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/.well-known/openid-configuration", get(metadata))
        .route("/.well-known/oauth-authorization-server", get(metadata))
        .route("//.well-known/openid-configuration", get(wrong_issuer))
        .route("//.well-known/oauth-authorization-server", get(wrong_issuer))
        .route("/oauth/jwks", get(jwks))
}

/// What this server can do. The same document at both addresses, in this order.
async fn abilities(accounts: &Accounts) -> Result<Vec<(&'static str, Value)>, AppError> {
    let supported = accounts.openid().supported().await?;
    let issuer = &accounts.settings().issuer;
    let at = |path: &str| format!("{issuer}/oauth/{path}");
    let [basic, post] = BY_SECRET;
    Ok(vec![
        ("issuer", json!(issuer)),
        ("authorization_endpoint", json!(at("authorize"))),
        ("token_endpoint", json!(at("token"))),
        ("userinfo_endpoint", json!(at("userinfo"))),
        ("revocation_endpoint", json!(at("revoke"))),
        ("introspection_endpoint", json!(at("introspect"))),
        ("end_session_endpoint", json!(at("logout"))),
        ("device_authorization_endpoint", json!(at("device"))),
        ("jwks_uri", json!(at("jwks"))),
        ("scopes_supported", json!(supported.scopes)),
        ("response_types_supported", json!(["code"])),
        ("response_modes_supported", json!(ResponseMode::ALL)),
        ("grant_types_supported", json!(GrantKind::ALL)),
        ("subject_types_supported", json!(["public"])),
        ("id_token_signing_alg_values_supported", json!(["RS256"])),
        ("token_endpoint_auth_methods_supported", json!([basic, post, "none"])),
        ("revocation_endpoint_auth_methods_supported", json!([basic, post, "none"])),
        ("introspection_endpoint_auth_methods_supported", json!(BY_SECRET)),
        ("code_challenge_methods_supported", json!(["S256"])),
        ("acr_values_supported", json!(Level::ALL.map(Level::acr))),
        ("prompt_values_supported", json!(Prompt::ALL)),
        ("claim_types_supported", json!(["normal", "distributed"])),
        ("claims_supported", json!(supported.claims)),
        ("claims_parameter_supported", json!(true)),
        ("ui_locales_supported", json!(Language::ALL)),
        ("request_parameter_supported", json!(false)),
        ("request_uri_parameter_supported", json!(false)),
        ("authorization_response_iss_parameter_supported", json!(true)),
        ("backchannel_logout_supported", json!(true)),
        ("backchannel_logout_session_supported", json!(true)),
        ("client_id_metadata_document_supported", json!(accounts.openid().has_document_clients())),
    ])
}

/// A JSON object whose members keep their order.
struct Object(Vec<(&'static str, Value)>);

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

async fn metadata(State(accounts): State<Accounts>) -> Result<impl IntoResponse, AppError> {
    Ok((cached(), FROM_ANY_ORIGIN, Json(Object(abilities(&accounts).await?))))
}

/// For clients whose issuer has a slash at its end. With the metadata, they would refuse the issuer there later, and say less.
async fn wrong_issuer(State(accounts): State<Accounts>) -> impl IntoResponse {
    let issuer = accounts.settings().issuer.clone();
    (FROM_ANY_ORIGIN, AppError::not_found(message::connection_issuer_slash(issuer)))
}

/// RSA keys alone: some clients refuse the whole set if it has a key of a type that they do not know.
async fn jwks(State(accounts): State<Accounts>) -> impl IntoResponse {
    (cached(), FROM_ANY_ORIGIN, Json(accounts.signing_keys().client_jwks()))
}

/// As long as the other public keys.
fn cached() -> [(header::HeaderName, String); 1] {
    [(header::CACHE_CONTROL, format!("public, max-age={}", JWKS_MAX_AGE.as_secs()))]
}
