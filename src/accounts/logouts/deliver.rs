//! Sends the logout tokens that are due. Every replica runs this; a token is claimed by one of them at a time.

use super::retry::Attempt;
use crate::accounts::Accounts;
use crate::outbound::{Fetched, Outbound, OutboundError, RequestLimits};
use crate::shared::clients::ClientId;
use crate::store::StoreError;
use crate::store::clients::logouts::{self, LogoutRow};
use std::collections::HashMap;
use std::iter;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// How often the task looks for retries, for sessions that have expired, and for those that were deleted. When a session ends, it is
/// woken.
const POLL_INTERVAL: Duration = Duration::from_secs(5);
/// Many sessions may end at once. What follows the first within this time is found by the same query.
const COLLECT: Duration = Duration::from_millis(50);
/// How long a logout belongs to the replica that has claimed it: longer than a request and its outcome take. If the replica dies,
/// the logout waits that long for another one.
const LEASE: Duration = Duration::from_secs(2 * 60);
/// How many requests are under way at a time.
const PLACES: usize = 32;
/// How many of them to the same client, so that one that is slow does not delay the others.
const PLACES_OF_CLIENT: usize = 8;

/// Sends logout tokens in the background.
pub struct LogoutDelivery {
    accounts: Accounts,
    outbound: Outbound,
    stop: CancellationToken,
    places: Arc<Semaphore>,
    places_of_clients: HashMap<String, Arc<Semaphore>>,
    sending: JoinSet<()>,
}

impl Accounts {
    /// Sends logout tokens with `outbound`, until `stop` is cancelled.
    pub fn logout_delivery(&self, outbound: Outbound, stop: CancellationToken) -> LogoutDelivery {
        LogoutDelivery {
            accounts: self.clone(),
            outbound,
            stop,
            places: Arc::new(Semaphore::new(PLACES)),
            places_of_clients: HashMap::new(),
            sending: JoinSet::new(),
        }
    }
}

impl LogoutDelivery {
    /// How many connections to clients are open at most.
    pub const MAX_CONNECTIONS: usize = PLACES;

    /// Sends logout tokens as they become due. After the cancellation it finishes those that it has begun to send.
    pub async fn run(mut self) {
        let mut has_failed = false;
        while !self.stop.is_cancelled() {
            let started = self.start_due().await;
            // Once, because an outage may be long.
            if let (Err(error), false) = (&started, has_failed) {
                tracing::warn!(%error, "the logout tokens that are due cannot be read");
            }
            has_failed = started.is_err();
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = self.accounts.session_has_ended() => {}
                () = sleep(POLL_INTERVAL) => {}
            }
        }
        self.finish().await;
    }

    /// Begins to send all logout tokens that are due, as places become free.
    pub async fn start_due(&mut self) -> Result<(), StoreError> {
        self.accounts.expire_client_sessions().await?;
        loop {
            let places = tokio::select! {
                () = self.stop.cancelled() => return Ok(()),
                places = free_places(&self.places) => places,
            };
            let rows = self.accounts.claim_logouts(places.len()).await?;
            let none_is_left = rows.len() < places.len();
            for (row, place) in rows.into_iter().zip(places) {
                self.start(row, place);
            }
            if none_is_left {
                // Ids of clients come from outside: those that get nothing at the moment are forgotten.
                self.places_of_clients.retain(|_, places| Arc::strong_count(places) > 1);
                return Ok(());
            }
        }
    }

    fn start(&mut self, row: LogoutRow, place: OwnedSemaphorePermit) {
        let of_client = self.places_of_clients.entry(row.client_id.clone());
        let of_client = of_client.or_insert_with(|| Arc::new(Semaphore::new(PLACES_OF_CLIENT)));
        let place_of_client = Arc::clone(of_client).try_acquire_owned().ok();
        let (accounts, outbound) = (self.accounts.clone(), self.outbound.clone());
        self.sending.spawn(async move {
            let attempt = match &place_of_client {
                Some(_) => accounts.send_logout(&outbound, &row).await,
                None => Attempt::Busy,
            };
            accounts.settle_logout(&row, attempt).await;
            drop((place_of_client, place));
        });
        // Otherwise the set would keep the results of all.
        while self.sending.try_join_next().is_some() {}
    }

    /// Waits for the logout tokens that are being sent.
    pub async fn finish(&mut self) {
        while self.sending.join_next().await.is_some() {}
    }
}

