//! The messages that this process has claimed: no other replica sends them meanwhile.

use super::retry::RETRY_INTERVAL;
use crate::accounts::Accounts;
use crate::store::StoreError;
use crate::store::outbox::{self, MailRow};
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::sleep;
use uuid::Uuid;

/// The number of the newest claim of each message that this process is sending. A message is claimed again while it is being sent if
/// its lease ends because the database is down.
#[derive(Clone, Default)]
pub(super) struct Claims(Arc<Mutex<HashMap<Uuid, i64>>>);

/// A message that this process is sending.
pub(super) struct SendingMessage {
    /// The message as it was when it was claimed first.
    pub(super) claimed: MailRow,
    claims: Claims,
}

impl Claims {
    /// Begins to send a message that was claimed. None if it is being sent: then this claim is its newest one.
    pub(super) fn add(&self, row: MailRow) -> Option<SendingMessage> {
        let is_new = self.lock().insert(row.id, row.attempts).is_none();
        is_new.then(|| SendingMessage { claimed: row, claims: self.clone() })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SendingMessage {
    /// The message with the number of its newest claim.
    pub(super) fn row(&self) -> MailRow {
        let newest = self.claims.lock().get(&self.claimed.id).copied();
        MailRow { attempts: newest.unwrap_or(self.claimed.attempts), ..self.claimed.clone() }
    }
}

impl Drop for SendingMessage {
    fn drop(&mut self) {
        self.claims.lock().remove(&self.claimed.id);
    }
}

impl Accounts {
    pub(super) async fn claim_mail(&self, lease: Duration, limit: usize) -> Result<Vec<MailRow>, StoreError> {
        let now = self.now();
        self.db().write_at_once(async move |mut conn| outbox::claim(&mut conn, now, now.plus(lease), limit).await).await
    }

    /// Renews the lease of a message, so that no other replica claims it while this one waits for the answer of a server, or for the
    /// database to store what became of it.
    pub(super) async fn keep_lease(&self, message: &SendingMessage, lease: Duration) -> Infallible {
        // Two renewals fit into the lease, so that one failure does not end it.
        let interval = lease / 3;
        let mut is_renewed = true;
        loop {
            // Soon after a failure, so that after an outage this replica comes before others that look for messages.
            sleep(if is_renewed { interval } else { interval.min(RETRY_INTERVAL) }).await;
            let (row, until) = (message.row(), self.now().plus(lease));
            let renewed = self.db().write_at_once(async move |mut conn| outbox::renew(&mut conn, &row, until).await);
            let renewed = renewed.await;
            if let Err(error) = &renewed
                && is_renewed
            {
                tracing::warn!(%error, "the lease of a message cannot be renewed");
            }
            is_renewed = renewed.is_ok();
        }
    }
}
