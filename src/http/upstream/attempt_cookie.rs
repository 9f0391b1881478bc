//! The cookies of sign-ins at providers that are under way: one for each, so that several tabs can do so at the same time.

use crate::accounts::SealedAttempt;
use crate::web::cookies::{Cookies, Name};
use crate::web::journeys::{NewCookie, attempt_ending, fit};
use axum::http::{HeaderMap, HeaderValue};

/// The headers that keep an attempt, and delete others for which there is no room.
pub(super) fn keep(cookies: Cookies, headers: &HeaderMap, attempt: &SealedAttempt) -> Vec<HeaderValue> {
    let Some(ending) = attempt_ending(&attempt.state) else { return Vec::new() };
    let (value, lifetime) = (&attempt.sealed.text, attempt.sealed.lifetime);
    fit(cookies, headers, NewCookie { name: Name::Attempt, ending: Some(ending), value, lifetime })
}

/// What the browser has kept of the attempt with this state.
pub(super) fn kept<'a>(cookies: Cookies, headers: &'a HeaderMap, state: &str) -> Option<&'a str> {
    cookies.read_ending(headers, Name::Attempt, attempt_ending(state)?)
}

/// The header that deletes it.
pub(super) fn forget(cookies: Cookies, state: &str) -> Option<HeaderValue> {
    cookies.clear_ending(Name::Attempt, attempt_ending(state)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::SealedText;
    use axum::http::header;
    use std::time::Duration;

    fn attempt(state: &str, text: String) -> SealedAttempt {
        let sealed = SealedText { text, lifetime: Duration::from_secs(840) };
        SealedAttempt { state: state.to_owned(), sealed }
    }

    fn request(line: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(line).unwrap())])
    }

    #[test]
    fn a_browser_keeps_an_attempt_as_long_as_it_counts() {
        let lines = keep(Cookies::new(false), &HeaderMap::new(), &attempt("newest-0123456789", "sealed".to_owned()));
        assert_eq!(lines, ["vestibule_with_newest-0=sealed; HttpOnly; SameSite=Lax; Path=/; Max-Age=840"]);
    }

    #[test]
    fn an_attempt_is_found_by_its_state() {
        let cookies = Cookies::new(false);
        let headers = request("vestibule_with_newest-0=sealed; vestibule_with_other000=2");
        assert_eq!(kept(cookies, &headers, "newest-0123456789"), Some("sealed"));
        for state in ["", "newest", "newest=0123456789", "nöwest-0123456789", "third000"] {
            assert_eq!(kept(cookies, &headers, state), None, "{state}");
        }
        assert!(forget(cookies, "newest-0123456789").is_some() && forget(cookies, "a;b=c;de").is_none());
    }
}
