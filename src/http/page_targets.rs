//! Where a page leads: to which other origins its forms may, to which application it leads on, and whose logos it shows.

use super::forward_auth::hand_over::ENTER;
use super::oauth::request::request_at;
use super::state::AppState;
use crate::accounts::{AuthorizationRequest, Caller};
use crate::applications::{Address, Application};
use crate::shared::error::AppError;
use crate::shared::factors::Level;
use crate::shared::next::LocalPath;
use crate::shared::page::PageData;
use crate::ui::routes::{
    CONFIRM, CONSENT, DEVICE, FIRST_TIME, LINK, LOGIN, Page, REGISTER, RESET_PASSWORD, SECOND_FACTOR, SETUP, TAKE_OVER,
};
use crate::web::urls::{page_with, parameter};
use axum::http::Uri;
use std::sync::Arc;
use url::Url;

/// The pages whose forms sign in, or lead on to what was requested before.
const SIGN_IN_PAGES: [&str; 9] = [
    LOGIN.path,
    SECOND_FACTOR.path,
    CONFIRM.path,
    REGISTER.path,
    RESET_PASSWORD.path,
    SETUP.path,
    FIRST_TIME.path,
    LINK.path,
    TAKE_OVER.path,
];

/// The other origins to which the forms of a page may lead: that of the home URL, and of the registered application or the redirect
/// URI of the client that the visitor has asked for; none for other pages.
///
/// The Content-Security-Policy of pages allows forms of this origin only (`form-action 'self'`). Without JavaScript, Chromium
/// applies it to the redirects after a form as well, so the pages that sign in must name the origin where the visitor
/// arrives.
pub async fn form_targets(state: &AppState, page: &Page, uri: &Uri, data: &PageData) -> Result<Vec<String>, AppError> {
    let of_arrival = after_arrival(data);
    let uri = of_arrival.as_ref().unwrap_or(uri);
    if page.path == CONSENT.path {
        let request = request_at(state, uri).await?;
        return Ok(request.map(|request| request.recipient.redirect_uri.form_action()).into_iter().collect());
    }
    if !SIGN_IN_PAGES.contains(&page.path) {
        return Ok(Vec::new());
    }
    let home = state.accounts.settings().home_url.as_deref().and_then(origin_of);
    let client = next_client(state, uri).await?.map(|request| request.recipient.redirect_uri.form_action());
    Ok(home.into_iter().chain(requested_application(state, uri).await?).chain(client).collect())
}

/// Adds the origins of logos that a page shows. The Content-Security-Policy allows pictures of these alone.
pub fn add_pictures<'a>(origins: &mut Vec<String>, logos: impl IntoIterator<Item = &'a str>) {
    origins.extend(logos.into_iter().filter_map(logo_origin));
    origins.sort_unstable();
    origins.dedup();
}

/// The origin of the address of a logo. None if a policy cannot name it: a row may have been written by hand, and a `;` in it would
/// begin another directive.
pub fn logo_origin(address: &str) -> Option<String> {
    let is_plain = |c: u8| c.is_ascii_alphanumeric() || b"-.:/".contains(&c);
    origin_of(address).filter(|origin| origin.starts_with("https://") && origin.bytes().all(is_plain))
}

/// The sign-in page with the page that is next for somebody who comes from a provider: the browser has it in a cookie, and not in
/// the address. None for other pages.
fn after_arrival(data: &PageData) -> Option<Uri> {
    let PageData::Arrival(arrival) = data else { return None };
    page_with(LOGIN.path, "next", arrival.next.as_ref()?.as_str()).as_str().parse().ok()
}

/// The request of the client to which a page leads on.
pub async fn next_client(state: &AppState, uri: &Uri) -> Result<Option<AuthorizationRequest>, AppError> {
    match LocalPath::parse(&parameter(uri, "next")).and_then(|next| next.as_str().parse::<Uri>().ok()) {
        Some(next) => request_at(state, &next).await,
        None => Ok(None),
    }
}

/// The level that the client on a device demands whose letters are in the address of the next page. None for other pages.
pub async fn next_device(state: &AppState, caller: &Caller, uri: &Uri) -> Option<Level> {
    let next: Uri = LocalPath::parse(&parameter(uri, "next"))?.as_str().parse().ok()?;
    if next.path() != DEVICE.path {
        return None;
    }
    // If no device waits any more, its page says so.
    state.accounts.level_for_device(caller, &parameter(&next, "user_code")).await.ok()
}

