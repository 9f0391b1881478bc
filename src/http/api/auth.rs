//! `/api/auth`: sign-in, sign-out and tokens.

use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::bearer::{self, bearer_token};
use super::extract::{Anyone, Bearer, Optional};
use super::json::{self, Answer, Json};
use crate::accounts::{Accounts, Browser, LogIn, PasskeyAnswer, PasskeyChallengeView, SignIn, StepUpRequest};
use crate::budgets::Budget;
use crate::language::message;
use crate::shared::requests::BeginPasskeyRequest;
use crate::shared::{
    AppError, ErrorCode, Extension, Fields, LoginRequest, RecoveryLoginRequest, SecondFactorRequest, Text, UserView,
};
use axum::body::HttpBody as _;
use axum::extract::{MatchedPath, Request};
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
                 this network have to wait (429 `too_many_attempts`). If the account has a second factor, the right password is \
                 answered with 401 `second_factor_required` and a `pending_token`, with which the sign-in is completed.",
            )
            .charged(Budget::Request)
            .body::<LoginRequest>(json!({ "login": "ada", "password": "Correct-Horse-9" }))
            .returns(200, "The tokens of the new session, and the user.", &TokensView::example())
            .errors(&[
                ErrorCode::InvalidCredentials,
                ErrorCode::SecondFactorRequired,
                ErrorCode::EmailUnconfirmed,
                ErrorCode::TooManyAttempts,
            ]),
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
    let [log_in, others @ ..] = endpoints;
    let endpoints = [log_in].into_iter().chain(second_factor_endpoints()).chain([step_up_endpoint()]).chain(others);
    endpoints.map(|endpoint| endpoint.tag(Tag::SIGN_IN)).collect()
}

fn second_factor_endpoints() -> [Endpoint; 4] {
    const BEGIN: &str = "/api/auth/login/passkey/begin";
    const FINISH: &str = "/api/auth/login/passkey/finish";
    const RECOVERY: &str = "/api/auth/login/recovery";
    [
        Endpoint::post("/api/auth/login/code", log_in_with_code, "logInWithCode", "Complete a sign-in with a code")
            .about(
                "After the right password, within ten minutes. Each code works once. Five wrong ones end the sign-in: begin it \
                 again with the password. After a hundred wrong ones in a row, codes of the authenticator app are refused until \
                 the owner has signed in another way.",
            )
            .charged(Budget::Request)
            .body::<SecondFactorRequest>(json!({ "pending_token": "q83JYbQmWc0u…", "code": "123 456" }))
            .returns(200, "The tokens of the new session, and the user.", &TokensView::example())
            .errors(&[ErrorCode::InvalidCode, ErrorCode::PendingExpired, ErrorCode::EmailUnconfirmed]),
        Endpoint::post(RECOVERY, log_in_with_recovery_code, "logInWithRecoveryCode", "Sign in with a recovery code")
            .about(
                "To an account without a password, whose owner has lost the passkeys. For an account with a password it is \
                 refused like a wrong code. Counted like wrong passwords.",
            )
            .charged(Budget::Request)
            .body::<RecoveryLoginRequest>(
                json!({ "login": "ada", "recovery_code": "7M2K-9QXD-0B4T-HV6N-3RZC-8WGE" }),
            )
            .returns(200, "The tokens of the new session, and the user.", &TokensView::example())
            .errors(&[ErrorCode::InvalidCredentials, ErrorCode::EmailUnconfirmed, ErrorCode::TooManyAttempts]),
        Endpoint::post(BEGIN, begin_passkey, "beginPasskeySignIn", "Get a challenge for a passkey")
            .about(
                "To sign in with any passkey and without a password, to complete a sign-in with the right password, or for \
                 `POST /api/auth/step-up`. Pass `options` to `PublicKeyCredential.parseRequestOptionsFromJSON()`.",
            )
            .charged(Budget::Request)
            .optional_body::<BeginPasskeyRequest>(json!({}))
            .returns(200, "The challenge. It works once.", &examples::passkey_challenge())
            .errors(&[ErrorCode::PendingExpired, ErrorCode::PasskeysUnavailable]),
        Endpoint::post(FINISH, log_in_with_passkey, "logInWithPasskey", "Sign in with a passkey")
            .about("A passkey is both factors in one. The answer has to come from a page of the relying party.")
            .charged(Budget::Request)
            .body::<PasskeyAnswer>(json!({ "challenge": "q83JYbQmWc0u…", "credential": examples::credential() }))
            .returns(200, "The tokens of the new session, and the user.", &TokensView::example())
            .errors(&[
                ErrorCode::PasskeyRefused,
                ErrorCode::PendingExpired,
                ErrorCode::EmailUnconfirmed,
                ErrorCode::PasskeysUnavailable,
            ]),
    ]
}

