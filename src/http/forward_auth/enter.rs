//! `/auth/enter`: the page on this origin from which a signed-in user is handed over to an application on another host.

use super::{
    super::{guard, pages, state::AppState},
    callback,
};
use crate::{
    accounts::CurrentUser,
    applications::{Address, Origin},
    shared::next::with_parameter,
    web::{
        address::parameter,
        problem::{self, Problem},
    },
};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};

const PATH: &str = "/auth/enter";

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
        return Ok(pages::redirect(&guard::login_for(uri)));
    };
    let ticket = state.accounts.issue_ticket(who, &parameter(uri, "to"), &parameter(uri, "state")).await?;
    let location = with_parameter(&format!("{}{}", ticket.origin, callback::PATH), callback::TICKET, &ticket.sealed);
    let location = HeaderValue::from_str(&location).map_err(|_| Problem(problem::internal()))?;
    Ok((StatusCode::FOUND, [(header::LOCATION, location)]).into_response())
}

/// The origin of the application that a form on the page at `uri` leads to after signing in: browsers apply `form-action` to
/// the redirects that follow a form as well. None unless an application is registered there.
pub async fn destination(state: &AppState, uri: &Uri) -> Option<Origin> {
    let next: Uri = parameter(uri, "next").parse().ok()?;
    if next.path() != PATH {
        return None;
    }
    let to = Address::parse_url(&parameter(&next, "to")).ok()?;
    let applications = state.accounts.applications().await.ok()?;
    applications.has_origin(&to.origin).then_some(to.origin)
}
