//! The cookies of sign-ins at providers that are under way: one for each, so that several tabs can do so at the same time.

use crate::accounts::{SealedAttempt, SealedText};
use crate::web::cookies::{Cookies, Name};
use axum::http::{HeaderMap, HeaderValue};

/// How many a browser keeps.
const MAX: usize = 2;
/// The maximum number of characters of all of them: proxies limit the heads of requests, often to 8 KB, and answer every page with an
/// error when the cookies are longer. A single one that is longer is kept alone.
const MAX_CHARS: usize = 3 * 1024;
/// With how many characters of the state the name of the cookie ends.
const ENDING_CHARS: usize = 8;

/// The end of the name. None for a text that is no state.
fn ending_of(state: &str) -> Option<&str> {
    state.get(..ENDING_CHARS).filter(|ending| is_ending(ending))
}

fn is_ending(text: &str) -> bool {
    text.len() == ENDING_CHARS && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// The headers that keep an attempt, and delete the oldest ones if there are too many.
pub(super) fn keep(cookies: Cookies, headers: &HeaderMap, attempt: &SealedAttempt) -> Vec<HeaderValue> {
    let mut known = cookies.endings(headers, Name::Attempt);
    known.retain(|ending| is_ending(ending));
    let chars_of = |ending: &str| cookies.read_ending(headers, Name::Attempt, ending).map_or(0, str::len);
    // The newest ones that there is room for; browsers send the oldest first.
    let SealedText { text, lifetime } = &attempt.sealed;
    let mut chars = text.len();
    let fits = |ending: &&&str| {
        chars += chars_of(ending);
        chars <= MAX_CHARS
    };
    let kept = known.iter().rev().take(MAX - 1).take_while(fits).count();
    let excess = known.len() - kept;
    let cleared = known.into_iter().take(excess).filter_map(|ending| cookies.clear_ending(Name::Attempt, ending));
    let ending = ending_of(&attempt.state);
    let set = ending.and_then(|ending| cookies.set_ending(Name::Attempt, ending, text, Some(*lifetime)));
    cleared.chain(set).collect()
}

/// What the browser has kept of the attempt with this state.
pub(super) fn kept<'a>(cookies: Cookies, headers: &'a HeaderMap, state: &str) -> Option<&'a str> {
    cookies.read_ending(headers, Name::Attempt, ending_of(state)?)
}

/// The header that deletes it.
pub(super) fn forget(cookies: Cookies, state: &str) -> Option<HeaderValue> {
    cookies.clear_ending(Name::Attempt, ending_of(state)?)
}

#[cfg(test)]
mod tests {
    use super::*;
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
    fn the_oldest_of_too_many_is_deleted() {
        let cookies = Cookies::new(false);
        let kept = |headers: &HeaderMap| {
            let lines = keep(cookies, headers, &attempt("newest-0123456789", "sealed".to_owned()));
            lines.iter().map(|line| line.to_str().unwrap().split(';').next().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(kept(&HeaderMap::new()), ["vestibule_with_newest-0=sealed"]);
        let one = "vestibule_with_bbbbbbbb=1; a=b; vestibule_with_x=5";
        assert_eq!(kept(&request(one)), ["vestibule_with_newest-0=sealed"]);
        let two = format!("vestibule_with_aaaaaaaa=1; {one}");
        assert_eq!(kept(&request(&two)), ["vestibule_with_aaaaaaaa=", "vestibule_with_newest-0=sealed"]);
        // Those of the previous version.
        let three = format!("vestibule_with_00000000=1; {two}");
        let cleared = ["vestibule_with_00000000=", "vestibule_with_aaaaaaaa=", "vestibule_with_newest-0=sealed"];
        assert_eq!(kept(&request(&three)), cleared);
    }

    #[test]
    fn the_sum_has_a_bound() {
        let cookies = Cookies::new(false);
        for (earlier, new, stays) in [(1_500, 1_500, true), (1_600, 1_600, false), (10, 3_500, false)] {
            let headers = request(&format!("vestibule_with_aaaaaaaa={}", "a".repeat(earlier)));
            let lines = keep(cookies, &headers, &attempt("newest-0123456789", "b".repeat(new)));
            assert_eq!(lines.len(), if stays { 1 } else { 2 }, "{earlier} {new}");
            assert!(lines.last().unwrap().to_str().unwrap().starts_with("vestibule_with_newest-0=b"));
        }
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
