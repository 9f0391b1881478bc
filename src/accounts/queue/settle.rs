//! What becomes of a row that is being sent: its lease is kept, and its outcome is stored.

use super::{Kind, Limits, PausesBy};
use crate::accounts::Accounts;
use crate::accounts::statistics::Deliveries;
use crate::shared::{AppError, Timestamp};
use crate::store::queue::{self, Claim};
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::time::sleep;

/// The pause before something about a row is stored again, if the database has failed.
const RETRY_INTERVAL: Duration = Duration::from_secs(2);

/// How an attempt has ended. `NotWanted`: nobody wants it any more. `NoPlace`: it was not tried, because its recipient has as many as it
/// may. `Later`: it may succeed later, or `after` so long, as the recipient wants it. `Refused` for good; `by_recipient`: like
/// everything else that this recipient gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    Sent,
    NotWanted,
    NoPlace,
    Later { why: String, after: Option<Duration> },
    Refused { why: String, by_recipient: bool },
}

impl Attempt {
    pub(in crate::accounts) fn later(why: impl Into<String>) -> Self {
        Self::Later { why: why.into(), after: None }
    }
}

/// What is done with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Sent,
    NotWanted,
    Retry { at: Timestamp, why: String, was_tried: bool },
    GiveUp { why: String, by_recipient: bool },
}

impl Limits {
    /// What follows from an attempt to send something that waits `since` then and was claimed so often. `random` spreads the next
    /// attempts, so that what has failed together does not come back at the same moment.
    pub(in crate::accounts) fn verdict(
        &self,
        attempt: Attempt,
        since: Timestamp,
        attempts: i64,
        now: Timestamp,
        random: [u8; 2],
    ) -> Verdict {
        match attempt {
            Attempt::Sent => Verdict::Sent,
            Attempt::NotWanted => Verdict::NotWanted,
            Attempt::Refused { why, by_recipient } => Verdict::GiveUp { why, by_recipient },
            Attempt::NoPlace => {
                let [shortest, longest] = self.pauses_without_place.map(Duration::from_secs);
                // Longer the longer it waits, so that many to one that does not answer cause few writes.
                let pause = (since.until(now) / 8).clamp(shortest, longest);
                Verdict::Retry { at: now.plus(spread(pause, random)), why: self.no_place.to_owned(), was_tried: false }
            }
            Attempt::Later { why, after } => {
                let pause = spread(self.pause(attempts, since.until(now)), random);
                let at = now.plus(pause.max(after.unwrap_or_default().min(self.pause_at(usize::MAX))));
                if at <= since.plus(self.give_up_after) {
                    Verdict::Retry { at, why, was_tried: true }
                } else {
                    Verdict::GiveUp { why, by_recipient: false }
                }
            }
        }
    }

    fn pause(&self, attempts: i64, age: Duration) -> Duration {
        let is_over = |at: &usize| self.pauses[..=*at].iter().sum::<u64>() <= age.as_secs();
        self.pause_at(match self.pauses_by {
            PausesBy::Attempts => usize::try_from(attempts - 1).unwrap_or_default(),
            PausesBy::Age => (0..self.pauses.len()).take_while(is_over).count(),
        })
    }

    /// The pause at a place, or the last one.
    fn pause_at(&self, place: usize) -> Duration {
        Duration::from_secs(self.pauses.get(place).or(self.pauses.last()).copied().unwrap_or_default())
    }
}

impl Deliveries {
    /// Counts what became of a row, if it was tried to send it.
    pub(in crate::accounts) fn count(&self, verdict: &Verdict) {
        match verdict {
            Verdict::Sent => self.sent.increment(),
            Verdict::Retry { was_tried: true, .. } => self.deferred.increment(),
            Verdict::GiveUp { .. } => self.given_up.increment(),
            Verdict::NotWanted | Verdict::Retry { was_tried: false, .. } => {}
        }
    }
}

/// A pause that is up to a fifth shorter or longer.
fn spread(pause: Duration, random: [u8; 2]) -> Duration {
    let part = f64::from(u16::from_be_bytes(random)) / f64::from(u16::MAX);
    pause.mul_f64(0.8 + 0.4 * part)
}

