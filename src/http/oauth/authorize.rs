//! The authorization endpoint, `/oauth/authorize`, and the answers to its question, `/oauth/consent/answer`.
//!
//! No page may frame what is here, and no page of another origin may read it. But the window that a page of a client has opened may
//! come back to that page (`Cross-Origin-Opener-Policy`).

use super::answer::{respond, respond_unasked};
use super::request::{in_body, in_query};
use crate::accounts::{AuthorizationRequest, Consented, CurrentUser, Goal, Journey, Next, ReadError};
use crate::budgets::Budget;
use crate::http::authenticate::authenticate;
use crate::http::headers::{no_head, open_to_opener, with_cookies};
use crate::http::rate_limit::Source;
use crate::http::state::AppState;
use crate::http::turn_back::sign_in_as_another;
use crate::http::{bodies, guard, journeys, pages};
use crate::shared::next::with_parameter;
use crate::shared::{AppError, ClientEndpoint, Handle, LocalPath, ProviderName};
use crate::ui::routes::{CONSENT, LOGIN};
use crate::web::problem;
use crate::web::urls::{Parameters, detour, handle_in_form};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{get, post};
use std::convert::Infallible;

const ANSWER: &str = "/oauth/consent/answer";

/// Only GET reads cookies. HEAD does nothing: a program that only looks at a link would get a code.
pub(super) fn routes(state: &AppState) -> Router<AppState> {
    let by_cookies = from_fn_with_state((state.clone(), Budget::Request), authenticate);
    Router::new()
        .route("/oauth/authorize", get(show).layer::<_, Infallible>(by_cookies).head(no_head("GET, POST")).post(repeat))
        .layer(from_fn_with_state(state.clone(), pages::render_errors))
        .layer(map_response(open_to_opener))
}

/// The form of the page that asks. Its routes have the layers of pages.
pub(super) fn answer_routes() -> Router<AppState> {
    Router::new().route(ANSWER, post(take_answer)).layer(map_response(open_to_opener))
}

/// The browser keeps the request, and sends its cookies with the next one.
async fn repeat(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, body) = request.into_parts();
    Source::of(&state, &parts.extensions, &parts.headers).charge()?;
    Ok(again(&state, &parts, in_body(&parts.headers, body).await?).await)
}

async fn show(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, _) = request.into_parts();
    let parameters = in_query(&state.accounts, &parts.uri)?.into_owned();
    let journey = Journey::to(Goal::Authorize(parameters), state.accounts.now());
    lead(&state, &parts, &journey, None).await
}

/// Answers the request that is the goal of a journey, or leads to the page that comes first. `known`: the handle, if it has begun.
pub async fn lead(
    state: &AppState,
    parts: &Parts,
    journey: &Journey,
    known: Option<&Handle>,
) -> Result<Response, AppError> {
    let Goal::Authorize(parameters) = &journey.goal else { return Err(problem::internal()) };
    let who = parts.extensions.get::<CurrentUser>();
    let account = who.and_then(|who| who.user.language());
    let end = |response: Response| match known {
        Some(handle) => journeys::ended(state, &parts.headers, handle, response),
        None => response,
    };
    let read = match state.accounts.openid().read_authorization(who, parameters).await {
        Ok(read) => read,
        Err(ReadError::Page(unverified)) => {
            let address = state.proxies.address(&parts.extensions, &parts.headers);
            return Err(state.accounts.openid().shown(ClientEndpoint::Authorize, address, unverified));
        }
        Err(ReadError::Redirect(answer)) => return respond_unasked(state, account, parts, &answer).map(end),
        Err(ReadError::SignIn) => {
            let (next, cookies) = way_back(state, parts, journey, known).await;
            return Ok(see_other(&next.on(LOGIN.path), cookies));
        }
    };
    let caller = state.proxies.caller(&parts.extensions, &parts.headers);
    let done = journey.reauthenticated(who, state.accounts.now());
    let step = match state.accounts.openid().authorize(who, &caller, &read, done).await {
        Next::Answer(answer) => return respond_unasked(state, account, parts, &answer).map(end),
        step => step,
    };
    let (next, cookies) = way_back(state, parts, journey, known).await;
    let page = match step {
        Next::SignIn => sign_in(state, &next, &read).await?,
        Next::Confirm(error) => detour(error.code, &next).ok_or_else(problem::internal)?,
        Next::Consent(_) | Next::Answer(_) => next.on(CONSENT.path),
    };
    Ok(see_other(&page, cookies))
}

