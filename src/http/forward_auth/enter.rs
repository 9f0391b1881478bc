//! `/auth/enter`: the page on this origin from which a signed-in user is handed over to an application on another host.

use super::{
    super::{guard, pages, state::AppState},
    callback, page,
};
use crate::{
    accounts::CurrentUser,
    shared::next::with_parameter,
    web::{
        address::parameter,
        problem::{self, Problem},
    },
};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

/// Leads to the application whose URL is in the parameter `to`.
pub const PATH: &str = "/auth/enter";

pub fn routes() -> Router<AppState> {
    Router::new().route(PATH, get(enter))
}

/// The path with its parameters. `to`: the URL to return to. `state`: the hash of the browser's secret.
pub fn path(to: &str, state: &str) -> String {
    with_parameter(&with_parameter(PATH, "to", to), "state", state)
}

/// Redirects to the application with a ticket. Issuing one changes nothing.
async fn enter(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let uri = request.uri();
    let Some(who) = request.extensions().get::<CurrentUser>() else {
        return Ok(pages::redirect(&guard::login_for(uri).into()));
    };
    let caller = state.proxies.caller(request.extensions(), request.headers());
    let ticket = state.accounts.issue_ticket(who, &caller, &parameter(uri, "to"), &parameter(uri, "state")).await;
    let ticket = match ticket {
        Ok(ticket) => ticket,
        // The page says what is missing, unlike other pages for errors.
        Err(error) => return page::refused(&state, request.headers(), error.into()),
    };
    let location = with_parameter(&format!("{}{}", ticket.origin, callback::PATH), callback::TICKET, &ticket.sealed);
    let location = HeaderValue::from_str(&location).map_err(|_| Problem(problem::internal()))?;
    Ok((StatusCode::FOUND, [(header::LOCATION, location)]).into_response())
}
