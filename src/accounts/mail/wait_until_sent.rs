//! Waits for the messages of earlier requests, so that a test which reads them finds them.

use crate::{
    accounts::{Accounts, Failure},
    store::outbox,
};
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// How often the outbox is read.
const CHECK_INTERVAL: Duration = Duration::from_millis(5);

impl Accounts {
    /// Waits until every message that is due was sent or has failed, for at most `limit`. Work that continues after a
    /// response is waited for as well, because it may add messages.
    pub async fn wait_until_mail_is_sent(&self, limit: Duration) -> Result<(), Failure> {
        let sent = async {
            // In this order: what the work adds is in the outbox when the work ends.
            while !self.0.after_response.is_idle() || self.has_mail_to_send().await? {
                sleep(CHECK_INTERVAL).await;
            }
            Ok::<_, Failure>(())
        };
        // After the limit, the messages that are there are better than an error.
        timeout(limit, sent).await.unwrap_or(Ok(()))
    }

    async fn has_mail_to_send(&self) -> Result<bool, Failure> {
        let now = self.now();
        Ok(self.db().read(move |conn| Box::pin(outbox::has_mail_to_send(conn, now))).await?)
    }
}
