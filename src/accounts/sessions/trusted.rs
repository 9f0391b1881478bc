//! Browsers in which an account needs no second factor for some time, because its owner has chosen so there
//! (`VESTIBULE_TRUST_BROWSERS`; off by default).
//!
//! The cookie of a browser has a random token for each account that trusts it. Their hashes are stored, so that each can be
//! revoked. The table of repairs (`accounts/ways_in/fate.rs`) says what revokes all, such as a new password or a report. Removing or
//! replacing the authenticator app does as well.

use super::device::{self, Device};
use crate::accounts::{Action, Caller, Sessions, UnitOfWork, error};
use crate::keys::fingerprint;
use crate::shared::{AppError, Timestamp, TrustedBrowserId, TrustedBrowserView, UserId};
use crate::store::StoreError;
use crate::store::factors::trusted_browsers::{self, NewTrustedBrowser, TrustedBrowserRow};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

/// Maximum number of accounts per browser, as for known browsers.
const MAX_ACCOUNTS: usize = 8;
/// The length of a token in bytes.
const BYTES: usize = 32;
/// Between the tokens in a cookie.
const SEPARATOR: &str = ".";

impl Sessions {
    /// The browsers in which an account needs no second factor, the most recently used first.
    pub async fn trusted_browsers(&self, caller: &Caller, id: UserId) -> Result<Vec<TrustedBrowserView>, AppError> {
        caller.permit(Action::ReadSessions(id))?;
        let now = self.now();
        let rows = self.db().read(async move |mut conn| trusted_browsers::of_user(&mut conn, id, now).await).await?;
        Ok(rows.into_iter().map(view).collect())
    }

    /// Revokes the trust of the caller in a browser.
    pub async fn forget_trusted_browser(&self, caller: &Caller, browser: TrustedBrowserId) -> Result<(), AppError> {
        let id = caller.user_id().ok_or_else(error::no_such_account)?;
        let job = async move |mut tx: UnitOfWork| match trusted_browsers::delete(&mut tx, browser, id).await? {
            true => Ok(()),
            false => Err(error::no_such_account()),
        };
        self.change(caller, Action::ManageSessions(id), job).await
    }
}

/// Whether the account trusts the browser with this cookie.
pub(super) async fn admits(tx: &mut UnitOfWork, user: UserId, cookie: Option<&str>) -> Result<bool, StoreError> {
    if tx.accounts().settings().trust_browsers.is_none() {
        return Ok(false);
    }
    let now = tx.now();
    for token in tokens(cookie) {
        if let Some(found) = trusted_browsers::find_valid(tx, &fingerprint(&token), user, now).await? {
            trusted_browsers::touch(tx, TrustedBrowserId(found.id), now).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Makes an account trust the browser with this cookie; returns its new cookie. None if there are no trusted browsers.
pub(super) async fn trust(
    tx: &mut UnitOfWork,
    user: UserId,
    cookie: Option<&str>,
) -> Result<Option<String>, StoreError> {
    let Some(lifetime) = tx.accounts().settings().trust_browsers else { return Ok(None) };
    let (now, caller) = (tx.now(), tx.caller());
    let token = tx.accounts().entropy().bytes::<BYTES>();
    let new = NewTrustedBrowser {
        id: TrustedBrowserId(tx.accounts().new_id()),
        user,
        token_hash: fingerprint(&token),
        device: caller.device.clone(),
        address: caller.address.map(|address| address.to_string()),
        created_at: now,
        expires_at: now.plus(lifetime),
    };
    trusted_browsers::insert(tx, &new).await?;
    // Those of other accounts stay valid.
    let all = [token].into_iter().chain(tokens(cookie)).take(MAX_ACCOUNTS);
    Ok(Some(all.map(|token| BASE64_URL_SAFE_NO_PAD.encode(token)).collect::<Vec<_>>().join(SEPARATOR)))
}

/// The tokens in a cookie. What is none is left out: anybody can send anything.
fn tokens(cookie: Option<&str>) -> impl Iterator<Item = [u8; BYTES]> {
    let texts = cookie.unwrap_or_default().split(SEPARATOR).take(MAX_ACCOUNTS);
    texts.filter_map(|text| BASE64_URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok())
}

fn view(row: TrustedBrowserRow) -> TrustedBrowserView {
    let Device { words, kind } = device::describe(row.device.as_deref());
    TrustedBrowserView {
        id: TrustedBrowserId(row.id),
        device: words,
        kind,
        address: row.address,
        created_at: Timestamp(row.created_at),
        last_used_at: Timestamp(row.last_used_at),
        expires_at: Timestamp(row.expires_at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_cookie_is_read_without_a_panic(cookie: String) {
            prop_assert!(tokens(Some(&cookie)).count() <= MAX_ACCOUNTS);
        }

        #[test]
        fn the_tokens_of_a_cookie_are_read(written in prop::collection::vec(any::<[u8; BYTES]>(), 0..=MAX_ACCOUNTS)) {
            let texts: Vec<_> = written.iter().map(|token| BASE64_URL_SAFE_NO_PAD.encode(token)).collect();
            let read: Vec<_> = tokens(Some(&texts.join(SEPARATOR))).collect();
            prop_assert_eq!(read, written);
        }
    }
}
