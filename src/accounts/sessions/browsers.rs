//! What makes a browser new to an account: the browsers in which it has signed in before, and the notice about a sign-in with
//! another one.
//!
//! A sealed cookie in the browser lists the accounts. A known browser has its own counters of failed attempts, so that attackers
//! elsewhere cannot lock the owner out (`docs/decisions/0007-throttle.md`). The owner gets a notice of a sign-in with a browser that
//! is new to the account, and can [report](super::report) it (`docs/decisions/0033-new-browser.md`).

use super::device;
use super::report::Reported;
use crate::accounts::{AskingBrowser, CurrentUser, Recipient, Sessions, UnitOfWork, User};
use crate::budgets::network;
use crate::keys::short_fingerprint;
use crate::mail::Mail;
use crate::shared::{SessionId, Timestamp, UserId};
use crate::store::factors::Contested;
use crate::store::sessions::{self, Origin};
use crate::store::users;
use crate::store::{CredentialRow, StoreError};
use crate::texts::in_language;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use uuid::Uuid;

const PURPOSE: &str = "known browser 1";
/// Maximum number of accounts per browser; enough for a shared computer.
const MAX_ACCOUNTS: usize = 8;

/// Cookies of a browser from earlier sign-ins. API clients have none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Browser<'a> {
    /// The cookie made by [`Sessions::known_browser_cookie`] at the last sign-in.
    pub known: Option<&'a str>,
    /// The current session of the browser. It ends when the new one begins.
    pub signed_in: Option<&'a CurrentUser>,
    /// The cookie of a [`SignIn`](super::SignIn), with which accounts need no second factor in this browser.
    pub trusted: Option<&'a str>,
}

/// The same, opened and owned, because a sign-in continues in a task of its own if the client disconnects.
#[derive(Clone, Debug)]
pub(in crate::accounts) struct OpenedBrowser {
    pub(super) known: Option<KnownBrowser>,
    pub signed_in: Option<CurrentUser>,
    pub trusted: Option<String>,
    /// Whether the session outlives the browser.
    pub remember: bool,
}

/// The content of the cookie.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct KnownBrowser {
    id: Uuid,
    /// The most recent sign-in comes first.
    accounts: Vec<KnownAccount>,
}

/// An account that has signed in, and a fingerprint of its password hash. After a change of the password the browser is
/// no longer known.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct KnownAccount(UserId, String);

impl KnownBrowser {
    /// The browser's id, if the account has signed in there with its current password.
    pub(super) fn id_for(&self, account: &CredentialRow) -> Option<Uuid> {
        let known = self.accounts.iter().find(|known| known.0.0 == account.user.id)?;
        // After a change of the password the browser is unknown: someone else may have signed in with the old one.
        (known.1 == password_fingerprint(&account.password_hash)).then_some(self.id)
    }
}

impl Sessions {
    /// The browser with its cookies opened.
    pub(in crate::accounts) fn opened(&self, browser: Browser<'_>, remember: bool) -> OpenedBrowser {
        OpenedBrowser {
            known: browser.known.and_then(|sealed| self.known_browser(sealed)),
            signed_in: browser.signed_in.cloned(),
            trusted: browser.trusted.map(str::to_owned),
            remember,
        }
    }

    /// Opens the cookie; None if it was not sealed by this server.
    fn known_browser(&self, sealed: &str) -> Option<KnownBrowser> {
        self.open_sealed(PURPOSE, sealed)
    }

    /// The browser with this cookie, or one with a new id and without accounts.
    fn known_or_new_browser(&self, sealed: Option<&str>) -> KnownBrowser {
        let before = sealed.and_then(|sealed| self.known_browser(sealed));
        before.unwrap_or_else(|| KnownBrowser { id: self.random_id(), accounts: Vec::new() })
    }

    /// The id of the browser; None if the cookie was not sealed by this server.
    pub fn asking_browser(&self, sealed: &str) -> Option<AskingBrowser> {
        self.known_browser(sealed).map(|browser| AskingBrowser(browser.id))
    }

    /// Whether somebody has signed in here with the browser that has this cookie.
    pub(in crate::accounts) fn has_signed_in(&self, sealed: &str) -> bool {
        self.known_browser(sealed).is_some_and(|browser| !browser.accounts.is_empty())
    }

    /// Who has signed in with the browser that has this cookie, if nobody else has.
    pub fn only_account(&self, sealed: &str) -> Option<UserId> {
        match self.known_browser(sealed)?.accounts.as_slice() {
            [only] => Some(only.0),
            _ => None,
        }
    }

    /// The id of a browser that asks for a one-time link, and its new cookie. `sealed` is its previous cookie.
    pub fn browser_cookie(&self, sealed: Option<&str>) -> (AskingBrowser, String) {
        let browser = self.known_or_new_browser(sealed);
        (AskingBrowser(browser.id), self.seal(PURPOSE, &browser))
    }

