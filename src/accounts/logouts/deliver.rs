//! Sends the logout tokens that are due. Every replica runs this; a token is claimed by one of them at a time.

use crate::accounts::queue::{Attempt, Delivery, Kind, Limits, PausesBy, Place, Verdict};
use crate::accounts::{Accounts, Actor, Caller, Logouts, UnitOfWork, error};
use crate::outbound::{Fetched, Outbound, OutboundError, RequestLimits};
use crate::shared::{AppError, ClientId, DAY, EventKind, UserId};
use crate::store::StoreError;
use crate::store::clients::logouts::QueuedLogout;
use crate::store::queue::{self, Claim};
use std::time::Duration;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// Many sessions may end at once. What follows the first within this time is found by the same query.
const COLLECT: Duration = Duration::from_millis(50);

/// Sends logout tokens in the background.
pub type LogoutDelivery = Delivery<LogoutTokens>;

/// The ends of sessions that clients learn of.
pub struct LogoutTokens {
    outbound: Outbound,
}

impl Logouts {
    /// Sends logout tokens with `outbound`, until `stop` is cancelled.
    pub fn logout_delivery(&self, outbound: Outbound, stop: CancellationToken) -> LogoutDelivery {
        Delivery::new(self, LogoutTokens { outbound }, stop)
    }

    /// Wakes the task that sends them, as if a session had ended.
    pub(in crate::accounts) fn wake_logout_delivery(&self) {
        self.parts().logouts_queued.notify_one();
    }
}

impl Delivery<LogoutTokens> {
    /// How many connections to clients are open at most.
    pub const MAX_CONNECTIONS: usize = LogoutTokens::LIMITS.places;
}

impl Kind for LogoutTokens {
    type Work = QueuedLogout;

    const LIMITS: Limits = Limits {
        places: 32,
        places_of_recipient: 8,
        no_place: "other logout tokens of the client are under way",
        pauses_without_place: [5, 600],
        pauses: &[5, 30, 120, 600, 3600],
        pauses_by: PausesBy::Age,
        give_up_after: DAY,
    };

    /// A session has ended that may have been one of a client. Most installations have no clients, and need no query.
    async fn added(accounts: &Accounts) {
        loop {
            accounts.parts().logouts_queued.notified().await;
            let applications = accounts.applications().all().await;
            if applications.is_ok_and(|applications| applications.clients().next().is_some()) {
                return sleep(COLLECT).await;
            }
        }
    }

    async fn add(accounts: &Accounts) -> Result<(), StoreError> {
        accounts.logouts().expire_client_sessions().await
    }

    fn recipient(row: &Claim<QueuedLogout>) -> String {
        row.recipient.clone()
    }

    async fn send(&self, accounts: &Accounts, row: &Claim<QueuedLogout>, _place: Place) -> Attempt {
        let applications = match accounts.applications().all().await {
            Ok(applications) => applications,
            Err(error) => return Attempt::later(error.to_string()),
        };
        let registered = applications.client(&ClientId::from_stored(row.recipient.clone()));
        let address = registered.and_then(|registered| registered.client.backchannel_logout_uri.as_ref());
        let Some(address) = address else { return Attempt::NotWanted };
        let token = match accounts.logouts().logout_token(row) {
            Ok(token) => token,
            Err(error) => return Attempt::later(error.to_string()),
        };
        // A token has no characters that would have to be escaped.
        let body = format!("logout_token={token}");
        attempt(self.outbound.post_form(address.as_str(), body, RequestLimits::STANDARD).await)
    }

    async fn give_up(
        accounts: &Accounts,
        row: Claim<QueuedLogout>,
        _why: String,
        _by_recipient: bool,
    ) -> Result<(), AppError> {
        let job = async move |mut tx: UnitOfWork| {
            // Only once, should another replica have claimed it in the meantime.
            if queue::delete(&mut tx, &row).await? {
                let event = tx.event(EventKind::ClientLogoutFailed).on(UserId(row.work.user_id));
                tx.record(event.refused(&row.recipient));
            }
            Ok(())
        };
        accounts.transact(Actor::System, &Caller::system(), job).await
    }

