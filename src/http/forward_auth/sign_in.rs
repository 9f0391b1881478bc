//! The answer to a request without an active session: the sign-in page, and the way back.

use super::{super::state::AppState, enter, requested::Requested};
use crate::{
    accounts::HandOverSecret,
    applications::{Address, Application},
    shared::{
        error::{AppError, ErrorCode},
        next::{LocalPath, with_parameter},
    },
    web::{
        address,
        cookies::{Cookies, Name},
        problem::{self, Problem},
    },
};
use axum::{
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use std::time::Duration;

/// How long the secret of a hand-over lives, so the time to sign in.
const SECRET_LIFETIME: Duration = Duration::from_secs(10 * 60);

/// How a proxy understands that the client has to sign in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// A redirect, if the client shows pages.
    Redirect,
    /// Always 401.
    Status,
}

/// A redirect to the sign-in page, or 401 with its address in `Location`. Sets at most one cookie, because nginx passes on one.
pub fn respond(
    state: &AppState,
    headers: &HeaderMap,
    requested: &Requested,
    application: &Application,
    style: Style,
) -> Result<Response, Problem> {
    let address = &requested.address;
    let mut response = match style {
        Style::Redirect if problem::wants_html(headers) => status(&requested.method).into_response(),
        Style::Redirect | Style::Status => {
            let detail = "Sign in. The address of the sign-in page is in the header Location.";
            Problem(AppError::new(ErrorCode::TokenMissing, detail)).into_response()
        }
    };
    let path = if state.accounts.is_own_origin(&address.origin) {
        sign_in_path(ways_back(address, application).map(|url| own_path(address, &url)))
    } else {
        let (secret, set_cookie) = hand_over_secret(state, headers, address);
        response.headers_mut().extend(set_cookie.map(|cookie| (header::SET_COOKIE, cookie)));
        let hash = secret.state();
        sign_in_path(ways_back(address, application).map(|url| enter::path(&url, &hash)))
    };
    let location = HeaderValue::from_str(&format!("{}{path}", state.accounts.settings().issuer));
    response.headers_mut().insert(header::LOCATION, location.map_err(|_| Problem(problem::internal()))?);
    Ok(response)
}

/// After 303, the browser requests the sign-in page with GET. What it has sent is lost: the user returns to the address with GET.
fn status(method: &Method) -> StatusCode {
    if matches!(*method, Method::GET | Method::HEAD) { StatusCode::FOUND } else { StatusCode::SEE_OTHER }
}

/// Where the user returns to: the requested URL or, if the sign-in page has no room for it, the URL without its query, or the
/// location of the application on the same origin.
fn ways_back(address: &Address, application: &Application) -> impl Iterator<Item = String> + use<> {
    let without_query = format!("{}{}", address.origin, address.path);
    let location = application.locations.iter().find(|location| *location.origin() == address.origin);
    [address.to_string(), without_query].into_iter().chain(location.map(ToString::to_string))
}

/// The part of a URL behind the origin of `address`.
fn own_path(address: &Address, url: &str) -> String {
    url.strip_prefix(&address.origin.to_string()).unwrap_or_default().to_owned()
}

/// The path of the sign-in page that leads to the first of these paths that it has room for, or to none.
fn sign_in_path(mut ways: impl Iterator<Item = String>) -> LocalPath {
    let fits = ways.find_map(|next| {
        // A path that the sign-in page would not accept must not take the place of the next one.
        let next = LocalPath::parse(&next)?;
        LocalPath::parse(&with_parameter("/login", "next", next.as_str()))
    });
    fits.unwrap_or_else(|| address::page("/login"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_in_page_leads_to_the_first_address_that_fits() {
        let path = |ways: &[&str]| sign_in_path(ways.iter().map(|way| (*way).to_owned())).to_string();
        assert_eq!(path(&["/a?b=c", "/a"]), "/login?next=%2Fa%3Fb%3Dc");
        let long = "/a".repeat(600);
        assert_eq!(path(&[&long, "/a"]), "/login?next=%2Fa");
        assert_eq!(path(&["//evil.example", "/a"]), "/login?next=%2Fa");
        assert_eq!(path(&[&long]), "/login");
    }
}