    /// The new cookie of a browser in which `user` has just signed in or changed the password. `sealed` is its previous
    /// cookie.
    pub async fn known_browser_cookie(&self, sealed: Option<&str>, user: UserId) -> Result<String, StoreError> {
        let found = self.db().read(async move |mut conn| users::credential(&mut conn, user).await).await?;
        let mut browser = self.known_or_new_browser(sealed);
        // Moves the account to the front with its current password, so that the least recent sign-in is dropped below.
        browser.accounts.retain(|known| known.0 != user);
        if let Some(found) = found {
            browser.accounts.insert(0, KnownAccount(user, password_fingerprint(&found.password_hash)));
        }
        browser.accounts.truncate(MAX_ACCOUNTS);
        Ok(self.seal(PURPOSE, &browser))
    }

    fn random_id(&self) -> Uuid {
        Uuid::from_bytes(self.entropy().bytes())
    }
}

/// 64 bits of a hash of the password hash: enough to notice a change, and useless for guessing the password.
pub(super) fn password_fingerprint(password_hash: &str) -> String {
    short_fingerprint(password_hash, 8)
}

/// Sends the notice, if the browser is new: it has no cookie of an earlier sign-in, and the session is
/// [unlike those before it](sessions::is_from_new_browser). To be called before the session is stored.
///
/// `browser`: the id in the cookie. `last_login_at`: the last sign-in before, of which there may be no session. `session`: with the
/// time when it begins.
pub(super) async fn announce_if_new(
    tx: &mut UnitOfWork,
    user: &User,
    browser: Option<Uuid>,
    last_login_at: Timestamp,
    session: (SessionId, Timestamp),
) -> Result<(), StoreError> {
    // The owner of a mistyped address could take over the account with the link.
    if browser.is_some() || !user.email_verified {
        return Ok(());
    }
    let (agent, address) = (tx.caller().device.clone(), tx.caller().address);
    let text = address.map(|address| address.to_string());
    let origin = Origin {
        device: agent.as_deref().unwrap_or_default(),
        address: text.as_deref().unwrap_or_default(),
        network: &patterns(address),
    };
    if !sessions::is_from_new_browser(tx, user.id, last_login_at, &origin).await? {
        return Ok(());
    }
    let language = tx.language_for(&Recipient::owner(user));
    let words = in_language(language, || device::describe(agent.as_deref()).words.say());
    let mail = Mail::NewSignIn { name: user.greeting(), device: Some(words), address: text, at: tx.now() };
    let contested = Contested { since: session.1, proven: session.1 };
    tx.send_link(user, Reported::new(Some(session.0), contested).token(user), &mail).await
}

/// Patterns for `LIKE` that match the addresses of one subscriber: an IPv4 address, or the /64 of an IPv6 address, of which
/// devices change the other half daily.
///
/// The text of an IPv6 address has `::` in place of its longest run of zeros, so the zeros at the end of a network are written or
/// not. Networks with zeros in the middle are rare, and their texts ambiguous: they match only where the zeros are written.
fn patterns(address: Option<IpAddr>) -> [String; 2] {
    match address.map(network) {
        Some(IpAddr::V4(address)) => [address.to_string(), String::new()],
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            let without_zeros = match (b, c, d) {
                (1.., 0, 0) => format!("{a:x}:{b:x}::%"),
                (_, 1.., 0) => format!("{a:x}:{b:x}:{c:x}::%"),
                _ => String::new(),
            };
            [format!("{a:x}:{b:x}:{c:x}:{d:x}:%"), without_zeros]
        }
        None => Default::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::net::Ipv6Addr;

    #[test]
    fn the_patterns_are_an_ipv4_address_or_the_beginnings_of_an_ipv6_address() {
        let of = |text: &str| patterns(Some(text.parse().unwrap()));
        assert_eq!(of("192.0.2.1"), ["192.0.2.1", ""]);
        assert_eq!(of("::ffff:192.0.2.1"), ["192.0.2.1", ""]);
        for (address, expected) in [
            ("2001:db8:1:2:3:4:5:6", ["2001:db8:1:2:%", ""]),
            ("2001:db8:1::5", ["2001:db8:1:0:%", "2001:db8:1::%"]),
            ("2001:db8::5", ["2001:db8:0:0:%", "2001:db8::%"]),
        ] {
            assert_eq!(of(address), expected);
        }
        assert_eq!(patterns(None), ["", ""]);
    }

    proptest! {
        /// Few values, so that runs of zeros and equal networks are frequent.
        #[test]
        fn the_addresses_of_a_network_and_no_others_are_matched(
            one in prop::array::uniform8(0..3_u16),
            other in prop::array::uniform8(0..3_u16),
        ) {
            let text = Ipv6Addr::from(other).to_string();
            let beginnings = patterns(Some(Ipv6Addr::from(one).into()));
            let is_matched = beginnings.iter().any(|pattern| pattern.strip_suffix('%').is_some_and(|p| text.starts_with(p)));
            let is_same = one[..4] == other[..4];
            prop_assert!(is_same || !is_matched, "{one:?} {text}");
            let has_zeros_within = one[..2] == [0, 0] || one[1..3] == [0, 0];
            prop_assert!(is_matched || !is_same || has_zeros_within, "{one:?} {text}");
        }
    }
}
