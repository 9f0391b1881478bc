//! Stores what became of a message.

use super::{back_off, deliver::SendingMessage};
use crate::{
    accounts::{Accounts, Caller, audit::Actor, unit_of_work::UnitOfWork},
    identity,
    mail::SendError,
    shared::{audit::EventKind, ids::UserId, timestamp::Timestamp},
    store::{
        StoreError, mailings,
        outbox::{self, MailRow},
    },
};
use std::time::Duration;
use tokio::time::sleep;
use uuid::Uuid;

/// The wait before something about a message is stored again, if the database has failed.
pub(super) const RETRY_INTERVAL: Duration = Duration::from_secs(2);

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
        let mail = &self.outcomes().mail;
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
                match back_off::next_attempt(created_at, row.attempts, self.now(), random) {
                    Some(at) => Verdict::Retry { at, why },
                    None => Verdict::GiveUp { why, address_refused: false },
                }
            }
        }
    }

    async fn store_verdict(&self, message: &SendingMessage, verdict: &Verdict) -> Result<(), StoreError> {
        let (row, db) = (message.row(), self.db());
        let address = identity::key(&row.recipient);
        match verdict.clone() {
            Verdict::Sent => {
                db.write_at_once(move |conn| Box::pin(async move { outbox::delete_sent(conn, &row, &address).await }))
                    .await
            }
            Verdict::Retry { at, why } => {
                db.write_at_once(move |conn| Box::pin(async move { outbox::retry(conn, &row, at, &why).await })).await
            }
            Verdict::GiveUp { why, address_refused } => {
                let refused_by = address_refused.then_some(address);
                let job = async move |mut tx: UnitOfWork| give_up(&mut tx, &row, &why, refused_by).await;
                self.transact(Actor::System, &Caller::local(), job).await
            }
        }
    }
}

/// Calls `store` until it succeeds: a message that was sent would be sent again otherwise. Only a stop of the server, which aborts the
/// task of the message, ends this without success.
async fn until_stored<Stored>(id: Uuid, store: impl Fn() -> Stored)
where
    Stored: Future<Output = Result<(), StoreError>>,
{
    let mut has_failed = false;
    while let Err(error) = store().await {
        // Once, because an outage may be long and about many messages.
        if !has_failed {
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
    use std::{cell::Cell, future::ready};

    #[tokio::test(start_paused = true)]
    async fn an_outcome_is_stored_however_long_the_database_fails() {
        let tries = Cell::new(0);
        let store = || {
            tries.set(tries.get() + 1);
            ready(if tries.get() > 10_000 { Ok(()) } else { Err(StoreError::Closed) })
        };
        until_stored(Uuid::nil(), store).await;
        assert_eq!(tries.get(), 10_001);
    }
}
