//! The queue of what waits in the database until it is sent: mail, and the logout tokens of clients
//! (`docs/decisions/0088-one-queue.md`).
//!
//! Every replica runs a task for each kind of work ([`Delivery`]). It claims as many rows as it has free places, renews their leases
//! while it sends, and stores what became of them. What differs between the kinds is in their [`Kind`].

mod settle;

pub use settle::{Attempt, Verdict};

use super::Accounts;
use crate::shared::{AppError, Timestamp};
use crate::store::queue::{self, Claim, Queued};
use crate::store::{Conn, StoreError};
use settle::Sending;
use std::collections::HashMap;
use std::future::ready;
use std::iter;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How often the database is read for retries, and for what other processes have added. What this process adds wakes the task.
const POLL_INTERVAL: Duration = Duration::from_secs(5);
/// How long a row belongs to the replica that has claimed it, unless the replica renews the lease. If the replica dies, the row waits
/// that long for another one.
pub(super) const LEASE: Duration = Duration::from_secs(2 * 60);

/// One of the places of a kind of work.
pub type Place = OwnedSemaphorePermit;

/// The limits of a kind of work.
pub struct Limits {
    /// How many are sent at a time, unless they give their place away.
    pub places: usize,
    /// How many of them to the same recipient, so that one that is slow does not delay the others.
    pub places_of_recipient: usize,
    /// Why a row waits while its recipient has no place.
    pub no_place: &'static str,
    /// The shortest and the longest pause of such a row, in seconds.
    pub pauses_without_place: [u64; 2],
    /// The pauses after failures, in seconds. The last one is repeated.
    pub pauses: &'static [u64],
    pub pauses_by: PausesBy,
    /// It is given up if the next attempt would be later than this since it waits.
    pub give_up_after: Duration,
}

/// What decides which pause follows a failure.
pub enum PausesBy {
    /// The number of the attempt.
    Attempts,
    /// Since when it waits: before the end of each pause, the next one follows. For kinds that often have no place, because the
    /// number of attempts counts that as well.
    Age,
}

/// A kind of work.
pub trait Kind: Send + Sync + 'static {
    type Work: Queued;

    const LIMITS: Limits;

    /// Waits until something may have been added.
    fn added(accounts: &Accounts) -> impl Future<Output = ()> + Send;

    /// Adds what nobody else adds, before what is due is read.
    fn add(_accounts: &Accounts) -> impl Future<Output = Result<(), StoreError>> + Send {
        ready(Ok(()))
    }

    /// Whose places the row needs.
    fn recipient(row: &Claim<Self::Work>) -> String;

    /// Sends what the row says. `place` may be dropped before the end, for the next row.
    fn send(&self, accounts: &Accounts, row: &Claim<Self::Work>, place: Place) -> impl Future<Output = Attempt> + Send;

    /// Deletes a row that was sent. A single statement on PostgreSQL.
    fn delete_sent(
        conn: &mut Conn,
        row: &Claim<Self::Work>,
        _now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send {
        async { queue::delete_sent(conn, row).await.map(drop) }
    }

    /// Deletes a row that is given up, and records that. `by_recipient`: whether its recipient refuses everything.
    fn give_up(
        accounts: &Accounts,
        row: Claim<Self::Work>,
        why: String,
        by_recipient: bool,
    ) -> impl Future<Output = Result<(), AppError>> + Send;

    /// Counts and logs what became of a row.
    fn note(accounts: &Accounts, row: &Claim<Self::Work>, verdict: &Verdict);

    /// Logs that it cannot be stored yet.
    fn log_not_stored(row: &Claim<Self::Work>, error: &AppError);

    /// Logs that what is due cannot be read.
    fn log_unreadable(error: &StoreError);
}

/// Sends one kind of work in the background.
pub struct Delivery<K: Kind> {
    accounts: Accounts,
    pub(super) kind: Arc<K>,
    pub(super) lease: Duration,
    stop: CancellationToken,
    places: Arc<Semaphore>,
    recipients: Recipients,
    /// The number of the newest claim of each row that this process is sending. A row is claimed again while it is being sent if its
    /// lease ends because the database is down.
    claims: HashMap<(Uuid, String), Arc<AtomicI64>>,
    sending: JoinSet<()>,
}

impl<K: Kind> Delivery<K> {
    /// Sends what is due, until `stop` is cancelled.
    pub(super) fn new(accounts: &Accounts, kind: K, stop: CancellationToken) -> Self {
        Self {
            accounts: accounts.clone(),
            kind: Arc::new(kind),
            lease: LEASE,
            stop,
            places: Arc::new(Semaphore::new(K::LIMITS.places)),
            recipients: Recipients::default(),
            claims: HashMap::new(),
            sending: JoinSet::new(),
        }
    }

