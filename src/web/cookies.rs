//! The cookies of pages and server functions. All are `HttpOnly`, so scripts cannot read them.

use crate::accounts::SignIn;
use crate::shared::Timestamp;
use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite};
use std::borrow::Cow;
use std::time::Duration;

names! {
    /// The cookies.
    pub enum Name {
        /// The access token.
        Access = "__Host-vestibule_access",
        /// The refresh token.
        Refresh = "__Host-vestibule_refresh",
        /// A message for the next page, encrypted.
        Flash = "__Host-vestibule_flash",
        /// Light or dark.
        Theme = "__Host-vestibule_theme",
        /// The language that was chosen in this browser.
        Language = "__Host-vestibule_language",
        /// What was typed when the session ended, encrypted.
        Draft = "__Host-vestibule_draft",
        /// The message that this browser has asked for, encrypted.
        Sent = "__Host-vestibule_sent",
        /// The list of users that was shown last, encrypted.
        List = "__Host-vestibule_list",
        /// The accounts that have signed in with this browser, encrypted.
        Browser = "__Host-vestibule_browser",
        /// Where somebody goes on to after signing in, encrypted, or the key of it. A browser can have several, whose names have endings.
        Journey = "__Host-vestibule_to",
        /// A sign-in with the right password whose second factor is missing, encrypted.
        Pending = "__Host-vestibule_pending",
        /// With it, the accounts that trust this browser need no second factor here.
        Trusted = "__Host-vestibule_trusted",
        /// A passkey was offered in this browser not long ago, or shall not be offered again.
        PasskeyOffer = "__Host-vestibule_passkey_offer",
        /// A sign-in at a provider that has begun in this browser, encrypted. A browser can have several, whose names have endings.
        Attempt = "__Host-vestibule_with",
        /// An account at a provider that has been proved, until it is linked or opens an account here, encrypted.
        Arrival = "__Host-vestibule_arrival",
        /// What belongs to a code that was sent to the confirmed address, encrypted.
        MailProof = "__Host-vestibule_mail_proof",
        /// On the host of an application: the application session, encrypted.
        Application = "__Host-vestibule_application",
        /// On the host of an application: the secret of a hand-over under way.
        HandOver = "__Host-vestibule_hand_over",
    }
}

impl Name {
    /// One of several cookies of a browser, whose name ends with this.
    pub fn ending(self, ending: &str) -> Named<'_> {
        Named { name: self, ending: Some(ending) }
    }
}

/// The whole name of a cookie.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Named<'a> {
    pub name: Name,
    /// If a browser can have several.
    ending: Option<&'a str>,
}

impl From<Name> for Named<'_> {
    fn from(name: Name) -> Self {
        Self { name, ending: None }
    }
}

/// Reads and writes cookies. With https, they are `Secure` and their names start with `__Host-`, so that other hosts
/// and connections without TLS cannot set them.
#[derive(Clone, Copy, Debug)]
pub struct Cookies {
    https: bool,
}

impl Cookies {
    /// `https`: whether the host on which the browser has the cookies is reached with https. That is this server, except for
    /// [`Name::Application`] and [`Name::HandOver`].
    pub fn new(https: bool) -> Self {
        Self { https }
    }

