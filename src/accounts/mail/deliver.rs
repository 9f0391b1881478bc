//! Sends the messages in the outbox. Every replica runs this; a message is claimed by one of them at a time.

use super::lanes::{self, Lanes};
use crate::accounts::queue::{Attempt, Delivery, Kind, LEASE, Limits, PausesBy, Place, Verdict};
use crate::accounts::{Accounts, Actor, Caller, Outbox, UnitOfWork, error};
use crate::identity;
use crate::mail::{FinalDot, Letter, Mailer, Outgoing, SendError};
use crate::shared::{AppError, DAY, EventKind, Timestamp, UserId};
use crate::store::outbox::{self, QueuedMail};
use crate::store::queue::{self, Claim};
use crate::store::{Conn, StoreError, mailings};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// How often the outbox is read while a test waits for its messages.
const CHECK_INTERVAL: Duration = Duration::from_millis(5);

/// The limits of [`MailDelivery`].
#[derive(Clone, Copy, Debug)]
pub struct DeliveryLimits {
    /// How long a message may stay in the fast lane.
    pub fast_lane_timeout: Duration,
    /// How long sending it may take, from the connection to its final dot.
    pub transfer_timeout: Duration,
    /// How long the server may take to answer the final dot: the time of RFC 5321, 4.5.3.2.6. A server that gets it again before
    /// it has answered delivers it twice.
    pub answer_timeout: Duration,
    /// How long a message belongs to the replica that has claimed it.
    pub lease: Duration,
}

impl DeliveryLimits {
    /// Those of a server.
    pub const STANDARD: Self = Self {
        fast_lane_timeout: Duration::from_secs(2),
        transfer_timeout: Duration::from_secs(30),
        answer_timeout: Duration::from_secs(10 * 60),
        lease: LEASE,
    };
}

/// Sends mail in the background.
pub type MailDelivery = Delivery<Letters>;

/// The messages in the outbox.
pub struct Letters {
    mailer: Mailer,
    lanes: Lanes,
}

impl Outbox {
    /// Sends mail with `mailer`, until `stop` is cancelled.
    pub fn mail_delivery(&self, mailer: &Mailer, stop: CancellationToken) -> MailDelivery {
        let letters = Letters { mailer: mailer.clone(), lanes: Lanes::new(DeliveryLimits::STANDARD) };
        Delivery::new(self, letters, stop)
    }

    /// Wakes the task that sends mail, as if a message had been added.
    pub(in crate::accounts) fn wake_mail_delivery(&self) {
        self.parts().mail_queued.notify_one();
    }

    /// Waits until every message that is due was sent or has failed, for at most `limit`. Work that continues after a
    /// response is waited for as well, because it may add messages. For tests, which read the messages of earlier requests.
    pub async fn wait_until_mail_is_sent(&self, limit: Duration) -> Result<(), StoreError> {
        let sent = async {
            // In this order: what the work adds is in the outbox when the work ends.
            while !self.after_response.is_idle() || self.has_mail_to_send().await? {
                sleep(CHECK_INTERVAL).await;
            }
            Ok::<_, StoreError>(())
        };
        // After the limit, the messages that are there are better than an error.
        timeout(limit, sent).await.unwrap_or(Ok(()))
    }
}

impl Delivery<Letters> {
    /// How many connections to the mail server are open at most.
    pub const MAX_CONNECTIONS: usize = lanes::MAX_CONNECTIONS;

    /// With other limits, for tests that cannot wait as long as a server.
    #[must_use]
    pub fn within(mut self, limits: DeliveryLimits) -> Self {
        self.kind = Arc::new(Letters { mailer: self.kind.mailer.clone(), lanes: Lanes::new(limits) });
        self.lease = limits.lease;
        self
    }
}

impl Kind for Letters {
    type Work = QueuedMail;

    const LIMITS: Limits = Limits {
        places: lanes::FAST_PLACES,
        places_of_recipient: 1_000,
        no_place: "too many other messages to its domain wait for an answer",
        pauses_without_place: [60, 3600],
        pauses: &[60, 120, 240, 480, 960, 1920, 3600],
        pauses_by: PausesBy::Attempts,
        give_up_after: DAY,
    };

    async fn added(accounts: &Accounts) {
        accounts.parts().mail_queued.notified().await;
    }

    /// The domain: its server is what may be slow.
    fn recipient(row: &Claim<QueuedMail>) -> String {
        row.recipient.rsplit('@').next().unwrap_or_default().to_lowercase()
    }

    async fn send(&self, accounts: &Accounts, row: &Claim<QueuedMail>, place: Place) -> Attempt {
        match self.try_send(accounts, row, place).await {
            Ok(()) => Attempt::Sent,
            Err(SendError::AddressRefused(why)) => Attempt::Refused { why, by_recipient: true },
            Err(SendError::MessageRefused(why)) => Attempt::Refused { why, by_recipient: false },
            Err(SendError::Later(why) | SendError::Unanswered(why)) => Attempt::later(why),
        }
    }