/// The origin of an absolute URL; none of a path.
fn origin_of(url: &str) -> Option<String> {
    Some(Url::parse(url).ok()?.origin().ascii_serialization())
}

/// The origin of the application that opens after signing in. One that is not registered is left out: `/auth/enter` does not
/// redirect there either.
async fn requested_application(state: &AppState, uri: &Uri) -> Result<Option<String>, AppError> {
    let Some(address) = requested_address(uri) else { return Ok(None) };
    let applications = state.accounts.applications().await?;
    Ok(applications.has_origin(&address.origin).then(|| address.origin.to_string()))
}

/// The application to which a page leads on, on the host of Vestibule or on another one.
pub async fn next_application(state: &AppState, uri: &Uri) -> Result<Option<Arc<Application>>, AppError> {
    let Some(address) = requested_address(uri).or_else(|| own_address(&state.accounts.settings().issuer, uri)) else {
        return Ok(None);
    };
    Ok(state.accounts.applications().await?.at(&address).cloned())
}

/// The address of the next page on the host of Vestibule, if it is none of its own. `issuer`: the base URL.
fn own_address(issuer: &str, uri: &Uri) -> Option<Address> {
    let next = LocalPath::parse(&parameter(uri, "next"))?;
    if Page::at(next.as_str()).is_some() {
        return None;
    }
    Address::parse_url(&format!("{issuer}{next}")).ok()
}

/// The URL in `next=/auth/enter?to=…`.
fn requested_address(uri: &Uri) -> Option<Address> {
    let next: Uri = LocalPath::parse(&parameter(uri, "next"))?.as_str().parse().ok()?;
    if next.path() != ENTER {
        return None;
    }
    Address::parse_url(&parameter(&next, "to")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_url_has_an_origin_and_a_path_has_none() {
        for (url, origin) in [
            ("https://journal.example.com/posts?a=b", Some("https://journal.example.com")),
            ("https://journal.example.com:443/", Some("https://journal.example.com")),
            ("http://journal.localhost:8080", Some("http://journal.localhost:8080")),
            ("/app", None),
        ] {
            assert_eq!(origin_of(url).as_deref(), origin, "{url}");
        }
    }

    #[test]
    fn a_policy_names_only_plain_origins_of_logos() {
        let wiki = Some("https://wiki.example.com:8443".to_owned());
        assert_eq!(logo_origin("https://wiki.example.com:8443/logo.png?a=b;c"), wiki);
        for address in ["/logo.png", "https://[::1]/logo.png", "https://a;script-src/logo.png", "data:image/png,x"] {
            assert_eq!(logo_origin(address), None, "{address}");
        }
    }

    #[test]
    fn a_page_of_vestibule_belongs_to_no_application() {
        let address = |uri: &'static str| own_address("https://id.example.com", &Uri::from_static(uri));
        let cart = address("/confirm?next=%2Fshop%2Fcart%3Fitem%3D7").map(|address| address.to_string());
        assert_eq!(cart.as_deref(), Some("https://id.example.com/shop/cart?item=7"));
        for uri in ["/confirm", "/confirm?next=%2Faccount%2Fsecurity%3Fa", "/confirm?next=%2F%2Fevil.example%2F"] {
            assert_eq!(address(uri), None, "{uri}");
        }
    }

    #[test]
    fn the_application_is_read_out_of_the_next_page() {
        let address =
            |uri: &'static str| requested_address(&Uri::from_static(uri)).map(|address| address.origin.to_string());
        let journal = Some("https://journal.example.com".to_owned());
        assert_eq!(address("/login?next=%2Fauth%2Fenter%3Fto%3Dhttps%253A%252F%252Fjournal.example.com%252F"), journal);
        for uri in [
            "/login",
            "/login?next=%2Faccount%3Fto%3Dhttps%253A%252F%252Fjournal.example.com%252F",
            "/login?next=%2Fauth%2Fenter",
            "/login?next=%2Fauth%2Fenter%3Fto%3Djavascript%253Aalert(1)",
            "/login?next=https%3A%2F%2Fjournal.example.com%2Fauth%2Fenter%3Fto%3Dhttps%253A%252F%252Fjournal.example.com%252F",
        ] {
            assert_eq!(address(uri), None, "{uri}");
        }
    }
}
