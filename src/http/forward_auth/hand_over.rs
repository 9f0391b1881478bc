//! The sign-in of a user at an application, and its hand-over to the host of the application:
//!
//! 1. A request without an active session is answered with the way to the sign-in page ([`lead_to`]), and a secret in a cookie.
//! 2. `/auth/enter` on this origin leads a user who is signed in back to the host of the application, with a ticket.
//!    If the application demands another proof of who they are, `/confirm` asks for it first.
//! 3. `/.vestibule/callback` there, which its proxy passes to this server, exchanges the ticket for the application session.

use super::page::{self, Link};
use super::requested::{self, Requested, TrustedProxy};
use super::visitor;
use crate::accounts::{self, CurrentUser, HandOverSecret, HandedOver, Journey, Redeemed};
use crate::applications::{Address, Application, Origin};
use crate::http::guard::redirect_to_url;
use crate::http::headers::{no_head, with_cookies};
use crate::http::rate_limit::Source;
use crate::http::state::AppState;
use crate::http::{guard, journeys};
use crate::language::{message, say};
use crate::shared::journey::{ACCEPT_TERMS, ENTER};
use crate::shared::next::with_parameter;
use crate::shared::{AppError, ErrorCode, Handle, LocalPath};
use crate::ui::routes::{CONFIRM, LOGIN, OWN_DETAILS};
use crate::web::cookies::{Cookies, Name};
use crate::web::problem;
use crate::web::urls::{self, parameter};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::time::Duration;

const CALLBACK: &str = "/.vestibule/callback";
/// The maximum length of an address in bytes to which a proxy is asked to lead: proxies limit the heads of answers, often to 4 KB.
const MAX_ADDRESS: usize = 2_048;
/// The name of the parameter.
const TICKET: &str = "ticket";
/// How long the secret of a hand-over lives: as long as a journey, which is the time to sign in, also for somebody who leaves the page
/// open until tomorrow.
const SECRET_LIFETIME: Duration = Journey::LASTS;

pub fn routes() -> Router<AppState> {
    Router::new().route(ENTER, get(enter))
}

/// HEAD does nothing: otherwise a program that only looks at a link would use up its ticket.
pub fn callback_routes() -> Router<AppState> {
    Router::new().route(CALLBACK, get(redeem).head(no_head("GET")))
}

/// How a proxy understands that the client has to sign in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// A redirect, if the client shows pages.
    Redirect,
    /// Always 401.
    Status,
}

/// What a user has to do before they may enter an application.
pub enum Step {
    SignIn,
    /// Prove again who they are, fill in fields, or accept terms. With the error that says what the application demands.
    Confirm(AppError),
}

impl Step {
    /// The page for people, and the error for programs.
    fn parts(self) -> (&'static str, AppError) {
        match self {
            Self::SignIn => (LOGIN.path, AppError::new(ErrorCode::TokenMissing, message::enter_sign_in())),
            Self::Confirm(error) => match error.code {
                ErrorCode::FieldsRequired => (OWN_DETAILS.path, error),
                ErrorCode::TermsRequired => (ACCEPT_TERMS, error),
                _ => (CONFIRM.path, error),
            },
        }
    }
}

/// A redirect to the page of the step, which leads back to the application, or 401 with its address in `Location`. Sets at most one
/// cookie, because nginx passes on one. `ways`: URLs on the origin of the request to which the user returns. The first one counts that
/// is short enough for an address.
pub fn lead_to(
    step: Step,
    state: &AppState,
    headers: &HeaderMap,
    requested: &Requested,
    ways: impl Iterator<Item = String>,
    style: Style,
) -> Result<Response, AppError> {
    let (page, error) = step.parts();
    let address = &requested.address;
    let mut response = match style {
        Style::Redirect if problem::wants_html(headers) => status(&requested.method).into_response(),
        // To nginx, which passes on nothing else of it, only 401 means that `Location` says where to go.
        Style::Status if matches!(error.code, ErrorCode::FieldsRequired | ErrorCode::TermsRequired) => {
            AppError::new(ErrorCode::TokenMissing, error.detail).into_response()
        }
        Style::Redirect | Style::Status => error.into_response(),
    };
    let path = if state.accounts.is_own_origin(&address.origin) {
        path_of(page, ways.map(|url| own_path(address, &url)))
    } else {
        let (secret, set_cookie) = hand_over_secret(state, headers, address);
        response.headers_mut().extend(set_cookie.map(|cookie| (header::SET_COOKIE, cookie)));
        let hash = secret.state();
        path_of(page, ways.map(|url| enter_path(&url, &hash)))
    };
    let location = HeaderValue::from_str(&format!("{}{path}", state.accounts.settings().issuer));
    response.headers_mut().insert(header::LOCATION, location.map_err(|_| problem::internal())?);
    Ok(response)
}

