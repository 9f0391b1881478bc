//! Adds the invitations of a mailing to the outbox, at its rate. All replicas do this; a row in the database decides which one adds
//! which message.
//!
//! The messages are not added when the mailing begins, but when they are due. So a link is valid for its whole lifetime when it
//! arrives; owners who have chosen a password in the meantime, or were disabled, get none; and nothing is left to send when the
//! administrator who has begun the mailing loses that role.

use super::Selection;
use crate::accounts::invitations::invitable;
use crate::accounts::{Actor, Caller, Mailings, UnitOfWork};
use crate::shared::{AppError, EventKind, Timestamp, UserId};
use crate::store::invitations;
use crate::store::locks;
use crate::store::mailings::{self, End, MailingRow};
use crate::store::{AdvisoryLock, AwaitingPlace, AwaitingRange, StoreError, users};
use std::time::Duration;

/// Accounts per transaction.
const BATCH: i64 = 50;
/// The messages of how many minutes may wait in the outbox. While more of them wait, because the mail server does not accept them,
/// none are added: they would all be tried again and again, faster than the rate.
const MAX_WAITING_MINUTES: i64 = 60;
/// How much of a pause is made up for, at most. After a longer one, such as a stop of the server, the mailing continues at its
/// rate: a burst could exceed the limits of the mail server.
const CATCH_UP: Duration = Duration::from_secs(5);

impl Mailings {
    /// Adds the invitations that are due to the outbox, if a mailing is running. To be called every few seconds.
    pub async fn feed_mailing(&self) -> Result<(), AppError> {
        while self.feed_batch().await? {}
        Ok(())
    }

    /// Adds some of the invitations that are due; returns whether there may be more.
    async fn feed_batch(&self) -> Result<bool, AppError> {
        let figures = self.mailing_figures().await?.filter(|(row, _)| row.ended_at.is_none());
        let Some((row, in_outbox)) = figures else { return Ok(false) };
        let (now, rate) = (self.now(), self.settings().mailing_rate);
        let due = Pace::of(rate).due(Timestamp(row.fed_at), now);
        let room = i64::from(rate) * MAX_WAITING_MINUTES - in_outbox;
        let limit = BATCH.min(due.messages).min(room);
        if limit <= 0 {
            return Ok(false);
        }
        let all = Selection { import: row.import_number }.range();
        let rest = AwaitingRange { after: row.place(), ..all };
        // Outside of the transaction, because it may look at many accounts that are invited already. Each is checked again.
        let next = self.db().read(async move |mut conn| invitations::next_uninvited(&mut conn, rest, limit, now).await);
        let places = next.await?;
        let has_more = i64::try_from(places.len()) == Ok(BATCH);
        let fed_at = due.fed_at(places.len());
        let actor = row.created_by.map_or(Actor::System, |creator| Actor::User(UserId(creator)));
        let job = async move |mut tx: UnitOfWork| Ok(feed(&mut tx, &row, &places, fed_at).await?);
        self.transact(actor, &Caller::system(), job).await?;
        Ok(has_more)
    }
}

/// Invites the owners of the accounts at `places`, which are the next ones of the mailing. Without any, the mailing is complete.
async fn feed(
    tx: &mut UnitOfWork,
    row: &MailingRow,
    places: &[AwaitingPlace],
    fed_at: Timestamp,
) -> Result<(), StoreError> {
    // Before any row lock. A transaction that takes the role of the creator away holds it as well.
    locks::acquire(tx, AdvisoryLock::Administrators).await?;
    let now = tx.now();
    if !creator_is_allowed(tx, row).await? {
        if mailings::end(tx, row.id, End::Stopped, now).await? {
            // By the system: the creator has not stopped it.
            let stopped = tx.accounts().event(EventKind::MailingStop, Actor::System, tx.caller());
            tx.record(stopped);
        }
        return Ok(());
    }
    let Some(last) = places.last() else {
        return mailings::end(tx, row.id, End::Completed, now).await.map(drop);
    };
    // False if another replica was faster, or if the mailing was stopped.
    if !mailings::claim_accounts(tx, row, fed_at, *last).await? {
        return Ok(());
    }
    let (mut queued, mut skipped) = (0, 0);
    for place in places {
        let counter = if invite(tx, row, place.id).await? { &mut queued } else { &mut skipped };
        *counter += 1;
    }
    mailings::count_messages(tx, row.id, queued, skipped).await
}

/// Whether the administrator who has begun the mailing still is one. The operator always is.
async fn creator_is_allowed(tx: &mut UnitOfWork, row: &MailingRow) -> Result<bool, StoreError> {
    let Some(creator) = row.created_by else { return Ok(true) };
    let creator = users::find(tx, UserId(creator)).await?;
    Ok(creator.is_some_and(|creator| creator.administers()))
}

