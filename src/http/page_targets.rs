//! Where a page leads on: to which client, device or application, and what it says of that; and whose logos it shows.

use super::forward_auth::hand_over::ENTER;
use super::oauth::request::request_at;
use super::state::AppState;
use crate::accounts::{AuthorizationRequest, Caller, log_cause};
use crate::applications::{Address, Application};
use crate::shared::error::AppError;
use crate::shared::factors::Level;
use crate::shared::goes_to::GoesTo;
use crate::shared::next::LocalPath;
use crate::shared::page::PageData;
use crate::ui::routes::{DEVICE, Page};
use crate::web::urls::{handle_in, parameter};
use axum::http::Uri;
use std::sync::Arc;
use url::Url;

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
    let origin = Url::parse(address).ok()?.origin().ascii_serialization();
    (origin.starts_with("https://") && origin.bytes().all(is_plain)).then_some(origin)
}

/// What the page at `uri` says of where it leads on. None if that is a page of this server, or if nothing is verified. Only what is
/// in memory is read, unless another server has changed it. `data`: of the page.
pub async fn goes_to(state: &AppState, uri: &Uri, data: &PageData) -> Option<GoesTo> {
    // Those who come from a provider have the page that they requested in a cookie.
    let next = if let PageData::Arrival(arrival) = data { arrival.next.clone() } else { handle_in(uri) };
    // If the database does not answer, the page opens all the same.
    verified(state, next.path()?).await.inspect_err(log_cause).ok().flatten()
}

/// The client or the application at an address of this server.
async fn verified(state: &AppState, next: &LocalPath) -> Result<Option<GoesTo>, AppError> {
    if let Some(request) = client_at(state, next).await? {
        let (title, logo) = (&request.registered.application.title, request.client().definition.logo());
        return Ok(Some(request.recipient.goes_to(title, logo)));
    }
    let Some((address, application)) = application_at(state, next).await? else { return Ok(None) };
    let (title, host) = (application.title.clone(), Some(address.origin.authority()));
    Ok(Some(GoesTo { title, host, logo: None }))
}

/// The request of the client to which a page leads on.
pub async fn next_client(state: &AppState, uri: &Uri) -> Result<Option<AuthorizationRequest>, AppError> {
    match handle_in(uri).path() {
        Some(next) => client_at(state, next).await,
        None => Ok(None),
    }
}

/// The request of the client at an address of this server.
pub async fn client_at(state: &AppState, next: &LocalPath) -> Result<Option<AuthorizationRequest>, AppError> {
    match next.as_str().parse::<Uri>() {
        Ok(next) => request_at(state, &next).await,
        Err(_) => Ok(None),
    }
}

/// The level that the client on a device demands whose letters are in the address of the next page. None for other pages.
pub async fn next_device(state: &AppState, caller: &Caller, uri: &Uri) -> Option<Level> {
    let next: Uri = handle_in(uri).as_str().parse().ok()?;
    if next.path() != DEVICE.path {
        return None;
    }
    // If no device waits any more, its page says so.
    state.accounts.level_for_device(caller, &parameter(&next, "user_code")).await.ok()
}

/// The application to which a page leads on, on the host of Vestibule or on another one.
pub async fn next_application(state: &AppState, uri: &Uri) -> Result<Option<Arc<Application>>, AppError> {
    match handle_in(uri).path() {
        Some(next) => Ok(application_at(state, next).await?.map(|(_, application)| application)),
        None => Ok(None),
    }
}

async fn application_at(state: &AppState, next: &LocalPath) -> Result<Option<(Address, Arc<Application>)>, AppError> {
    let Some(address) = requested_address(next).or_else(|| own_address(&state.accounts.settings().issuer, next)) else {
        return Ok(None);
    };
    let found = state.accounts.applications().await?.at(&address).cloned();
    Ok(found.map(|application| (address, application)))
}

/// The address of the next page on the host of Vestibule, if it is none of its own. `issuer`: the base URL.
fn own_address(issuer: &str, next: &LocalPath) -> Option<Address> {
    // Nor what is between pages: an application at the root of this host does not have it.
    let is_between = [ENTER, "/auth/with/", "/oauth/"].iter().any(|own| next.as_str().starts_with(own));
    if is_between || Page::at(next.as_str()).is_some() {
        return None;
    }
    Address::parse_url(&format!("{issuer}{next}")).ok()
}

/// The URL in `next=/auth/enter?to=…`.
fn requested_address(next: &LocalPath) -> Option<Address> {
    let next: Uri = next.as_str().parse().ok()?;
    if next.path() != ENTER {
        return None;
    }
    Address::parse_url(&parameter(&next, "to")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let address =
            |uri: &'static str| own_address("https://id.example.com", handle_in(&Uri::from_static(uri)).path()?);
        let cart = address("/confirm?next=%2Fshop%2Fcart%3Fitem%3D7").map(|address| address.to_string());
        assert_eq!(cart.as_deref(), Some("https://id.example.com/shop/cart?item=7"));
        for uri in [
            "/confirm",
            "/confirm?next=%2Faccount%2Fsecurity%3Fa",
            "/confirm?next=%2F%2Fevil.example%2F",
            "/confirm?next=%2Foauth%2Fauthorize%3Fclient_id%3Da",
            "/confirm?next=%2Fauth%2Fenter%3Fto%3Da",
        ] {
            assert_eq!(address(uri), None, "{uri}");
        }
    }

    #[test]
    fn the_application_is_read_out_of_the_next_page() {
        let address = |uri: &'static str| {
            let address = requested_address(handle_in(&Uri::from_static(uri)).path()?)?;
            Some(address.origin.to_string())
        };
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
