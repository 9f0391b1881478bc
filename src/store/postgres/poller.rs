//! Asks for the changes of other replicas twice a second, where the database has no LISTEN.
//!
//! Transactions commit in another order than that in which they have inserted their rows. So a poll cannot go on after the last row
//! that was seen: a row that was inserted before it may become visible later. It looks at all rows of the last [`WINDOW`], which is
//! longer than a transaction takes, and leaves out those that were seen. What was committed before a poll began was visible to it, so
//! a poll whose rows were all processed proves the same as a heartbeat that came back (`listener.rs`).
//!
//! Like that one, it has to be at the server to which the pools write. With a pooler it is at the direct address: behind the pooler another
//! server could take over unnoticed.

use super::hosts::{Hosts, Used};
use super::time_limit::within;
use crate::store::StoreError;
use crate::store::changes::{Freshness, HeartbeatTime, Notification};
use crate::store::statement::statements;
use sqlx::PgConnection;
use std::collections::{HashMap, VecDeque};
use std::time::Duration;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const POLL_INTERVAL: Duration = Duration::from_millis(500);
/// How long opening the connection may take, if there are several servers.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a poll may take, and a clean-up.
const POLL_TIMEOUT: Duration = Duration::from_secs(1);
/// A warning is logged after so many polls in a row that failed.
const FAILED_BEFORE_WARNING: u32 = 10;
/// At which rows a poll looks: those that are younger, in milliseconds by the clock of the database. The longest transaction takes
/// `JOB_TIMEOUT`, 12 seconds. The rest is for clocks of the nodes of a database that differ.
const WINDOW: i64 = 30_000;
/// How many rows a poll returns at most. If there are as many, because many accounts change at once, everything in memory is evicted.
/// Of as many it is remembered that they were seen. Otherwise, with some 700 changes a second, they are returned again.
const MAX_ROWS: usize = 20_000;
/// Rows that are older are deleted, in milliseconds. Much longer than the window, because nobody misses them then.
const KEPT_FOR: i64 = 5 * 60_000;
const CLEAN_UP_INTERVAL: Duration = Duration::from_secs(60);
/// How many rows are deleted at once. If there are more, the others follow after the next poll.
const CLEAN_UP_BATCH: u32 = 5_000;

statements! {
    // `$1`: when the last poll was, by the same clock. The window is before the earlier of both, so that no row is missed if the clock
    // leaps ahead, or back. Always returns a row, because that says what time it is. Not in the order of the rows, which would make the
    // database collect and sort all of them before the limit.
    POLL = "SELECT clock.now, change.id, change.payload, change.at \
        FROM (SELECT CAST(extract(epoch FROM statement_timestamp()) * 1000 AS bigint) AS now) AS clock \
        LEFT JOIN changes AS change ON change.at > LEAST($1::bigint, clock.now) - $2::bigint \
        AND NOT EXISTS (SELECT 1 FROM unnest($3::uuid[]) AS seen (id) WHERE seen.id = change.id) LIMIT $4::bigint";

    // Rows that another replica is deleting are skipped.
    CLEAN_UP = "DELETE FROM changes WHERE id IN (SELECT id FROM changes \
        WHERE at < CAST(extract(epoch FROM statement_timestamp()) * 1000 AS bigint) - $1::bigint \
        ORDER BY at LIMIT $2::bigint FOR UPDATE SKIP LOCKED)";
}

/// A row of [`POLL`].
type Found = (i64, Option<Uuid>, Option<String>, Option<i64>);

pub(in crate::store) struct Poller {
    /// Cancelled when the database is closed.
    closed: CancellationToken,
    servers: Hosts,
    /// Outside of the pools, where a poll could wait behind requests: then nothing in memory would be used under load.
    connection: Option<(Used, PgConnection)>,
    interval: Interval,
    seen: Seen,
    /// What the last poll has found, and the caller has not got yet.
    found: VecDeque<Notification>,
    /// When the last poll began, until everything that it has found was processed.
    began: Option<HeartbeatTime>,
    freshness: Freshness,
    /// Polls in a row that failed.
    failures: u32,
    next_clean_up: Instant,
}

