//! Where somebody is going, as an address of this server says it. Nothing else knows how it is written there.

use super::next::{LocalPath, with_parameter};
use super::ways_in::After;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The name of the parameter in addresses, and of the hidden field in forms.
pub const NEXT: &str = "next";

/// The endpoint that leads on. What the browser keeps of a journey stays where it is: the address has its letters only.
pub const GO: &str = "/auth/go";
/// The endpoint that leads to the application whose URL is in the parameter `to`.
pub const ENTER: &str = "/auth/enter";
/// The page on which somebody accepts terms.
pub const ACCEPT_TERMS: &str = "/terms/accept";
/// `GO` with the parameter, before its value.
const GO_NEXT: &str = "/auth/go?next=";
/// The pages to which nobody goes on once a factor is added, or once fields are filled in.
const NOWHERE: [&str; 6] = [
    "/account",
    "/account/details",
    "/account/second-factor",
    "/account/security",
    "/account/security/authenticator",
    "/first-steps",
];

/// Where somebody is going: a path on this origin, the letters of a journey that the browser keeps, or nowhere in particular. Addresses
/// and forms have it as one text, which is empty then. They are untrusted, so any other text counts as empty.
///
/// A journey is kept as the path that leads on there, so that every link and every redirect can name it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Handle(Option<LocalPath>);

/// The name of a journey that the browser keeps: a letter that says whether a client waits at its end, on which the opener policy of
/// each answer depends, and 96 random bits in base64url.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Letters<'a>(&'a str);

impl<'a> Letters<'a> {
    /// How many there are.
    pub const COUNT: usize = 17;
    /// The first one, if a client waits at the end.
    pub const CLIENT: char = 'c';
    /// The first one of other journeys.
    pub const PAGE: char = 'p';

    /// None for a text that names no journey.
    pub fn parse(raw: &'a str) -> Option<Self> {
        let is_known = raw.starts_with([Self::CLIENT, Self::PAGE]);
        let is_plain = raw.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        (raw.len() == Self::COUNT && is_known && is_plain).then_some(Self(raw))
    }

    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// Whether a client of the OpenID provider waits at the end.
    pub fn is_for_client(self) -> bool {
        self.0.starts_with(Self::CLIENT)
    }
}

impl Handle {
    /// Reads the value of the parameter or the field.
    pub fn parse(raw: &str) -> Self {
        match Letters::parse(raw) {
            Some(letters) => Self::of_journey(letters),
            None => Self(LocalPath::parse(raw)),
        }
    }

    /// A journey that the browser keeps.
    pub fn of_journey(letters: Letters<'_>) -> Self {
        Self(LocalPath::parse(&format!("{GO_NEXT}{}", letters.0)))
    }

