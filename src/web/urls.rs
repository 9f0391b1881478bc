//! Reads and writes URLs of pages and their query parameters.

use crate::shared::audit_query::Scope;
use crate::shared::journey::{ACCEPT_TERMS, NEXT};
use crate::shared::next::with_parameter;
use crate::shared::ways_in::After;
use crate::shared::{AuditQuery, Destination, DirectoryQuery, ErrorCode, Handle, LocalPath};
use axum::http::{HeaderValue, Uri};
use std::borrow::Cow;
use url::form_urlencoded;

/// The value of a parameter, or an empty string.
pub fn parameter(uri: &Uri, name: &str) -> String {
    Parameters::of(uri).get(name).unwrap_or_default().to_owned()
}

/// Where the visitor of a page is going, as its address says it.
pub fn handle_in(uri: &Uri) -> Handle {
    Handle::parse(&parameter(uri, NEXT))
}

/// The address of the same page for somebody who is going elsewhere.
pub fn with_handle(uri: &Uri, handle: &Handle) -> LocalPath {
    let others = Parameters::of(uri);
    let page = others.iter().filter(|(name, _)| *name != NEXT);
    let page = page.fold(uri.path().to_owned(), |page, (name, value)| with_parameter(&page, name, value));
    handle.on(&page)
}

/// Where the visitor of a page is going, as a form of it says it. `body`: of that form.
pub fn handle_in_form(body: &[u8]) -> Handle {
    Parameters::of_form(body).get(NEXT).map(Handle::parse).unwrap_or_default()
}

/// Whether a client of the OpenID provider waits at the end of the way that an address on this origin is on.
pub fn leads_to_client(address: &str) -> bool {
    let Ok(uri) = address.parse::<Uri>() else { return false };
    if ["/oauth/authorize", "/oauth/consent", "/oauth/logout"].contains(&uri.path()) {
        return true;
    }
    let next = handle_in(&uri);
    // The page after a repair has what comes after it in its own address. The path of a journey names itself.
    next.is_for_client() || next.letters().is_none() && next.path().is_some_and(|next| leads_to_client(next.as_str()))
}

/// All query parameters, or all fields of a form. If one is repeated, its first value counts.
pub struct Parameters<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Parameters<'a> {
    pub fn of(uri: &'a Uri) -> Self {
        Self::of_form(uri.query().unwrap_or_default().as_bytes())
    }

    pub fn of_form(body: &'a [u8]) -> Self {
        Self(form_urlencoded::parse(body).collect())
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_ref())
    }

    /// Names and values, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    /// Whether a parameter occurs more than once.
    pub fn repeats(&self, name: &str) -> bool {
        self.0.iter().filter(|(key, _)| key == name).count() > 1
    }
}

/// The filters in the URL of the user directory, or of the page of a group.
pub fn directory_query(uri: &Uri) -> DirectoryQuery {
    let parameters = Parameters::of(uri);
    DirectoryQuery::at(uri.path(), |name| parameters.get(name))
}

/// The filters in a URL that a form has sent. An invalid URL has no filters, so it matches all users.
pub fn directory_query_of(address: &str) -> DirectoryQuery {
    address.parse().map(|uri| directory_query(&uri)).unwrap_or_default()
}

/// The filters in the URL of the audit log.
pub fn audit_query(scope: Scope, uri: &Uri) -> AuditQuery {
    let parameters = Parameters::of(uri);
    AuditQuery::read(scope, |name| parameters.get(name))
}

/// The page that leads on to `next` for a visitor whose session has ended, or whose last proof of who they are is too old; or the one
/// where they add the second factor that is demanded of them, fill in fields, or accept terms. None for other errors.
pub fn detour(code: ErrorCode, next: &Handle) -> Option<LocalPath> {
    match code {
        ErrorCode::StepUpRequired => Some(next.on("/confirm")),
        ErrorCode::SecondFactorMissing => Some(next.before_factor()),
        ErrorCode::FieldsRequired => Some(next.before_details()),
        ErrorCode::TermsRequired => Some(next.on(ACCEPT_TERMS)),
        code if code.is_signed_out() => Some(next.on("/login")),
        _ => None,
    }
}

