//! Browsers in which an account has signed in before. A cookie says so, which we alone can make and read: it names the
//! accounts, and for each the password that it was. Such a browser has counters of failures of its own, so that strangers
//! who guess cannot lock the owner out (`docs/decisions/0007-throttle.md`).

use crate::{
    accounts::{Accounts, Failure},
    keys::short_fingerprint,
    shared::ids::UserId,
    store::users::{self, CredentialRow},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const PURPOSE: &str = "known browser 1";
/// Accounts that are remembered of one browser; a family's computer has about as many.
const MOST: usize = 8;

/// What the cookie says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct KnownBrowser {
    id: Uuid,
    /// The one that signed in last comes first.
    accounts: Vec<Signed>,
}

/// An account that has signed in, and a mark of its password then: another password makes the browser unknown.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Signed(UserId, String);

impl KnownBrowser {
    /// The browser's id, if this account has signed in there with the password that it has now.
    pub(super) fn of(&self, account: &CredentialRow) -> Option<Uuid> {
        let signed = self.accounts.iter().find(|signed| signed.0.0 == account.user.id)?;
        (signed.1 == mark(&account.password_hash)).then_some(self.id)
    }
}

impl Accounts {
    /// What a browser brought; None for what was not sealed here.
    pub(super) fn known_browser(&self, sealed: &str) -> Option<KnownBrowser> {
        self.open_sealed(PURPOSE, sealed)
    }

    /// What a browser is to keep in which `user` has just signed in, or chosen another password. `sealed`: what it had
    /// before.
    pub async fn know_browser(&self, sealed: Option<&str>, user: UserId) -> Result<String, Failure> {
        let found = self.db().read(move |conn| Box::pin(users::credential(conn, user))).await?;
        let before = sealed.and_then(|sealed| self.known_browser(sealed));
        let mut browser = before.unwrap_or_else(|| KnownBrowser { id: self.random_id(), accounts: Vec::new() });
        browser.accounts.retain(|signed| signed.0 != user);
        if let Some(found) = found {
            browser.accounts.insert(0, Signed(user, mark(&found.password_hash)));
        }
        browser.accounts.truncate(MOST);
        Ok(self.seal(PURPOSE, &browser))
    }

    fn random_id(&self) -> Uuid {
        Uuid::from_bytes(self.entropy().bytes())
    }
}

/// 64 bits of the hash's own hash tell one password from the next, and nothing about either.
fn mark(password_hash: &str) -> String {
    short_fingerprint(password_hash, 8)
}
