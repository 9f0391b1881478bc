//! Journeys: where somebody is going who has to sign in, confirm who they are or add a factor first. An address names a journey by a
//! handle, and `/auth/go` leads on (`go.rs`).

use super::guard;
use super::headers::with_cookies;
use super::oauth::request::{AUTHORIZE, REQUEST};
use super::state::AppState;
use crate::accounts::{Accounts, CurrentUser, Goal, Journey};
use crate::budgets::RateLimitKey;
use crate::shared::journey::{ENTER, GO};
use crate::shared::next::with_parameter;
use crate::shared::{Admission, AppError, Flash, Handle, LocalPath, Notice};
use crate::ui::routes::{CONSENT, LOGIN, Page};
use crate::web::urls::{self, handle_in, parameter, with_handle};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Uri};
use axum::response::Response;

/// The longest path in bytes that is its own handle. A longer one becomes a journey.
const SHORT: usize = 200;
/// The longest path in bytes of a page that somebody can be going to.
const MAX_PAGE: usize = 2_048;

/// The end of a journey: the browser forgets it.
pub fn ended(state: &AppState, headers: &HeaderMap, handle: &Handle, response: Response) -> Response {
    with_cookies(response, state.end_journey(headers, handle))
}

/// Begins a journey. With the headers that let the browser keep it.
pub async fn begin(state: &AppState, parts: &Parts, journey: &Journey) -> (Handle, Vec<HeaderValue>) {
    let source = state.proxies.address(&parts.extensions, &parts.headers).map(RateLimitKey::source);
    state.begin_journey(&parts.headers, source, journey).await
}

/// A redirect to what `page` says for the handle of somebody who is going to `path`. A journey begins if that is no handle itself.
pub async fn redirect_to(
    state: &AppState,
    parts: &Parts,
    path: &LocalPath,
    page: impl FnOnce(&Handle) -> LocalPath,
) -> Response {
    let (handle, cookies) = short(state, parts, &path.into()).await;
    with_cookies(guard::redirect(&page(&handle).into()), cookies)
}

/// The handle itself, or that of a journey that begins because the path is none. With the headers that let the browser keep it.
pub async fn short(state: &AppState, parts: &Parts, handle: &Handle) -> (Handle, Vec<HeaderValue>) {
    let path = handle.path().filter(|_| handle.letters().is_none());
    match path.and_then(|path| goal_of(&state.accounts, path)) {
        Some(goal) if !is_short(&goal) => begin(state, parts, &Journey::to(goal, state.accounts.now())).await,
        _ => (handle.clone(), Vec::new()),
    }
}

/// Whether the path of a goal is its handle: a short one on this host. It needs nothing that the browser keeps, so it counts in every
/// browser, and as long as anybody likes.
fn is_short(goal: &Goal) -> bool {
    match goal {
        Goal::Page(path) | Goal::OnThisHost(path) => path.as_str().len() <= SHORT,
        Goal::Application(..) | Goal::Authorize(_) | Goal::Launch(_) => false,
    }
}

/// The journey that a handle names. None if it leads nowhere in particular, or if this browser does not keep it.
///
/// # Errors
/// If the database does not answer.
pub async fn at(state: &AppState, headers: &HeaderMap, handle: &Handle) -> Result<Option<Journey>, AppError> {
    if handle.letters().is_some() {
        return state.journey_of(headers, handle).await;
    }
    let goal = handle.path().and_then(|path| goal_of(&state.accounts, path));
    Ok(goal.map(|goal| Journey::to(goal, state.accounts.now())))
}

/// What a page finds of the journey that its address names.
pub enum Found {
    /// Nowhere in particular, or a page that says nothing.
    Nothing,
    Journey(Journey),
    /// Another answer comes first: the page itself with a short handle, or without one that is not known.
    Elsewhere(Response),
}

/// The journey of the visitor of `page`.
///
/// # Errors
/// If the database does not answer.
pub async fn of_page(state: &AppState, page: &Page, parts: &Parts) -> Result<Found, AppError> {
    let handle = handle_in(&parts.uri);
    if let Some(begun) = question_of_before(&parts.uri) {
        return Ok(Found::Elsewhere(guard::redirect(&begun.into())));
    }
    let Some(journey) = at(state, &parts.headers, &handle).await? else {
        // A path that is too long leads nowhere.
        let is_over = handle.letters().is_some();
        return Ok(if is_over { Found::Elsewhere(unknown(state, parts).await) } else { Found::Nothing });
    };
    // Whoever is signed in is led on at once, and a program that only looks at a link begins nothing.
    let is_led_on = page.admission == Admission::SignedOut && parts.extensions.get::<CurrentUser>().is_some();
    if handle.letters().is_some() || is_short(&journey.goal) || is_led_on || parts.method == Method::HEAD {
        return Ok(Found::Journey(journey));
    }
    let (handle, cookies) = begin(state, parts, &journey).await;
    Ok(Found::Elsewhere(with_cookies(guard::redirect(&with_handle(&parts.uri, &handle).into()), cookies)))
}

/// The version before had the request in the address of the page that asks about it: the request begins again.
fn question_of_before(uri: &Uri) -> Option<LocalPath> {
    let sealed = parameter(uri, REQUEST);
    let is_one = uri.path() == CONSENT.path && !sealed.is_empty();
    is_one.then(|| LocalPath::parse(&with_parameter(AUTHORIZE, REQUEST, &sealed))).flatten()
}

/// In place of what needs a journey that this browser does not keep, because it was begun in another one, has ended, or is too old: the
/// page without it.
pub async fn unknown(state: &AppState, parts: &Parts) -> Response {
    let to = match parts.uri.path() {
        // Nothing is left of these.
        path if [GO, CONSENT.path].contains(&path) => match parts.extensions.get::<CurrentUser>() {
            Some(who) => state.after_sign_in(&Handle::default(), &who.user).await,
            None => urls::page(LOGIN.path).into(),
        },
        _ => with_handle(&parts.uri, &Handle::default()).into(),
    };
    let flash = Flash { notice: Some(Notice::JourneyUnknown), ..Flash::default() };
    let cookie = state.flash.cookie(state.cookies, flash, state.accounts.now());
    with_cookies(guard::redirect(&to), cookie)
}

/// What an address of this server leads to. None for one that is too long, and for a request that is not readable.
pub fn goal_of(accounts: &Accounts, path: &LocalPath) -> Option<Goal> {
    let uri: Uri = path.as_str().parse().ok()?;
    match uri.path() {
        ENTER => Some(Goal::Application(parameter(&uri, "to"), parameter(&uri, "state"))),
        // Of the version before, which had sealed requests in addresses.
        path if path == AUTHORIZE || path == CONSENT.path => match parameter(&uri, REQUEST) {
            sealed if sealed.is_empty() => Some(Goal::Authorize(uri.query().unwrap_or_default().to_owned())),
            sealed => accounts.openid().open_request(&sealed).ok().map(Goal::Authorize),
        },
        _ if path.as_str().len() > MAX_PAGE => None,
        _ if Page::at(path.as_str()).is_some() => Some(Goal::Page(path.clone())),
        // Nor what is between pages: an application at the root of this host does not have it.
        GO => Some(Goal::Page(path.clone())),
        between if between.starts_with("/auth/with/") || between.starts_with("/oauth/") => {
            Some(Goal::Page(path.clone()))
        }
        _ => Some(Goal::OnThisHost(path.clone())),
    }
}
