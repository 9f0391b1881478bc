//! `/api/auth`: sign-in, sign-out, tokens, and the user's own sessions and password.

use super::{
    super::state::AppState,
    bearer::{self, Bearer, bearer_token},
    json::{self, Json},
    users::admin::Sessions,
};
use crate::{
    accounts::{Accounts, Caller, LinkHolder, SignIn},
    shared::{
        error::{AppError, ErrorCode},
        ids::SessionId,
        requests::{ChangePasswordRequest, ForgotPasswordRequest, LinkRequest, LoginRequest, ResetPasswordRequest},
        text::Text,
        views::UserView,
    },
    web::problem::{self, Problem},
};
use axum::{
    Router,
    extract::{MatchedPath, Path, Request, State},
    http::StatusCode,
    routing::{delete, get, post, put},
};
use serde::{Deserialize, Serialize};

const REFRESH: &str = "/api/auth/refresh";

/// Whether a request is for new tokens, so that its bearer token is a refresh token.
pub fn is_refresh(request: &Request) -> bool {
    request.extensions().get::<MatchedPath>().is_some_and(|route| route.as_str() == REFRESH)
}

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/auth/login", post(log_in))
        .route(REFRESH, post(refresh))
        .route("/api/auth/logout", post(log_out))
        .route("/api/auth/me", get(me))
        .route("/api/auth/password", put(change_password))
        .route("/api/auth/password/forgot", post(forgot_password))
        .route("/api/auth/password/reset", post(reset_password))
        .route("/api/auth/sessions", get(sessions).delete(end_other_sessions))
        .route("/api/auth/sessions/report", post(report_sign_in))
        .route("/api/auth/sessions/{session_id}", delete(end_session))
}

/// The tokens of a sign-in, in the format of OAuth (RFC 6749, section 5.1).
#[derive(Serialize)]
struct TokensView {
    access_token: String,
    refresh_token: String,
    token_type: &'static str,
    /// Seconds.
    expires_in: u64,
    user: UserView,
}

impl TokensView {
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
#[derive(Default, Deserialize)]
#[serde(default)]
struct TokenRequest {
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
    let token = match bearer_token(request.headers())? {
        Some(token) => Text::from(token),
        None => json::read_optional::<TokenRequest>(request).await?.unwrap_or_default().refresh_token,
    };
    match token {
        Text::Given(token) => Ok(token),
        Text::Missing => Err(Problem(bearer::missing())),
        Text::WrongType => Err(Problem(AppError::new(ErrorCode::TokenMalformed, "Send the token as text."))),
    }
}

async fn log_out(State(accounts): State<Accounts>, caller: Caller, request: Request) -> Result<StatusCode, Problem> {
    let token = refresh_token(request).await?;
    accounts.log_out_by_token(&caller, &token).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn me(State(accounts): State<Accounts>, who: Bearer) -> Result<Json<UserView>, Problem> {
    Ok(Json(accounts.own_account(&who.0)?))
}

async fn forgot_password(
    State(accounts): State<Accounts>,
    caller: Caller,
    Json(request): Json<ForgotPasswordRequest>,
) -> Result<StatusCode, Problem> {
    accounts.forgot_password(&caller, &request).map_err(AppError::from)?;
    Ok(StatusCode::ACCEPTED)
}

async fn reset_password(
    State(accounts): State<Accounts>,
    caller: Caller,
    Json(request): Json<ResetPasswordRequest>,
) -> Result<StatusCode, Problem> {
    accounts.reset_password(request, &caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn sessions(State(accounts): State<Accounts>, who: Bearer) -> Result<Json<Sessions>, Problem> {
    Ok(Sessions::new(accounts.list_sessions(&who.principal(), who.0.user.id).await?))
}

async fn end_other_sessions(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
) -> Result<StatusCode, Problem> {
    accounts.end_sessions_of(&who.principal(), &caller, who.0.user.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_session(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    path: Path<String>,
) -> Result<StatusCode, Problem> {
    let session: SessionId = path.parse().map_err(|_| Problem(problem::not_found()))?;
    accounts.end_session_of(&who.principal(), &caller, who.0.user.id, session).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn report_sign_in(
    State(accounts): State<Accounts>,
    caller: Caller,
    Json(request): Json<LinkRequest>,
) -> Result<StatusCode, Problem> {
    accounts.report_sign_in(&caller, request.token.as_str(), LinkHolder::Api).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn change_password(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Json(request): Json<ChangePasswordRequest>,
) -> Result<StatusCode, Problem> {
    accounts.change_password(&who.0, &caller, request).await?;
    Ok(StatusCode::NO_CONTENT)
}
