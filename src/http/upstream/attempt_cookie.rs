//! The cookies of sign-ins at providers that are under way: one for each, so that several tabs can do so at the same time.

use crate::accounts::Departure;
use crate::web::cookies::Cookies;
use crate::web::journeys::{attempt_named, fit};
use axum::http::{HeaderMap, HeaderValue};

/// The headers that bind an attempt to the browser, and delete others for which there is no room.
pub(super) fn keep(cookies: Cookies, headers: &HeaderMap, departure: &Departure) -> Vec<HeaderValue> {
    let Some(named) = attempt_named(&departure.state) else { return Vec::new() };
    fit(cookies, headers, named, &departure.binding.text, departure.binding.lifetime)
}

/// What the browser has kept of the attempt with this state.
pub(super) fn kept<'a>(cookies: Cookies, headers: &'a HeaderMap, state: &str) -> Option<&'a str> {
    cookies.read(headers, attempt_named(state)?)
}

/// The header that deletes it.
pub(super) fn forget(cookies: Cookies, state: &str) -> Option<HeaderValue> {
    cookies.clear(attempt_named(state)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::SealedText;
    use axum::http::header;
    use std::time::Duration;

    fn request(line: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(line).unwrap())])
    }

    #[test]
    fn a_browser_keeps_an_attempt_as_long_as_it_counts() {
        let binding = SealedText { text: "binding".to_owned(), lifetime: Duration::from_secs(840) };
        let departure = Departure { location: String::new(), state: "newest-0123456789".to_owned(), binding };
        let lines = keep(Cookies::new(false), &HeaderMap::new(), &departure);
        assert_eq!(lines, ["vestibule_with_newest-0=binding; HttpOnly; SameSite=Lax; Path=/; Max-Age=840"]);
    }

    #[test]
    fn an_attempt_is_found_by_its_state() {
        let cookies = Cookies::new(false);
        let headers = request("vestibule_with_newest-0=binding; vestibule_with_other000=2");
        assert_eq!(kept(cookies, &headers, "newest-0123456789"), Some("binding"));
        for state in ["", "newest", "newest=0123456789", "nöwest-0123456789", "third000"] {
            assert_eq!(kept(cookies, &headers, state), None, "{state}");
        }
        assert!(forget(cookies, "newest-0123456789").is_some() && forget(cookies, "a;b=c;de").is_none());
    }
}
