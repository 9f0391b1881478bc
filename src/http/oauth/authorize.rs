//! The authorization endpoint, `/oauth/authorize`, and the answers to its question, `/oauth/consent/answer`.
//!
//! No page may frame what is here, and no page of another origin may read it. But the window that a page of a client has opened may
//! come back to that page (`Cross-Origin-Opener-Policy`).

use super::answer::{respond, respond_unasked};
use super::request::{AGAIN, AUTHORIZE, REQUEST, address, in_query, repeat_with_get};
use crate::accounts::{AuthorizationRequest, Consented, CurrentUser, Next, ReadError, Reauthenticated};
use crate::budgets::Budget;
use crate::http::authenticate::authenticate;
use crate::http::rate_limit::Source;
use crate::http::state::AppState;
use crate::http::turn_back::sign_in_as_another;
use crate::http::{bodies, guard, headers, pages};
use crate::shared::error::AppError;
use crate::shared::journey::Handle;
use crate::shared::next::{LocalPath, with_parameter};
use crate::shared::providers::ProviderName;
use crate::ui::routes::{CONSENT, LOGIN};
use crate::web::problem::{self, Problem};
use crate::web::urls::{detour, parameter};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{get, post};
use std::convert::Infallible;
use url::form_urlencoded;

const ANSWER: &str = "/oauth/consent/answer";

/// Only GET reads cookies. HEAD does nothing: a program that only looks at a link would get a code.
pub(super) fn routes(state: &AppState) -> Router<AppState> {
    let by_cookies = from_fn_with_state((state.clone(), Budget::Request), authenticate);
    let no_head = (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, HeaderValue::from_static("GET, POST"))]);
    Router::new()
        .route("/oauth/authorize", get(show).layer::<_, Infallible>(by_cookies).head(no_head).post(repeat))
        .layer(from_fn_with_state(state.clone(), pages::render_errors))
        .layer(map_response(headers::open_to_opener))
}

/// The form of the page that asks. Its routes have the layers of pages.
pub(super) fn answer_routes() -> Router<AppState> {
    Router::new().route(ANSWER, post(take_answer)).layer(map_response(headers::open_to_opener))
}

async fn repeat(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    Source::of(&state, &parts.extensions, &parts.headers).charge()?;
    Ok(repeat_with_get(&state.accounts, AUTHORIZE, &parts.headers, body).await?)
}

async fn show(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (uri, headers) = (request.uri(), request.headers());
    let who = request.extensions().get::<CurrentUser>();
    let account = who.and_then(|who| who.user.language());
    let parameters = in_query(&state.accounts, uri)?;
    let (sealed, mark) = (parameter(uri, REQUEST), parameter(uri, AGAIN));
    let done = match sealed.as_str() {
        "" => Reauthenticated::default(),
        sealed => state.accounts.reauthenticated(who, sealed, &mark),
    };
    let sealed = || match sealed.as_str() {
        "" => state.accounts.seal_request(&parameters),
        sealed => Ok(sealed.to_owned()),
    };
    let read = match state.accounts.read_authorization(who, &parameters).await {
        Ok(read) => read,
        Err(ReadError::Page(error)) => return Err(Problem(error)),
        Err(ReadError::Redirect(answer)) => return respond_unasked(&state, account, headers, &answer),
        Err(ReadError::SignIn) => {
            let next = way_back(&state, who, &sealed()?)?;
            return Ok(see_other(&next.on(LOGIN.path)));
        }
    };
    let caller = state.proxies.caller(request.extensions(), headers);
    match state.accounts.authorize(who, &caller, &read, done).await {
        Next::Answer(answer) => respond_unasked(&state, account, headers, &answer),
        Next::SignIn => {
            let next = way_back(&state, who, &sealed()?)?;
            Ok(see_other(&sign_in(&state, &next, &read).await?))
        }
        Next::Confirm(error) => {
            let next = way_back(&state, who, &sealed()?)?;
            let page = detour(error.code, &next).ok_or_else(problem::internal)?;
            Ok(see_other(&page))
        }
        Next::Consent(_) => {
            // The page needs the mark that the request came with as well.
            let mark = Some(mark.as_str()).filter(|mark| !mark.is_empty());
            Ok(see_other(&address(CONSENT.path, &sealed()?, mark)?))
        }
    }
}

/// Where somebody comes back to from a page that asks who they are.
fn way_back(state: &AppState, who: Option<&CurrentUser>, sealed: &str) -> Result<Handle, AppError> {
    let mark = state.accounts.mark_asked(who, sealed);
    address(AUTHORIZE, sealed, Some(&mark)).map(Handle::from)
}

/// The way to the provider that the client names, otherwise the sign-in page; with what the client knows about who comes.
async fn sign_in(state: &AppState, next: &Handle, request: &AuthorizationRequest) -> Result<LocalPath, AppError> {
    let to_provider = match &request.idp_hint {
        Some(name) => state.accounts.providers().await?.usable(name).and_then(|found| begin_at(&found.name, next)),
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

/// Where a sign-in at a provider begins. None if the address would become too long.
fn begin_at(provider: &ProviderName, next: &Handle) -> Option<LocalPath> {
    // A name needs no escaping.
    next.fits_on(&format!("/auth/with/{provider}"))
}

/// Takes the answer to the question, and leads on.
async fn take_answer(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let body = bodies::read_form(&parts.headers, body).await?;
    let field = |name: &str| {
        let mut fields = form_urlencoded::parse(&body);
        fields.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    let (asked, answer) = (field("consent"), field("answer"));
    let caller = state.proxies.caller(&parts.extensions, &parts.headers);
    let Some(who) = parts.extensions.get::<CurrentUser>() else {
        return Ok(see_other(&again(&state, &state.accounts.request_of_consent(&asked)?)?));
    };
    if answer == "switch" {
        let request = state.accounts.request_of_consent(&asked)?;
        let sealed = state.accounts.seal_request(&request)?;
        // From here on there is no session, so the next one begins with a proof.
        let next = way_back(&state, None, &sealed)?;
        return Ok(sign_in_as_another(&state, who, &caller, &next).await?);
    }
    match state.accounts.give_consent(&caller, &asked, answer == "allow").await? {
        Consented::Answer(answer) => respond(&state, who.user.language(), &parts.headers, &answer),
        Consented::Again { request } => Ok(see_other(&again(&state, &request)?)),
    }
}

/// The request from its beginning.
fn again(state: &AppState, request: &str) -> Result<LocalPath, AppError> {
    address(AUTHORIZE, &state.accounts.seal_request(request)?, None)
}

fn see_other(to: &LocalPath) -> Response {
    guard::redirect_with(StatusCode::SEE_OTHER, &to.into())
}
