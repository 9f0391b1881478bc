//! A standby: the connections to it, and what is known of it.

use super::lag::Missing;
use crate::store::postgres::hosts::Hosts;
use crate::store::postgres::pool::Pool;
use crate::store::postgres::pooler::Opening;
use crate::store::postgres::{LIMITS, MAX_DIRECTORY_CONNECTIONS, directory_settings};
use crate::store::standbys::{LeftOut, Place, Planning, StandbyState, replayed};
use crate::store::{Conn, StoreError};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// How long the answer of a standby may take, with the connection.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(1);
/// How long a read waits for a standby to replay what it has to see. Usually that takes a few milliseconds; after more than this,
/// most reads would have been answered by the primary.
const MAX_WAIT: Duration = Duration::from_millis(200);
/// The time between two questions while a read waits: at first, and at most.
const PAUSES: [Duration; 2] = [Duration::from_millis(1), Duration::from_millis(20)];
/// How long a read waits for a standby in all, with the connection.
const REACH_TIMEOUT: Duration = Duration::from_millis(500);
/// How long no read goes to a standby after one has waited there in vain or has failed: until it was looked at again.
const REST: Duration = super::LOOK_INTERVAL;
/// The maximum number of connections to a standby for everything except lists of users.
const MAX_CONNECTIONS: usize = 4;

pub(super) struct Standby {
    /// Its host, and its port if the address has one.
    pub(super) name: String,
    pool: Pool,
    directory_pool: Pool,
    /// One connection, so that reads are not in the way.
    watch_pool: Pool,
    pub(super) reads: AtomicU64,
    known: Mutex<Known>,
}

/// What is known of a standby.
struct Known {
    left_out: Option<(LeftOut, String)>,
    rests_until: Option<Instant>,
    missing: Missing,
    /// Whether it has had something that was written since this process looks. Before, it may lag for longer than that.
    has_followed: bool,
    lag: Duration,
}