/// The sign-in page, which leads on to the list of what can still sign in, and from there to `next`.
pub fn login_before(after: After, next: &Handle) -> LocalPath {
    Handle::from(after.page(next)).on("/login")
}

/// Where somebody goes on from this list. None: they do not come to it.
pub fn beyond_repair(next: &Handle) -> Option<Handle> {
    let list = next.path().filter(|page| After::of_page(page).is_some())?;
    Some(handle_in(&list.as_str().parse().ok()?))
}

/// The page with that list. `after`: as in its address; other texts are left out.
pub fn security_page(after: &str, next: &Handle) -> LocalPath {
    match after.parse::<After>() {
        Ok(after) => after.page(next),
        Err(_) => next.on(LocalPath::security().as_str()),
    }
}

/// `path?name=value`, or only the path if the value is empty or far too long.
pub fn page_with(path: &'static str, name: &str, value: &str) -> LocalPath {
    // `parse` rejects a path that is far too long; the page then opens without the parameter.
    let full = (!value.is_empty()).then(|| LocalPath::parse(&with_parameter(path, name, value))).flatten();
    full.unwrap_or_else(|| page(path))
}

pub fn page(path: &'static str) -> LocalPath {
    // `path` is a literal and always valid: the default is never used.
    LocalPath::parse(path).unwrap_or_else(LocalPath::account)
}

