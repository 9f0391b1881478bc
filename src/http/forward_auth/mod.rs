//! Forward authentication: a reverse proxy asks for each request to an application who sends it, and whether they may
//! (`docs/applications/forward-authentication.md`, [decision 44](../../../docs/decisions/0044-forward-authentication.md), [decision
//! 45](../../../docs/decisions/0045-hand-over.md), [decision 52](../../../docs/decisions/0052-sign-out-of-applications.md)).
//!
//! | module | responsibility |
//! |---|---|
//! | [`proxy`] | believes trusted proxies only |
//! | [`requested`] | reads which request the proxy asks about |
//! | [`visitor`], [`refresh_token`] | who has sent it, according to its cookies |
//! | [`granted`], [`sign_in`], [`page`] | the three answers |
//! | [`enter`], [`callback`] | the hand-over of a sign-in to the host of an application |
//! | [`host`], [`logout`], [`token`] | what a page of an application asks for on its own host |

mod callback;
pub mod enter;
mod granted;
mod host;
mod logout;
mod page;
mod proxy;
mod refresh_token;
mod requested;
mod sign_in;
mod token;
mod visitor;

use super::{rate_limit::Source, state::AppState};
use crate::{
    accounts::{CurrentUser, HandOverError},
    applications::Application,
    shared::error::{AppError, ErrorCode},
    web::problem::Problem,
};
use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{Extensions, HeaderMap, request::Parts},
    response::Response,
    routing::any,
};
use granted::RecentHeaders;
use proxy::TrustedProxy;
use refresh_token::RecentTokens;
use requested::Requested;
use std::sync::Arc;

/// For Traefik and Caddy.
const FORWARD: &str = "/auth/forward";
/// For nginx.
const REQUEST: &str = "/auth/request";

/// What the last questions have found out, for those that follow.
#[derive(Default)]
pub struct RecentIdentities {
    headers: RecentHeaders,
    refresh_tokens: RecentTokens,
}

/// Routes for proxies only. Their questions change nothing, whatever the method, except that the first entry of a session is
/// recorded. Below `/.vestibule/` are requests of browsers: [`callback`] uses up its ticket, [`logout`] ends the session, and
/// [`token`] counts as an entry.
pub fn routes() -> Router<AppState> {
    let below_folder = Router::new().merge(callback::routes()).merge(logout::routes()).merge(token::routes());
    Router::new().route(FORWARD, any(forward)).route(REQUEST, any(request)).merge(below_folder)
}

/// Whether a trusted proxy asks about a request of a user who is signed in on the host of an application.
pub async fn has_application_session(state: &AppState, extensions: &Extensions, headers: &HeaderMap) -> bool {
    if !state.proxies.is_from_proxy(extensions) {
        return false;
    }
    let requested = match extensions.get().map(MatchedPath::as_str) {
        Some(FORWARD) => requested::of_forwarded(headers),
        Some(REQUEST) => requested::of_original(headers),
        _ => return false,
    };
    let Ok(Requested { address, .. }) = requested else { return false };
    // Not by a refresh token, as on the host of Vestibule: finding its session needs a query.
    let is_elsewhere = !state.accounts.is_own_origin(&address.origin);
    is_elsewhere && matches!(visitor::application_session(state, headers, &address.origin).await, Ok(Some(_)))
}

/// For Traefik (`ForwardAuth`) and Caddy (`forward_auth`), which send the answer to the client unless it is a 200.
async fn forward(_: TrustedProxy, State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    answer(&state, &parts, requested::of_forwarded(&parts.headers), sign_in::Style::Redirect).await
}

/// For nginx (`auth_request`), which knows 200, 401 and 403.
async fn request(_: TrustedProxy, State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    answer(&state, &parts, requested::of_original(&parts.headers), sign_in::Style::Status).await
}

/// Who sends the request, and what they get.
enum Decision {
    Granted(CurrentUser, Arc<Application>),
    NotAdmitted(CurrentUser),
    SignIn(Requested, Arc<Application>),
}

async fn answer(
    state: &AppState,
    parts: &Parts,
    requested: Result<Requested, AppError>,
    style: sign_in::Style,
) -> Result<Response, Problem> {
    let headers = &parts.headers;
    let mut source = Source::of(state, &parts.extensions, headers);
    let decision = decide(state, &mut source, parts, requested).await;
    match &decision {
        Ok(Decision::Granted(who, _) | Decision::NotAdmitted(who)) => {
            state.accounts.note_use(who.authority, state.proxies.address(&parts.extensions, headers));
        }
        // Only an active session is exempt.
        Ok(Decision::SignIn(..)) | Err(_) => source.charge()?,
    }
    match decision {
        Ok(Decision::Granted(who, application)) => Ok(granted::respond(state, &who, &application)?),
        Ok(Decision::NotAdmitted(_)) => page::refused(state, headers, HandOverError::NotAdmitted.into()),
        Ok(Decision::SignIn(requested, application)) => {
            sign_in::respond(state, headers, &requested, &application, style)
        }
        Err(error) => page::refused(state, headers, error),
    }
}

async fn decide(
    state: &AppState,
    source: &mut Source<'_>,
    parts: &Parts,
    requested: Result<Requested, AppError>,
) -> Result<Decision, AppError> {
    let (requested, headers) = (requested?, &parts.headers);
    let address = &requested.address;
    // It would be sent to sign in, come back here with its ticket, and so on for ever.
    if address.path.starts_with(callback::FOLDER) {
        let detail =
            "The proxy must pass paths that begin with /.vestibule/ to Vestibule, without forward authentication.";
        return Err(AppError::new(ErrorCode::Forbidden, detail));
    }
    let applications = state.accounts.applications().await?;
    let application = applications.at(address).cloned().ok_or(HandOverError::NoApplication)?;
    let Some(who) = visitor::identify(state, source, headers, &address.origin).await? else {
        return Ok(Decision::SignIn(requested, application));
    };
    let caller = || state.proxies.caller(&parts.extensions, headers);
    let is_admitted = state.accounts.enter(&who, &application, caller).await?;
    Ok(if is_admitted { Decision::Granted(who, application) } else { Decision::NotAdmitted(who) })
}