/// After 303, the browser requests the sign-in page with GET. What it has sent is lost: the user returns to the address with GET.
fn status(method: &Method) -> StatusCode {
    if matches!(*method, Method::GET | Method::HEAD) { StatusCode::FOUND } else { StatusCode::SEE_OTHER }
}

/// Where the user returns to: the requested URL or, if that is too long for an address, the URL without its query, or the location of
/// the application on the same origin.
pub fn ways_back(address: &Address, application: &Application) -> impl Iterator<Item = String> + use<> {
    let without_query = format!("{}{}", address.origin, address.path);
    let location = application.locations.iter().find(|location| *location.origin() == address.origin);
    [address.to_string(), without_query].into_iter().chain(location.map(ToString::to_string))
}

/// The part of a URL behind the origin of `address`.
pub fn own_path(address: &Address, url: &str) -> String {
    url.strip_prefix(&address.origin.to_string()).unwrap_or_default().to_owned()
}

/// The path of a page that leads to the first of these paths that is short enough, or to none.
fn path_of(page: &'static str, mut ways: impl Iterator<Item = String>) -> LocalPath {
    let fits = ways.find_map(|next| {
        // A path that the page would not accept must not take the place of the next one.
        let path = Handle::from(LocalPath::parse(&next)?).fits_on(page);
        path.filter(|path| path.as_str().len() <= MAX_ADDRESS)
    });
    fits.unwrap_or_else(|| urls::page(page))
}

/// The secret that the browser has already, so that several tabs can sign in at the same time, or a new one. Its cookie is set
/// again in either case, so that it does not expire meanwhile.
fn hand_over_secret(state: &AppState, headers: &HeaderMap, address: &Address) -> (HandOverSecret, Option<HeaderValue>) {
    let cookies = Cookies::new(address.origin.is_https());
    let known = cookies.read(headers, Name::HandOver).and_then(HandOverSecret::parse);
    let secret = known.unwrap_or_else(|| HandOverSecret::new(&*state.entropy));
    let set_cookie = cookies.set(Name::HandOver, &secret.expose(), Some(SECRET_LIFETIME));
    (secret, set_cookie)
}

/// The path with its parameters. `to`: the URL to return to. `state`: the hash of the browser's secret.
fn enter_path(to: &str, state: &str) -> String {
    with_parameter(&with_parameter(ENTER, "to", to), "state", state)
}

/// Leads to the application in `to`.
async fn enter(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, _) = request.into_parts();
    let (to, secret) = (parameter(&parts.uri, "to"), parameter(&parts.uri, "state"));
    match ticket(&state, &parts, &to, &secret).await? {
        Way::In(response) => Ok(response),
        Way::First(page) => {
            let path = guard::path_of(&parts.uri);
            Ok(journeys::redirect_to(&state, &parts, &path, |next| page.before(next)).await)
        }
    }
}

/// The same for a journey with the goal `to`. `secret`: the hash of that of the browser.
pub async fn lead_in(
    state: &AppState,
    parts: &Parts,
    to: &str,
    secret: &str,
    next: &Handle,
) -> Result<Response, AppError> {
    match ticket(state, parts, to, secret).await? {
        Way::In(response) => Ok(journeys::ended(state, &parts.headers, next, response)),
        Way::First(page) => Ok(guard::redirect(&page.before(next).into())),
    }
}

/// Where a browser goes that asks for an application.
enum Way {
    In(Response),
    First(Before),
}

/// The page that comes before an application.
enum Before {
    SignIn,
    Factor,
    /// Fields of one's own that have to be filled in.
    Details,
    Proof,
    Terms,
}

impl Before {
    fn before(&self, next: &Handle) -> LocalPath {
        match self {
            Self::SignIn => next.on(LOGIN.path),
            Self::Factor => next.before_factor(),
            Self::Details => next.before_details(),
            Self::Proof => next.on(CONFIRM.path),
            Self::Terms => next.on(ACCEPT_TERMS),
        }
    }
}

