//! One-time tokens: links in messages, and links that administrators pass on ([decision
//! 31](../../../docs/decisions/0031-one-time-tokens.md)). A token is a secret: only hashes of it are stored.
//!
//! Other nouns ask `Links` for `check_digits`, `check_holder`, `new_token`, `open_link`, `open_link_of` and `registrant`.

mod redeem;

pub use redeem::{LinkHolder, LinkKind};
pub(super) use redeem::{Opened, is_disownable};

use super::unit_of_work::UnitOfWork;
use super::{AskingBrowser, Links};
use crate::entropy::Entropy;
use crate::keys::fingerprint;
use crate::language::message;
use crate::mail::OneTime;
use crate::shared::{AppError, ErrorCode, Timestamp, UserId};
use crate::store::factors::Contested;
use crate::store::one_time_tokens;
use crate::store::{NewOneTimeToken, OneTimeTokenRow, Purpose, StoreError};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::time::Duration;

type Hash = [u8; 32];

/// What a new token is for.
#[derive(Clone, Debug)]
pub(super) struct NewToken {
    pub purpose: Purpose,
    /// None: a registration that is not confirmed yet.
    pub user: Option<UserId>,
    /// The administrator who creates it; None if the owner or the command line does. The token becomes invalid if its creator
    /// stops being an administrator.
    pub created_by: Option<UserId>,
    /// The key of the address that the token is about.
    pub email_key: Option<String>,
    /// What the use case needs beside it, as JSON.
    pub parameters: Option<String>,
    /// Whether the page asks for six digits, except in the browser that asked for the token.
    pub with_digits: bool,
    pub browser: Option<AskingBrowser>,
    /// Where its holder goes on, sealed. As in [`Caller::journey`](super::Caller::journey).
    pub journey: Option<String>,
    pub lifetime: Duration,
}

impl NewToken {
    /// A token of the owner of an account, without digits.
    pub fn of(user: UserId, purpose: Purpose, lifetime: Duration) -> Self {
        Self {
            purpose,
            user: Some(user),
            created_by: None,
            email_key: None,
            parameters: None,
            with_digits: false,
            browser: None,
            journey: None,
            lifetime,
        }
    }
}

/// A new token: what the message contains, and the row to store.
#[derive(Clone, Debug)]
pub(super) struct Issued {
    pub secret: OneTime,
    pub stored: NewOneTimeToken,
}

impl Issued {
    /// The lifetime in minutes, as the message states it.
    pub fn minutes(&self) -> u32 {
        let lifetime = self.stored.created_at.until(self.stored.expires_at);
        u32::try_from(lifetime.as_secs() / 60).unwrap_or(u32::MAX)
    }
}

impl Links {
    /// Generates a token. It is not stored yet: [`UnitOfWork::store_token`].
    pub(super) fn new_token(&self, new: NewToken) -> Issued {
        let (token, hash) = draw(self.entropy());
        let digits = new.with_digits.then(|| draw_digits(self.entropy()));
        let created_at = self.now();
        let stored = NewOneTimeToken {
            hash,
            purpose: new.purpose,
            user: new.user,
            created_by: new.created_by,
            email_key: new.email_key,
            parameters: new.parameters,
            journey: new.journey,
            digits_hash: digits.as_deref().map(|digits| hash_of_digits(&hash, digits)),
            browser_hash: new.browser.map(AskingBrowser::hash),
            created_at,
            expires_at: created_at.plus(new.lifetime),
        };
        Issued { secret: OneTime { token, digits }, stored }
    }
}

impl UnitOfWork {
    /// Stores a token. It replaces the unused ones that do the same for the same account: only the newest is valid. A password link
    /// that is sent leaves one alone that an administrator has handed over, because every stranger may ask for it.
    pub(super) async fn store_token(&mut self, token: &NewOneTimeToken) -> Result<(), StoreError> {
        let replaced = replaced_by(token.purpose);
        if let Some(user) = token.user.filter(|_| !replaced.is_empty()) {
            let is_of_administrator = token.purpose == Purpose::Invitation || token.email_key.is_none();
            one_time_tokens::delete_unused(self, user, replaced.iter().copied(), is_of_administrator).await?;
        }
        one_time_tokens::insert(self, token).await
    }
}

/// The link is unknown, used, expired or for something else.
pub(super) fn link_invalid() -> AppError {
    AppError::new(ErrorCode::LinkInvalid, message::one_time_invalid())
}

