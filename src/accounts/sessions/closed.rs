//! Refused sign-ins of accounts that nobody can sign in to, which anybody can cause as often as they like.

use super::log_in::Candidate;
use crate::accounts::audit;
use crate::accounts::throttle::Attempt;
use crate::accounts::{Event, Sessions};
use crate::keys::fingerprint;
use crate::shared::{AppError, ErrorCode, Reason, Status, UserId};
use crate::store::factors::spent;
use crate::store::{CredentialRow, StoreError, Tx};
use std::time::Duration;

/// How often one is recorded for an account.
const INTERVAL: Duration = Duration::from_secs(60 * 60);

/// The account, if nobody can sign in to it.
fn closed(found: Option<&CredentialRow>) -> Option<UserId> {
    found.filter(|found| found.user.status != Status::Active).map(|found| UserId(found.user.id))
}

impl Sessions {
    /// As [`Self::end_attempt`]. One at an account that nobody can sign in to is recorded less often.
    pub(super) async fn end_attempt_of<T>(
        &self,
        candidate: &Candidate,
        attempt: Attempt,
        event: Event,
        outcome: Result<T, AppError>,
    ) -> Result<T, AppError> {
        match (&outcome, closed(candidate.found.as_ref())) {
            // Charged and counted as any other, so that nobody learns that there is such an account.
            (Err(error), Some(id)) if error.code == ErrorCode::InvalidCredentials => {
                self.record_closed(event.refused(Reason::NoMatch), id).await?;
                outcome
            }
            _ => self.end_attempt(attempt, event, outcome).await,
        }
    }

    /// Records a refused sign-in of a disabled or deleted account, at most once an hour for the account. In between it is only logged.
    pub(in crate::accounts) async fn record_closed(&self, event: Event, id: UserId) -> Result<(), StoreError> {
        let mark = fingerprint(&[b"sign-in refused ".as_slice(), id.0.as_bytes()].concat());
        let now = self.now();
        let ends_at = now.plus(INTERVAL);
        // Also of a clock that was set back since.
        let is_recorded = move |end: Option<_>| end.is_some_and(|end| end > now && end <= ends_at);
        // A read first, so that most refusals do not queue for the writer.
        if is_recorded(self.db().read(async move |mut conn| spent::end(&mut conn, &mark).await).await?) {
            audit::log(&event.into());
            return Ok(());
        }
        let job = async move |mut tx: Tx| {
            if is_recorded(spent::end(&mut tx, &mark).await?) {
                audit::log(&event.into());
                return Ok(());
            }
            spent::put(&mut tx, &mark, ends_at).await?;
            tx.record(event.into());
            Ok(())
        };
        self.db().write(job).await
    }
}