/// Waits for a free place, and takes all others that are free.
async fn free_places(places: &Arc<Semaphore>) -> Vec<OwnedSemaphorePermit> {
    let first = Arc::clone(places).acquire_owned().await;
    let first = first.unwrap_or_else(|_| unreachable!("the semaphore is never closed"));
    iter::once(first).chain(iter::from_fn(|| Arc::clone(places).try_acquire_owned().ok())).collect()
}

impl Accounts {
    /// Waits until a session has ended that may have been one of a client. Most installations have no clients, and need no query.
    async fn session_has_ended(&self) {
        loop {
            self.0.logouts_queued.notified().await;
            let applications = self.applications().await;
            if applications.is_ok_and(|applications| applications.clients().next().is_some()) {
                return sleep(COLLECT).await;
            }
        }
    }

    async fn claim_logouts(&self, limit: usize) -> Result<Vec<LogoutRow>, StoreError> {
        let (now, limit) = (self.now(), u32::try_from(limit).unwrap_or(u32::MAX));
        // A claim is a write, for which others would wait on SQLite.
        if !self.db().read(async move |mut conn| logouts::is_due(&mut conn, now).await).await? {
            return Ok(Vec::new());
        }
        let until = now.plus(LEASE);
        self.db().write_at_once(async move |mut conn| logouts::claim(&mut conn, now, until, limit).await).await
    }

    async fn send_logout(&self, outbound: &Outbound, row: &LogoutRow) -> Attempt {
        let applications = match self.applications().await {
            Ok(applications) => applications,
            Err(error) => return Attempt::later(error.to_string()),
        };
        let registered = applications.client(&ClientId::from_stored(row.client_id.clone()));
        let address = registered.and_then(|registered| registered.client.backchannel_logout_uri.as_ref());
        let Some(address) = address else { return Attempt::NotWanted };
        let token = match self.logout_token(row) {
            Ok(token) => token,
            Err(error) => return Attempt::later(error.to_string()),
        };
        // A token has no characters that would have to be escaped.
        let body = format!("logout_token={token}");
        attempt(outbound.post_form(address.as_str(), body, RequestLimits::STANDARD).await)
    }
}

/// What a response means (OpenID Connect Back-Channel Logout, section 2.8). A redirect is an error as well: it is not followed.
fn attempt(sent: Result<Fetched, OutboundError>) -> Attempt {
    match sent {
        Ok(Fetched { status: 200..300, .. }) => Attempt::Accepted,
        Ok(Fetched { status: status @ (429 | 500..), retry_after, .. }) => {
            Attempt::Later { why: format!("the client has answered with {status}"), after: retry_after }
        }
        Ok(Fetched { status, .. }) => Attempt::Refused { why: format!("the client has answered with {status}") },
        Err(error) if error.is_temporary() => Attempt::later(error.to_string()),
        Err(error) => Attempt::Refused { why: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_status(status: u16) -> Attempt {
        attempt(Ok(Fetched { status, content_type: None, retry_after: None, body: Vec::new() }))
    }

    #[test]
    fn only_a_failure_that_may_pass_is_tried_again() {
        for status in [200, 204, 299] {
            assert_eq!(of_status(status), Attempt::Accepted, "{status}");
        }
        for status in [429, 500, 502, 503, 599] {
            assert!(matches!(of_status(status), Attempt::Later { .. }), "{status}");
        }
        for status in [301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 422] {
            assert!(matches!(of_status(status), Attempt::Refused { .. }), "{status}");
        }
        for (error, is_temporary) in [
            (OutboundError::TimedOut, true),
            (OutboundError::Connect("refused".to_owned()), true),
            (OutboundError::Private(([10, 0, 0, 1], 443).into()), false),
            (OutboundError::Url, false),
        ] {
            assert_eq!(matches!(attempt(Err(error)), Attempt::Later { .. }), is_temporary);
        }
    }
}