impl Standby {
    pub(super) fn new(url: &str) -> Result<Self, StoreError> {
        let hosts = Hosts::parse("DATABASE_READ_URL", url)?;
        // The settings refuse an address that names several.
        let name = hosts.all().first().map(|server| server.name.clone()).unwrap_or_default();
        let opening = |settings: &[(&str, &str)]| Opening::with_sessions(&hosts, settings);
        let pool = Pool::new(opening(&LIMITS), MAX_CONNECTIONS);
        let watch_pool = pool.sibling(opening(&LIMITS), 1);
        let directory_pool = pool.sibling(opening(&directory_settings()), MAX_DIRECTORY_CONNECTIONS);
        Ok(Self { name, pool, directory_pool, watch_pool, reads: AtomicU64::new(0), known: Mutex::default() })
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_used(&self) -> bool {
        let known = self.known();
        known.left_out.is_none() && known.rests_until.is_none_or(|until| until <= Instant::now())
    }

    pub(super) fn rest(&self) {
        self.known().rests_until = Some(Instant::now() + REST);
    }

    pub(super) fn state(&self) -> StandbyState {
        let known = self.known();
        StandbyState {
            name: self.name.clone(),
            lag: known.lag,
            reads: self.reads.load(Ordering::Relaxed),
            left_out: known.left_out.clone(),
        }
    }

    /// Compares it with the primary, which was at `primary` when it was asked at `asked_at` or later.
    pub(super) async fn look(&self, primary: &Place, asked_at: Instant, max_lag: Duration) {
        let answer = ask(&self.watch_pool).await;
        let mut known = self.known();
        known.missing.note(asked_at, primary.lsn.unwrap_or_default());
        if let Ok(place) = &answer {
            match place.misfit(primary) {
                None => {
                    let has_some = known.missing.remove_until(place.lsn.unwrap_or_default());
                    known.has_followed |= has_some;
                }
                // It goes on to lag until it has followed.
                Some(LeftOut::OtherTimeline) => {}
                // It follows something else, or nothing.
                Some(_) => (known.missing, known.has_followed) = (Missing::default(), false),
            }
        }
        known.lag = known.missing.lag(Instant::now());
        let behind = (known.lag > max_lag).then_some(LeftOut::Behind);
        let unknown = (!known.has_followed).then_some(LeftOut::Unknown);
        let left_out = match answer {
            Err(error) => Some((LeftOut::Unreachable, format!("it cannot be reached ({})", error.reason()))),
            Ok(place) => {
                let why = place.misfit(primary).or(behind).or(unknown);
                why.map(|why| (why, in_words(why, &place, primary, known.lag)))
            }
        };
        known.change(&self.name, left_out);
    }

    /// A connection on which all is seen that the primary had written. None if there is none in time.
    pub(super) async fn catch_up(&self, planning: Planning, primary: &Place) -> Option<Conn> {
        let pool = match planning {
            Planning::Usual => &self.pool,
            Planning::Directory => &self.directory_pool,
        };
        let caught_up = timeout(REACH_TIMEOUT, wait_for(pool, primary)).await;
        let conn = caught_up.ok().and_then(Result::ok).flatten();
        if conn.is_none() {
            self.rest();
        }
        conn
    }

    /// Closes all connections that are open, after one has timed out.
    pub(super) fn mark_dead(&self) -> StoreError {
        self.pool.mark_dead().into()
    }

    pub(super) fn close(&self) {
        [&self.pool, &self.directory_pool, &self.watch_pool].into_iter().for_each(Pool::close);
    }
}

impl Default for Known {
    fn default() -> Self {
        let unknown = (LeftOut::Unknown, "it was not compared with the primary yet".to_owned());
        Self {
            left_out: Some(unknown),
            rests_until: None,
            missing: Missing::default(),
            has_followed: false,
            lag: Duration::ZERO,
        }
    }
}

impl Known {
    /// Notes whether reads go to a standby. Logs when that begins, ends, or has another reason.
    fn change(&mut self, standby: &str, left_out: Option<(LeftOut, String)>) {
        let reason = |found: &Option<(LeftOut, String)>| found.as_ref().map(|(why, _)| *why);
        if reason(&self.left_out) != reason(&left_out) {
            match &left_out {
                // After a failover it is one of those that are named.
                Some((LeftOut::Primary, why)) => tracing::info!(standby, "lists are not read at this server: {why}"),
                Some((_, why)) => tracing::warn!(standby, "lists are not read at this standby: {why}"),
                None => tracing::info!(standby, "lists are read at this standby"),
            }
        }
        self.left_out = left_out;
    }
}

/// Asks a standby how far it is.
async fn ask(pool: &Pool) -> Result<Place, StoreError> {
    let asking = async {
        let mut conn = Conn::Postgres(pool.lease().await?);
        // An error drops the connection, which closes it.
        let place = replayed(&mut conn).await?;
        release(conn);
        Ok(place)
    };
    timeout(ANSWER_TIMEOUT, asking).await.unwrap_or_else(|_| Err(pool.mark_dead().into()))
}

/// Waits until a standby has replayed all that the primary had written. None if it does not soon, or is no standby of it.
async fn wait_for(pool: &Pool, primary: &Place) -> Result<Option<Conn>, StoreError> {
    let mut conn = Conn::Postgres(pool.lease().await?);
    let until = Instant::now() + MAX_WAIT;
    let [mut pause, max_pause] = PAUSES;
    loop {
        let place = replayed(&mut conn).await?;
        if place.has_all_of(primary) {
            return Ok(Some(conn));
        }
        if place.misfit(primary).is_some() || Instant::now() + pause > until {
            release(conn);
            return Ok(None);
        }
        sleep(pause).await;
        pause = max_pause.min(2 * pause);
    }
}

pub(super) fn release(conn: Conn) {
    if let Conn::Postgres(conn) = conn {
        conn.release();
    }
}

fn in_words(why: LeftOut, standby: &Place, primary: &Place, lag: Duration) -> String {
    let bytes = primary.lsn.unwrap_or_default().saturating_sub(standby.lsn.unwrap_or_default());
    let number = |timeline: Option<i32>| timeline.map_or_else(|| "unknown".to_owned(), |number| number.to_string());
    match why {
        LeftOut::Unknown => format!("it is {bytes} bytes behind the primary, and for how long is not known yet"),
        LeftOut::Unreachable => "it cannot be reached".to_owned(),
        LeftOut::Primary => "it is the primary".to_owned(),
        LeftOut::OtherPrimary => format!(
            "it accepts writes on timeline {} and the primary in DATABASE_URL on {}: it was promoted apart from it, and what is written \
             at one is missing at the other",
            number(standby.timeline),
            number(primary.timeline)
        ),
        LeftOut::OtherCluster => format!(
            "it belongs to another cluster than the primary in DATABASE_URL (system identifiers {} and {})",
            standby.system_identifier, primary.system_identifier
        ),
        LeftOut::OtherDatabase => "its address names another database than DATABASE_URL".to_owned(),
        LeftOut::OtherTimeline => format!(
            "it is on timeline {} and the primary on {}: it has not followed the last failover, or this is not known before its next \
             restartpoint, because the role lacks pg_read_all_stats",
            number(standby.timeline),
            number(primary.timeline)
        ),
        LeftOut::Behind => format!("it is {:.1} seconds and {bytes} bytes behind the primary", lag.as_secs_f64()),
    }
}