impl Poller {
    /// `servers`: no standby, which would answer as well, is used of them.
    pub(in crate::store) fn new(closed: CancellationToken, servers: Hosts, freshness: Freshness) -> Self {
        let mut interval = interval(POLL_INTERVAL);
        // After a delay one poll is enough; the missed ones need not follow in a burst.
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            closed,
            servers,
            connection: None,
            interval,
            seen: Seen::default(),
            found: VecDeque::new(),
            began: None,
            freshness,
            failures: 0,
            next_clean_up: Instant::now(),
        }
    }

    /// The next notification; None when the database has been closed.
    pub(in crate::store) async fn next(&mut self) -> Option<Notification> {
        // Cloned, because the other branch borrows all of `self`.
        let closed = self.closed.clone();
        tokio::select! {
            () = closed.cancelled() => None,
            news = self.find() => Some(news),
        }
    }

    async fn find(&mut self) -> Notification {
        loop {
            if let Some(news) = self.found.pop_front() {
                return news;
            }
            // The caller has processed everything that the last poll has found.
            if let Some(began) = self.began.take() {
                self.freshness.extend_from(began);
                self.clean_up().await;
            }
            self.interval.tick().await;
            let began = self.freshness.now();
            match self.poll().await {
                Ok(found) => {
                    self.found = found;
                    self.began = Some(began);
                    self.failures = 0;
                }
                Err(error) => self.note_failure(&error),
            }
        }
    }

    /// Asks for what was not seen yet.
    async fn poll(&mut self) -> Result<VecDeque<Notification>, StoreError> {
        let used = self.servers.used();
        let (_, connection) = match &mut self.connection {
            Some(open) if open.0 == used => open,
            other => {
                let open = within(CONNECT_TIMEOUT, self.servers.connect_at()).await?;
                // It may lead to another server than before, which lacks the last commits.
                self.seen = Seen::default();
                other.insert(open)
            }
        };
        let (asked_at, ids) = (self.seen.asked_at, self.seen.ids());
        let poll = sqlx::query_as::<_, Found>(POLL.sql()).bind(asked_at).bind(WINDOW).bind(ids).bind(MAX_ROWS as i64);
        // Planned again each time: a plan for any number of ids may compare each of them with each row, and take too long.
        let poll = poll.persistent(false);
        let rows = within(POLL_TIMEOUT, poll.fetch_all(connection)).await?;
        Ok(self.seen.note(rows))
    }

    /// The caches are not trusted any more when the last poll that has succeeded is two seconds old.
    fn note_failure(&mut self, error: &StoreError) {
        self.connection = None;
        self.failures = self.failures.saturating_add(1);
        tracing::debug!(%error, "cannot ask for changes of other replicas");
        // Equal and not greater, so that the warning appears only once.
        if self.failures == FAILED_BEFORE_WARNING {
            tracing::warn!(%error, "changes of other replicas cannot be read, so every request queries the database");
        }
    }

    /// Deletes rows that no replica looks at any more, if it is time to.
    async fn clean_up(&mut self) {
        let now = Instant::now();
        let Some((_, connection)) = self.connection.as_mut().filter(|_| now >= self.next_clean_up) else { return };
        let deletion = sqlx::query(CLEAN_UP.sql()).bind(KEPT_FOR).bind(i64::from(CLEAN_UP_BATCH));
        let deleted = match timeout(POLL_TIMEOUT, deletion.execute(connection)).await {
            Ok(deleted) => deleted.map(|done| done.rows_affected()),
            Err(_) => {
                // What it still sends would be the answer to the next poll.
                self.connection = None;
                Ok(0)
            }
        };
        match deleted {
            Ok(deleted) if deleted >= u64::from(CLEAN_UP_BATCH) => {}
            Ok(_) => self.next_clean_up = now + CLEAN_UP_INTERVAL,
            Err(error) => {
                self.next_clean_up = now + CLEAN_UP_INTERVAL;
                tracing::debug!(%error, "cannot delete changes that all replicas have seen");
            }
        }
    }
}

/// What the polls on a connection have seen.
#[derive(Default)]
struct Seen {
    /// When the last one was, by the clock of the database. None before the first one.
    asked_at: Option<i64>,
    /// The rows in the window, and when they were inserted.
    rows: HashMap<Uuid, i64>,
}