/// A row that this process is sending.
pub(super) struct Sending<K: Kind> {
    pub(super) accounts: Accounts,
    /// As it was when it was claimed first.
    pub(super) claimed: Claim<K::Work>,
    /// The number of its newest claim.
    pub(super) newest: Arc<AtomicI64>,
}

impl<K: Kind> Sending<K> {
    /// The row with the number of its newest claim.
    fn newest(&self) -> Claim<K::Work> {
        Claim { attempts: self.newest.load(Ordering::SeqCst), ..self.claimed.clone() }
    }

    /// Deletes the row, or lets it wait.
    pub(super) async fn settle(&self, attempt: Attempt) {
        let (row, accounts) = (self.newest(), &self.accounts);
        let (now, random) = (accounts.now(), accounts.entropy().bytes());
        let verdict = K::LIMITS.verdict(attempt, Timestamp(row.since), row.attempts, now, random);
        until_stored(|| self.store(&verdict), |error| K::log_not_stored(&row, error)).await;
        K::note(accounts, &row, &verdict);
    }

    async fn store(&self, verdict: &Verdict) -> Result<(), AppError> {
        let (row, db) = (self.newest(), self.accounts.db());
        match verdict.clone() {
            Verdict::Sent => {
                let now = self.accounts.now();
                db.write_at_once(async move |mut conn| K::delete_sent(&mut conn, &row, now).await).await?;
            }
            // Nobody has it, so another replica that has claimed it meanwhile decides.
            Verdict::NotWanted => {
                db.write_at_once(async move |mut conn| queue::delete(&mut conn, &row).await).await?;
            }
            Verdict::Retry { at, why, .. } => {
                db.write_at_once(async move |mut conn| queue::delay(&mut conn, &row, at, Some(&why)).await).await?;
            }
            Verdict::GiveUp { why, by_recipient } => K::give_up(&self.accounts, row, why, by_recipient).await?,
        }
        Ok(())
    }

    /// Renews the lease, so that no other replica claims the row while this one waits for an answer, or for the database to store what
    /// became of it.
    pub(super) async fn keep_lease(&self, lease: Duration) -> Infallible {
        // Two renewals fit into the lease, so that one failure does not end it.
        let interval = lease / 3;
        let mut is_renewed = true;
        loop {
            // Soon after a failure, so that after an outage this replica comes before others that look for what is due.
            sleep(if is_renewed { interval } else { interval.min(RETRY_INTERVAL) }).await;
            let (row, until) = (self.newest(), self.accounts.now().plus(lease));
            let db = self.accounts.db();
            let renewed =
                db.write_at_once(async move |mut conn| queue::delay(&mut conn, &row, until, None).await).await;
            if let Err(error) = &renewed
                && is_renewed
            {
                tracing::warn!(%error, "the lease of what is being sent cannot be renewed");
            }
            is_renewed = renewed.is_ok();
        }
    }
}

/// Calls `store` until it succeeds: what was sent would be sent again otherwise. Only a stop of the server, which aborts the task,
/// ends this without success.
async fn until_stored<Stored>(store: impl Fn() -> Stored, log: impl Fn(&AppError))
where
    Stored: Future<Output = Result<(), AppError>>,
{
    let mut has_failed = false;
    while let Err(error) = store().await {
        // Once, because an outage may be long and about much.
        if !has_failed {
            log(&error);
        }
        has_failed = true;
        sleep(RETRY_INTERVAL).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::StoreError;
    use std::cell::Cell;
    use std::future::ready;

    #[tokio::test(start_paused = true)]
    async fn an_outcome_is_stored_however_long_the_database_fails() {
        let (tries, lines) = (Cell::new(0), Cell::new(0));
        let store = || {
            tries.set(tries.get() + 1);
            ready(if tries.get() > 10_000 { Ok(()) } else { Err(StoreError::Closed.into()) })
        };
        until_stored(store, |_| lines.set(lines.get() + 1)).await;
        assert_eq!((tries.get(), lines.get()), (10_001, 1));
    }

    #[test]
    fn a_pause_is_up_to_a_fifth_shorter_or_longer() {
        let minute = Duration::from_secs(60);
        assert_eq!(spread(minute, [0, 0]), Duration::from_secs(48));
        assert_eq!(spread(minute, [0xff, 0xff]), Duration::from_secs(72));
    }
}
