//! The use cases, a file or a folder for each noun. Pages, API and command line are thin adapters that call them: [`Accounts`] leads
//! to the handle of each noun ([`nouns`]), and what all of them stand on is the [`Core`].
//!
//! A use case parses its input, checks permission and makes the change through the [`unit_of_work`]. This module does
//! not depend on axum, leptos, HTTP status codes, cookies or the SQL engine.

mod after_response;
mod api_tokens;
mod application_tokens;
mod applications;
mod audit;
mod awaiting_password;
mod caches;
mod caller;
mod clients;
mod clocks;
mod completion;
mod core;
mod deletions;
mod directory;
mod emails;
mod error;
mod factors;
mod fair_room;
mod group_rules;
mod groups;
mod hand_over;
mod idempotency;
mod imports;
mod installation;
mod invitations;
mod journey;
mod link_pages;
mod logouts;
mod mail;
mod maintenance;
mod memory;
mod nouns;
mod off_the_runtime;
mod one_time;
mod openid;
mod overview;
mod own_fields;
mod passwords;
mod pictures;
mod policy;
mod principal;
mod progress;
mod queue;
mod rotation;
mod sealed;
mod service_accounts;
mod sessions;
mod settings;
mod setup;
mod signing_keys;
mod statistics;
mod terms;
mod throttle;
mod unit_of_work;
mod upstream;
mod users;
pub mod ways_in;

use audit::{Actor, Event};
use completion::run_to_completion;
use error::{no_such_account, session_ended};
use groups::MemberChange;
use one_time::{NewToken, link_invalid};
use policy::NotAllowed;
use sealed::{Sealed, SealedOnce};
use unit_of_work::UnitOfWork;
use ways_in::{NewPassword, Repair, Repairing};

pub use self::core::Core;
pub use api_tokens::Scopes;
pub use application_tokens::{ApplicationToken, Disclosed, IdentityKey, TOKEN_REUSED_FOR};
pub use applications::{Arrival, FileState, admitted_groups, application_problems, file_problems, group_problems};
pub use audit::AuditExport;
pub use awaiting_password::PasswordLinkFile;
pub use caller::{AskingBrowser, Caller, IdempotencyKey, device};
pub use clients::{AuthenticatedClient, ClientPreview};
pub use directory::{ExportedUser, UserExport, user_cells, user_columns};
pub use emails::ConfirmedEmail;
pub use error::{factor_missing, for_log, log_cause};
pub use factors::{
    NewPasskeyRequest, NoPasskeys, PasskeyChallengeView, RelyingParty, demand_problems, passkey_problems,
};
pub use hand_over::{HandOverSecret, HandedOver, IssuedTicket, Redeemed, no_application, not_admitted};
pub use installation::InstallationState;
pub use journey::{Asked, Goal, Journey, KeptJourney, Reauthenticated, Target, Wanted};
pub use link_pages::{LinkJourney, LinkWay};
pub use logouts::LogoutDelivery;
pub use mail::{DeliveryLimits, MailDelivery, Recipient};
pub use maintenance::Swept;
pub use nouns::{
    ApiTokens, Applications, Audit, Clients, DataExports, Deletions, Directory, Emails, Factors, GroupRules, Groups,
    HandOvers, Identities, Imports, Installation, Invitations, Journeys, LinkPages, Links, Logouts, Mailings,
    Maintenance, OpenId, Outbox, Overview, OwnFields, Passwords, Providers, Sessions, SigningKeys, Terms, Throttle,
    Users, WaysIn,
};
pub use one_time::{LinkHolder, LinkKind};
pub use openid::{
    Answer, Audience, AuthorizationCode, AuthorizationRequest, ClientAccessClaims, ClientToken, ConfirmedLogout,
    Consented, Denial, DeviceAuthorization, Introspection, Learned, LogoutRequest, MAX_REQUEST_BYTES, Next, ReadError,
    Refused, TokenRequest, Tokens, Unverified, WayBack,
};
pub use own_fields::{OwnFieldAccess, own_field_problems};
pub use passwords::PasswordLink;
pub use policy::{Action, Demand, allows};
pub use principal::{Authority, CurrentUser, Principal, TokenGrant};
pub use sealed::SealedText;
pub use sessions::{Browser, EndedSession, LogIn, PasskeyAnswer, SignIn, StepUpRequest, expect_credential};
pub use settings::Settings;
pub use setup::SetupToken;
pub use signing_keys::{JWKS_MAX_AGE, RetireWhen};
pub use statistics::{OutcomeCounts, Statistics, StoredStatistics};
pub use upstream::{
    Arrived, Attempt, Departure, FirstTime, ProvenIdentity, ProviderAnswer, ProviderOutcome, Purpose, ReturnError,
    Returned, closed_without_key,
};
pub use users::{OwnData, Registered, SetupLink, User};

