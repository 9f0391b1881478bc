//! Stores what became of a message, and when one that could not be sent is tried again.

use super::claims::SendingMessage;
use crate::accounts::audit::Actor;
use crate::accounts::unit_of_work::UnitOfWork;
use crate::accounts::{Accounts, Caller, error};
use crate::identity;
use crate::mail::SendError;
use crate::shared::audit::EventKind;
use crate::shared::error::AppError;
use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use crate::store::outbox::{self, MailRow};
use crate::store::{StoreError, mailings};
use std::time::Duration;
use tokio::time::sleep;
use uuid::Uuid;

/// The wait before something about a message is stored again, if the database has failed.
pub(super) const RETRY_INTERVAL: Duration = Duration::from_secs(2);
/// The wait after the first failure. Each further one doubles it.
const FIRST_WAIT: Duration = Duration::from_secs(60);
const LONGEST_WAIT: Duration = Duration::from_secs(60 * 60);
/// A message is given up if the next attempt would be later than this after it was added.
const GIVE_UP_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// What is done with a message.
#[derive(Clone, Debug)]
enum Verdict {
    Sent,
    Retry { at: Timestamp, why: String },
    GiveUp { why: String, address_refused: bool },
}

impl Accounts {
    /// Deletes the message, or lets it wait.
    pub(super) async fn settle(&self, message: &SendingMessage, outcome: Result<(), SendError>) {
        let row = message.row();
        let verdict = self.verdict(&row, outcome);
        until_stored(row.id, || self.store_verdict(message, &verdict)).await;
        self.count_mail(&verdict);
        log(&row, &verdict);
    }

    fn count_mail(&self, verdict: &Verdict) {
        let mail = &self.0.outcomes.mail;
        let outcome = match verdict {
            Verdict::Sent => &mail.sent,
            Verdict::Retry { .. } => &mail.deferred,
            Verdict::GiveUp { .. } => &mail.given_up,
        };
        outcome.increment();
    }

    fn verdict(&self, row: &MailRow, outcome: Result<(), SendError>) -> Verdict {
        match outcome {
            Ok(()) => Verdict::Sent,
            Err(SendError::AddressRefused(why)) => Verdict::GiveUp { why, address_refused: true },
            Err(SendError::MessageRefused(why)) => Verdict::GiveUp { why, address_refused: false },
            Err(SendError::Later(why) | SendError::Unanswered(why)) => {
                let (created_at, random) = (Timestamp(row.created_at), self.entropy().bytes());
                match next_attempt(created_at, row.attempts, self.now(), random) {
                    Some(at) => Verdict::Retry { at, why },
                    None => Verdict::GiveUp { why, address_refused: false },
                }
            }
        }
    }

    async fn store_verdict(&self, message: &SendingMessage, verdict: &Verdict) -> Result<(), AppError> {
        let (row, db) = (message.row(), self.db());
        let address = identity::key(&row.recipient);
        match verdict.clone() {
            Verdict::Sent => {
                db.write_at_once(async move |mut conn| outbox::delete_sent(&mut conn, &row, &address).await).await?;
            }
            Verdict::Retry { at, why } => {
                db.write_at_once(async move |mut conn| outbox::retry(&mut conn, &row, at, &why).await).await?;
            }
            Verdict::GiveUp { why, address_refused } => {
                let refused_by = address_refused.then_some(address);
                let job = async move |mut tx: UnitOfWork| Ok(give_up(&mut tx, &row, &why, refused_by).await?);
                self.transact(Actor::System, &Caller::system(), job).await?;
            }
        }
        Ok(())
    }
}

/// The time of the next attempt; None if the message is to be given up. `random` spreads the attempts, so that messages which
/// failed together do not all come back at the same moment.
fn next_attempt(created_at: Timestamp, attempts: i64, now: Timestamp, random: [u8; 2]) -> Option<Timestamp> {
    // Sixteen doublings are far beyond the longest wait.
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(16);
    let wait = (FIRST_WAIT * 2_u32.pow(doublings)).min(LONGEST_WAIT);
    let part = f64::from(u16::from_be_bytes(random)) / f64::from(u16::MAX);
    let at = now.plus(wait.mul_f64(0.8 + 0.4 * part));
    (at <= created_at.plus(GIVE_UP_AFTER)).then_some(at)
}

