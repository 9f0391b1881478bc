//! Where a page leads on: to which client, device or application; and whose logos it shows.

use super::forward_auth::hand_over::ENTER;
use super::oauth::request::request_at;
use super::state::AppState;
use crate::accounts::{AuthorizationRequest, Caller};
use crate::applications::{Address, Application};
use crate::shared::error::AppError;
use crate::shared::factors::Level;
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

/// The address to which a page leads on.
fn next_page(uri: &Uri) -> Option<Uri> {
    handle_in(uri).as_str().parse().ok()
}

/// The request of the client to which a page leads on.
pub async fn next_client(state: &AppState, uri: &Uri) -> Result<Option<AuthorizationRequest>, AppError> {
    match next_page(uri) {
        Some(next) => request_at(state, &next).await,
        None => Ok(None),
    }
}

/// The level that the client on a device demands whose letters are in the address of the next page. None for other pages.
pub async fn next_device(state: &AppState, caller: &Caller, uri: &Uri) -> Option<Level> {
    let next = next_page(uri)?;
    if next.path() != DEVICE.path {
        return None;
    }
    // If no device waits any more, its page says so.
    state.accounts.level_for_device(caller, &parameter(&next, "user_code")).await.ok()
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
    let next = handle_in(uri).into_path()?;
    if Page::at(next.as_str()).is_some() {
        return None;
    }
    Address::parse_url(&format!("{issuer}{next}")).ok()
}

/// The URL in `next=/auth/enter?to=…`.
fn requested_address(uri: &Uri) -> Option<Address> {
    let next = next_page(uri)?;
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