    /// Of a journey that the browser keeps. None for a path, and for nowhere in particular.
    pub fn letters(&self) -> Option<Letters<'_>> {
        Letters::parse(self.0.as_ref()?.as_str().strip_prefix(GO_NEXT)?)
    }

    /// Whether it leads nowhere in particular.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// As addresses and forms have it.
    pub fn as_str(&self) -> &str {
        match self.letters() {
            Some(letters) => letters.0,
            None => self.0.as_ref().map(LocalPath::as_str).unwrap_or_default(),
        }
    }

    /// The address that leads there. None if it leads nowhere in particular.
    pub fn path(&self) -> Option<&LocalPath> {
        self.0.as_ref()
    }

    /// The same, unless it only says that somebody goes home.
    pub fn requested(&self) -> Option<&LocalPath> {
        self.path().filter(|path| path.as_str() != GO)
    }

    /// Like [`Self::path`], but owned.
    pub fn into_path(self) -> Option<LocalPath> {
        self.0
    }

    /// This one, or the other one if it leads nowhere in particular.
    pub fn or(self, other: Self) -> Self {
        Self(self.0.or(other.0))
    }

    /// The path, or the account page.
    pub fn or_account(&self) -> LocalPath {
        self.0.clone().unwrap_or_else(LocalPath::account)
    }

    /// This one, or the address that leads home if it leads nowhere in particular.
    #[must_use]
    pub fn or_home(self) -> Self {
        Self(self.0.or_else(|| LocalPath::parse(GO)))
    }

    /// Whether a client of the OpenID provider waits at the end.
    pub fn is_for_client(&self) -> bool {
        self.letters().is_some_and(Letters::is_for_client)
    }

    /// The address of `page` that leads on there, for a link. Unlike [`Self::on`] it may be long.
    pub fn link(&self, page: &str) -> String {
        if self.is_empty() { page.to_owned() } else { with_parameter(page, NEXT, self.as_str()) }
    }

    /// The same as a path. Without this, if the address would become too long.
    pub fn on(&self, page: &str) -> LocalPath {
        // `page` is a path of ours and always valid: the default is never used.
        self.fits_on(page).or_else(|| LocalPath::parse(page)).unwrap_or_else(LocalPath::account)
    }

    /// The same as a path. None if the address would become too long.
    pub fn fits_on(&self, page: &str) -> Option<LocalPath> {
        LocalPath::parse(&self.link(page))
    }

    /// The page for somebody who has to add a factor first, from which they go on. After a repair it is the page that begins with what
    /// can still sign in.
    pub fn before_factor(&self) -> LocalPath {
        self.through(LocalPath::factor_demand())
    }

    /// The page for somebody who has to fill in fields of one's own first, from which they go on.
    pub fn before_details(&self) -> LocalPath {
        self.through(LocalPath::own_details())
    }

    /// The page about security, from which somebody goes on who has just added a factor, or has lost one.
    pub fn at_security(&self) -> LocalPath {
        self.through(LocalPath::security())
    }

    fn through(&self, page: LocalPath) -> LocalPath {
        let Some(path) = self.path() else { return page };
        match (After::of_page(path), path.as_str().split('?').next()) {
            // It leads on by itself.
            (Some(_), _) => path.clone(),
            // There is nothing to go on to.
            (None, Some(path)) if NOWHERE.contains(&path) => page,
            (None, _) => self.on(page.as_str()),
        }
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<String> for Handle {
    fn from(raw: String) -> Self {
        Self::parse(&raw)
    }
}

impl From<Handle> for String {
    fn from(handle: Handle) -> Self {
        handle.as_str().to_owned()
    }
}

/// The address that leads on a journey is that journey.
impl From<LocalPath> for Handle {
    fn from(path: LocalPath) -> Self {
        Self(Some(path))
    }
}

impl From<&LocalPath> for Handle {
    fn from(path: &LocalPath) -> Self {
        Self(Some(path.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::json;

    fn of(raw: &str) -> Handle {
        Handle::parse(raw)
    }

    #[test]
    fn a_page_leads_on_to_the_handle() {
        assert_eq!(of("/users?q=a&b#c").on("/login").as_str(), "/login?next=%2Fusers%3Fq%3Da%26b%23c");
        assert_eq!(of("/users?q=a&b#c").link("/login"), "/login?next=%2Fusers%3Fq%3Da%26b%23c");
        let nowhere = Handle::default();
        assert_eq!((nowhere.link("/login").as_str(), nowhere.on("/login").as_str()), ("/login", "/login"));
        assert_eq!(nowhere.or_account(), LocalPath::account());
        assert_eq!((nowhere.or(of("/users")), of("/users").or(of("/audit"))), (of("/users"), of("/users")));
    }

    #[test]
    fn a_journey_has_letters_and_the_address_that_leads_on() {
        for (letters, is_for_client) in [("cAAAA-bbbb_CCCC12", true), ("p0123456789abcdef", false)] {
            let go = format!("/auth/go?next={letters}");
            for raw in [letters, &go] {
                assert_eq!((of(raw).as_str(), of(raw).is_for_client()), (letters, is_for_client), "{raw}");
                assert_eq!(of(raw).path().map(LocalPath::as_str), Some(&*go));
                assert_eq!(of(raw).on("/login").as_str(), format!("/login?next={letters}"));
            }
        }
        for raw in ["cAAAA", "xAAAA-bbbb_CCCC12", "cAAAA-bbbb.CCCC12", "cAAAA-bbbb_CCCC123"] {
            assert!(of(raw).is_empty(), "{raw}");
            assert!(of(&format!("/auth/go?next={raw}")).letters().is_none(), "{raw}");
        }
    }

    #[test]
    fn what_is_no_path_on_this_origin_is_empty() {
        for raw in ["", "users", "//evil.example", "/\\evil.example", "https://evil.example/", "/a b"] {
            assert!(of(raw).is_empty() && of(raw).as_str().is_empty(), "{raw}");
        }
        assert_eq!(of("/users").path().map(LocalPath::as_str), Some("/users"));
    }

    #[test]
    fn a_path_for_which_an_address_has_no_room_is_left_out() {
        let long = of(&"/a".repeat(8_000));
        assert!(!long.is_empty() && long.fits_on("/login").is_none());
        assert_eq!(long.on("/login").as_str(), "/login");
        assert!(long.link("/login").len() > 16 * 1_024, "a link may be long");
    }

    #[test]
    fn it_is_sent_as_the_text_that_it_is() {
        for (raw, text) in [("/users?q=a", "\"/users?q=a\""), ("", "\"\""), ("//evil.example", "\"\"")] {
            assert_eq!(serde_json::to_string(&of(raw)).unwrap(), text);
            assert_eq!(json::read::<Handle>(text.as_bytes()), Ok(of(raw)));
        }
        assert_eq!(json::read::<Handle>(b"\"//evil.example\""), Ok(Handle::default()));
    }

    #[test]
    fn who_adds_a_factor_first_is_led_on() {
        for goal in [
            "/oauth/authorize?r=a",
            "/users?q=a",
            "/auth/enter?to=https%3A%2F%2Fwiki.example%2F",
            "/account/devices",
            "/",
        ] {
            assert_eq!(of(goal).before_factor().as_str(), with_parameter("/account/second-factor", NEXT, goal));
            assert_eq!(of(goal).at_security().as_str(), with_parameter("/account/security", NEXT, goal));
        }
        assert_eq!(of("cAAAA-bbbb_CCCC12").before_factor().as_str(), "/account/second-factor?next=cAAAA-bbbb_CCCC12");
        for nowhere in [
            "",
            "/account",
            "/account/second-factor?next=%2Fusers",
            "/account/security",
            "/account/security/authenticator?next=%2F",
            "/first-steps",
        ] {
            assert_eq!(of(nowhere).before_factor(), LocalPath::factor_demand(), "{nowhere}");
            assert_eq!(of(nowhere).at_security(), LocalPath::security(), "{nowhere}");
        }
        for after in ["/account/security?after=reset", "/account/security?after=reset&next=cAAAA-bbbb_CCCC12"] {
            assert_eq!(of(after).before_factor().as_str(), after);
            assert_eq!(of(after).at_security().as_str(), after);
        }
        assert_eq!(of("/account/security?after=x").before_factor(), LocalPath::factor_demand());
        assert_eq!(of("").or_home().before_factor().as_str(), "/account/second-factor?next=%2Fauth%2Fgo");
        assert_eq!(of("/users").or_home(), of("/users"));
    }
}