/// The purposes of which a new token for `purpose` replaces the previous tokens.
fn replaced_by(purpose: Purpose) -> &'static [Purpose] {
    match purpose {
        // A password link leaves an invitation valid: anyone may ask for one, and it expires sooner.
        Purpose::Password => &[Purpose::Password],
        Purpose::Invitation => &[Purpose::Password, Purpose::Invitation],
        Purpose::ConfirmEmail => &[Purpose::ConfirmEmail],
        Purpose::ChangeEmail => &[Purpose::ChangeEmail],
        // Each undoes its own change, reports its own session or creates its own account.
        Purpose::UndoEmailChange | Purpose::ReportSignIn | Purpose::Registration => &[],
    }
}

/// The parameters of a token that sets an address.
#[derive(Serialize, Deserialize)]
struct Address {
    email: String,
    /// When the session began that has asked for the change, which an undo contests. None: a token of an earlier version.
    #[serde(default)]
    contested_since: Option<Timestamp>,
    /// See [`Contested`]. None: a token of an earlier version.
    #[serde(default)]
    proven_at: Option<Timestamp>,
}

/// The parameters of a token that sets this address, which is valid.
pub(super) fn with_address(email: &str, contested: Contested) -> String {
    let Contested { since, proven } = contested;
    let address = Address { email: email.to_owned(), contested_since: Some(since), proven_at: Some(proven) };
    serde_json::to_string(&address).unwrap_or_else(|_| unreachable!("an address serializes to JSON"))
}

/// The address that a token sets; None if it sets none.
pub(super) fn address_in(token: &OneTimeTokenRow) -> Option<String> {
    let address: Address = serde_json::from_str(token.parameters.as_deref()?).ok()?;
    Some(address.email)
}

/// From when on the account is contested, if the change of this token is undone. Of a token of an earlier version: since it was created.
pub(super) fn contested(token: &OneTimeTokenRow) -> Contested {
    let address = token.parameters.as_deref().and_then(|json| serde_json::from_str::<Address>(json).ok());
    let stored = address.and_then(|Address { contested_since, proven_at, .. }| Some((contested_since?, proven_at)));
    let (since, proven) = stored.unwrap_or((Timestamp(token.created_at), None));
    Contested { since, proven: proven.unwrap_or(since) }
}

/// Generates a 256-bit token: its text for the link, and its hash.
pub(super) fn draw(entropy: &dyn Entropy) -> (String, Hash) {
    let token = entropy.bytes::<32>();
    (BASE64_URL_SAFE_NO_PAD.encode(token), fingerprint(&token))
}

/// The hash of a token; None if the text is not a token.
pub(super) fn hash_of(token: &str) -> Option<Hash> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
    (bytes.len() == 32).then(|| fingerprint(&bytes))
}

/// Generates six digits.
pub(super) fn draw_digits(entropy: &dyn Entropy) -> String {
    // 64 bits, so that the remainder is uniform but for a part in 10^13.
    format!("{:06}", u64::from_le_bytes(entropy.bytes()) % 1_000_000)
}

/// The hash under which digits are stored. It includes the token's hash, so that equal digits have different hashes.
fn hash_of_digits(token: &Hash, digits: &str) -> Hash {
    fingerprint(&[token.as_slice(), digits.as_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::Fixed;
    use proptest::prelude::*;

    #[test]
    fn digits_are_six_with_leading_zeros() {
        assert_eq!(draw_digits(&Fixed(0)), "000000");
        assert_eq!(draw_digits(&Fixed(255)), "551615");
    }

    #[test]
    fn the_hash_of_a_token_is_found_from_its_text_alone() {
        let (token, hash) = draw(&Fixed(7));
        assert_eq!(hash_of(&token), Some(hash));
        for text in ["", "short", "not base64!", &format!("{token}A"), &token[1..]] {
            assert_eq!(hash_of(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_token_has_one_spelling(text in "[A-Za-z0-9_-]{42,44}|[A-Za-z0-9_+/=-]{40,46}|\\PC{0,60}") {
            if let Some(hash) = hash_of(&text) {
                let bytes = BASE64_URL_SAFE_NO_PAD.decode(&text).unwrap();
                prop_assert_eq!(hash, fingerprint(&bytes));
                prop_assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(bytes), text);
            }
        }

        #[test]
        fn a_changed_token_has_another_hash(seed: u8, at: prop::sample::Index, byte in 0..128_u8) {
            let (token, hash) = draw(&Fixed(seed));
            let mut changed = token.into_bytes();
            let at = at.index(changed.len());
            prop_assume!(changed[at] != byte);
            changed[at] = byte;
            prop_assert_ne!(hash_of(&String::from_utf8(changed).expect("ASCII")), Some(hash));
        }
    }
}
