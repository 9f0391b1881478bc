//! `/.vestibule/logout` on the host of an application, which its proxy passes to this server: signs out, there and everywhere.
//! `application` names the application where several are on one host.

use super::host::Host;
use super::page::{self, Link, Question};
use super::requested::TrustedProxy;
use super::visitor;
use crate::accounts::User;
use crate::applications::{Address, Origin};
use crate::http::guard::redirect_to_url;
use crate::http::headers::with_cookies;
use crate::http::lead_on;
use crate::http::rate_limit::Source;
use crate::http::state::AppState;
use crate::language::say;
use crate::shared::next::with_parameter;
use crate::shared::{AppError, Flash, SignedOutElsewhere};
use crate::web::cookies::{Cookies, Name};
use crate::web::urls::parameter;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::Response;
use axum::routing::get;

const PATH: &str = "/.vestibule/logout";
/// The name of the parameter.
const APPLICATION: &str = "application";

pub fn routes() -> Router<AppState> {
    Router::new().route(PATH, get(ask).post(sign_out))
}

/// Where a sign-out begins, and where it leads.
struct Place {
    host: Host,
    /// The path of the form, with its parameter.
    action: String,
    /// Where the application wants its users to arrive.
    after: Option<Address>,
}

impl Place {
    async fn of(state: &AppState, headers: &HeaderMap, uri: &Uri) -> Result<Self, AppError> {
        let host = Host::of(state, headers).await?;
        let name = parameter(uri, APPLICATION);
        // An unknown name is no error: signing out must work, and leads to the root of the host.
        let application = if name.is_empty() { host.only() } else { host.named(&name) };
        let action = if name.is_empty() { PATH.to_owned() } else { with_parameter(PATH, APPLICATION, &name) };
        let after = application.and_then(|application| application.after_sign_out.clone());
        Ok(Self { host, action, after })
    }

    /// The URL to which the sign-out leads.
    fn leads_to(&self) -> String {
        self.after.as_ref().map_or_else(|| format!("{}/", self.host.origin), ToString::to_string)
    }

    /// The redirect to where the sign-out leads. After 303, the browser continues with GET.
    fn lead_on(&self) -> Result<Response, AppError> {
        redirect_to_url(StatusCode::SEE_OTHER, &self.leads_to())
    }

    /// The answer to a sign-out. Says where else it had an effect, unless the application has a page of its own for afterwards.
    fn signed_out(
        &self,
        state: &AppState,
        headers: &HeaderMap,
        user: &User,
        elsewhere: Option<SignedOutElsewhere>,
    ) -> Result<Response, AppError> {
        let Some(elsewhere) = elsewhere.filter(|_| self.after.is_none()) else { return self.lead_on() };
        if state.accounts.is_own_origin(&self.host.origin) {
            let flash = Flash { elsewhere: Some(elsewhere), ..Flash::default() };
            let cookie = state.flash.cookie(state.cookies, flash, state.accounts.now());
            return Ok(with_cookies(self.lead_on()?, cookie));
        }
        // The sign-in page is on another host, and gets no cookie from here. A page of this host is only worth a click where
        // something is left to do.
        match elsewhere.going_on.is_empty() {
            true => self.lead_on(),
            false => Ok(page::signed_out(state, headers, user, &elsewhere, &self.leads_to())),
        }
    }
}

/// A page that asks, because a link of any site can lead here. Without a session, there is nothing to ask.
async fn ask(_: TrustedProxy, State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, _) = request.into_parts();
    let headers = &parts.headers;
    let mut source = Source::of(&state, &parts.extensions, headers);
    let place = match Place::of(&state, headers, &parts.uri).await {
        Ok(place) => place,
        Err(error) => return page::refused_to_anybody(&mut source, error),
    };
    match visitor::leaving(&mut source, &place.host.origin).await? {
        Some(who) => {
            let Place { host, action, .. } = &place;
            let question = Question { user: &who.user, action, origin: &host.origin };
            Ok(page::ask(&state, headers, &question))
        }
        None => place.lead_on(),
    }
}

/// Ends the session, deletes its cookies on this host, and leads on. Cookies on other hosts are worth nothing without the session.
async fn sign_out(_: TrustedProxy, State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, _) = request.into_parts();
    let headers = &parts.headers;
    let mut source = Source::of(&state, &parts.extensions, headers);
    let place = match Place::of(&state, headers, &parts.uri).await {
        Ok(place) => place,
        Err(error) => return page::refused_to_anybody(&mut source, error),
    };
    let origin = &place.host.origin;
    if let Err(error) = place.host.require_own_page(headers) {
        source.charge()?;
        // The page there asks, so the user can sign out all the same.
        let link = Link { href: &format!("{origin}{}", place.action), text: say::sign_out };
        return page::respond(&state, headers, error, &link);
    }
    let response = match visitor::leaving(&mut source, origin).await? {
        Some(who) => {
            let caller = state.proxies.caller(&parts.extensions, headers);
            let elsewhere = state.accounts.sessions().log_out(&who, &caller).await?;
            place.signed_out(&state, headers, &who.user, elsewhere)?
        }
        None => place.lead_on()?,
    };
    let response = with_cookies(response, deleted_cookies(&state, headers, origin));
    Ok(lead_on::after_form(&state, &parts.uri, headers, response))
}

/// Deletes those cookies of a session that the browser has on this host.
fn deleted_cookies(state: &AppState, headers: &HeaderMap, origin: &Origin) -> Vec<HeaderValue> {
    let is_own = state.accounts.is_own_origin(origin);
    let names: &[Name] = if is_own { &[Name::Access, Name::Refresh] } else { &[Name::Application] };
    let cookies = Cookies::new(origin.is_https());
    let held = names.iter().filter(|name| cookies.read(headers, **name).is_some());
    held.filter_map(|name| cookies.clear(*name)).collect()
}