    /// The value of a cookie that occurs exactly once. If a name is repeated, someone else has set one of them, and it
    /// is unknown which.
    pub fn read<'a, 'n>(&self, request: &'a HeaderMap, name: impl Into<Named<'n>>) -> Option<&'a str> {
        let name = self.text_of(name);
        let mut values = pairs(request)
            .filter_map(|pair| pair.strip_prefix(name.as_bytes())?.strip_prefix(b"="))
            .map(<[u8]>::trim_ascii_end);
        let value = values.next()?;
        values.next().is_none().then_some(value).and_then(|value| str::from_utf8(value).ok())
    }

    fn text_of<'n>(&self, name: impl Into<Named<'n>>) -> Cow<'static, str> {
        let Named { name, ending } = name.into();
        let name = if self.https { name.as_str() } else { name.as_str().trim_start_matches("__Host-") };
        ending.map_or(name.into(), |ending| format!("{name}_{ending}").into())
    }

    /// The endings of all cookies whose names are `name` with an ending, in the order of the browser: the oldest first (RFC 6265,
    /// section 5.4).
    pub fn endings<'a>(&self, request: &'a HeaderMap, name: Name) -> Vec<&'a str> {
        let start = self.text_of(name.ending(""));
        let ending_of = |pair: &'a [u8]| {
            let pair = str::from_utf8(pair).ok()?;
            pair.strip_prefix(&*start)?.split_once('=').map(|(ending, _)| ending)
        };
        pairs(request).filter_map(ending_of).collect()
    }

    /// How many characters a cookie has in the head of a request, with what separates it from others.
    pub fn chars(&self, name: Named<'_>, value: &str) -> usize {
        self.text_of(name).len() + value.len() + "=; ".len()
    }

    /// A `Set-Cookie` header. Without `max_age`, the cookie is deleted when the browser is closed.
    pub fn set<'n>(&self, name: impl Into<Named<'n>>, value: &str, max_age: Option<Duration>) -> Option<HeaderValue> {
        let mut cookie = Cookie::new(self.text_of(name), value);
        // The prefix `__Host-` requires this path, `Secure`, and no domain.
        cookie.set_path("/");
        cookie.set_http_only(true);
        // With `Strict`, a link from another site, such as webmail, would open a page signed out.
        cookie.set_same_site(SameSite::Lax);
        cookie.set_secure(self.https);
        cookie.set_max_age(max_age.and_then(|age| cookie::time::Duration::try_from(age).ok()));
        HeaderValue::from_str(&cookie.to_string()).ok()
    }

    /// A `Set-Cookie` header that deletes the cookie.
    pub fn clear<'n>(&self, name: impl Into<Named<'n>>) -> Option<HeaderValue> {
        self.set(name, "", Some(Duration::ZERO))
    }

    /// The cookies of a sign-in. With "Remember me", they have a `Max-Age`.
    pub fn sign_in(&self, sign_in: &SignIn, now: Timestamp) -> impl Iterator<Item = HeaderValue> + use<> {
        let age = |until: Timestamp| sign_in.remember.then(|| now.until(until));
        let access = self.set(Name::Access, &sign_in.access_token, age(sign_in.access_expires_at));
        // None after a step-up: the browser has the one of its session.
        let refresh = sign_in.refresh_token.as_deref();
        let refresh = refresh.and_then(|token| self.set(Name::Refresh, token, age(sign_in.refresh_expires_at)));
        access.into_iter().chain(refresh)
    }

    /// Deletes the cookies of a sign-in.
    pub fn sign_out(&self) -> impl Iterator<Item = HeaderValue> + use<> {
        let access = self.clear(Name::Access);
        access.into_iter().chain(self.clear(Name::Refresh))
    }

    /// Whether a response sets or deletes the cookies of a sign-in.
    pub fn sets_sign_in(&self, response: &HeaderMap) -> bool {
        self.sets(Name::Access, response)
    }

    /// Whether a response sets or deletes a cookie.
    pub fn sets(&self, name: Name, response: &HeaderMap) -> bool {
        let name = self.text_of(name);
        response
            .get_all(header::SET_COOKIE)
            .iter()
            // The `=` excludes names that only start with this one.
            .any(|line| line.as_bytes().strip_prefix(name.as_bytes()).is_some_and(|rest| rest.starts_with(b"=")))
    }
}

