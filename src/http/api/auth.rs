//! `/api/auth`: sign-in, sign-out, tokens, and the user's own sessions.

use super::{
    super::openapi::{Access, Endpoint, Tag, examples},
    bearer::{self, Bearer, bearer_token},
    json::{self, Json},
    users::admin::Sessions,
};
use crate::{
    accounts::{Accounts, Caller, LinkHolder, SignIn},
    budgets::Budget,
    shared::{
        api_tokens::Scope,
        error::{AppError, ErrorCode},
        fields::Fields,
        ids::SessionId,
        requests::{LinkRequest, LoginRequest},
        values::Text,
        views::UserView,
    },
    web::problem::{self, Problem},
};
use axum::{
    body::HttpBody as _,
    extract::{MatchedPath, Path, Request, State, rejection::PathRejection},
    http::StatusCode,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

const REFRESH: &str = "/api/auth/refresh";

/// Whether a request is for new tokens, so that its bearer token is a refresh token.
pub fn is_refresh(request: &Request) -> bool {
    request.extensions().get::<MatchedPath>().is_some_and(|route| route.as_str() == REFRESH)
}

pub fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = [
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
    ]
    .into_iter()
    .map(|endpoint| endpoint.tag(Tag::SignIn))
    .collect::<Vec<_>>();
    endpoints.extend(session_endpoints());
    endpoints
}

fn session_endpoints() -> impl Iterator<Item = Endpoint> {
    let endpoints = [
        Endpoint::get("/api/auth/sessions", sessions, "listOwnSessions", "List the own sessions")
            .access(Access::SignedIn)
            .scopes(&[Scope::UsersRead])
            .returns(200, "The active sessions.", &Sessions::example()),
        Endpoint::delete("/api/auth/sessions", end_other_sessions, "endOtherSessions", "End all other sessions")
            .about("All sessions of the account end, except the one of the request.")
            .access(Access::SignedIn)
            .done(204, "The sessions have ended."),
        Endpoint::post("/api/auth/sessions/report", report_sign_in, "reportSignIn", "Report a sign-in as not one's own")
            .about(
                "With the link in the notice of a sign-in from a new browser. That session ends, the password becomes invalid, API \
                 tokens are revoked, and the owner gets a password link by mail.",
            )
            .access(Access::LinkHolder)
            .charged(Budget::Request)
            .body::<LinkRequest>(json!({ "token": examples::LINK_TOKEN }))
            .done(204, "The session has ended."),
        Endpoint::delete("/api/auth/sessions/{session_id}", end_session, "endOwnSession", "End an own session")
            .access(Access::SignedIn)
            .done(204, "The session has ended."),
    ];
    endpoints.into_iter().map(|endpoint| endpoint.tag(Tag::Sessions))
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

async fn sessions(State(accounts): State<Accounts>, who: Bearer) -> Result<Json<Sessions>, Problem> {
    Ok(Sessions::new(accounts.list_sessions(&who.0, who.user().user.id).await?))
}

async fn end_other_sessions(State(accounts): State<Accounts>, who: Bearer) -> Result<StatusCode, Problem> {
    accounts.end_sessions_of(&who.0, who.user().user.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_session(
    State(accounts): State<Accounts>,
    who: Bearer,
    path: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, Problem> {
    // Also an id that is not UTF-8 is one that does not exist.
    let session: Option<SessionId> = path.ok().and_then(|path| path.parse().ok());
    let session = session.ok_or_else(problem::not_found)?;
    accounts.end_session_of(&who.0, who.user().user.id, session).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn report_sign_in(
    State(accounts): State<Accounts>,
    caller: Caller,
    Json(request): Json<LinkRequest>,
) -> Result<StatusCode, Problem> {
    accounts.report_sign_in(&caller, request.token()?, LinkHolder::Api).await?;
    Ok(StatusCode::NO_CONTENT)
}
