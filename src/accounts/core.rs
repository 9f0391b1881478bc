//! What every use case stands on: the database, the keys, the clock, randomness, the settings and the budgets. It knows no noun
//! ([decision 92](../../docs/decisions/0092-a-handle-per-noun.md)).
//!
//! What it does for all of them is in the files that it is for: [`sealed`](super::sealed), [`after_response`](super::after_response),
//! the events of [`audit`](super::audit), and the proofs that [`policy`](super::policy) demands.

use super::after_response::AfterResponse;
use super::{Caller, Settings};
use crate::applications::Origin;
use crate::budgets::{Budget, Budgets, Exceeded, RateLimitKey};
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::keys::Keyring;
use crate::passwords::Passwords;
use crate::shared::ids::id_at;
use crate::shared::{Timestamp, UserId};
use crate::store::{Db, StoreError};
use std::sync::Arc;
use uuid::Uuid;

/// What every use case stands on.
pub struct Core {
    db: Db,
    keyring: Keyring,
    passwords: Passwords,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) entropy: Arc<dyn Entropy>,
    settings: Settings,
    /// The public origin, parsed. None if it is not one, as tests may have.
    own_origin: Option<Origin>,
    pub(super) budgets: Option<Budgets>,
    pub(super) after_response: AfterResponse,
}

impl Core {
    pub(super) fn new(
        db: Db,
        keyring: Keyring,
        passwords: Passwords,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        settings: Settings,
    ) -> Self {
        let own_origin = Origin::of_url(&settings.issuer);
        let budgets = settings.rate_limit.then(|| budgets(&db, &keyring, &clock, &settings));
        let after_response = AfterResponse::default();
        Self { db, keyring, passwords, clock, entropy, settings, own_origin, budgets, after_response }
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Whether this is the public origin, so that browsers send it the cookies of sessions.
    pub fn is_own_origin(&self, origin: &Origin) -> bool {
        self.own_origin() == Some(origin)
    }

    /// The public origin. None if applications cannot be at such an address.
    pub fn own_origin(&self) -> Option<&Origin> {
        self.own_origin.as_ref()
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Takes one unit from a budget of `payer`, unless limits are turned off.
    ///
    /// # Errors
    /// If the budget is used up.
    pub fn spend(&self, budget: Budget, payer: RateLimitKey) -> Result<(), Exceeded> {
        match &self.budgets {
            Some(budgets) => budgets.spend(budget, payer),
            None => Ok(()),
        }
    }

    /// Whether anything is charged. Otherwise nothing has to be read to know who pays.
    pub(super) fn has_limits(&self) -> bool {
        self.budgets.is_some()
    }

    /// Charges a registration that is refused because a name is taken to the caller's source; a few an hour are free.
    pub(super) fn spend_conflict(&self, caller: &Caller) -> Result<(), Exceeded> {
        match (&self.budgets, caller.address) {
            (Some(budgets), Some(address)) => budgets.spend_conflict(RateLimitKey::source(address)),
            _ => Ok(()),
        }
    }

    /// Charges a sign-in to the account at the caller's source. Only with the right password: nobody else may use the budget up,
    /// or learn of the account.
    pub(super) fn spend_sign_in(&self, caller: &Caller, user: UserId) -> Result<(), Exceeded> {
        match caller.address {
            Some(address) => self.spend(Budget::SignIn, RateLimitKey::account_at_source(user, address)),
            None => Ok(()),
        }
    }

    /// Charges the caller's source for a request about a one-time link: for a message with one, or for the use of one.
    pub(super) fn spend_recovery(&self, caller: &Caller) -> Result<(), Exceeded> {
        match caller.address {
            Some(address) => self.spend(Budget::Recover, RateLimitKey::source(address)),
            None => Ok(()),
        }
    }

    /// Checks that the database responds, that its schema version is supported, and that it has not refused the last writes.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.db.ready().await
    }

    /// False after the database has refused a write, until one succeeds. Meanwhile it can be read.
    pub fn is_writable(&self) -> bool {
        self.db.is_writable()
    }

    /// An id from the injected clock and entropy.
    pub(super) fn new_id(&self) -> Uuid {
        self.id_at(self.now())
    }

    pub(super) fn id_at(&self, at: Timestamp) -> Uuid {
        id_at(at, &self.entropy().bytes())
    }

    pub(super) fn db(&self) -> &Db {
        &self.db
    }

    pub(super) fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// Hashes passwords, and compares them.
    pub(super) fn hasher(&self) -> &Passwords {
        &self.passwords
    }

    pub(super) fn entropy(&self) -> &dyn Entropy {
        self.entropy.as_ref()
    }
}

/// The budgets. Where the database can have several servers, each exchanges what it counts.
fn budgets(db: &Db, keyring: &Keyring, clock: &Arc<dyn Clock>, settings: &Settings) -> Budgets {
    let budgets = Budgets::new(&settings.rate_limits, Arc::clone(clock));
    if !db.has_concurrent_writers() {
        return budgets;
    }
    let keyring = keyring.clone();
    let identify = move |payer: &str| keyring.authenticate("rate-limits", payer.as_bytes());
    budgets.shared(Box::new(identify), Arc::clone(clock))
}
