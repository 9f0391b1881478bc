//! Stores what became of a logout token, and when one that could not be sent is tried again.

use crate::accounts::audit::Actor;
use crate::accounts::unit_of_work::UnitOfWork;
use crate::accounts::{Accounts, Caller, error};
use crate::shared::audit::EventKind;
use crate::shared::error::AppError;
use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use crate::store::clients::logouts::{self, LogoutRow};
use std::time::Duration;

/// The waits between attempts. Before the end of each, the next one is longer; the last one is repeated.
const WAITS: [Duration; 5] = [
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_secs(2 * 60),
    Duration::from_secs(10 * 60),
    LONGEST_WAIT,
];
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);
/// A logout is given up if the next attempt would be later than this after the end of the session.
const GIVE_UP_AFTER: Duration = Duration::from_secs(24 * 60 * 60);
/// The shortest and the longest wait while a client has as many requests as it may.
const BUSY: [Duration; 2] = [Duration::from_secs(5), Duration::from_secs(10 * 60)];

/// How an attempt has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Attempt {
    Accepted,
    /// The client was deleted, or it gets no logout tokens.
    NotWanted,
    /// Not sent, because the client has as many requests as it may.
    Busy,
    /// `after`: when the client wants the next attempt.
    Later {
        why: String,
        after: Option<Duration>,
    },
    Refused {
        why: String,
    },
}

impl Attempt {
    pub(super) fn later(why: String) -> Self {
        Self::Later { why, after: None }
    }
}

/// What is done with a logout.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    Done,
    Retry { at: Timestamp, why: String },
    GiveUp { why: String },
}

impl Accounts {
    /// Deletes the logout, or lets it wait. If that cannot be stored, its claim runs out and it is sent again, which clients
    /// tolerate: the session is over already.
    pub(super) async fn settle_logout(&self, row: &LogoutRow, attempt: Attempt) {
        let verdict = verdict(row, &attempt, self.now(), self.entropy().bytes());
        self.count_logout(&attempt, &verdict);
        log(row, &attempt, &verdict);
        if let Err(error) = self.store_logout(row.clone(), verdict).await {
            let error = error::for_log(&error);
            tracing::warn!(client.id = row.client_id, %error, "the outcome of a logout token cannot be stored");
        }
    }

    fn count_logout(&self, attempt: &Attempt, verdict: &Verdict) {
        let outcomes = &self.0.outcomes.logouts;
        match (attempt, verdict) {
            (Attempt::NotWanted | Attempt::Busy, _) => {}
            (_, Verdict::Done) => outcomes.sent.increment(),
            (_, Verdict::Retry { .. }) => outcomes.deferred.increment(),
            (_, Verdict::GiveUp { .. }) => outcomes.given_up.increment(),
        }
    }

    async fn store_logout(&self, row: LogoutRow, verdict: Verdict) -> Result<(), AppError> {
        let db = self.db();
        match verdict {
            Verdict::Done => {
                db.write_at_once(async move |mut conn| logouts::delete(&mut conn, &row).await).await?;
            }
            Verdict::Retry { at, why } => {
                db.write_at_once(async move |mut conn| logouts::retry(&mut conn, &row, at, &why).await).await?;
            }
            Verdict::GiveUp { .. } => {
                let job = async move |mut tx: UnitOfWork| {
                    // Only once, should another replica have claimed it in the meantime.
                    if logouts::delete(&mut tx, &row).await? {
                        let event = tx.event(EventKind::ClientLogoutFailed).on(UserId(row.user_id));
                        tx.record(event.refused(&row.client_id));
                    }
                    Ok(())
                };
                self.transact(Actor::System, &Caller::system(), job).await?;
            }
        }
        Ok(())
    }
}

fn verdict(row: &LogoutRow, attempt: &Attempt, now: Timestamp, random: [u8; 2]) -> Verdict {
    let ended_at = Timestamp(row.ended_at);
    match attempt {
        Attempt::Accepted | Attempt::NotWanted => Verdict::Done,
        Attempt::Refused { why } => Verdict::GiveUp { why: why.clone() },
        Attempt::Busy => {
            // Longer the longer it waits, so that many logouts of a client that does not answer cause few writes.
            let wait = (ended_at.until(now) / 8).clamp(BUSY[0], BUSY[1]);
            let why = "other logout tokens of the client are under way".to_owned();
            Verdict::Retry { at: now.plus(spread(wait, random)), why }
        }
        Attempt::Later { why, after } => match next_attempt(ended_at, now, *after, random) {
            Some(at) => Verdict::Retry { at, why: why.clone() },
            None => Verdict::GiveUp { why: why.clone() },
        },
    }
}

