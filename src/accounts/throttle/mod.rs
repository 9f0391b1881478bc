//! Failures to give a password are counted in the database, so that a restart forgives nothing
//! (`docs/decisions/0007-throttle.md`).
//!
//! A try is charged before the password is looked at, so that a hundred at once cannot slip through; the charge is taken back
//! unless the password was wrong. A try that is refused writes nothing.

mod counter;
mod rules;

pub(super) use counter::Counter;

use super::{
    Accounts,
    audit::{self, Event},
};
use crate::{
    shared::{
        audit::Reason,
        error::{AppError, ErrorCode},
        ids::UserId,
        timestamp::Timestamp,
        wait,
    },
    store::{
        Conn, StoreError, Tx,
        throttles::{self, ThrottleRow},
    },
};
use std::{panic::resume_unwind, time::Duration};
use tracing::Instrument as _;

/// Failures in a row in a browser are kept for as long as the browser keeps its cookie (400 days, the most that browsers
/// grant: RFC 6265bis, 5.5).
const RUN_MEMORY: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// Too many failures: try again in so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttled {
    pub retry_after: u32,
}

impl From<Duration> for Throttled {
    fn from(wait: Duration) -> Self {
        Self { retry_after: u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX) }
    }
}

impl From<Throttled> for AppError {
    fn from(throttled: Throttled) -> Self {
        let wait = wait::in_words(throttled.retry_after);
        Self::new(
            ErrorCode::TooManyAttempts,
            format!("Too many tries. Wait {wait}, then try again. Your account is safe."),
        )
        .retry(throttled.retry_after)
    }
}

/// A try whose password may be looked at: what it was charged to.
#[derive(Clone, Debug, Default)]
pub(super) struct Try(Vec<Charge>);

#[derive(Clone, Debug)]
struct Charge {
    counter: Counter,
    before: ThrottleRow,
    after: ThrottleRow,
}

impl Try {
    /// So many failed in a row before it that no password is right any more.
    pub(super) fn comes_too_late(&self) -> bool {
        self.0.iter().any(|charge| charge.counter.is_run() && rules::is_closed(charge.before))
    }

    /// The password was right: what it was charged to forgets all failures, except the source.
    pub(super) async fn succeed(&self, tx: &mut Tx) -> Result<(), StoreError> {
        for charge in &self.0 {
            if charge.counter.outlives_success() {
                charge.take_back(tx).await?;
            } else {
                clear(tx, &charge.counter).await?;
            }
        }
        Ok(())
    }
}

impl Charge {
    async fn take_back(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let key = &self.counter.key;
        let Some(row) = throttles::hold_if_there(tx, key).await? else { return Ok(()) };
        match rules::refunded(row, self.before, self.after) {
            ThrottleRow { failures: 0, .. } => throttles::delete(tx, key).await,
            row => throttles::put(tx, key, row).await,
        }
    }
}

/// Why a try was not charged.
enum NotCharged {
    Throttled(Throttled),
    Failed(StoreError),
}

impl From<StoreError> for NotCharged {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl Accounts {
    /// Charges a try to each counter, unless one of them makes wait or the operator has turned limits off. A refusal writes
    /// nothing and is only logged, as `tried`: it costs next to nothing, and must not fill the disk.
    pub(super) async fn begin_try(
        &self,
        counters: Vec<Counter>,
        tried: &Event,
    ) -> Result<Result<Try, Throttled>, StoreError> {
        if !self.settings().rate_limit {
            return Ok(Ok(Try::default()));
        }
        let now = self.now();
        let charged = match self.wait_of(&counters, now).await? {
            Some(throttled) => Err(NotCharged::Throttled(throttled)),
            None => self.db().write(async move |mut tx: Tx| charge(&mut tx, counters, now).await).await,
        };
        match charged {
            Ok(charged) => Ok(Ok(charged)),
            Err(NotCharged::Throttled(throttled)) => {
                audit::log(&tried.clone().refused(Reason::Throttled).into());
                Ok(Err(throttled))
            }
            Err(NotCharged::Failed(error)) => Err(error),
        }
    }

    /// Takes back what a try was charged, whose password nobody has looked at. Where the store fails, too, there is nothing
    /// more to be done than to say so.
    pub(super) async fn refund(&self, charged: Try) {
        if charged.0.is_empty() {
            return;
        }
        let job = async move |mut tx: Tx| {
            for charge in &charged.0 {
                charge.take_back(&mut tx).await?;
            }
            Ok::<_, StoreError>(())
        };
        if let Err(error) = self.db().write(job).await {
            tracing::warn!(%error, "a try that was not wrong stays counted as a failure");
        }
    }

    /// The longest wait that one of the counters imposes.
    async fn wait_of(&self, counters: &[Counter], now: Timestamp) -> Result<Option<Throttled>, StoreError> {
        let keys: Vec<_> = counters.iter().map(|counter| counter.key.clone()).collect();
        let rows = self.db().read(move |conn| {
            Box::pin(async move {
                let mut rows = Vec::with_capacity(keys.len());
                for key in &keys {
                    rows.extend(throttles::find(conn, key).await?);
                }
                Ok(rows)
            })
        });
        let waits = rows.await?.into_iter().filter_map(|row| rules::wait_left(row, now));
        Ok(waits.max().map(Throttled::from))
    }
}

/// Charges a try to each counter; if one of them makes wait, to none. The order of the counters is that of their kinds, so
/// that two transactions never wait for each other in a circle.
async fn charge(tx: &mut Tx, counters: Vec<Counter>, now: Timestamp) -> Result<Try, NotCharged> {
    let mut charges = Vec::with_capacity(counters.len());
    for counter in counters {
        let before = throttles::hold(tx, &counter.key).await?;
        if let Some(wait) = rules::wait_left(before, now) {
            return Err(NotCharged::Throttled(wait.into()));
        }
        let after = counter.charged(before, now);
        throttles::put(tx, &counter.key, after).await?;
        charges.push(Charge { counter, before, after });
    }
    Ok(Try(charges))
}

/// What was counted, to be looked at.
pub(super) async fn find(conn: &mut Conn, counter: &Counter) -> Result<Option<ThrottleRow>, StoreError> {
    throttles::find(conn, &counter.key).await
}

/// Whether so many failures in a row were counted that no password is right any more.
pub(super) async fn is_closed(conn: &mut Conn, counter: &Counter) -> Result<bool, StoreError> {
    Ok(find(conn, counter).await?.is_some_and(rules::is_closed))
}

/// Forgets what was counted.
pub(super) async fn clear(tx: &mut Tx, counter: &Counter) -> Result<(), StoreError> {
    throttles::delete(tx, &counter.key).await
}

/// Opens an account to everybody who knows its password: forgets the failures in a row.
pub(super) async fn open(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    clear(tx, &Counter::run_of_account(user)).await
}

/// Erases whatever was counted for an account.
pub(super) async fn erase(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    throttles::delete_of(tx, &Counter::run_of_account(user).key, &format!("browser:{user}:%")).await
}

/// Forgets counters that nobody would miss. Failures in a row for an account stay, however long ago they were.
pub(super) async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    throttles::delete_past(tx, now.minus(rules::MEMORY), now.minus(RUN_MEMORY)).await
}

/// Runs to its end, whether or not the caller still waits: hanging up is no way to have a wrong password not counted, nor
/// does it count a right one as wrong.
pub(super) async fn to_its_end<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    match tokio::spawn(work.in_current_span()).await {
        Ok(outcome) => outcome,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The runtime is shutting down: nobody waits for an answer.
            Err(_) => std::future::pending().await,
        },
    }
}
