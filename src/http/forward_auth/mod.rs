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
    middleware::from_fn_with_state,
    response::Response,
    routing::any,
};
use requested::Requested;
use std::sync::Arc;

/// Routes for proxies only. They read no body and change nothing, whatever the method, except that [`callback`] uses up its
/// ticket.
pub fn routes(state: &AppState) -> Router<AppState> {
    Router::new()
        .route("/auth/forward", any(forward))
        .route("/auth/request", any(request))
        .merge(callback::routes())
        .layer(from_fn_with_state(state.clone(), proxy::require_trusted))
}

/// For Traefik (`ForwardAuth`) and Caddy (`forward_auth`), which send the answer to the client unless it is a 200.
async fn forward(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let requested = requested::of_forwarded(request.headers());
    answer(&state, &request, requested, sign_in::Style::Redirect).await
}

/// For nginx (`auth_request`), which knows 200, 401 and 403.
async fn request(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let requested = requested::of_original(request.headers());
    answer(&state, &request, requested, sign_in::Style::Status).await
}

/// Who sends the request, and what they get.
enum Decision {
    Granted(CurrentUser, Arc<Application>),
    NotAdmitted(CurrentUser),
    SignIn(Arc<Application>),
}

async fn answer(
    state: &AppState,
    request: &Request,
    requested: Result<Requested, AppError>,
    style: sign_in::Style,
) -> Result<Response, Problem> {
    let (requested, decision) = match decide(state, request, requested).await {
        Ok((requested, decision)) => (requested, decision),
        Err(error) => {
            rate_limit::check(state, request, None)?;
            return page::refused(state, request.headers(), error);
        }
    };
    match decision {
        Decision::Granted(who, application) => {
            note_use(state, request, &who);
            Ok(granted::respond(state, &who, &application)?)
        }
        Decision::NotAdmitted(who) => {
            note_use(state, request, &who);
            page::refused(state, request.headers(), HandOverError::NotAdmitted.into())
        }
        Decision::SignIn(application) => {
            // Only an active session is exempt.
            rate_limit::check(state, request, None)?;
            sign_in::respond(state, request.headers(), &requested, &application, style)
        }
    }
}

async fn decide(
    state: &AppState,
    request: &Request,
    requested: Result<Requested, AppError>,
) -> Result<(Requested, Decision), AppError> {
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
    let decision = match visitor::identify(state, request.headers(), &address.origin).await? {
        Some(who) if application.admits(&who.user.groups) => Decision::Granted(who, application),
        Some(who) => Decision::NotAdmitted(who),
        None => Decision::SignIn(application),
    };
    Ok((requested, decision))
}

fn note_use(state: &AppState, request: &Request, who: &CurrentUser) {
    state.accounts.note_use(who.authority, state.proxies.address(request.extensions(), request.headers()));
}