/// Invites the owner of an account. Does nothing and returns false if there is no reason to any more: the account has a password,
/// is not active or has an open invitation, or its address has received too many.
async fn invite(tx: &mut UnitOfWork, row: &MailingRow, id: UserId) -> Result<bool, StoreError> {
    let created_by = row.created_by.map(UserId);
    // As with a single invitation: administrators get no link for their own account.
    if created_by == Some(id) {
        return Ok(false);
    }
    locks::lock_target(tx, id).await?;
    let Some(user) = invitable(tx, id).await? else { return Ok(false) };
    let now = tx.now();
    if invitations::of_user(tx, id, now).await?.is_some() {
        return Ok(false);
    }
    let issued = tx.accounts().invitations().new_invitation(created_by, id);
    tx.invite_in(row.id, &user, &issued).await
}

/// The rate of a mailing: how many messages are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    /// The time between two messages, at least one millisecond.
    interval: Duration,
}

/// What is due at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Due {
    /// The number of messages.
    messages: i64,
    /// The time up to which messages count as queued before these are.
    since: Timestamp,
    interval: Duration,
}

impl Pace {
    /// The pace of `rate` messages in a minute.
    pub(super) fn of(rate: u32) -> Self {
        let millis = 60_000 / u64::from(rate.max(1));
        Self { interval: Duration::from_millis(millis.max(1)) }
    }

    /// The time up to which messages count as queued in a mailing that begins `now`: its first message is due at once.
    pub(super) fn start(self, now: Timestamp) -> Timestamp {
        now.minus(self.interval)
    }

    /// What is due, if messages have been queued up to `fed_at`.
    fn due(self, fed_at: Timestamp, now: Timestamp) -> Due {
        let since = fed_at.max(now.minus(CATCH_UP.max(self.interval)));
        let intervals = since.until(now).as_millis() / self.interval.as_millis();
        Due { messages: i64::try_from(intervals).unwrap_or(i64::MAX), since, interval: self.interval }
    }
}

impl Due {
    /// The time up to which messages are queued after this many of them.
    fn fed_at(self, messages: usize) -> Timestamp {
        self.since.plus(self.interval.saturating_mul(u32::try_from(messages).unwrap_or(u32::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp(1_793_534_400_000);

    fn seconds(seconds: u64) -> Timestamp {
        NOW.plus(Duration::from_secs(seconds))
    }

    #[test]
    fn the_first_message_is_due_at_once_and_the_others_at_the_rate() {
        let pace = Pace::of(60);
        let due = pace.due(pace.start(NOW), NOW);
        assert_eq!((due.messages, due.fed_at(1)), (1, NOW));
        assert_eq!(pace.due(NOW, NOW).messages, 0);
        assert_eq!(pace.due(NOW, seconds(1)).messages, 1);
        assert_eq!(pace.due(NOW, seconds(4)).messages, 4);
    }

    #[test]
    fn a_pause_is_not_made_up_for() {
        assert_eq!(Pace::of(60).due(NOW, seconds(3_600)).messages, 5);
        let slow = Pace::of(1).due(NOW, seconds(3_600));
        assert_eq!((slow.messages, slow.fed_at(1)), (1, seconds(3_600)));
    }

    #[test]
    fn a_clock_that_was_set_back_delays_the_next_message_until_it_has_caught_up() {
        assert_eq!(Pace::of(60).due(seconds(10), NOW).messages, 0);
        assert_eq!(Pace::of(60).due(seconds(10), seconds(11)).messages, 1);
    }

    proptest! {
        #[test]
        fn no_minute_has_more_messages_than_the_rate(rate in 1..=6_000_u32, waits in prop::collection::vec(0..8_000_u64, 1..200)) {
            let pace = Pace::of(rate);
            let (mut now, mut fed_at, mut sent) = (NOW, pace.start(NOW), Vec::new());
            for wait in waits {
                now = now.plus(Duration::from_millis(wait));
                let due = pace.due(fed_at, now);
                if due.messages > 0 {
                    sent.push((now, due.messages));
                    fed_at = due.fed_at(usize::try_from(due.messages).unwrap());
                }
                prop_assert!(fed_at <= now);
            }
            // At the beginning of the minute, those of a short pause before it are made up for. Intervals are whole milliseconds.
            let interval = 60_000 / i64::from(rate);
            let most = (60_000 + interval.max(5_000)) / interval;
            for (start, _) in &sent {
                let end = start.plus(Duration::from_secs(60));
                let total: i64 = sent.iter().filter(|(at, _)| (*start..end).contains(at)).map(|(_, number)| number).sum();
                prop_assert!(total <= most, "{total} in a minute, at a rate of {rate}");
            }
        }
    }
}