pub use crate::budgets::EXCHANGE_INTERVAL;

use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::keys::Keyring;
use crate::pictures::Pictures;
use crate::store::Db;
use applications::{Arrivals, Entries, LeftOut};
use caches::{Caches, follow_changes};
use openid::{Documents, PkceSenders, Refusals};
use sessions::LastSeen;
use signing_keys::KeyChanges;
use statistics::{LastStored, Outcomes};
use std::ops::Deref;
use std::sync::{Arc, Weak};
use tokio::sync::{Mutex, Notify};
use upstream::Published;

/// The use cases and their dependencies. Cheap to clone.
#[derive(Clone)]
pub struct Accounts(Arc<Parts>);

/// The core, and what the nouns keep in memory.
struct Parts {
    core: Core,
    caches: Caches,
    published: Published,
    arrivals: Arrivals,
    entries: Entries,
    documents: Documents,
    pkce_senders: PkceSenders,
    refusals: Refusals,
    last_seen: LastSeen,
    pictures: Pictures,
    key_changes: KeyChanges,
    last_totals: directory::LastTotals,
    left_out: LeftOut,
    /// Wakes the task that sends mail.
    mail_queued: Notify,
    /// Wakes the task that sends logout tokens.
    logouts_queued: Notify,
    /// Held while what is marked as deleted is deleted.
    deleting: Mutex<()>,
    clock_difference: clocks::LastClockDifference,
    outcomes: Outcomes,
    last_stored: LastStored,
    last_state: installation::LastState,
}

impl Accounts {
    /// Opens the use cases on a database whose migrations have been applied.
    pub fn open(
        db: Db,
        keyring: Keyring,
        passwords: crate::passwords::Passwords,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        settings: Settings,
    ) -> Self {
        // Before anything is cached, so that no change is missed in between.
        let changes = db.changes();
        let caches = Caches::new(&changes.freshness());
        let parts = Arc::new(Parts {
            core: Core::new(db, keyring, passwords, clock, entropy, settings),
            caches,
            published: Published::default(),
            arrivals: Arrivals::default(),
            entries: Entries::default(),
            documents: Documents::default(),
            pkce_senders: PkceSenders::default(),
            refusals: Refusals::default(),
            last_seen: LastSeen::default(),
            pictures: Pictures::default(),
            key_changes: KeyChanges::default(),
            last_totals: directory::LastTotals::default(),
            left_out: LeftOut::default(),
            mail_queued: Notify::new(),
            logouts_queued: Notify::new(),
            deleting: Mutex::default(),
            clock_difference: clocks::LastClockDifference::default(),
            outcomes: Outcomes::default(),
            last_stored: LastStored::default(),
            last_state: installation::LastState::default(),
        });
        // Weak references: the parts own the database, and a cycle would never be freed.
        let observer: Weak<Parts> = Arc::downgrade(&parts);
        let db = parts.core.db();
        db.observe(observer);
        tokio::spawn(follow_changes(changes, Arc::downgrade(&parts)));
        tokio::spawn(signing_keys::reload_while_stale(Arc::downgrade(&parts)));
        tokio::spawn(maintenance::retry_writes(db.refused_writes(), Arc::downgrade(&parts)));
        Self(parts)
    }

    /// Whether cached sessions are used. False while notifications of other replicas may be missing: then every request
    /// queries the database.
    pub fn uses_session_cache(&self) -> bool {
        self.parts().caches.accounts.is_fresh()
    }

    /// What the nouns keep in memory, each for itself.
    fn parts(&self) -> &Parts {
        &self.0
    }
}

impl Deref for Accounts {
    type Target = Core;

    fn deref(&self) -> &Core {
        &self.0.core
    }
}
