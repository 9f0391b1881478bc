//! Adds the invitations of a mailing to the outbox, at its rate. All replicas do this; a row in the database decides which one adds
//! which message.
//!
//! The messages are not added when the mailing begins, but when they are due. So a link is valid for its whole lifetime when it
//! arrives; owners who have chosen a password in the meantime, or were disabled, get none; and nothing is left to send when the
//! administrator who has begun the mailing loses that role.

use super::{pace::Pace, selection::Selection};
use crate::{
    accounts::{Accounts, Caller, Failure, audit::Actor, invitations::invitable, unit_of_work::UnitOfWork},
    shared::{audit::EventKind, ids::UserId, timestamp::Timestamp},
    store::{
        StoreError,
        advisory_locks::{self, AdvisoryLock},
        authority,
        awaiting_password::{self, AwaitingPlace, AwaitingRange},
        invitations,
        mailings::{self, End, MailingRow},
        users,
    },
};

/// Accounts per transaction.
const BATCH: i64 = 50;
/// The messages of how many minutes may wait in the outbox. While more of them wait, because the mail server does not accept them,
/// none are added: they would all be tried again and again, faster than the rate.
const MAX_WAITING_MINUTES: i64 = 60;

impl Accounts {
    /// Adds the invitations that are due to the outbox, if a mailing is running. To be called every few seconds.
    pub async fn feed_mailing(&self) -> Result<(), Failure> {
        while self.feed_batch().await? {}
        Ok(())
    }

    /// Adds some of the invitations that are due; returns whether there may be more.
    async fn feed_batch(&self) -> Result<bool, StoreError> {
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
        let next = self.db().read(move |conn| Box::pin(awaiting_password::next_uninvited(conn, rest, limit, now)));
        let places = next.await?;
        let has_more = i64::try_from(places.len()) == Ok(BATCH);
        let fed_at = due.fed_at(places.len());
        let actor = row.created_by.map_or(Actor::System, |creator| Actor::User(UserId(creator)));
        let job = async move |mut tx: UnitOfWork| feed(&mut tx, &row, &places, fed_at).await;
        self.transact(actor, &Caller::local(), job).await?;
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
    advisory_locks::acquire(tx, AdvisoryLock::Administrators).await?;
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
    if !mailings::proceed(tx, row, fed_at, *last).await? {
        return Ok(());
    }
    let (mut queued, mut skipped) = (0, 0);
    for place in places {
        let counter = if invite(tx, row, place.id).await? { &mut queued } else { &mut skipped };
        *counter += 1;
    }
    mailings::count(tx, row.id, queued, skipped).await
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
    authority::lock_target(tx, id).await?;
    let Ok(user) = invitable(users::credential(tx, id).await?) else { return Ok(false) };
    let now = tx.now();
    if invitations::of_user(tx, id, now).await?.is_some() {
        return Ok(false);
    }
    let issued = tx.accounts().new_invitation(created_by, id);
    tx.invite_in(row.id, &user, &issued).await
}