fn step_up_endpoint() -> Endpoint {
    Endpoint::post("/api/auth/step-up", step_up, "stepUp", "Prove again who one is")
        .about(
            "After 401 `step_up_required`. With one of `password`, `code`, or `challenge` and `credential`. The password is \
             not enough for an account with a second factor. An account without all of these sends `mail_code` and `mail_proof` \
             (`POST /api/account/proof-code`). The session goes on, and keeps its refresh token.",
        )
        .access(Access::SignedIn)
        .body::<StepUpRequest>(json!({ "password": "Correct-Horse-9" }))
        .returns(200, "A new access token.", &AccessView::example())
        .errors(&[
            ErrorCode::InvalidCode,
            ErrorCode::PasskeyRefused,
            ErrorCode::PasskeysUnavailable,
            ErrorCode::TooManyAttempts,
        ])
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
            refresh_token: sign_in.refresh_token.unwrap_or_default(),
            token_type: "Bearer",
            user: sign_in.who.user.view().absolute(&accounts.settings().issuer),
        })
    }
}

async fn log_in(who: Anyone, Json(request): Json<LoginRequest>) -> Answer<TokensView> {
    match who.accounts.sessions().log_in(&who.caller, request).await? {
        LogIn::Done(sign_in) => Ok(TokensView::new(&who.accounts, *sign_in)),
        LogIn::SecondFactor(pending) => {
            let error = AppError::new(ErrorCode::SecondFactorRequired, message::second_factor_required());
            Err(error.extended(Extension::SecondFactor(pending)))
        }
    }
}

async fn log_in_with_code(who: Anyone, Json(request): Json<SecondFactorRequest>) -> Answer<TokensView> {
    let sign_in = who.accounts.sessions().log_in_with_code(&who.caller, Browser::default(), request).await?;
    Ok(TokensView::new(&who.accounts, sign_in))
}

async fn log_in_with_recovery_code(who: Anyone, Json(request): Json<RecoveryLoginRequest>) -> Answer<TokensView> {
    let sign_in = who.accounts.sessions().log_in_with_recovery_code(&who.caller, Browser::default(), request).await?;
    Ok(TokensView::new(&who.accounts, sign_in))
}

async fn begin_passkey(
    who: Anyone,
    Optional(BeginPasskeyRequest { pending_token }): Optional<BeginPasskeyRequest>,
) -> Answer<PasskeyChallengeView> {
    let pending = text_of("pending_token", &pending_token)?;
    who.accounts.sessions().begin_passkey(&who.caller, pending).await.map(Json)
}

/// The text of a field that may be left out.
fn text_of<'a>(name: &'static str, text: &'a Text) -> Result<Option<&'a str>, AppError> {
    let mut fields = Fields::default();
    fields.expect_text(name, text);
    fields.finish().map_err(AppError::invalid)?;
    Ok((!text.is_missing()).then(|| text.as_str()))
}

async fn log_in_with_passkey(who: Anyone, Json(answer): Json<PasskeyAnswer>) -> Answer<TokensView> {
    let sign_in = who.accounts.sessions().log_in_with_passkey(&who.caller, Browser::default(), answer).await?;
    Ok(TokensView::new(&who.accounts, sign_in))
}

/// A new access token of a session, in the format of OAuth (RFC 6749, section 5.1).
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AccessToken")]
struct AccessView {
    /// A JWT.
    access_token: String,
    /// `Bearer`.
    token_type: &'static str,
    /// The lifetime of the access token in seconds.
    expires_in: u64,
}

impl AccessView {
    fn example() -> Self {
        let TokensView { access_token, token_type, expires_in, .. } = TokensView::example();
        Self { access_token, token_type, expires_in }
    }
}

async fn step_up(who: Bearer, Json(request): Json<StepUpRequest>) -> Answer<AccessView> {
    let SignIn { access_token, access_lifetime: expires_in, .. } =
        who.accounts.sessions().step_up(&who.caller, request).await?;
    Ok(Json(AccessView { access_token, token_type: "Bearer", expires_in }))
}

/// The body of clients that do not send the refresh token in the `Authorization` header.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
struct TokenRequest {
    /// Or the token as bearer.
    refresh_token: Text,
}

async fn refresh(who: Anyone, request: Request) -> Answer<TokensView> {
    let token = refresh_token(request).await?;
    Ok(TokensView::new(&who.accounts, who.accounts.sessions().refresh(&who.caller, &token).await?))
}

/// The refresh token of a request, from the `Authorization` header or the body.
async fn refresh_token(request: Request) -> Result<String, AppError> {
    let bearer = bearer_token(request.headers())?.map(str::to_owned);
    // A bearer token needs no body: clients send anything beside it, also `Content-Type` without a body.
    let has_json = !request.body().is_end_stream() && json::is_json(&request);
    let body = if bearer.is_none() || has_json { json::read_optional::<TokenRequest>(request).await? } else { None };
    let token = body.unwrap_or_default().refresh_token;
    let in_body = text_of("refresh_token", &token)?.map(str::to_owned);
    bearer.or(in_body).ok_or_else(bearer::missing)
}

async fn log_out(who: Anyone, request: Request) -> Result<(), AppError> {
    let token = refresh_token(request).await?;
    who.accounts.sessions().log_out_by_token(&who.caller, &token).await
}
