//! Creates one-time tokens.

use super::{AskingBrowser, token};
use crate::{
    accounts::{Accounts, unit_of_work::UnitOfWork},
    mail::OneTime,
    shared::ids::UserId,
    store::{
        StoreError,
        one_time_tokens::{self, NewOneTimeToken, Purpose},
    },
};
use std::time::Duration;

/// What a new token is for.
#[derive(Clone, Debug)]
pub(in crate::accounts) struct NewToken {
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
            lifetime,
        }
    }
}

/// A new token: what the message contains, and the row to store.
#[derive(Clone, Debug)]
pub(in crate::accounts) struct Issued {
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

impl Accounts {
    /// Generates a token. It is not stored yet: [`UnitOfWork::store_token`].
    pub(in crate::accounts) fn new_token(&self, new: NewToken) -> Issued {
        let (token, hash) = token::draw(self.entropy());
        let digits = new.with_digits.then(|| token::draw_digits(self.entropy()));
        let created_at = self.now();
        let stored = NewOneTimeToken {
            hash,
            purpose: new.purpose,
            user: new.user,
            created_by: new.created_by,
            email_key: new.email_key,
            parameters: new.parameters,
            digits_hash: digits.as_deref().map(|digits| token::hash_of_digits(&hash, digits)),
            browser_hash: new.browser.map(AskingBrowser::hash),
            created_at,
            expires_at: created_at.plus(new.lifetime),
        };
        Issued { secret: OneTime { token, digits }, stored }
    }
}

impl UnitOfWork {
    /// Stores a token. It replaces the unused ones that do the same for the same account: only the newest is valid.
    pub(in crate::accounts) async fn store_token(&mut self, token: &NewOneTimeToken) -> Result<(), StoreError> {
        if let Some(user) = token.user {
            for purpose in replaced_by(token.purpose) {
                one_time_tokens::delete_of_purpose(self, user, *purpose).await?;
            }
        }
        one_time_tokens::insert(self, token).await
    }
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
