//! The use cases, one file each. All doors lead here: pages, API and command line only translate.
//!
//! Nothing in here knows of axum, leptos, a status code, a cookie or an SQL engine.

mod authenticate;
mod change_password;
mod delete_account;
mod error;
mod log_in;
mod log_out;
mod manage;
pub mod policy;
mod principal;
mod refresh;
mod register;
mod session;
mod session_view;
mod setup;
mod throttle;
mod update_profile;
mod user;

pub use authenticate::TokenError;
pub use change_password::ChangePasswordError;
pub use delete_account::DeleteAccountError;
pub use error::Failure;
pub use log_in::LogInError;
pub use manage::{CreateUserRequest, ManageError};
pub use principal::{Caller, CurrentUser, Principal};
pub use refresh::RefreshError;
pub use register::RegisterError;
pub use session::SignIn;
pub use setup::{SetupError, SetupToken};
pub use throttle::Throttled;
pub use update_profile::UpdateProfileError;
pub use user::User;

use crate::{
    clock::Clock, entropy::Entropy, keys::Keyring, passwords::Passwords,
    shared::fields::password::PasswordRules, store::Db,
};
use session_view::SessionView;
use std::{sync::Arc, time::Duration};

/// What the operator decides about accounts and sessions.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `iss` and `aud` of the tokens: the public origin.
    pub issuer: String,
    pub registration_open: bool,
    pub password_rules: PasswordRules,
    /// Life of an access token, at most 15 minutes.
    pub access_ttl: Duration,
    /// Idle life of a remembered session.
    pub refresh_ttl: Duration,
    /// Absolute life of a session.
    pub session_max: Duration,
    /// Off is for benchmarks alone.
    pub rate_limit: bool,
}

/// The use cases and what they need. Cheap to clone.
#[derive(Clone)]
pub struct Accounts(Arc<Parts>);

struct Parts {
    db: Db,
    keyring: Keyring,
    passwords: Passwords,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    settings: Settings,
    view: Arc<SessionView>,
}

impl Accounts {
    pub fn open(
        db: Db,
        keyring: Keyring,
        passwords: Passwords,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        settings: Settings,
    ) -> Self {
        let view = Arc::new(SessionView {});
        Self(Arc::new(Parts { db, keyring, passwords, clock, entropy, settings, view }))
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub fn now(&self) -> crate::shared::timestamp::Timestamp {
        self.0.clock.now()
    }

    /// Answers when the database does.
    pub async fn ping(&self) -> Result<(), Failure> {
        todo!()
    }

    /// The public keys, as a JWK set (RFC 7517).
    pub fn jwks(&self) -> serde_json::Value {
        todo!()
    }
}
