//! What a server does again and again while it runs.

use crate::accounts::{Accounts, EXCHANGE_INTERVAL, for_log};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, timeout};

/// How often expired data is deleted.
const SWEEP_INTERVAL: Duration = Duration::from_secs(60 * 60);
/// How often the last use of sessions is stored.
const LAST_SEEN_INTERVAL: Duration = Duration::from_secs(60);
/// How often what clients were refused is stored, if there is something.
const REFUSALS_INTERVAL: Duration = Duration::from_secs(2);
/// How often the invitations of a mailing that are due are added to the outbox.
const MAILING_INTERVAL: Duration = Duration::from_secs(2);
/// How often the clock is compared with that of the database.
const CLOCK_INTERVAL: Duration = Duration::from_secs(30);
/// How often what replicas have counted together and is over is deleted.
const FORGET_INTERVAL: Duration = Duration::from_secs(60);
/// How long stopping may take to store what is only in memory.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// The tasks. Dropping this ends them.
pub(super) struct Tasks(JoinSet<()>);

impl Tasks {
    pub(super) fn start(accounts: &Accounts) -> Self {
        let mut tasks = JoinSet::new();
        tasks.spawn(sweep(accounts.clone()));
        tasks.spawn(write_last_seen(accounts.clone()));
        tasks.spawn(write_refusals(accounts.clone()));
        tasks.spawn(feed_mailing(accounts.clone()));
        tasks.spawn(exchange_limits(accounts.clone()));
        tasks.spawn(watch_clock(accounts.clone()));
        Self(tasks)
    }

    /// Ends them, and stores the last use of sessions, what clients were refused, and what was charged since the last exchange.
    pub(super) async fn stop(mut self, accounts: &Accounts) {
        self.0.abort_all();
        // With a time limit, because the database may be the reason for stopping.
        let last = async {
            store_last_seen(accounts).await;
            store_refusals(accounts).await;
            // One that fails was in the log before.
            _ = accounts.throttle().exchange_limits().await;
        };
        _ = timeout(STOP_TIMEOUT, last).await;
    }
}

/// Ticks at once, and again after each interval. After a delay, such as that of a suspended machine or of an outage, no ticks are caught
/// up: one does everything that has come together.
fn every(time: Duration) -> Interval {
    let mut interval = interval(time);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

async fn sweep(accounts: Accounts) {
    let mut interval = interval(SWEEP_INTERVAL);
    loop {
        // The first tick completes at once, so that a server that often restarts also deletes expired data.
        interval.tick().await;
        compare_clocks(&accounts).await;
        if accounts.maintenance().clock_difference().is_large() {
            // By a clock that is ahead, what others still use would be gone.
            tracing::warn!("expired data is not deleted while the clock of this server is wrong");
            continue;
        }
        match accounts.maintenance().sweep().await {
            Ok(swept) => tracing::debug!(?swept, "expired data was deleted"),
            Err(error) => tracing::warn!(error = %for_log(&error), "expired data could not be deleted"),
        }
    }
}

async fn feed_mailing(accounts: Accounts) {
    let mut interval = every(MAILING_INTERVAL);
    let mut has_failed = false;
    loop {
        interval.tick().await;
        let fed = accounts.mailings().feed_mailing().await;
        // Once, because an outage may be long.
        if let (Err(error), false) = (&fed, has_failed) {
            tracing::warn!(error = %for_log(error), "the invitations of a mailing could not be added to the outbox");
        }
        has_failed = fed.is_err();
    }
}

async fn write_last_seen(accounts: Accounts) {
    let mut interval = every(LAST_SEEN_INTERVAL);
    loop {
        interval.tick().await;
        store_last_seen(&accounts).await;
    }
}

/// The times are not worth a retry: the next use of a session is noted again.
async fn store_last_seen(accounts: &Accounts) {
    if let Err(error) = accounts.sessions().write_last_seen().await {
        tracing::warn!(error = %error, "the last use of sessions could not be stored");
    }
}

async fn write_refusals(accounts: Accounts) {
    let mut interval = every(REFUSALS_INTERVAL);
    loop {
        interval.tick().await;
        store_refusals(&accounts).await;
    }
}

/// They are in the metrics and in the log, so they are not worth a retry.
async fn store_refusals(accounts: &Accounts) {
    if let Err(error) = accounts.openid().write_refusals().await {
        tracing::warn!(error = %for_log(&error), "what clients were refused could not be stored");
    }
}

async fn watch_clock(accounts: Accounts) {
    let mut interval = every(CLOCK_INTERVAL);
    loop {
        // The first tick completes at once, so that a wrong clock is in the log of the start.
        interval.tick().await;
        compare_clocks(&accounts).await;
    }
}

async fn compare_clocks(accounts: &Accounts) {
    if let Err(error) = accounts.maintenance().compare_clocks().await {
        // Requests say more of an outage than this.
        tracing::debug!(%error, "the clock cannot be compared with that of the database");
    }
}

/// Exchanges until the task is aborted. Ends at once where there are no other replicas.
async fn exchange_limits(accounts: Accounts) {
    let throttle = accounts.throttle();
    if !throttle.has_shared_limits() {
        return;
    }
    let mut interval = every(EXCHANGE_INTERVAL);
    let (mut has_failed, mut forgot_at) = (false, Instant::now());
    loop {
        interval.tick().await;
        let mut exchanged = throttle.exchange_limits().await;
        if exchanged.is_ok() && forgot_at.elapsed() >= FORGET_INTERVAL {
            forgot_at = Instant::now();
            exchanged = throttle.forget_past_limits().await;
        }
        // Once, because an outage may be long.
        match (&exchanged, has_failed) {
            (Err(error), false) => tracing::warn!(
                %error,
                "rate limits cannot be exchanged with other replicas: until the database answers, each counts alone"
            ),
            (Ok(()), true) => tracing::info!("rate limits are exchanged with other replicas again"),
            _ => {}
        }
        has_failed = exchanged.is_err();
    }
}
