//! The use cases, `<noun>/<verb>.rs`: pages, API and command line only translate to and from them.
//!
//! A use case parses, checks permission, and changes; all changes go through the [`unit_of_work`]. Nothing in here knows of
//! axum, leptos, a status code, a cookie or an SQL engine.

mod audit;
mod directory;
mod error;
mod imports;
mod maintenance;
mod passwords;
mod pictures;
mod policy;
mod principal;
mod sealed;
mod sessions;
mod setup;
mod throttle;
mod unit_of_work;
mod users;

pub use audit::{AuditError, AuditExport};
pub use directory::{ListUsersError, UserExport};
pub use error::Failure;
pub use imports::ImportError;
pub use maintenance::Swept;
pub use passwords::{ChangePasswordError, PasswordLink, ResetPasswordError};
pub use pictures::AvatarError;
pub use policy::{Action, allows};
pub use principal::{Caller, CurrentUser, Principal, device};
pub use sessions::{Browser, LogInError, RefreshError, SignIn, TokenError};
pub use setup::{SetupError, SetupToken};
pub use throttle::Throttled;
pub use users::{CreateUserRequest, DeleteAccountError, ManageError, OwnData, RegisterError, UpdateProfileError, User};

use crate::{
    budgets::{Budget, Budgets, Exceeded, Payer, RateLimits},
    clock::Clock,
    entropy::Entropy,
    keys::{AccessClaims, Keyring},
    passwords::Passwords,
    pictures::Pictures,
    shared::{fields::password::PasswordRules, timestamp::Timestamp},
    store::{
        CommitObserver, Db, Effects,
        changes::{Changes, News},
    },
};
use moka::sync::Cache;
use sessions::SessionView;
use std::{
    path::PathBuf,
    sync::{Arc, Weak},
    time::Duration,
};

/// Access tokens whose signature is remembered; some 500 bytes each.
const VERIFIED_TOKENS: u64 = 20_000;

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
    /// Off is for benchmarks alone: nothing is limited.
    pub rate_limit: bool,
    pub rate_limits: RateLimits,
    /// A folder for what is set aside for a while, in files without a name.
    pub scratch: PathBuf,
}

/// The use cases and what they need. Cheap to clone.
#[derive(Clone)]
pub struct Accounts(Arc<Parts>);

struct Parts {
    db: Db,
    keyring: Keyring,
    passwords: Passwords,
    pictures: Pictures,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    settings: Settings,
    budgets: Option<Budgets>,
    view: SessionView,
    verified_tokens: Cache<[u8; 32], Arc<AccessClaims>>,
    last_totals: directory::LastTotals,
}

impl Accounts {
    /// Opens the use cases on a database whose migrations have been applied.
    pub fn open(
        db: Db,
        keyring: Keyring,
        passwords: Passwords,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        settings: Settings,
    ) -> Self {
        let changes = db.changes();
        let view = SessionView::new(changes.freshness());
        let verified_tokens = Cache::new(VERIFIED_TOKENS);
        let pictures = Pictures::default();
        let last_totals = directory::LastTotals::default();
        let budgets = settings.rate_limit.then(|| Budgets::new(&settings.rate_limits, Arc::clone(&clock)));
        let parts = Arc::new(Parts {
            db,
            keyring,
            passwords,
            pictures,
            clock,
            entropy,
            settings,
            budgets,
            view,
            verified_tokens,
            last_totals,
        });
        let observer: Weak<Parts> = Arc::downgrade(&parts);
        parts.db.observe(observer);
        tokio::spawn(follow(changes, Arc::downgrade(&parts)));
        Self(parts)
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Takes one from a budget of `payer`, unless limits are turned off.
    ///
    /// # Errors
    /// When nothing is left of it.
    pub fn spend(&self, budget: Budget, payer: Payer) -> Result<(), Exceeded> {
        match &self.0.budgets {
            Some(budgets) => budgets.spend(budget, payer),
            None => Ok(()),
        }
    }

    /// Whether what was read before still counts: changes elsewhere are heard of. When not, every request asks the
    /// database.
    pub fn remembers(&self) -> bool {
        self.view().is_kept()
    }

    /// Answers when the database does, and its schema is one that this program can work with.
    pub async fn ping(&self) -> Result<(), Failure> {
        Ok(self.db().ready().await?)
    }

    /// The public keys, as a JWK set (RFC 7517).
    pub fn jwks(&self) -> serde_json::Value {
        self.keyring().jwks()
    }

    /// Forgets the budgets that are whole.
    fn tidy_budgets(&self) {
        self.0.budgets.iter().for_each(Budgets::tidy);
    }

    fn db(&self) -> &Db {
        &self.0.db
    }

    fn keyring(&self) -> &Keyring {
        &self.0.keyring
    }

    fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    fn pictures(&self) -> &Pictures {
        &self.0.pictures
    }

    fn entropy(&self) -> &dyn Entropy {
        self.0.entropy.as_ref()
    }

    fn view(&self) -> &SessionView {
        &self.0.view
    }

    fn verified_tokens(&self) -> &Cache<[u8; 32], Arc<AccessClaims>> {
        &self.0.verified_tokens
    }
}

impl CommitObserver for Parts {
    fn committed(&self, effects: &Effects) {
        effects.changes().iter().for_each(|change| self.view.forget(*change));
        effects.events().for_each(audit::log);
    }
}

/// What others change may concern what is in memory.
async fn follow(mut changes: Changes, parts: Weak<Parts>) {
    while let Some(news) = changes.next().await {
        let Some(parts) = parts.upgrade() else { return };
        match news {
            News::Changed(change) => parts.view.forget(change),
            News::Anything => {
                parts.view.forget_everything();
                if let Err(error) = parts.keyring.look_again(&parts.db).await {
                    tracing::warn!(%error, "the keys could not be read again");
                }
            }
        }
    }
}
