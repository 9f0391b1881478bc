//! Recognizes browsers in which an account has signed in before, by a sealed cookie that lists the accounts.
//!
//! A known browser has its own counters of failed attempts, so that attackers elsewhere cannot lock the owner out
//! (`docs/decisions/0007-throttle.md`).

use crate::{
    accounts::{Accounts, AskingBrowser, Failure},
    keys::short_fingerprint,
    shared::ids::UserId,
    store::users::{self, CredentialRow},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const PURPOSE: &str = "known browser 1";
/// Maximum number of accounts per browser; enough for a shared computer.
const MAX_ACCOUNTS: usize = 8;

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

impl Accounts {
    /// Opens the cookie; None if it was not sealed by this server.
    pub(super) fn known_browser(&self, sealed: &str) -> Option<KnownBrowser> {
        self.open_sealed(PURPOSE, sealed)
    }

    /// The id of the browser; None if the cookie was not sealed by this server.
    pub fn asking_browser(&self, sealed: &str) -> Option<AskingBrowser> {
        self.known_browser(sealed).map(|browser| AskingBrowser(browser.id))
    }

    /// The id of a browser that asks for a one-time link, and its new cookie. `sealed` is its previous cookie.
    pub fn browser_cookie(&self, sealed: Option<&str>) -> (AskingBrowser, String) {
        let before = sealed.and_then(|sealed| self.known_browser(sealed));
        let browser = before.unwrap_or_else(|| KnownBrowser { id: self.random_id(), accounts: Vec::new() });
        (AskingBrowser(browser.id), self.seal(PURPOSE, &browser))
    }

    /// The new cookie of a browser in which `user` has just signed in or changed the password. `sealed` is its previous
    /// cookie.
    pub async fn known_browser_cookie(&self, sealed: Option<&str>, user: UserId) -> Result<String, Failure> {
        let found = self.db().read(move |conn| Box::pin(users::credential(conn, user))).await?;
        let before = sealed.and_then(|sealed| self.known_browser(sealed));
        let mut browser = before.unwrap_or_else(|| KnownBrowser { id: self.random_id(), accounts: Vec::new() });
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
fn password_fingerprint(password_hash: &str) -> String {
    short_fingerprint(password_hash, 8)
}
