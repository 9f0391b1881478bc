//! A sign-in and its tokens.

use super::{Accounts, Caller, Failure, User};
use crate::shared::{ids::SessionId, timestamp::Timestamp, views::UserView};
use std::fmt;

/// A session with its tokens, fresh from the press. The tokens are secrets: Debug leaves them out.
#[derive(Clone)]
pub struct SignIn {
    pub user: UserView,
    pub session: SessionId,
    pub access_token: String,
    pub access_expires_at: Timestamp,
    pub refresh_token: String,
    pub refresh_expires_at: Timestamp,
    /// Whether the session outlives the browser.
    pub remember: bool,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignIn").field("session", &self.session).finish_non_exhaustive()
    }
}

impl Accounts {
    /// Signs in an account that was just made.
    pub async fn sign_in_new(&self, _user: &User, _caller: &Caller) -> Result<SignIn, Failure> {
        todo!()
    }
}
