//! `/.vestibule/callback` on the host of an application, which its proxy passes to this server: exchanges the ticket for the
//! application session.

use super::{
    super::{rate_limit::Source, state::AppState},
    page::{self, Link},
    proxy::TrustedProxy,
    requested, visitor,
};
use crate::{
    accounts::{HandOverError, HandOverSecret, HandedOver, TicketError},
    applications::{Address, Origin},
    shared::error::{AppError, ErrorCode},
    web::{
        address::parameter,
        cookies::{Cookies, Name},
        problem::{self, Problem},
    },
};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

/// Paths of every application's host that belong to Vestibule.
pub const FOLDER: &str = "/.vestibule/";
pub const PATH: &str = "/.vestibule/callback";
/// The name of the parameter.
pub const TICKET: &str = "ticket";

/// HEAD does nothing: otherwise a program that only looks at a link would use up its ticket.
pub fn routes() -> Router<AppState> {
    Router::new().route(PATH, get(redeem).head((StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET")])))
}

/// Sets the application session and redirects to where the user wanted to go. Reads no cookies of Vestibule itself.
async fn redeem(_: TrustedProxy, State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (parts, _) = request.into_parts();
    let headers = &parts.headers;
    // Each failure is charged: anybody can make up tickets. A success is charged by the use case.
    let mut source = Source::of(&state, &parts.extensions, headers);
    let origin = match requested::origin(headers) {
        Ok(origin) => origin,
        Err(error) => {
            source.charge()?;
            return page::refused(&state, headers, error);
        }
    };
    if !state.accounts.applications().await?.has_origin(&origin) {
        source.charge()?;
        return page::refused(&state, headers, HandOverError::NoApplication.into());
    }
    let cookies = Cookies::new(origin.is_https());
    let secret = cookies.read(headers, Name::HandOver).and_then(HandOverSecret::parse);
    let caller = state.proxies.caller(&parts.extensions, headers);
    let ticket = parameter(&parts.uri, TICKET);
    let error = match state.accounts.redeem_ticket(&caller, &ticket, &origin, secret.as_ref()).await {
        Ok(handed_over) => return complete(cookies, &handed_over),
        Err(error) => error,
    };
    source.charge()?;
    if let Some(to) = way_on(&state, &mut source, headers, &origin, &error, secret.is_some()).await? {
        return redirect(&to);
    }
    match error {
        TicketError::NotAdmitted => page::refused(&state, headers, HandOverError::NotAdmitted.into()),
        TicketError::Exceeded(exceeded) => Err(AppError::from(exceeded).into()),
        TicketError::Failed(failure) => Err(failure.into()),
        TicketError::Invalid | TicketError::Expired(_) | TicketError::OtherBrowser(_) => {
            let detail = "This sign-in link has expired. Open the application again.";
            let link = Link { href: &format!("{origin}/"), text: "Open the application" };
            page::respond(headers, AppError::new(ErrorCode::LinkInvalid, detail), &link)
        }
    }
}

fn complete(cookies: Cookies, handed_over: &HandedOver) -> Result<Response, Problem> {
    let mut response = redirect(&handed_over.to)?;
    let session = cookies.set(Name::Application, &handed_over.session, handed_over.max_age);
    for cookie in session.into_iter().chain(cookies.clear(Name::HandOver)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Where to go with a ticket that is no longer needed, or that another tab has made useless. Never back to a place that would
/// lead here again in the same way.
async fn way_on(
    state: &AppState,
    source: &mut Source<'_>,
    headers: &HeaderMap,
    origin: &Origin,
    error: &TicketError,
    has_secret: bool,
) -> Result<Option<Address>, Problem> {
    let (to, begins_again) = match error {
        // The next hand-over has the secret that this browser sends, so it does not fail for the same reason. Without one, the
        // browser may not store cookies.
        TicketError::OtherBrowser(to) => (to, has_secret),
        TicketError::Expired(to) => (to, false),
        TicketError::Invalid | TicketError::NotAdmitted | TicketError::Exceeded(_) | TicketError::Failed(_) => {
            return Ok(None);
        }
    };
    // Another tab has completed the sign-in, or the user has gone back in the history.
    let is_signed_in = visitor::identify(state, source, headers, origin).await?.is_some();
    Ok((begins_again || is_signed_in).then(|| Address::clone(to)))
}

fn redirect(to: &Address) -> Result<Response, Problem> {
    let location = HeaderValue::from_str(&to.to_string()).map_err(|_| Problem(problem::internal()))?;
    Ok((StatusCode::FOUND, [(header::LOCATION, location)]).into_response())
}
