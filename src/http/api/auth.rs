//! `/api/auth`: sign-in, sign-out and tokens.

use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::bearer::{self, bearer_token};
use super::json::{self, Json};
use crate::accounts::{Accounts, Caller, SignIn};
use crate::budgets::Budget;
use crate::shared::error::{AppError, ErrorCode};
use crate::shared::fields::Fields;
use crate::shared::requests::LoginRequest;
use crate::shared::values::Text;
use crate::shared::views::UserView;
use crate::web::problem::Problem;
use axum::body::HttpBody as _;
use axum::extract::{MatchedPath, Request, State};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

const REFRESH: &str = "/api/auth/refresh";

/// Whether a request is for new tokens, so that its bearer token is a refresh token.
pub fn is_refresh(request: &Request) -> bool {
    request.extensions().get::<MatchedPath>().is_some_and(|route| route.as_str() == REFRESH)
}

pub fn endpoints() -> Vec<Endpoint> {
    let endpoints = [
        Endpoint::post("/api/auth/login", log_in, "logIn", "Sign in")
            .about(
                "Begins a session. After about ten wrong passwords in a quarter of an hour, sign-ins with this name or from \
                 this network have to wait (429 `too_many_attempts`).",
            )
            .charged(Budget::Request)
            .body::<LoginRequest>(json!({ "login": "ada", "password": "Correct-Horse-9" }))
            .returns(200, "The tokens of the new session, and the user.", &TokensView::example())
            .errors(&[ErrorCode::InvalidCredentials, ErrorCode::EmailUnconfirmed, ErrorCode::TooManyAttempts]),
        Endpoint::post(REFRESH, refresh, "refreshTokens", "Renew the tokens")
            .about(
                "Takes the refresh token as bearer or in the body, and replaces it. Presenting a replaced token again ends the \
                 session, except within ten seconds while its successor is unused: then the response has the same successor.",
            )
            .access(Access::TokenHolder)
            .charged(Budget::Request)
            .optional_body::<TokenRequest>(json!({ "refresh_token": "eyJhbGciOiJFZERTQSIs…" }))
            .returns(200, "The new tokens, and the user.", &TokensView::example())
            .errors(&[ErrorCode::TokenExpired, ErrorCode::TokenRevoked]),
        Endpoint::post("/api/auth/logout", log_out, "logOut", "Sign out")
            .about(
                "Ends the session of an access token, also of an expired one, or of a refresh token, as bearer or in the body. \
                 Repeating it changes nothing.",
            )
            .access(Access::TokenHolder)
            .charged(Budget::Request)
            .optional_body::<TokenRequest>(json!({ "refresh_token": "eyJhbGciOiJFZERTQSIs…" }))
            .done(204, "The session has ended."),
    ];
    endpoints.into_iter().map(|endpoint| endpoint.tag(Tag::SIGN_IN)).collect()
}

/// The tokens of a sign-in, in the format of OAuth (RFC 6749, section 5.1).
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Tokens")]
struct TokensView {
    /// A JWT.
    access_token: String,
    /// A JWT that only this server reads. It is used once.
    refresh_token: String,
    /// `Bearer`.
    token_type: &'static str,
    /// The lifetime of the access token in seconds.
    expires_in: u64,
    user: UserView,
}

impl TokensView {
    fn example() -> Self {
        Self {
            access_token: "eyJhbGciOiJFZERTQSIsImtpZCI6…".to_owned(),
            refresh_token: "eyJhbGciOiJFZERTQSIsInR5cCI6…".to_owned(),
            token_type: "Bearer",
            expires_in: 900,
            user: examples::user(),
        }
    }

    fn new(accounts: &Accounts, sign_in: SignIn) -> Json<Self> {
        Json(Self {
            expires_in: sign_in.access_lifetime,
            access_token: sign_in.access_token,
            refresh_token: sign_in.refresh_token,
            token_type: "Bearer",
            user: sign_in.who.user.view().absolute(&accounts.settings().issuer),
        })
    }
}

async fn log_in(
    State(accounts): State<Accounts>,
    caller: Caller,
    Json(request): Json<LoginRequest>,
) -> Result<Json<TokensView>, Problem> {
    Ok(TokensView::new(&accounts, accounts.log_in(&caller, request).await?))
}

/// The body of clients that do not send the refresh token in the `Authorization` header.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
struct TokenRequest {
    /// Or the token as bearer.
    refresh_token: Text,
}

async fn refresh(
    State(accounts): State<Accounts>,
    caller: Caller,
    request: Request,
) -> Result<Json<TokensView>, Problem> {
    let token = refresh_token(request).await?;
    Ok(TokensView::new(&accounts, accounts.refresh(&caller, &token).await?))
}

/// The refresh token of a request, from the `Authorization` header or the body.
async fn refresh_token(request: Request) -> Result<String, Problem> {
    let bearer = bearer_token(request.headers())?.map(str::to_owned);
    // A bearer token needs no body: clients send anything beside it, also `Content-Type` without a body.
    let has_json = !request.body().is_end_stream() && json::is_json(&request);
    let body = if bearer.is_none() || has_json { json::read_optional::<TokenRequest>(request).await? } else { None };
    let mut fields = Fields::default();
    let token = body.unwrap_or_default().refresh_token;
    fields.expect_text("refresh_token", &token);
    fields.finish().map_err(AppError::invalid)?;
    let in_body = (!token.is_missing()).then(|| token.as_str().to_owned());
    bearer.or(in_body).ok_or_else(|| Problem(bearer::missing()))
}

async fn log_out(State(accounts): State<Accounts>, caller: Caller, request: Request) -> Result<StatusCode, Problem> {
    let token = refresh_token(request).await?;
    accounts.log_out_by_token(&caller, &token).await?;
    Ok(StatusCode::NO_CONTENT)
}