    /// Without the address of the client, which may have a secret in its query.
    fn note(accounts: &Accounts, row: &Claim<QueuedLogout>, verdict: &Verdict) {
        accounts.parts().outcomes.logouts.count(verdict);
        let Claim { recipient: client_id, attempts, .. } = row;
        match verdict {
            Verdict::Sent => tracing::info!(client.id = client_id, attempts, "logout token sent"),
            Verdict::NotWanted => {}
            Verdict::Retry { at, why, .. } => {
                tracing::info!(client.id = client_id, attempts, %why, next_attempt = %at, "logout token not sent yet");
            }
            Verdict::GiveUp { why, .. } => {
                tracing::warn!(client.id = client_id, attempts, %why, "logout token given up");
            }
        }
    }

    fn log_not_stored(row: &Claim<QueuedLogout>, error: &AppError) {
        let error = error::for_log(error);
        tracing::warn!(client.id = row.recipient, %error, "the outcome of a logout token cannot be stored");
    }

    fn log_unreadable(error: &StoreError) {
        tracing::warn!(%error, "the logout tokens that are due cannot be read");
    }
}

/// What a response means (OpenID Connect Back-Channel Logout, section 2.8). A redirect is an error as well: it is not followed.
fn attempt(sent: Result<Fetched, OutboundError>) -> Attempt {
    match sent {
        Ok(Fetched { status: 200..300, .. }) => Attempt::Sent,
        Ok(Fetched { status: status @ (429 | 500..), retry_after, .. }) => {
            Attempt::Later { why: format!("the client has answered with {status}"), after: retry_after }
        }
        Ok(Fetched { status, .. }) => refused(format!("the client has answered with {status}")),
        Err(error) if error.is_temporary() => Attempt::later(error.to_string()),
        Err(error) => refused(error.to_string()),
    }
}

fn refused(why: String) -> Attempt {
    Attempt::Refused { why, by_recipient: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Timestamp;

    const ENDED: Timestamp = Timestamp(1_793_534_400_000);

    fn seconds(since: u64) -> Timestamp {
        ENDED.plus(Duration::from_secs(since))
    }

    /// In the middle of the random range, so the pause itself. The number of attempts does not matter.
    fn verdict(attempt: Attempt, now: Timestamp) -> Verdict {
        LogoutTokens::LIMITS.verdict(attempt, ENDED, 1000, now, [0x7f, 0xff])
    }

    fn next_attempt(attempt: Attempt, now: Timestamp) -> Option<Timestamp> {
        match verdict(attempt, now) {
            Verdict::Retry { at, .. } => Some(at),
            Verdict::Sent | Verdict::NotWanted | Verdict::GiveUp { .. } => None,
        }
    }

    #[test]
    fn pauses_grow_from_seconds_to_an_hour_and_end_after_a_day() {
        let (mut now, mut pauses) = (ENDED, Vec::new());
        while let Some(at) = next_attempt(Attempt::later("down"), now) {
            pauses.push(now.until(at).as_secs_f64().round());
            // The attempt itself takes a moment.
            now = at.plus(Duration::from_millis(200));
        }
        assert_eq!(pauses[..6], [5.0, 30.0, 120.0, 600.0, 3600.0, 3600.0]);
        assert!((26..=28).contains(&pauses.len()), "{}", pauses.len());
        let given_up = verdict(Attempt::later("down"), seconds(24 * 60 * 60));
        assert_eq!(given_up, Verdict::GiveUp { why: "down".to_owned(), by_recipient: false });
    }

    #[test]
    fn a_client_may_ask_for_a_longer_pause_of_at_most_an_hour() {
        for (after, expected) in [(0, 5.0), (3, 5.0), (60, 60.0), (1_000_000, 3600.0)] {
            let later = Attempt::Later { why: "busy".to_owned(), after: Some(Duration::from_secs(after)) };
            let at = next_attempt(later, ENDED).expect("another attempt");
            assert_eq!(ENDED.until(at).as_secs_f64().round(), expected, "{after}");
        }
    }

    #[test]
    fn a_logout_without_a_place_waits_longer_the_older_it_is() {
        for (age, expected) in [(0, 5), (40, 5), (400, 50), (40_000, 600)] {
            let at = next_attempt(Attempt::NoPlace, seconds(age)).expect("another attempt");
            assert_eq!(seconds(age).until(at).as_secs_f64().round() as u64, expected, "{age}");
        }
    }

    fn of_status(status: u16) -> Attempt {
        attempt(Ok(Fetched { status, content_type: None, retry_after: None, body: Vec::new() }))
    }

    #[test]
    fn only_a_failure_that_may_pass_is_tried_again() {
        for status in [200, 204, 299] {
            assert_eq!(of_status(status), Attempt::Sent, "{status}");
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