/// Calls `store` until it succeeds: a message that was sent would be sent again otherwise. Only a stop of the server, which aborts the
/// task of the message, ends this without success.
async fn until_stored<Stored>(id: Uuid, store: impl Fn() -> Stored)
where
    Stored: Future<Output = Result<(), AppError>>,
{
    let mut has_failed = false;
    while let Err(error) = store().await {
        // Once, because an outage may be long and about many messages.
        if !has_failed {
            let error = error::for_log(&error);
            tracing::warn!(mail.id = %id, %error, "the outcome of a message cannot be stored yet");
        }
        has_failed = true;
        sleep(RETRY_INTERVAL).await;
    }
}

/// Deletes a message that is not tried again. `refused_by` is the key of its address, if that refuses all mail.
async fn give_up(tx: &mut UnitOfWork, row: &MailRow, why: &str, refused_by: Option<String>) -> Result<(), StoreError> {
    // Only once, should another replica have claimed the message in the meantime.
    if outbox::delete(tx, row).await? {
        tx.record(tx.event(EventKind::MailFailed).on(row.user_id.map(UserId)).detail(&row.kind));
        if let Some(mailing) = row.mailing_id {
            mailings::count_failed(tx, mailing).await?;
        }
    }
    if let Some(address) = refused_by {
        let now = tx.now();
        outbox::mark_refused(tx, &address, now, why).await?;
    }
    Ok(())
}

/// Without the address, like every line of the log.
fn log(row: &MailRow, verdict: &Verdict) {
    let MailRow { id, kind, attempts, .. } = row;
    match verdict {
        Verdict::Sent => tracing::info!(mail.id = %id, kind, attempts, "mail sent"),
        Verdict::Retry { at, why } => {
            tracing::info!(mail.id = %id, kind, attempts, %why, next_attempt = %at, "mail could not be sent yet");
        }
        Verdict::GiveUp { why, .. } => tracing::warn!(mail.id = %id, kind, attempts, %why, "mail given up"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::future::ready;

    const START: Timestamp = Timestamp(1_793_534_400_000);

    #[tokio::test(start_paused = true)]
    async fn an_outcome_is_stored_however_long_the_database_fails() {
        let tries = Cell::new(0);
        let store = || {
            tries.set(tries.get() + 1);
            ready(if tries.get() > 10_000 { Ok(()) } else { Err(StoreError::Closed.into()) })
        };
        until_stored(Uuid::nil(), store).await;
        assert_eq!(tries.get(), 10_001);
    }

    fn wait(attempts: i64, random: [u8; 2]) -> Duration {
        START.until(next_attempt(START, attempts, START, random).expect("another attempt"))
    }

    #[test]
    fn waits_double_from_a_minute_to_an_hour() {
        // The middle of the random range, so the wait itself, to a millisecond or two.
        let minutes = [1, 2, 3, 4, 5, 6, 7, 8, 1000].map(|attempts| wait(attempts, [0x7f, 0xff]).as_secs_f64() / 60.0);
        let rounded = minutes.map(f64::round);
        assert_eq!(rounded, [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]);
    }

    #[test]
    fn a_wait_is_up_to_a_fifth_shorter_or_longer() {
        assert_eq!(wait(1, [0, 0]), Duration::from_secs(48));
        assert_eq!(wait(1, [0xff, 0xff]), Duration::from_secs(72));
    }

    #[test]
    fn a_message_is_given_up_after_a_day() {
        let late = START.plus(Duration::from_secs(24 * 60 * 60 - 60));
        assert!(next_attempt(START, 1, late, [0, 0]).is_some());
        assert_eq!(next_attempt(START, 1, late, [0xff, 0xff]), None);
        assert_eq!(next_attempt(START, 30, late, [0, 0]), None);
    }
}