/// The value of the header `Location`: other characters than ASCII are percent-encoded.
pub fn location(to: &Destination) -> Option<HeaderValue> {
    // A `Destination` may contain other characters than ASCII, which headers cannot.
    let escaped = |byte: u8| if byte.is_ascii() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    HeaderValue::from_str(&to.as_str().bytes().map(escaped).collect::<String>()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    #[test]
    fn a_parameter_is_encoded_and_decoded() {
        for value in ["/account", "/a?b=c&d=e#f", "ä + %2F", "//evil.example"] {
            let page = page_with("/verify-email", "token", value);
            assert_eq!(parameter(&page.as_str().parse().unwrap(), "token"), value);
        }
    }

    #[test]
    fn the_address_of_a_page_says_where_its_visitor_is_going() {
        let read = |uri: &'static str| handle_in(&Uri::from_static(uri)).to_string();
        assert_eq!(read("/login?a=b&next=%2Fusers%3Fq%3Da%26b&next=%2Faccount"), "/users?q=a&b");
        for uri in ["/login", "/login?next=", "/login?next=%2F%2Fevil.example", "/login?next=users"] {
            assert_eq!(read(uri), "", "{uri}");
        }
    }

    #[test]
    fn a_page_keeps_its_other_parameters_with_another_handle() {
        let page = |uri: &'static str, next| with_handle(&Uri::from_static(uri), &Handle::parse(next)).to_string();
        let (short, long) = ("pAAAA-bbbb_CCCC12", "/login?next=%2Fusers%3Fa&login_hint=ada%40example.org");
        assert_eq!(page(long, short), format!("/login?login_hint=ada%40example.org&next={short}"));
        assert_eq!(page(long, ""), "/login?login_hint=ada%40example.org");
        assert_eq!(page("/login?next=%2Fusers&next=%2Faudit", ""), "/login");
    }

    #[test]
    fn an_address_says_whether_a_client_waits_at_the_end() {
        for address in [
            "/oauth/authorize?client_id=a",
            "/oauth/logout",
            "/auth/go?next=cAAAA-bbbb_CCCC12",
            "/login?login_hint=a&next=cAAAA-bbbb_CCCC12",
            "/login?next=%2Foauth%2Fauthorize%3Fclient_id%3Da",
            "/login?next=%2Faccount%2Fsecurity%3Fafter%3Dreset%26next%3DcAAAA-bbbb_CCCC12",
        ] {
            assert!(leads_to_client(address), "{address}");
        }
        for address in [
            "/login",
            "/oauth/token",
            "/auth/go?next=pAAAA-bbbb_CCCC12",
            "/login?next=%2Faccount",
            "https://a.example",
            "?",
        ] {
            assert!(!leads_to_client(address), "{address}");
        }
    }

    #[test]
    fn who_has_to_sign_in_or_to_confirm_returns_to_the_page() {
        let detour = |code| detour(code, &Handle::parse("/users?q=a")).map(|page| page.to_string());
        assert_eq!(detour(ErrorCode::TokenMissing).as_deref(), Some("/login?next=%2Fusers%3Fq%3Da"));
        assert_eq!(detour(ErrorCode::StepUpRequired).as_deref(), Some("/confirm?next=%2Fusers%3Fq%3Da"));
        assert_eq!(
            detour(ErrorCode::SecondFactorMissing).as_deref(),
            Some("/account/second-factor?next=%2Fusers%3Fq%3Da")
        );
        assert_eq!(detour(ErrorCode::Forbidden), None);
        let client = Handle::parse("/oauth/authorize?a=b");
        let before = super::detour(ErrorCode::SecondFactorMissing, &client).map(|page| page.to_string());
        assert_eq!(before.as_deref(), Some("/account/second-factor?next=%2Foauth%2Fauthorize%3Fa%3Db"));
    }

    #[test]
    fn what_can_still_sign_in_comes_before_the_goal() {
        let next = Handle::parse("cAAAA-bbbb_CCCC12");
        let login = login_before(After::Reset, &next);
        assert_eq!(login.as_str(), "/login?next=%2Faccount%2Fsecurity%3Fafter%3Dreset%26next%3DcAAAA-bbbb_CCCC12");
        assert_eq!(beyond_repair(&handle_in(&login.as_str().parse().unwrap())), Some(next.clone()));
        assert_eq!(beyond_repair(&Handle::parse("/account/security?after=reset")), Some(Handle::default()));
        assert_eq!(beyond_repair(&next), None);
        assert_eq!(security_page("undo", &next).as_str(), "/account/security?after=undo&next=cAAAA-bbbb_CCCC12");
        assert_eq!(security_page("else", &next).as_str(), "/account/security?next=cAAAA-bbbb_CCCC12");
        assert_eq!(security_page("", &Handle::default()), LocalPath::security());
    }

    #[test]
    fn a_location_is_ascii() {
        let page = LocalPath::parse("/größe?a=%20&b=ß#c").unwrap();
        assert_eq!(location(&page.into()).unwrap(), "/gr%C3%B6%C3%9Fe?a=%20&b=%C3%9F#c");
    }

    #[test]
    fn a_value_that_is_too_long_is_left_out() {
        assert_eq!(page_with("/device", "user_code", &"x".repeat(17_000)).as_str(), "/device");
        assert_eq!(page_with("/device", "user_code", "").as_str(), "/device");
    }

    /// Some parameters of the lists, with values of any kind.
    fn parameters() -> impl Strategy<Value = Vec<(String, String)>> {
        let name = "q|role|status|group|signed_in|created_from|created_to|last_login_before|second_factor|sort|per_page|page|cursor|\
                    usernames|columns|person|kinds|event|result|address|device|period|from|to|before|after|[a-z]{0,3}";
        vec((name, "\\PC{0,30}| ?[0-9]{0,3} ?|-?created_at|[&=+%#?/ ]{0,8}"), 0..8)
    }

    proptest! {
        #[test]
        fn a_query_is_read_as_it_was_written(pairs in parameters()) {
            let given = |name: &'static str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
            let users = DirectoryQuery::read(given);
            prop_assert_eq!(directory_query(&users.address().parse().unwrap()), users);
            for scope in [Scope::Everyone, Scope::Own] {
                let events = AuditQuery::read(scope, given);
                prop_assert_eq!(audit_query(scope, &events.address().parse().unwrap()), events);
            }
        }

        #[test]
        fn any_query_is_read(query in "([a-z_]{0,8}=?[!-~]{0,12}&?){0,6}|[!-~]{0,60}") {
            if let Ok(uri) = format!("/users?{query}").parse::<Uri>() {
                let users = directory_query(&uri);
                prop_assert_eq!(directory_query_of(&users.address()), users);
                let events = audit_query(Scope::Everyone, &uri);
                prop_assert_eq!(audit_query(Scope::Everyone, &events.address().parse().unwrap()), events);
            }
        }
    }
}
