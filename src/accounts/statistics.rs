//! Numbers for monitoring: what this process has counted since it started, how busy it is, and totals of the database.

use super::{Denial, Maintenance, Tokens};
use crate::budgets::Budgets;
use crate::passwords::HashingLoad;
use crate::shared::{AppError, ErrorCode, ProviderName, Status, Timestamp};
use crate::store::clients::logouts::QueuedLogout;
use crate::store::outbox::QueuedMail;
use crate::store::{ClockDifference, Conn, DatabaseLoad, StandbyReport, StoreError, account_status, queue, sessions};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex as StdMutex, PoisonError};
use std::time::Duration;
use tokio::sync::Mutex;

/// How long the totals are used before they are read again.
const MAX_AGE: Duration = Duration::from_secs(30);
/// Counting takes time for each session, so it stops here.
const MAX_COUNTED_SESSIONS: u32 = 1_000_000;
/// The maximum number of clients with an error that are counted apart: each is a time series.
const MAX_COUNTED_REFUSALS: usize = 2_000;
/// Stands for the clients that come later.
const OTHER_CLIENTS: &str = "(other)";

/// How often each outcome has occurred since the process started. All outcomes are present.
pub type OutcomeCounts = Vec<(&'static str, u64)>;

/// What this process has counted since it started, and how busy it is now.
#[derive(Clone, Debug)]
pub struct Statistics {
    /// Sign-ins, with a second factor when it has come.
    pub sign_ins: OutcomeCounts,
    /// Uses of refresh tokens.
    pub refreshes: OutcomeCounts,
    /// Answers of the token endpoint to clients that have authenticated themselves.
    pub client_tokens: OutcomeCounts,
    /// Attempts to send a message.
    pub mail: OutcomeCounts,
    /// Attempts to send a logout token to a client.
    pub logouts: OutcomeCounts,
    /// Sign-ins at providers, by provider and outcome. Only those that have occurred are present.
    pub providers: Vec<(ProviderName, &'static str, u64)>,
    /// What clients were refused, by client and error. Only those that have occurred are present.
    pub refusals: Vec<(String, &'static str, u64)>,
    pub hashing: HashingLoad,
    pub database: DatabaseLoad,
    /// None without standbys.
    pub standbys: Option<StandbyReport>,
    /// False after the database has refused a write, until one succeeds.
    pub is_writable: bool,
    /// How many replicas count rate limits together, with this one; 0 while this one counts alone although there may be others.
    pub limit_replicas: u32,
    /// How far the clock of this server is from that of the database.
    pub clock_difference: ClockDifference,
}

/// Totals of the database, up to 30 seconds old.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredStatistics {
    /// Sessions that have not ended or expired; at most 1,000,000 are counted.
    pub active_sessions: u64,
    /// The number of accounts by status. Each status is present.
    pub accounts: [(Status, u64); 3],
    /// Messages that have not been sent yet.
    pub waiting_mail: u64,
    /// When the oldest of these messages was added; None if there is none.
    pub oldest_mail: Option<Timestamp>,
    /// Logout tokens that have not been sent yet.
    pub waiting_logouts: u64,
    /// When the session of the oldest of these has ended; None if there is none.
    pub oldest_logout: Option<Timestamp>,
}

/// The totals that were read last, and when.
#[derive(Default)]
pub(super) struct LastStored(Mutex<Option<(Timestamp, StoredStatistics)>>);

impl Maintenance {
    /// Reads only memory, in contrast to [`Maintenance::stored_statistics`].
    pub fn statistics(&self) -> Statistics {
        let Outcomes { sign_ins, refreshes, client_tokens, mail, logouts, providers, refusals } =
            &self.parts().outcomes;
        Statistics {
            sign_ins: sign_ins.read(),
            refreshes: refreshes.read(),
            client_tokens: client_tokens.read(),
            mail: mail.read(),
            logouts: logouts.read(),
            providers: providers.read(),
            refusals: refusals.read(),
            hashing: self.hasher().load(),
            database: self.db().load(),
            standbys: self.standbys(),
            is_writable: self.db().is_writable(),
            limit_replicas: self.budgets.as_ref().map_or(1, Budgets::replicas),
            clock_difference: self.clock_difference(),
        }
    }

    /// What is known of the standbys at which lists and reports are read. None without any.
    pub fn standbys(&self) -> Option<StandbyReport> {
        self.db().standbys()
    }

    /// Reads the totals of the database, at most once in 30 seconds.
    pub async fn stored_statistics(&self) -> Result<StoredStatistics, StoreError> {
        // Locked while the database is read, so that several callers at a time cause one read.
        let mut last = self.parts().last_stored.0.lock().await;
        let now = self.now();
        // Totals of the future are read again: otherwise a clock that was set back would keep them for longer.
        if let Some((read_at, statistics)) = last.as_ref()
            && *read_at <= now
            && read_at.until(now) < MAX_AGE
        {
            return Ok(statistics.clone());
        }
        let statistics = self.db().read_report(async move |mut conn| read(&mut conn, now).await).await?;
        *last = Some((now, statistics.clone()));
        Ok(statistics)
    }
}

async fn read(conn: &mut Conn, now: Timestamp) -> Result<StoredStatistics, StoreError> {
    let active_sessions = sessions::count_active(conn, now, MAX_COUNTED_SESSIONS).await?;
    let totals = account_status::totals(conn).await?;
    let accounts = [Status::Active, Status::Disabled, Status::Deleted].map(|status| {
        let of_status = totals.iter().find(|(of, _)| *of == status);
        (status, of_status.map_or(0, |(_, accounts)| accounts.unsigned_abs()))
    });
    let (waiting_mail, oldest_mail) = queue::waiting::<QueuedMail>(conn).await?;
    let (waiting_logouts, oldest_logout) = queue::waiting::<QueuedLogout>(conn).await?;
    Ok(StoredStatistics {
        active_sessions: active_sessions.unsigned_abs(),
        accounts,
        waiting_mail: waiting_mail.unsigned_abs(),
        oldest_mail,
        waiting_logouts: waiting_logouts.unsigned_abs(),
        oldest_logout,
    })
}

#[derive(Debug, Default)]
pub(super) struct Outcomes {
    pub(super) sign_ins: SignIns,
    pub(super) refreshes: Refreshes,
    pub(super) client_tokens: ClientTokens,
    pub(super) mail: Deliveries,
    pub(super) logouts: Deliveries,
    pub(super) providers: ProviderOutcomes,
    pub(super) refusals: ClientRefusals,
}

/// A number that only grows.
#[derive(Debug, Default)]
pub(super) struct Count(AtomicU64);

impl Count {
    pub(super) fn increment(&self) {
        // Relaxed, because no other data depends on the order of these counts.
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Counts by outcome, in the order in which they are reported.
macro_rules! outcomes {
    ($(#[$doc:meta])* $name:ident { $($outcome:ident,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Default)]
        pub(super) struct $name {
            $(pub(super) $outcome: Count,)*
        }

        impl $name {
            fn read(&self) -> OutcomeCounts {
                vec![$((stringify!($outcome), self.$outcome.get()),)*]
            }
        }
    };
}

outcomes! {
    /// Sign-ins, with a second factor when it has come.
    SignIns { success, no_match, unconfirmed, throttled, overloaded, invalid, failed, }
}

outcomes! {
    /// Uses of refresh tokens.
    Refreshes { success, expired, revoked, invalid, failed, }
}

outcomes! {
    /// Answers of the token endpoint.
    ClientTokens { success, refused, failed, }
}

outcomes! {
    /// Attempts to send something of the queue, of which the deferred ones are repeated later.
    Deliveries { sent, deferred, given_up, }
}

/// Sign-ins at providers.
#[derive(Debug, Default)]
pub(super) struct ProviderOutcomes(StdMutex<BTreeMap<(ProviderName, &'static str), u64>>);

impl ProviderOutcomes {
    /// Counts an outcome. Only for providers that are defined, so that the map stays small.
    pub(super) fn count(&self, provider: &ProviderName, outcome: &'static str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((provider.clone(), outcome)).or_default() += 1;
    }

    fn read(&self) -> Vec<(ProviderName, &'static str, u64)> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.iter().map(|((provider, outcome), count)| (provider.clone(), *outcome, *count)).collect()
    }
}

/// What clients were refused.
#[derive(Debug, Default)]
pub(super) struct ClientRefusals(StdMutex<BTreeMap<(String, &'static str), u64>>);

impl ClientRefusals {
    /// Counts a refusal. `client`: the id of one that is registered, or what stands for all others.
    pub(super) fn count(&self, client: &str, error: &'static str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut key = (client.to_owned(), error);
        if counts.len() >= MAX_COUNTED_REFUSALS && !counts.contains_key(&key) {
            OTHER_CLIENTS.clone_into(&mut key.0);
        }
        *counts.entry(key).or_default() += 1;
    }

    fn read(&self) -> Vec<(String, &'static str, u64)> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.iter().map(|((client, error), count)| (client.clone(), *error, *count)).collect()
    }
}

impl SignIns {
    /// Counts a sign-in that failed with `error`, or succeeded.
    pub(super) fn count(&self, error: Option<&AppError>) {
        let outcome = match error.map(|error| error.code) {
            None => &self.success,
            Some(
                ErrorCode::InvalidCredentials
                | ErrorCode::InvalidCode
                | ErrorCode::PasskeyRefused
                | ErrorCode::PendingExpired,
            ) => &self.no_match,
            Some(ErrorCode::EmailUnconfirmed) => &self.unconfirmed,
            Some(ErrorCode::TooManyAttempts | ErrorCode::TooManyRequests) => &self.throttled,
            Some(ErrorCode::ValidationFailed) => &self.invalid,
            Some(ErrorCode::Overloaded) => &self.overloaded,
            Some(_) => &self.failed,
        };
        outcome.increment();
    }
}

impl Refreshes {
    /// Counts a refresh that failed with `error`, or succeeded.
    pub(super) fn count(&self, error: Option<&AppError>) {
        let outcome = match error.map(|error| error.code) {
            None => &self.success,
            Some(ErrorCode::TokenExpired) => &self.expired,
            Some(ErrorCode::TokenRevoked) => &self.revoked,
            Some(code) if code.is_signed_out() => &self.invalid,
            Some(_) => &self.failed,
        };
        outcome.increment();
    }
}

impl ClientTokens {
    /// Counts an answer to a client.
    pub(super) fn count(&self, outcome: &Result<Tokens, Denial>) {
        let counted = match outcome {
            Ok(_) => &self.success,
            Err(Denial::Refused(_)) => &self.refused,
            Err(Denial::Failed(_)) => &self.failed,
        };
        counted.increment();
    }
}