/// The time of the next attempt; None if the logout is to be given up. It depends on the time since the end of the session, not on
/// the number of attempts, which also counts those that had no place.
fn next_attempt(ended_at: Timestamp, now: Timestamp, after: Option<Duration>, random: [u8; 2]) -> Option<Timestamp> {
    let age = ended_at.until(now);
    let mut begins = Duration::ZERO;
    let is_due = |wait: &&Duration| {
        begins += **wait;
        age < begins
    };
    let wait = WAITS.iter().find(is_due).copied().unwrap_or(LONGEST_WAIT);
    let wait = spread(wait, random).max(after.unwrap_or_default().min(LONGEST_WAIT));
    let at = now.plus(wait);
    (at <= ended_at.plus(GIVE_UP_AFTER)).then_some(at)
}

/// A wait that is up to a fifth shorter or longer, so that what has failed together does not come back at the same moment.
fn spread(wait: Duration, random: [u8; 2]) -> Duration {
    let part = f64::from(u16::from_be_bytes(random)) / f64::from(u16::MAX);
    wait.mul_f64(0.8 + 0.4 * part)
}

/// Without the address of the client, which may have a secret in its query.
fn log(row: &LogoutRow, attempt: &Attempt, verdict: &Verdict) {
    let LogoutRow { client_id, attempts, .. } = row;
    match verdict {
        Verdict::Done if *attempt == Attempt::Accepted => {
            tracing::info!(client.id = client_id, attempts, "logout token sent");
        }
        Verdict::Done => {}
        Verdict::Retry { at, why } => {
            tracing::info!(client.id = client_id, attempts, %why, next_attempt = %at, "logout token not sent yet");
        }
        Verdict::GiveUp { why } => tracing::warn!(client.id = client_id, attempts, %why, "logout token given up"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ENDED: Timestamp = Timestamp(1_793_534_400_000);
    /// The middle, so the wait itself.
    const MIDDLE: [u8; 2] = [0x7f, 0xff];

    fn row() -> LogoutRow {
        let none = Uuid::nil();
        LogoutRow { session_id: none, client_id: "wiki".to_owned(), user_id: none, ended_at: ENDED.0, attempts: 1 }
    }

    fn seconds(since: u64) -> Timestamp {
        ENDED.plus(Duration::from_secs(since))
    }

    #[test]
    fn waits_grow_from_seconds_to_an_hour_and_end_after_a_day() {
        let (mut now, mut waits) = (ENDED, Vec::new());
        while let Some(at) = next_attempt(ENDED, now, None, MIDDLE) {
            waits.push(now.until(at).as_secs_f64().round());
            // The attempt itself takes a moment.
            now = at.plus(Duration::from_millis(200));
        }
        assert_eq!(waits[..6], [5.0, 30.0, 120.0, 600.0, 3600.0, 3600.0]);
        assert!((26..=28).contains(&waits.len()), "{}", waits.len());
        let given_up = verdict(&row(), &Attempt::later("down".to_owned()), seconds(24 * 60 * 60), MIDDLE);
        assert_eq!(given_up, Verdict::GiveUp { why: "down".to_owned() });
    }

    #[test]
    fn a_client_may_ask_for_a_longer_wait_of_at_most_an_hour() {
        for (after, expected) in [(0, 5.0), (3, 5.0), (60, 60.0), (1_000_000, 3600.0)] {
            let at = next_attempt(ENDED, ENDED, Some(Duration::from_secs(after)), MIDDLE).expect("another attempt");
            assert_eq!(ENDED.until(at).as_secs_f64().round(), expected, "{after}");
        }
    }

    #[test]
    fn a_logout_without_a_place_waits_longer_the_older_it_is() {
        for (age, expected) in [(0, 5), (40, 5), (400, 50), (40_000, 600)] {
            let Verdict::Retry { at, .. } = verdict(&row(), &Attempt::Busy, seconds(age), MIDDLE) else {
                panic!("given up")
            };
            assert_eq!(seconds(age).until(at).as_secs_f64().round() as u64, expected, "{age}");
        }
    }
}