    /// Sends what becomes due. After the cancellation it finishes what it has begun to send.
    pub async fn run(mut self) {
        let mut has_failed = false;
        while !self.stop.is_cancelled() {
            let started = self.start_due().await;
            // Once, because an outage may be long.
            if let (Err(error), false) = (&started, has_failed) {
                K::log_unreadable(error);
            }
            has_failed = started.is_err();
            tokio::select! {
                () = self.stop.cancelled() => {}
                () = K::added(&self.accounts) => {}
                () = sleep(POLL_INTERVAL) => {}
            }
        }
        self.finish().await;
    }

    /// Begins to send all that is due, as places become free.
    pub async fn start_due(&mut self) -> Result<(), StoreError> {
        K::add(&self.accounts).await?;
        loop {
            let places = tokio::select! {
                () = self.stop.cancelled() => return Ok(()),
                places = free_places(&self.places) => places,
            };
            // No more than there are places, so that each place takes the row that is most urgent at that moment.
            let rows = claim::<K::Work>(&self.accounts, self.lease, places.len()).await?;
            let none_is_left = rows.len() < places.len();
            for (row, place) in rows.into_iter().zip(places) {
                self.start(row, place);
            }
            // Recipients come from outside: those that get nothing at the moment are forgotten, also while others always wait.
            self.recipients.forget_idle();
            self.claims.retain(|_, newest| Arc::strong_count(newest) > 1);
            if none_is_left {
                return Ok(());
            }
        }
    }

    /// Begins to send a row that was claimed, unless it is being sent already.
    fn start(&mut self, row: Claim<K::Work>, place: Place) {
        let newest = self.claims.entry((row.id, row.recipient.clone())).or_default();
        newest.store(row.attempts, Ordering::SeqCst);
        if Arc::strong_count(newest) > 1 {
            return;
        }
        let newest = Arc::clone(newest);
        let place_of_recipient = self.recipients.place(K::recipient(&row), K::LIMITS.places_of_recipient);
        let (kind, accounts, lease) = (Arc::clone(&self.kind), self.accounts.clone(), self.lease);
        let row = Sending::<K> { accounts, claimed: row, newest };
        self.sending.spawn(async move {
            let sent_and_settled = async {
                let attempt = match place_of_recipient {
                    Some(_held) => kind.send(&row.accounts, &row.claimed, place).await,
                    None => Attempt::NoPlace,
                };
                row.settle(attempt).await;
            };
            tokio::select! {
                () = sent_and_settled => {}
                never = row.keep_lease(lease) => match never {},
            }
        });
        // Otherwise the set would keep the results of all.
        while self.sending.try_join_next().is_some() {}
    }

    /// Waits for what is being sent.
    pub async fn finish(&mut self) {
        while self.sending.join_next().await.is_some() {}
    }
}

/// Waits for a free place, and takes all others that are free.
async fn free_places(places: &Arc<Semaphore>) -> Vec<Place> {
    let first = Arc::clone(places).acquire_owned().await;
    let first = first.unwrap_or_else(|_| unreachable!("the semaphore is never closed"));
    iter::once(first).chain(iter::from_fn(|| Arc::clone(places).try_acquire_owned().ok())).collect()
}

async fn claim<W: Queued>(accounts: &Accounts, lease: Duration, limit: usize) -> Result<Vec<Claim<W>>, StoreError> {
    let (now, db) = (accounts.now(), accounts.db());
    // A claim is a write, for which others would wait on SQLite.
    if !db.read(async move |mut conn| queue::is_due::<W>(&mut conn, now).await).await? {
        return Ok(Vec::new());
    }
    let until = now.plus(lease);
    db.write_at_once(async move |mut conn| queue::claim(&mut conn, now, until, limit).await).await
}

/// The places of each recipient that gets something at the moment.
#[derive(Default)]
struct Recipients(HashMap<String, Arc<Semaphore>>);

impl Recipients {
    /// A place of a recipient that has so many. None: all are taken.
    fn place(&mut self, recipient: String, places: usize) -> Option<Place> {
        let places = self.0.entry(recipient).or_insert_with(|| Arc::new(Semaphore::new(places)));
        Arc::clone(places).try_acquire_owned().ok()
    }

    fn forget_idle(&mut self) {
        // A place that is taken refers to its semaphore as well.
        self.0.retain(|_, places| Arc::strong_count(places) > 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_recipient_has_places_of_its_own() {
        let mut recipients = Recipients::default();
        let mut take = |recipient: &str| recipients.place(recipient.to_owned(), 3);
        let mut taken: Vec<_> = (0..3).map(|_| take("example.org").expect("a place")).collect();
        assert!(take("example.org").is_none());
        assert!(take("example.net").is_some());
        taken.pop();
        taken.push(take("example.org").expect("a place"));
        assert!(take("example.org").is_none());
        recipients.forget_idle();
        assert_eq!(recipients.0.keys().collect::<Vec<_>>(), ["example.org"]);
        drop(taken);
        recipients.forget_idle();
        assert!(recipients.0.is_empty());
    }
}