/// The handle of the journey of somebody who is led to a page that asks who they are, and the headers that let the browser keep it.
async fn way_back(
    state: &AppState,
    parts: &Parts,
    journey: &Journey,
    known: Option<&Handle>,
) -> (Handle, Vec<HeaderValue>) {
    let ended = match known {
        Some(handle) if journey.asked.is_some() => return (handle.clone(), Vec::new()),
        // It has begun without the cookies of this browser, so nobody was asked in it.
        Some(handle) => state.end_journey(&parts.headers, handle),
        None => Vec::new(),
    };
    let asking = journey.clone().asking(parts.extensions.get(), state.accounts.now());
    let (handle, cookies) = journeys::begin(state, parts, &asking).await;
    (handle, ended.into_iter().chain(cookies).collect())
}

/// The way to the provider that the client names, otherwise the sign-in page; with what the client knows about who comes.
async fn sign_in(state: &AppState, next: &Handle, request: &AuthorizationRequest) -> Result<LocalPath, AppError> {
    let to_provider = match &request.idp_hint {
        Some(name) => state.accounts.providers().all().await?.usable(name).map(|found| begin_at(&found.name, next)),
        None => None,
    };
    let page = to_provider.unwrap_or_else(|| next.on(LOGIN.path));
    let known = [("login_hint", &request.login_hint), ("ui_locales", &request.ui_locales)];
    Ok(known.into_iter().fold(page, |page, (name, value)| {
        let with_value = value.as_ref().map(|value| with_parameter(page.as_str(), name, value));
        // Without it, if the address would become too long.
        with_value.and_then(|address| LocalPath::parse(&address)).unwrap_or(page)
    }))
}

/// Where a sign-in at a provider begins.
fn begin_at(provider: &ProviderName, next: &Handle) -> LocalPath {
    // A name needs no escaping.
    next.on(&format!("/auth/with/{provider}"))
}

/// Takes the answer to the question, and leads on.
async fn take_answer(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, body) = request.into_parts();
    let body = bodies::read_form(&parts.headers, body).await?;
    let form = Parameters::of_form(&body);
    let [asked, answer] = ["consent", "answer"].map(|name| form.get(name).unwrap_or_default());
    let caller = state.proxies.caller(&parts.extensions, &parts.headers);
    let who = parts.extensions.get::<CurrentUser>();
    let handle = handle_in_form(&body);
    let response = match who {
        None => again(&state, &parts, state.accounts.openid().request_of_consent(asked)?).await,
        Some(who) if answer == "switch" => {
            let request = state.accounts.openid().request_of_consent(asked)?;
            // From here on there is no session, so the next one begins with a proof.
            let now = state.accounts.now();
            let journey = Journey::to(Goal::Authorize(request), now).asking(None, now);
            let (next, cookies) = journeys::begin(&state, &parts, &journey).await;
            with_cookies(sign_in_as_another(&state, who, &caller, &next).await?, cookies)
        }
        Some(who) => match state.accounts.openid().give_consent(&caller, asked, answer == "allow").await? {
            Consented::Answer(answer) => {
                let response = respond(&state, who.user.language(), &parts, &answer)?;
                return Ok(with_cookies(response, state.end_journey_soon(&parts.headers, &handle)));
            }
            Consented::Again { request } => again(&state, &parts, request).await,
        },
    };
    Ok(journeys::ended(&state, &parts.headers, &handle, response))
}

/// Leads to the request from its beginning.
async fn again(state: &AppState, parts: &Parts, request: String) -> Response {
    let journey = Journey::to(Goal::Authorize(request), state.accounts.now());
    let (handle, cookies) = journeys::begin(state, parts, &journey).await;
    see_other(&handle.or_account(), cookies)
}

fn see_other(to: &LocalPath, cookies: Vec<HeaderValue>) -> Response {
    with_cookies(guard::redirect_with(StatusCode::SEE_OTHER, &to.into()), cookies)
}
