//! Forward authentication: a reverse proxy asks for each request to an application who sends it, and whether they may
//! (`docs/applications/forward-authentication.md`, [decision 44](../../../docs/decisions/0044-forward-authentication.md), [decision
//! 45](../../../docs/decisions/0045-hand-over.md)).
//!
//! | module | responsibility |
//! |---|---|
//! | [`proxy`] | believes trusted proxies only |
//! | [`requested`] | reads which request the proxy asks about |
//! | [`visitor`] | who has sent it, according to its cookies |
//! | [`granted`], [`sign_in`], [`page`] | the three answers |
//! | [`enter`], [`callback`] | the hand-over of a sign-in to the host of an application |

mod callback;
pub mod enter;
mod granted;
mod page;
mod proxy;
mod requested;
mod sign_in;
mod visitor;

pub use granted::RecentIdentities;

use super::{rate_limit, state::AppState};
use crate::{
    accounts::{CurrentUser, HandOverError},
    applications::Application,
    shared::error::{AppError, ErrorCode},
    web::problem::Problem,
};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, request::Parts},
    response::Response,
    routing::any,
};
use proxy::TrustedProxy;
use requested::Requested;
use std::sync::Arc;

/// Routes for proxies only. They read no body and change nothing, whatever the method, except that [`callback`] uses up its
/// ticket.
pub fn routes() -> Router<AppState> {
    Router::new().route("/auth/forward", any(forward)).route("/auth/request", any(request)).merge(callback::routes())
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
    let decision = decide(state, headers, requested).await;
    match &decision {
        Ok(Decision::Granted(who, _) | Decision::NotAdmitted(who)) => {
            state.accounts.note_use(who.authority, state.proxies.address(&parts.extensions, headers));
        }
        // Only an active session is exempt.
        Ok(Decision::SignIn(..)) | Err(_) => rate_limit::check_source(state, &parts.extensions, headers)?,
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
    headers: &HeaderMap,
    requested: Result<Requested, AppError>,
) -> Result<Decision, AppError> {
    let requested = requested?;
    let address = &requested.address;
    // It would be sent to sign in, come back here with its ticket, and so on for ever.
    if address.path.starts_with(callback::FOLDER) {
        let detail =
            "The proxy must pass paths that begin with /.vestibule/ to Vestibule, without forward authentication.";
        return Err(AppError::new(ErrorCode::Forbidden, detail));
    }
    let applications = state.accounts.applications().await?;
    let application = applications.at(address).cloned().ok_or(HandOverError::NoApplication)?;
    Ok(match visitor::identify(state, headers, &address.origin).await? {
        Some(who) if application.admits(&who.user.groups) => Decision::Granted(who, application),
        Some(who) => Decision::NotAdmitted(who),
        None => Decision::SignIn(requested, application),
    })
}
