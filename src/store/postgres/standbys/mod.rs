//! The standbys at which lists and reports are read.

mod lag;
mod standby;

use super::{JOB_TIMEOUT, Postgres, may_be_broken};
use crate::store::standbys::{Place, Planning, StandbyReport, written};
use crate::store::{Conn, StoreError, lease};
use futures::future::join_all;
use standby::{Standby, release};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

/// How often the standbys are compared with the primary.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);
/// A read that fails at a standby runs again at the primary if it has taken no longer: otherwise the request would time out before it
/// ends. What the replay has ended always runs again: nothing is wrong with it, and a batch of an export has no such limit.
const REPEATED_WITHIN: Duration = Duration::from_secs(2);

/// All standbys of this process: at least one.
pub(super) struct Standbys {
    all: Vec<Standby>,
    max_lag: Duration,
    /// How many reads have asked for a standby: they take turns.
    turns: AtomicUsize,
    fallbacks: AtomicU64,
    /// The primary has not said how far it has written, when it was asked last.
    is_primary_silent: AtomicBool,
}

/// A connection to a standby, on which everything is seen that was committed when it was asked for.
pub(in crate::store) struct CaughtUp<'a> {
    standbys: &'a Standbys,
    standby: &'a Standby,
    conn: Conn,
}

impl Postgres {
    /// Reads lists and reports at these standbys from now on, as long as they are at most `max_lag` behind.
    ///
    /// # Errors
    /// If one is not the URL of a PostgreSQL database.
    pub(super) fn reading_at(self, urls: &[&str], max_lag: Duration) -> Result<Self, StoreError> {
        if urls.is_empty() {
            return Ok(self);
        }
        let standbys = Arc::new(Standbys::new(urls, max_lag)?);
        // Ends in the middle as well, so that nothing is logged about pools that were closed.
        let watching = watch(Arc::clone(&standbys), self.clone());
        tokio::spawn(self.closed.clone().run_until_cancelled_owned(watching));
        Ok(Self { standbys: Some(standbys), ..self })
    }

    /// A standby that has replayed all that is committed by now. None if there is none, or none in time.
    ///
    /// # Errors
    /// If the primary cannot be reached.
    pub(in crate::store) async fn caught_up(&self, planning: Planning) -> Result<Option<CaughtUp<'_>>, StoreError> {
        let Some(standbys) = self.standbys.as_deref() else { return Ok(None) };
        let mut found = None;
        if let Some(standby) = standbys.choose()
            && let Some(primary) = self.written().await?
        {
            found = standby.catch_up(planning, &primary).await.map(|conn| CaughtUp { standbys, standby, conn });
        }
        if found.is_none() {
            standbys.count_fallback();
        }
        Ok(found)
    }

    /// How far the primary has written. None if that cannot be said: the server is no primary any more, or not PostgreSQL itself.
    async fn written(&self) -> Result<Option<Place>, StoreError> {
        let mut place = None;
        let asked = self.read(lease::leaving(async |mut conn| written(&mut conn).await, &mut place)).await;
        match asked {
            Ok(()) => Ok(place.filter(|place| !place.is_standby)),
            Err(error) if error.is_unavailable() => Err(error),
            Err(error) => {
                tracing::debug!(%error, "the primary cannot be asked how far it has written");
                Ok(None)
            }
        }
    }

    pub(in crate::store) fn standbys(&self) -> Option<StandbyReport> {
        self.standbys.as_deref().map(Standbys::report)
    }

    pub(in crate::store) async fn look_at_standbys(&self) {
        if let Some(standbys) = &self.standbys {
            standbys.look(self).await;
        }
    }
}

/// Compares the standbys with the primary, for ever.
async fn watch(standbys: Arc<Standbys>, primary: Postgres) {
    let mut interval = interval(LOOK_INTERVAL);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        standbys.look(&primary).await;
    }
}

impl Standbys {
    fn new(urls: &[&str], max_lag: Duration) -> Result<Self, StoreError> {
        let all = urls.iter().map(|url| Standby::new(url)).collect::<Result<_, _>>()?;
        let (turns, fallbacks) = (AtomicUsize::new(0), AtomicU64::new(0));
        Ok(Self { all, max_lag, turns, fallbacks, is_primary_silent: AtomicBool::new(false) })
    }

    /// The next standby at which reads may run.
    fn choose(&self) -> Option<&Standby> {
        let turn = self.turns.fetch_add(1, Ordering::Relaxed);
        let (earlier, later) = self.all.split_at(turn % self.all.len());
        later.iter().chain(earlier).find(|standby| standby.is_used())
    }

    /// Compares all with the primary. Without one, what is known stays: each read asks the primary first.
    async fn look(&self, primary: &Postgres) {
        let asked_at = Instant::now();
        let Ok(place) = primary.written().await else { return };
        let was_silent = self.is_primary_silent.swap(place.is_none(), Ordering::Relaxed);
        match place {
            Some(place) => {
                join_all(self.all.iter().map(|standby| standby.look(&place, asked_at, self.max_lag))).await;
            }
            None if was_silent => {}
            // Once, and not each second. Otherwise nobody would learn why the standbys stay unknown.
            None => tracing::warn!(
                "lists are not read at standbys: the server in DATABASE_URL is no primary, or does not say how far it \
                 has written"
            ),
        }
    }

    fn count_fallback(&self) {
        self.fallbacks.fetch_add(1, Ordering::Relaxed);
    }

    fn report(&self) -> StandbyReport {
        let fallbacks = self.fallbacks.load(Ordering::Relaxed);
        StandbyReport { standbys: self.all.iter().map(Standby::state).collect(), fallbacks }
    }

    pub(super) fn close(&self) {
        self.all.iter().for_each(Standby::close);
    }
}

impl CaughtUp<'_> {
    /// Runs a job at the standby. False if that has failed and the job is to run at the primary.
    pub(in crate::store) async fn run(self, job: lease::Job<'_>) -> Result<bool, StoreError> {
        let Self { standbys, standby, conn } = self;
        let began = Instant::now();
        let done = match timeout(JOB_TIMEOUT, lease::run(conn, job)).await {
            Ok((done, conn)) => {
                if let Some(conn) = conn.filter(|_| !done.as_ref().is_err_and(may_be_broken)) {
                    release(conn);
                }
                done
            }
            // The connection was dropped with the job, without a release, which closes it.
            Err(_) => Err(standby.mark_dead()),
        };
        match done {
            Ok(()) => {
                standby.reads.fetch_add(1, Ordering::Relaxed);
                Ok(true)
            }
            Err(error @ StoreError::Sql(_)) if began.elapsed() < REPEATED_WITHIN || error.is_ended_by_replay() => {
                standby.rest();
                let name = standby.name.as_str();
                tracing::warn!(standby = name, %error, "a read has failed at this standby and runs at the primary");
                standbys.count_fallback();
                Ok(false)
            }
            Err(error) => {
                standby.rest();
                Err(error)
            }
        }
    }
}