    async fn delete_sent(conn: &mut Conn, row: &Claim<QueuedMail>, now: Timestamp) -> Result<(), StoreError> {
        outbox::delete_sent(conn, row, &identity::key(&row.recipient), now).await
    }

    /// Marks the address as well, if it refuses all mail.
    async fn give_up(
        accounts: &Accounts,
        row: Claim<QueuedMail>,
        why: String,
        by_recipient: bool,
    ) -> Result<(), AppError> {
        let job = async move |mut tx: UnitOfWork| {
            // Only once, should another replica have claimed the message in the meantime.
            if queue::delete(&mut tx, &row).await? {
                tx.record(tx.event(EventKind::MailFailed).on(row.work.user_id.map(UserId)).detail(&row.work.kind));
                if let Some(mailing) = row.work.mailing_id {
                    mailings::count_failed(&mut tx, mailing).await?;
                }
            }
            if by_recipient {
                let now = tx.now();
                outbox::mark_refused(&mut tx, &identity::key(&row.recipient), now, &why).await?;
            }
            Ok(())
        };
        accounts.transact(Actor::System, &Caller::system(), job).await
    }

    /// Without the address, like every line of the log.
    fn note(accounts: &Accounts, row: &Claim<QueuedMail>, verdict: &Verdict) {
        accounts.parts().outcomes.mail.count(verdict);
        let Claim { id, attempts, work: QueuedMail { kind, .. }, .. } = row;
        match verdict {
            Verdict::Sent => tracing::info!(mail.id = %id, kind, attempts, "mail sent"),
            Verdict::NotWanted => {}
            Verdict::Retry { at, why, .. } => {
                tracing::info!(mail.id = %id, kind, attempts, %why, next_attempt = %at, "mail could not be sent yet");
            }
            Verdict::GiveUp { why, .. } => tracing::warn!(mail.id = %id, kind, attempts, %why, "mail given up"),
        }
    }

    fn log_not_stored(row: &Claim<QueuedMail>, error: &AppError) {
        let error = error::for_log(error);
        tracing::warn!(mail.id = %row.id, %error, "the outcome of a message cannot be stored yet");
    }

    fn log_unreadable(error: &StoreError) {
        tracing::warn!(%error, "the outbox cannot be read");
    }
}

impl Letters {
    async fn try_send(&self, accounts: &Accounts, row: &Claim<QueuedMail>, place: Place) -> Result<(), SendError> {
        // During an upgrade, a newer version may have added it; that version sends it.
        let letter = Letter::from_json(&row.work.parameters);
        let letter = letter.ok_or_else(|| later("only another version knows this message"))?;
        let one_time = match &row.work.sealed_token {
            Some(sealed) => {
                let opened = accounts.open_bytes(&super::context(row.id), sealed);
                Some(opened.ok_or_else(|| later("its one-time token cannot be opened"))?)
            }
            None => None,
        };
        let outgoing = Outgoing {
            id: row.id,
            created_at: Timestamp(row.since),
            recipient: &row.recipient,
            language: letter.language,
            mail: &letter.mail,
            one_time: one_time.as_ref(),
        };
        let (final_dot, mut ignore) = (FinalDot::default(), |_: &str| {});
        let sent = self.lanes.run(place, &final_dot, self.mailer.send(outgoing, &final_dot, &mut ignore)).await;
        sent.unwrap_or_else(|| Err(later("the mail server took too long")))
    }
}

impl Outbox {
    async fn has_mail_to_send(&self) -> Result<bool, StoreError> {
        let now = self.now();
        self.db().read(async move |mut conn| outbox::has_mail_to_send(&mut conn, now).await).await
    }
}

fn later(why: &str) -> SendError {
    SendError::Later(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp(1_793_534_400_000);

    fn next_attempt(attempts: i64, now: Timestamp, random: [u8; 2]) -> Option<Timestamp> {
        match Letters::LIMITS.verdict(Attempt::later("greylisted"), START, attempts, now, random) {
            Verdict::Retry { at, was_tried: true, .. } => Some(at),
            verdict => {
                assert_eq!(verdict, Verdict::GiveUp { why: "greylisted".to_owned(), by_recipient: false });
                None
            }
        }
    }

    #[test]
    fn pauses_double_from_a_minute_to_an_hour() {
        // The middle of the random range, so the pause itself, to a millisecond or two.
        let minutes = [1, 2, 3, 4, 5, 6, 7, 8, 1000].map(|attempts| {
            let at = next_attempt(attempts, START, [0x7f, 0xff]).expect("another attempt");
            (START.until(at).as_secs_f64() / 60.0).round()
        });
        assert_eq!(minutes, [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0]);
    }

    #[test]
    fn a_message_is_given_up_after_a_day() {
        let late = START.plus(Duration::from_secs(24 * 60 * 60 - 60));
        assert!(next_attempt(1, late, [0, 0]).is_some());
        assert_eq!(next_attempt(1, late, [0xff, 0xff]), None);
        assert_eq!(next_attempt(30, late, [0, 0]), None);
    }
}
