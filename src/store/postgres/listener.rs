//! The connection on which a replica receives the notifications of other replicas.
//!
//! PostgreSQL delivers notifications to each listener in the order of the commits. A replica that receives its own heartbeat
//! has therefore received everything sent before it. The heartbeat is a notification rather than a query, because a query
//! only shows that the connection works: a pooler in transaction mode answers queries but drops notifications.

use crate::store::changes::{CHANNEL, Freshness, HeartbeatTime, Notification};
use crate::store::error_codes::lacks_feature;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Interval, MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;

/// How often the replica sends a heartbeat.
const HEARTBEAT_INTERVAL: Duration = Duration::from_millis(500);
/// How long sending a heartbeat may take.
const HEARTBEAT_TIMEOUT: Duration = Duration::from_secs(1);
/// A warning is logged after this many heartbeats in a row that did not come back.
const LOST_BEFORE_WARNING: u32 = 10;
/// The delay between attempts to listen.
const RETRY_DELAY: Duration = Duration::from_millis(200);
/// The delay if the database has no LISTEN. Only another setting helps then.
const UNSUPPORTED_DELAY: Duration = Duration::from_secs(60);
/// How long an attempt to listen may take.
const LISTEN_TIMEOUT: Duration = Duration::from_secs(2);

pub(in crate::store) struct Listener {
    /// Cancelled when the database is closed.
    closed: CancellationToken,
    options: Arc<PgConnectOptions>,
    listener: Option<PgListener>,
    heartbeat: Heartbeat,
}

/// A notification that the replica sends to itself.
struct Heartbeat {
    /// A channel that no other replica uses.
    channel: String,
    interval: Interval,
    /// Heartbeats sent since the last one that came back.
    outstanding: u32,
    freshness: Freshness,
}

impl Listener {
    pub(in crate::store) fn new(
        closed: CancellationToken,
        options: Arc<PgConnectOptions>,
        freshness: Freshness,
    ) -> Self {
        Self { closed, options, listener: None, heartbeat: Heartbeat::new(freshness) }
    }

    /// The next notification; None when the database has been closed.
    pub(in crate::store) async fn next(&mut self) -> Option<Notification> {
        // Cloned, because the other branch borrows all of `self`.
        let closed = self.closed.clone();
        tokio::select! {
            () = closed.cancelled() => None,
            news = self.receive_or_listen() => Some(news),
        }
    }

    async fn receive_or_listen(&mut self) -> Notification {
        if let Some(listener) = &mut self.listener {
            if let Some(news) = self.heartbeat.receive(listener).await {
                return news;
            }
            // The connection is lost, and so are notifications from here on: caches must be cleared.
            self.listener = None;
            self.heartbeat.freshness.expire();
            return Notification::Anything;
        }
        loop {
            match timeout(LISTEN_TIMEOUT, listen(&self.options, &self.heartbeat.channel)).await {
                Ok(Ok(listener)) => {
                    // Notifications were missed while there was no connection, so anything may have changed.
                    self.listener = Some(listener);
                    self.heartbeat.begin();
                    return Notification::Anything;
                }
                Ok(Err(error)) if lacks_feature(&error) => {
                    tracing::warn!(
                        %error,
                        "the database has no LISTEN, so every request queries it: set VESTIBULE_NOTIFICATIONS=poll for all servers"
                    );
                    sleep(UNSUPPORTED_DELAY).await;
                }
                failure => {
                    tracing::debug!(failure = ?failure.map(drop), "cannot listen for notifications of other replicas");
                    sleep(RETRY_DELAY).await;
                }
            }
        }
    }
}

async fn listen(options: &PgConnectOptions, own: &str) -> Result<PgListener, sqlx::Error> {
    // A pool of one connection, because sqlx requires a pool to listen.
    let pool = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
    let mut listener = PgListener::connect_with(&pool.connect_lazy_with(options.clone())).await?;
    // Otherwise sqlx reconnects silently, and missed notifications go unnoticed.
    listener.eager_reconnect(false);
    listener.listen_all([CHANNEL, own]).await?;
    Ok(listener)
}

impl Heartbeat {
    fn new(freshness: Freshness) -> Self {
        let mut interval = interval(HEARTBEAT_INTERVAL);
        // After a delay one heartbeat is enough; the missed ones need not follow in a burst.
        interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // The number is not a secret; it only has to differ between replicas.
        let channel = format!("vestibule_beat_{:016x}", RandomState::new().hash_one(std::process::id()));
        Self { channel, interval, outstanding: 0, freshness }
    }

    fn begin(&mut self) {
        // At once, so that the caches are trusted again as soon as possible.
        self.interval.reset_immediately();
        self.outstanding = 0;
    }

    /// The next notification of another replica; None if the connection is lost.
    async fn receive(&mut self, listener: &mut PgListener) -> Option<Notification> {
        loop {
            tokio::select! {
                received = listener.try_recv() => {
                    // Both an error and `None` mean a lost connection, because sqlx does not reconnect here.
                    let received = received.ok()??;
                    if received.channel() != self.channel {
                        return Some(Notification::parse(received.payload()));
                    }
                    // The heartbeat is back. The caller has already processed every notification before it.
                    if let Ok(sent_at) = received.payload().parse() {
                        self.freshness.extend_from(HeartbeatTime(sent_at));
                        self.outstanding = 0;
                    }
                }
                _ = self.interval.tick() => self.send(listener).await?,
            }
        }
    }

    /// Sends a heartbeat; None if the connection is lost.
    async fn send(&mut self, listener: &mut PgListener) -> Option<()> {
        let HeartbeatTime(now) = self.freshness.now();
        let heartbeat = sqlx::query("SELECT pg_notify($1, $2)").bind(&self.channel).bind(now.to_string());
        timeout(HEARTBEAT_TIMEOUT, heartbeat.execute(&mut *listener)).await.ok()?.ok()?;
        self.outstanding += 1;
        // Equal and not greater, so that the warning appears only once.
        if self.outstanding == LOST_BEFORE_WARNING {
            tracing::warn!(
                "no notifications arrive from the database, so every request queries it: \
                 check whether DATABASE_URL points to a pooler in transaction mode, and set \
                 VESTIBULE_NOTIFICATIONS=poll for all servers if it does"
            );
        }
        Some(())
    }
}