impl Seen {
    fn ids(&self) -> Vec<Uuid> {
        self.rows.keys().copied().collect()
    }

    /// Notes the rows of a poll, and returns what they announce.
    fn note(&mut self, mut found: Vec<Found>) -> VecDeque<Notification> {
        let Some(&(now, ..)) = found.first() else { return VecDeque::new() };
        // Otherwise the machine slept for example, and rows may have been deleted meanwhile.
        let has_missed_nothing = self.asked_at.is_some_and(|asked_at| now - asked_at <= WINDOW);
        let are_all = found.len() < MAX_ROWS;
        self.asked_at = Some(now);
        found.sort_by_key(|(.., at)| *at);
        let mut news = VecDeque::new();
        for (_, id, payload, at) in found {
            if let (Some(id), Some(payload), Some(at)) = (id, payload, at) {
                self.rows.insert(id, at);
                news.push_back(Notification::parse(&payload));
            }
        }
        // The next poll does not return these.
        self.rows.retain(|_, at| *at > now - WINDOW);
        if self.rows.len() > MAX_ROWS {
            self.rows.clear();
        }
        if has_missed_nothing && are_all { news } else { VecDeque::from([Notification::Anything]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::UserId;
    use crate::store::changes::Change;
    use std::ops::Range;

    fn change(number: u128) -> Change {
        Change::User(UserId(Uuid::from_u128(number)))
    }

    /// What a poll at `now` returns: the time, or rows with their number, also that of the account, and when they were inserted.
    fn rows(now: i64, found: &[(u128, i64)]) -> Vec<Found> {
        let row = |(id, at): &(u128, i64)| (now, Some(Uuid::from_u128(*id)), Some(change(*id).payload()), Some(*at));
        if found.is_empty() { vec![(now, None, None, None)] } else { found.iter().map(row).collect() }
    }

    #[test]
    fn the_first_poll_and_one_after_an_interruption_say_that_anything_may_have_changed() {
        let mut seen = Seen::default();
        assert_eq!(seen.note(rows(1_000_000, &[(1, 999_000), (2, 999_500)])), [Notification::Anything]);
        assert_eq!(seen.ids().len(), 2);
        assert!(seen.note(rows(1_000_500, &[])).is_empty());
        let expected = [4, 3].map(|number| Notification::Changed(change(number)));
        let found = seen.note(rows(1_001_000, &[(3, 1_000_900), (4, 990_000)]));
        assert_eq!(found, expected, "also a late one, and the oldest first");
        assert!(seen.note(rows(1_001_000 + WINDOW, &[])).is_empty());
        assert_eq!(seen.note(rows(1_001_001 + 2 * WINDOW, &[])), [Notification::Anything]);
    }

    #[test]
    fn as_many_rows_as_a_poll_returns_say_that_anything_may_have_changed() {
        let mut seen = Seen::default();
        seen.note(rows(1_000_000, &[]));
        let max = u128::try_from(MAX_ROWS).unwrap();
        let numbered = |numbers: Range<u128>| numbers.map(|number| (number, 1_000_100)).collect::<Vec<_>>();
        let (first, others) = (numbered(1..max), numbered(max..2 * max));
        assert_eq!(seen.note(rows(1_000_500, &first)).len(), MAX_ROWS - 1);
        assert_eq!(seen.ids().len(), MAX_ROWS - 1);
        assert_eq!(seen.note(rows(1_001_000, &others)), [Notification::Anything]);
        assert!(seen.ids().is_empty(), "too many to send with the next poll");
    }

    #[test]
    fn rows_are_forgotten_when_no_poll_looks_at_them_any_more() {
        let mut seen = Seen::default();
        seen.note(rows(1_000_000, &[(1, 1_000_000 - WINDOW), (2, 1_000_001 - WINDOW), (3, 1_000_000)]));
        assert_eq!(seen.ids().len(), 2);
        seen.note(rows(1_000_001, &[]));
        assert_eq!(seen.ids(), [Uuid::from_u128(3)]);
        // Of a node whose clock is behind: it is looked at again.
        seen.note(rows(999_000, &[(2, 1_000_001 - WINDOW)]));
        assert_eq!(seen.ids().len(), 2);
    }
}
