//! Sends the messages in the outbox. Every replica runs this; a message is claimed by one of them at a time.

use super::claims::Claims;
use super::lanes::{self, Lanes, Place};
use crate::accounts::Accounts;
use crate::mail::{FinalDot, Letter, Mailer, Outgoing, SendError};
use crate::shared::timestamp::Timestamp;
use crate::store::StoreError;
use crate::store::outbox::{self, MailRow};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// How often the outbox is read for retries, and for messages that other processes have added. Those that this process adds wake
/// it at once.
const POLL_INTERVAL: Duration = Duration::from_secs(5);
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
    /// How long a message belongs to the replica that has claimed it, unless the replica renews the lease. If the replica dies, the
    /// message waits that long for another one.
    pub lease: Duration,
}

impl DeliveryLimits {
    /// Those of a server.
    pub const STANDARD: Self = Self {
        fast_lane_timeout: Duration::from_secs(2),
        transfer_timeout: Duration::from_secs(30),
        answer_timeout: Duration::from_secs(10 * 60),
        lease: Duration::from_secs(2 * 60),
    };
}

/// Sends mail in the background.
pub struct MailDelivery {
    accounts: Accounts,
    mailer: Mailer,
    stop: CancellationToken,
    limits: DeliveryLimits,
    lanes: Lanes,
    claims: Claims,
    sending: JoinSet<()>,
}

impl Accounts {
    /// Sends mail with `mailer`, until `stop` is cancelled.
    pub fn mail_delivery(&self, mailer: &Mailer, stop: CancellationToken) -> MailDelivery {
        let (accounts, mailer) = (self.clone(), mailer.clone());
        let limits = DeliveryLimits::STANDARD;
        let (lanes, claims) = (Lanes::new(limits), Claims::default());
        MailDelivery { accounts, mailer, stop, limits, lanes, claims, sending: JoinSet::new() }
    }

    /// Waits until every message that is due was sent or has failed, for at most `limit`. Work that continues after a
    /// response is waited for as well, because it may add messages. For tests, which read the messages of earlier requests.
    pub async fn wait_until_mail_is_sent(&self, limit: Duration) -> Result<(), StoreError> {
        let sent = async {
            // In this order: what the work adds is in the outbox when the work ends.
            while !self.0.after_response.is_idle() || self.has_mail_to_send().await? {
                sleep(CHECK_INTERVAL).await;
            }
            Ok::<_, StoreError>(())
        };
        // After the limit, the messages that are there are better than an error.
        timeout(limit, sent).await.unwrap_or(Ok(()))
    }
}

impl MailDelivery {
    /// How many connections to the mail server are open at most.
    pub const MAX_CONNECTIONS: usize = lanes::MAX_CONNECTIONS;

    /// With other limits, for tests that cannot wait as long as a server.
    #[must_use]
    pub fn within(self, limits: DeliveryLimits) -> Self {
        Self { limits, lanes: Lanes::new(limits), ..self }
    }

    /// Sends messages as they become due. After the cancellation it finishes those that it has begun to send.
    pub async fn run(mut self) {
        while !self.stop.is_cancelled() {
            if let Err(error) = self.start_due().await {
                tracing::warn!(%error, "the outbox cannot be read");
            }
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = self.accounts.0.mail_queued.notified() => {}
                () = sleep(POLL_INTERVAL) => {}
            }
        }
        self.finish().await;
    }

    /// Begins to send all messages that are due, as places become free.
    pub async fn start_due(&mut self) -> Result<(), StoreError> {
        loop {
            let places = tokio::select! {
                () = self.stop.cancelled() => return Ok(()),
                places = self.lanes.places() => places,
            };
            // No more than there are places, so that each place takes the message that is most urgent at that moment.
            let rows = self.accounts.claim_mail(self.limits.lease, places.len()).await?;
            let none_is_left = rows.len() < places.len();
            for (row, place) in rows.into_iter().zip(places) {
                self.start(row, place);
            }
            if none_is_left {
                return Ok(());
            }
        }
    }

    /// Begins to send a message that was claimed, unless it is being sent already.
    fn start(&mut self, row: MailRow, place: Place) {
        let Some(message) = self.claims.add(row) else { return };
        let (accounts, mailer, lanes) = (self.accounts.clone(), self.mailer.clone(), self.lanes.clone());
        let lease = self.limits.lease;
        self.sending.spawn(async move {
            let sent_and_settled = async {
                let outcome = accounts.send_row(&mailer, &message.claimed, &lanes, place).await;
                accounts.settle(&message, outcome).await;
            };
            tokio::select! {
                () = sent_and_settled => {}
                never = accounts.keep_lease(&message, lease) => match never {},
            }
        });
        // Otherwise the set would keep the results of all messages.
        while self.sending.try_join_next().is_some() {}
    }

    /// Waits for the messages that are being sent.
    pub async fn finish(&mut self) {
        while self.sending.join_next().await.is_some() {}
    }
}

impl Accounts {
    async fn has_mail_to_send(&self) -> Result<bool, StoreError> {
        let now = self.now();
        self.db().read(async move |mut conn| outbox::has_mail_to_send(&mut conn, now).await).await
    }

    async fn send_row(&self, mailer: &Mailer, row: &MailRow, lanes: &Lanes, place: Place) -> Result<(), SendError> {
        // During an upgrade, a newer version may have added it; that version sends it.
        let letter = Letter::from_json(&row.parameters);
        let letter = letter.ok_or_else(|| later("only another version knows this message"))?;
        let one_time = match &row.sealed_token {
            Some(sealed) => {
                let opened = self.open_bytes(&super::context(row.id), sealed);
                Some(opened.ok_or_else(|| later("its one-time token cannot be opened"))?)
            }
            None => None,
        };
        let outgoing = Outgoing {
            id: row.id,
            created_at: Timestamp(row.created_at),
            recipient: &row.recipient,
            language: letter.language,
            mail: &letter.mail,
            one_time: one_time.as_ref(),
        };
        let Some(_destination) = lanes.destination_of(&row.recipient) else {
            return Err(later("too many other messages to its domain wait for an answer"));
        };
        let (final_dot, mut ignore) = (FinalDot::default(), |_: &str| {});
        let sent = lanes.run(place, &final_dot, mailer.send(outgoing, &final_dot, &mut ignore)).await;
        sent.unwrap_or_else(|| Err(later("the mail server took too long")))
    }
}

fn later(why: &str) -> SendError {
    SendError::Later(why.to_owned())
}
