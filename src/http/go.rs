//! `/auth/go`: leads to what comes next on a journey.

use super::forward_auth::hand_over;
use super::oauth::authorize;
use super::state::AppState;
use super::{guard, headers, journeys};
use crate::accounts::{CurrentUser, Goal, Journey};
use crate::shared::journey::GO;
use crate::shared::{AppError, Destination, Handle, LocalPath};
use crate::ui::routes::LOGIN;
use crate::web::urls::handle_in;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// HEAD does nothing: otherwise a program that only looks at a link would end the journey.
pub fn routes() -> Router<AppState> {
    Router::new().route(GO, get(go).head(headers::no_head("GET")))
}

/// Leads to what comes next on a journey, or to its end. Without one it leads home.
async fn go(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, _) = request.into_parts();
    let handle = handle_in(&parts.uri);
    if handle.letters().is_none() {
        let who = parts.extensions.get::<CurrentUser>();
        return Ok(guard::redirect(&match who {
            Some(who) => state.after_sign_in(&handle, &who.user).await,
            // The page that it leads to asks for a sign-in, if it needs one.
            None => handle.requested().map_or_else(|| home_of_strangers(&state), Destination::from),
        }));
    }
    let Some(journey) = state.journey_of(&parts.headers, &handle).await? else {
        return Ok(journeys::unknown(&state, &parts).await);
    };
    let response = lead(&state, &parts, &journey, &handle).await.into_response();
    // A window that a client has opened can return to the page of that, also with an error.
    Ok(if handle.is_for_client() { headers::open_to_opener(response).await } else { response })
}

/// The home URL of the operator, or the sign-in page, from which somebody goes home.
fn home_of_strangers(state: &AppState) -> Destination {
    let home = state.accounts.settings().home_url.as_deref();
    home.map_or_else(|| LocalPath::account().into(), Destination::home)
}

async fn lead(state: &AppState, parts: &Parts, journey: &Journey, handle: &Handle) -> Result<Response, AppError> {
    match &journey.goal {
        Goal::Page(path) | Goal::OnThisHost(path) => match parts.extensions.get::<CurrentUser>() {
            None => Ok(guard::redirect(&handle.on(LOGIN.path).into())),
            Some(who) => match state.accounts.journeys().page_before(who, handle).await {
                Some(page) => Ok(guard::redirect(&page.into())),
                // The page or the application itself decides who may open it.
                None => Ok(journeys::ended(state, &parts.headers, handle, guard::redirect(&path.into()))),
            },
        },
        Goal::Application(to, secret) => hand_over::lead_in(state, parts, to, secret, handle).await,
        Goal::Authorize(_) => authorize::lead(state, parts, journey, Some(handle)).await,
        // All that is left of a request: its client begins again.
        Goal::Launch(_) => match state.accounts.journeys().target(&journey.goal).await?.launch() {
            _ if parts.extensions.get::<CurrentUser>().is_none() => Ok(guard::redirect(&handle.on(LOGIN.path).into())),
            Some(address) => {
                Ok(journeys::ended(state, &parts.headers, handle, guard::redirect_to_url(StatusCode::FOUND, &address)?))
            }
            None => Ok(journeys::unknown(state, parts).await),
        },
    }
}
