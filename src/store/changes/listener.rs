//! The connection on which a replica hears of the others.
//!
//! PostgreSQL gives notifications to each listener in the order of the commits. So a replica that hears its own heartbeat again
//! has heard everything before it. That is asked twice a second, with a notification: an answer to a query would only show
//! that the line is there, not that notifications come along (a pooler in transaction mode swallows them).

use super::{CHANNEL, Change, Freshness, News, freshness::Moment};
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use std::{
    hash::{BuildHasher as _, RandomState},
    sync::Arc,
    time::Duration,
};
use tokio::time::{Interval, MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;

/// How often the replica listens for its own heartbeat, and how long sending it out may take.
const HEARTBEAT_INTERVAL: Duration = Duration::from_millis(500);
const HEARTBEAT_TIMEOUT: Duration = Duration::from_secs(1);
/// After so many beats that did not come back, the operator is told.
const UNHEARD_BEFORE_WARNING: u32 = 10;
/// How long to wait before another try to listen.
const RETRY_DELAY: Duration = Duration::from_millis(200);
/// How long a try to listen may take.
const LISTEN_TIMEOUT: Duration = Duration::from_secs(2);

pub(super) struct Listener {
    /// When the database is closed there is no more to be heard.
    closed: CancellationToken,
    options: Arc<PgConnectOptions>,
    listener: Option<PgListener>,
    heartbeat: Heartbeat,
}

/// What the replica says to itself.
struct Heartbeat {
    /// The channel that nobody else uses.
    channel: String,
    beat: Interval,
    /// Beats since one came back.
    unheard: u32,
    freshness: Freshness,
}

impl Listener {
    pub(super) fn new(closed: CancellationToken, options: Arc<PgConnectOptions>, freshness: Freshness) -> Self {
        Self { closed, options, listener: None, heartbeat: Heartbeat::new(freshness) }
    }

    /// The next piece of news; none when the database has been closed.
    pub(super) async fn next(&mut self) -> Option<News> {
        let closed = self.closed.clone();
        tokio::select! {
            () = closed.cancelled() => None,
            news = self.receive_or_listen() => Some(news),
        }
    }

    async fn receive_or_listen(&mut self) -> News {
        if let Some(listener) = &mut self.listener {
            if let Some(news) = self.heartbeat.receive(listener).await {
                return news;
            }
            // What is said from here on is missed.
            self.listener = None;
            self.heartbeat.freshness.expire();
            return News::Anything;
        }
        loop {
            match timeout(LISTEN_TIMEOUT, listen(&self.options, &self.heartbeat.channel)).await {
                Ok(Ok(listener)) => {
                    self.listener = Some(listener);
                    self.heartbeat.begin();
                    return News::Anything;
                }
                failure => {
                    tracing::debug!(failure = ?failure.map(drop), "changes at other replicas cannot be heard");
                    sleep(RETRY_DELAY).await;
                }
            }
        }
    }
}

async fn listen(options: &PgConnectOptions, own: &str) -> Result<PgListener, sqlx::Error> {
    // A pool of its own, because sqlx listens on nothing else.
    let pool = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
    let mut listener = PgListener::connect_with(&pool.connect_lazy_with(options.clone())).await?;
    // By itself it would connect again and say nothing of what was missed.
    listener.eager_reconnect(false);
    listener.listen_all([CHANNEL, own]).await?;
    Ok(listener)
}

impl Heartbeat {
    fn new(freshness: Freshness) -> Self {
        let mut beat = interval(HEARTBEAT_INTERVAL);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // The number is no secret; it only has to be another than that of any other replica.
        let channel = format!("vestibule_beat_{:016x}", RandomState::new().hash_one(std::process::id()));
        Self { channel, beat, unheard: 0, freshness }
    }

    fn begin(&mut self) {
        self.beat.reset_immediately();
        self.unheard = 0;
    }

    /// The next piece of news; none when the connection is lost.
    async fn receive(&mut self, listener: &mut PgListener) -> Option<News> {
        loop {
            tokio::select! {
                heard = listener.try_recv() => {
                    let heard = heard.ok()??;
                    if heard.channel() != self.channel {
                        return Some(Change::parse(heard.payload()).map_or(News::Anything, News::Changed));
                    }
                    // All that came before was handed out before.
                    if let Ok(sent) = heard.payload().parse() {
                        self.freshness.extend_from(Moment(sent));
                        self.unheard = 0;
                    }
                }
                _ = self.beat.tick() => self.send(listener).await?,
            }
        }
    }

    /// None when the connection is lost.
    async fn send(&mut self, listener: &mut PgListener) -> Option<()> {
        let Moment(now) = self.freshness.now();
        let beat = sqlx::query("SELECT pg_notify($1, $2)").bind(&self.channel).bind(now.to_string());
        timeout(HEARTBEAT_TIMEOUT, beat.execute(&mut *listener)).await.ok()?.ok()?;
        self.unheard += 1;
        if self.unheard == UNHEARD_BEFORE_WARNING {
            tracing::warn!(
                "no notifications come from the database, so it is asked at every request; \
                 does DATABASE_URL lead through a pooler in transaction mode?"
            );
        }
        Some(())
    }
}
