//! What somebody does who is asked who they are and does not go on: sign in with another account, or turn back.

use super::oauth::answer::respond_unasked;
use super::state::AppState;
use super::{bodies, guard, headers, journeys};
use crate::accounts::{Caller, CurrentUser, Target};
use crate::applications::{OauthErrorCode, ProofRequest};
use crate::shared::{AppError, Flash, Handle, LocalPath};
use crate::ui::routes::{HOME, LOGIN};
use crate::web::urls::{handle_in_form, page};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::post;

/// The forms of the page that asks. A window in which a client has opened it can return to the page of that.
pub fn routes() -> Router<AppState> {
    let routes = Router::new().route("/actions/other-account", post(use_another)).route("/actions/leave", post(leave));
    routes.layer(map_response(headers::open_to_opener))
}

async fn use_another(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, body) = request.into_parts();
    let next = next_in(&parts.headers, body).await?;
    match parts.extensions.get::<CurrentUser>() {
        Some(who) => {
            let caller = state.proxies.caller(&parts.extensions, &parts.headers);
            sign_in_as_another(&state, who, &caller, &next).await
        }
        None => Ok(see_other(&next.on(LOGIN.path))),
    }
}

/// Ends the session of this browser. The sign-in page leads on to `next`.
pub async fn sign_in_as_another(
    state: &AppState,
    who: &CurrentUser,
    caller: &Caller,
    next: &Handle,
) -> Result<Response, AppError> {
    let elsewhere = state.accounts.sessions().log_out(who, caller).await?;
    // The sign-in page says where else that had an effect. An empty flash would replace a message of another tab.
    let flash = elsewhere.map(|elsewhere| Flash { elsewhere: Some(elsewhere), ..Flash::default() });
    let flash = flash.and_then(|flash| state.flash.cookie(state.cookies, flash, state.accounts.now()));
    Ok(headers::with_cookies(see_other(&next.on(LOGIN.path)), state.cookies.sign_out().chain(flash)))
}

/// Leads back to where somebody has come from. A client learns that they did not go on, and so does an application that has asked by
/// itself. Another one would only lead here again, and does not know the reason, so the way back ends at the home page.
async fn leave(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, body) = request.into_parts();
    let handle = next_in(&parts.headers, body).await?;
    let target = match journeys::at(&state, &parts.headers, &handle).await? {
        Some(journey) => state.accounts.journeys().target(&journey.goal).await?,
        None => Target::Page,
    };
    let response = match target {
        Target::Client(asking) => {
            let account = parts.extensions.get::<CurrentUser>().and_then(|who| who.user.language());
            let answer = asking.recipient.declined(OauthErrorCode::AccessDenied);
            // The page has not said where the browser is led to.
            respond_unasked(&state, account, &parts, &answer)?
        }
        Target::Application(address, ..) => match ProofRequest::of(&address) {
            Ok(Some(asked)) => guard::redirect_to_url(StatusCode::SEE_OTHER, &asked.to.to_string())?,
            Ok(None) | Err(_) => see_other(&page(HOME.path)),
        },
        Target::Page | Target::Gone(_) => see_other(&page(HOME.path)),
    };
    Ok(journeys::ended(&state, &parts.headers, &handle, response))
}

/// Where somebody is going, as the form says it.
async fn next_in(headers: &HeaderMap, body: Body) -> Result<Handle, AppError> {
    Ok(handle_in_form(&bodies::read_form(headers, body).await?))
}

fn see_other(to: &LocalPath) -> Response {
    guard::redirect_with(StatusCode::SEE_OTHER, &to.into())
}