/// A redirect to the application with a ticket, or the page that comes first. Issuing a ticket changes nothing.
async fn ticket(state: &AppState, parts: &Parts, to: &str, secret: &str) -> Result<Way, AppError> {
    let Some(who) = parts.extensions.get::<CurrentUser>() else { return Ok(Way::First(Before::SignIn)) };
    if who.needs_factor {
        return Ok(Way::First(Before::Factor));
    }
    let caller = state.proxies.caller(&parts.extensions, &parts.headers);
    let ticket = match state.accounts.hand_overs().issue_ticket(who, &caller, to, secret).await {
        Ok(ticket) => ticket,
        Err(error) if error.code == ErrorCode::StepUpRequired => return Ok(Way::First(Before::Proof)),
        Err(error) if error.code == ErrorCode::SecondFactorMissing => return Ok(Way::First(Before::Factor)),
        Err(error) if error.code == ErrorCode::FieldsRequired => return Ok(Way::First(Before::Details)),
        Err(error) if error.code == ErrorCode::TermsRequired => return Ok(Way::First(Before::Terms)),
        // The page of an error says what is missing (`http::pages`), unlike those of other addresses.
        Err(error) => return Err(error),
    };
    let callback = format!("{}{}", ticket.origin, CALLBACK);
    Ok(Way::In(redirect_to_url(StatusCode::FOUND, &with_parameter(&callback, TICKET, &ticket.sealed))?))
}

/// Exchanges the ticket: sets the application session and redirects to where the user wanted to go. Reads no cookies of Vestibule
/// itself.
async fn redeem(_: TrustedProxy, State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, _) = request.into_parts();
    let headers = &parts.headers;
    // Each failure is charged: anybody can make up tickets. A success is charged by the use case.
    let mut source = Source::of(&state, &parts.extensions, headers);
    let origin = match requested::origin(headers) {
        Ok(origin) => origin,
        Err(error) => return page::refused_to_anybody(&mut source, error),
    };
    if !state.accounts.applications().all().await?.has_origin(&origin) {
        return page::refused_to_anybody(&mut source, accounts::no_application());
    }
    let cookies = Cookies::new(origin.is_https());
    let secret = cookies.read(headers, Name::HandOver).and_then(HandOverSecret::parse);
    let caller = state.proxies.caller(&parts.extensions, headers);
    let ticket = parameter(&parts.uri, TICKET);
    let redeemed = state.accounts.hand_overs().redeem_ticket(&caller, &ticket, &origin, secret.as_ref()).await;
    if !matches!(redeemed, Ok(Redeemed::Session(_))) {
        source.charge()?;
    }
    match redeemed? {
        Redeemed::Session(handed_over) => complete(cookies, &handed_over),
        // The next hand-over has the secret that this browser sends, so it does not fail for the same reason. Without one, the
        // browser may not store cookies.
        Redeemed::OtherBrowser(to) => lead_on(&mut source, &to, secret.is_some()).await,
        Redeemed::Expired(to) => lead_on(&mut source, &to, false).await,
        Redeemed::Invalid => expired(&state, headers, &origin),
        Redeemed::NotAdmitted => page::refused(&state, headers, accounts::not_admitted()),
    }
}

fn complete(cookies: Cookies, handed_over: &HandedOver) -> Result<Response, AppError> {
    let response = redirect_to_url(StatusCode::FOUND, &handed_over.to.to_string())?;
    let session = cookies.set(Name::Application, &handed_over.session, handed_over.max_age);
    Ok(with_cookies(response, session.into_iter().chain(cookies.clear(Name::HandOver))))
}

/// Where to go with a ticket that is no longer needed, or that another tab has made useless. Never back to a place that would
/// lead here again in the same way. `begins_again`: a new hand-over would not.
async fn lead_on(source: &mut Source<'_>, to: &Address, begins_again: bool) -> Result<Response, AppError> {
    // Another tab has completed the sign-in, or the user has gone back in the history.
    let is_signed_in = visitor::identify(source, &to.origin).await?.is_some();
    if begins_again || is_signed_in {
        return redirect_to_url(StatusCode::FOUND, &to.to_string());
    }
    expired(source.state, source.headers, &to.origin)
}

fn expired(state: &AppState, headers: &HeaderMap, origin: &Origin) -> Result<Response, AppError> {
    let link = Link { href: &format!("{origin}/"), text: say::enter_open_application };
    page::respond(state, headers, AppError::new(ErrorCode::LinkInvalid, message::enter_link_expired()), &link)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_in_page_leads_to_the_first_address_that_fits() {
        let path = |ways: &[&str]| path_of("/login", ways.iter().map(|way| (*way).to_owned())).to_string();
        assert_eq!(path(&["/a?b=c", "/a"]), "/login?next=%2Fa%3Fb%3Dc");
        let long = "/a".repeat(1_100);
        assert_eq!(path(&[&long, "/a"]), "/login?next=%2Fa");
        assert_eq!(path(&["//evil.example", "/a"]), "/login?next=%2Fa");
        assert_eq!(path(&[&long]), "/login");
    }
}