/// The cookies of a request, as names and values. Bytes, because a cookie of another program in the same line may be no UTF-8.
fn pairs(request: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    let lines = request.get_all(header::COOKIE).iter();
    lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b';')).map(<[u8]>::trim_ascii_start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn request(lines: &[&str]) -> HeaderMap {
        let entry = |line: &&str| (header::COOKIE, HeaderValue::from_str(line).unwrap());
        lines.iter().map(entry).collect()
    }

    #[test]
    fn a_cookie_is_read_by_its_exact_name() {
        let cookies = Cookies::new(false);
        let headers = request(&["a=1; vestibule_access=token; vestibule_accessory=2"]);
        assert_eq!(cookies.read(&headers, Name::Access), Some("token"));
        assert_eq!(cookies.read(&headers, Name::Refresh), None);
    }

    #[test]
    fn cookies_of_other_programs_do_not_matter() {
        let cookies = Cookies::new(false);
        for line in [
            "other=é; vestibule_access=token".as_bytes(),
            b"city=K\xf6ln; vestibule_access=token",
            b"vestibule_access=token; \xff",
            b"vestibule_access=token;",
            b"novalue;=;vestibule_access=token ; b=c=d",
        ] {
            let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_bytes(line).unwrap())]);
            assert_eq!(cookies.read(&headers, Name::Access), Some("token"), "{}", line.escape_ascii());
        }
        let headers = [(header::COOKIE, HeaderValue::from_bytes(b"vestibule_access=K\xf6ln").unwrap())];
        assert_eq!(cookies.read(&HeaderMap::from_iter(headers), Name::Access), None);
    }

    #[test]
    fn cookies_with_endings_are_apart() {
        let cookies = Cookies::new(true);
        let headers = request(&["__Host-vestibule_with_b=1; a=2; __Host-vestibule_with_a=3", "vestibule_with_c=4"]);
        assert_eq!(cookies.endings(&headers, Name::Attempt), ["b", "a"]);
        assert_eq!(cookies.read(&headers, Name::Attempt.ending("a")), Some("3"));
        assert_eq!(cookies.read(&headers, Name::Attempt.ending("c")), None);
        assert_eq!(cookies.read(&headers, Name::Attempt), None);
        let set = cookies.set(Name::Attempt.ending("a"), "v", None).unwrap();
        assert_eq!(set, "__Host-vestibule_with_a=v; HttpOnly; SameSite=Lax; Secure; Path=/");
    }

    #[test]
    fn a_repeated_cookie_is_ignored() {
        let cookies = Cookies::new(false);
        assert_eq!(cookies.read(&request(&["vestibule_access=a; vestibule_access=b"]), Name::Access), None);
        assert_eq!(cookies.read(&request(&["vestibule_access=a", "vestibule_access=a"]), Name::Access), None);
    }

    #[test]
    fn with_https_names_without_the_prefix_are_ignored() {
        let cookies = Cookies::new(true);
        assert_eq!(cookies.read(&request(&["vestibule_access=a"]), Name::Access), None);
        assert_eq!(cookies.read(&request(&["__Host-vestibule_access=a"]), Name::Access), Some("a"));
    }

    #[test]
    fn cookies_have_all_security_attributes() {
        let secure = Cookies::new(true).set(Name::Access, "t", None).unwrap();
        assert_eq!(secure, "__Host-vestibule_access=t; HttpOnly; SameSite=Lax; Secure; Path=/");
        let plain = Cookies::new(false).set(Name::Theme, "dark", Some(Duration::from_secs(60))).unwrap();
        assert_eq!(plain, "vestibule_theme=dark; HttpOnly; SameSite=Lax; Path=/; Max-Age=60");
    }

    proptest! {
        #[test]
        fn a_cookie_that_was_set_is_read_unchanged(
            value in "[A-Za-z0-9._~+/=-]{0,60}",
            others in prop::collection::vec("[a-z_]{1,8}=[!-:<-~]{0,8}", 0..4),
            https: bool,
        ) {
            let cookies = Cookies::new(https);
            let set = cookies.set(Name::Refresh, &value, None).unwrap();
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let line = others.iter().map(String::as_str).chain([pair]).collect::<Vec<_>>().join("; ");
            let once = request(&[&line]);
            prop_assert_eq!(cookies.read(&once, Name::Refresh), Some(value.as_str()));
            let twice = request(&[&line, pair]);
            prop_assert_eq!(cookies.read(&twice, Name::Refresh), None);
            prop_assert_eq!(Cookies::new(!https).read(&twice, Name::Refresh), None);
        }

        #[test]
        fn every_value_is_a_part_of_the_header(bytes in prop::collection::vec(any::<u8>(), 0..40), text in "[vestibul_ac=; ,\"]{0,40}") {
            let named = [b"vestibule_access=".as_slice(), &bytes].concat();
            for sent in [bytes.as_slice(), text.as_bytes(), &named] {
                let Ok(line) = HeaderValue::from_bytes(sent) else { continue };
                let headers = HeaderMap::from_iter([(header::COOKIE, line)]);
                if let Some(value) = Cookies::new(false).read(&headers, Name::Access) {
                    prop_assert!(String::from_utf8_lossy(sent).contains(&format!("vestibule_access={value}")), "{value}");
                }
            }
        }
    }
}
