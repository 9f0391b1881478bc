//! What others change: another process beside this one (SQLite), another replica (PostgreSQL).
//!
//! On SQLite one learns only that something was committed. On PostgreSQL each statement that revokes something says so
//! in its transaction ([`announce`]), and every replica listens. Whether it still hears is asked twice a second; when it
//! was not sure for two seconds, what it remembers counts no more ([`Touch`]).

use super::{
    Conn, StoreError,
    statement::{execute, statements},
};
use crate::shared::ids::{SessionId, UserId};
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    sync::watch,
    time::{Interval, MissedTickBehavior, interval, sleep, timeout},
};

/// The channel of `NOTIFY`. Part of what two versions side by side agree on.
const CHANNEL: &str = "vestibule_changes";
/// How often the connection that listens is asked for an answer, and how long that may take.
const BEAT: Duration = Duration::from_millis(500);
const BEAT_TIMEOUT: Duration = Duration::from_secs(1);
/// How long after the last answer what is remembered still counts (the contract's two seconds).
const TRUST: Duration = Duration::from_secs(2);
/// How long to wait before another try to listen.
const AGAIN: Duration = Duration::from_millis(200);
/// How long a try to listen may take.
const LISTEN_TIMEOUT: Duration = Duration::from_secs(2);

statements! {
    ANNOUNCE = "SELECT pg_notify('vestibule_changes', $1)";
}

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Session(SessionId),
    User(UserId),
}

impl Change {
    fn payload(self) -> String {
        match self {
            Self::Session(id) => format!("session:{id}"),
            Self::User(id) => format!("user:{id}"),
        }
    }

    fn parse(payload: &str) -> Option<Self> {
        match payload.split_once(':')? {
            ("session", id) => id.parse().ok().map(Self::Session),
            ("user", id) => id.parse().ok().map(Self::User),
            _ => None,
        }
    }
}

/// Tells the other replicas, when the transaction is committed. On SQLite they see the commit itself.
pub(super) async fn announce(conn: &mut Conn<'_>, change: Change) -> Result<(), StoreError> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(_) => execute!(conn, ANNOUNCE, change.payload()).map(drop),
    }
}

/// What was heard from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    Changed(Change),
    /// Something, of which no more is known; or nothing was heard for a while.
    Anything,
}

/// Whether changes elsewhere are still heard of. Cheap to clone.
#[derive(Clone)]
pub struct Touch(Option<Arc<Kept>>);

struct Kept {
    begun: Instant,
    /// Milliseconds after `begun`.
    until: AtomicU64,
}

impl Touch {
    /// For SQLite, where looking is all it takes.
    pub fn always() -> Self {
        Self(None)
    }

    fn until_told() -> Self {
        Self(Some(Arc::new(Kept { begun: Instant::now(), until: AtomicU64::new(0) })))
    }

    /// When not, what is remembered of the database may be out of date by more than two seconds.
    pub fn is_kept(&self) -> bool {
        let Some(kept) = &self.0 else { return true };
        kept.begun.elapsed().as_millis() < u128::from(kept.until.load(Ordering::Acquire))
    }

    fn lose(&self) {
        if let Some(kept) = &self.0 {
            kept.until.store(0, Ordering::Release);
        }
    }

    /// Everything that was announced before `moment` has been heard.
    fn keep_since(&self, moment: Instant) {
        if let Some(kept) = &self.0 {
            let until = (moment + TRUST).duration_since(kept.begun).as_millis();
            kept.until.store(u64::try_from(until).unwrap_or(u64::MAX), Ordering::Release);
        }
    }
}

/// Hears what others change.
pub struct Changes {
    ear: Ear,
    touch: Touch,
}

enum Ear {
    Sqlite(watch::Receiver<u64>),
    Postgres(Box<Listening>),
}

struct Listening {
    /// Of the database that is listened to; listening takes none of its connections.
    pool: PgPool,
    options: Arc<PgConnectOptions>,
    listener: Option<PgListener>,
    beat: Interval,
}

impl Changes {
    pub(super) fn on_sqlite(commits: watch::Receiver<u64>) -> Self {
        Self { ear: Ear::Sqlite(commits), touch: Touch::always() }
    }

    pub(super) fn on_postgres(pool: PgPool, options: Arc<PgConnectOptions>) -> Self {
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let listening = Listening { pool, options, listener: None, beat };
        Self { ear: Ear::Postgres(Box::new(listening)), touch: Touch::until_told() }
    }

    pub fn touch(&self) -> Touch {
        self.touch.clone()
    }

    /// The next piece of news; none when the database has been closed. Act on it before asking for the next.
    pub async fn next(&mut self) -> Option<News> {
        match &mut self.ear {
            Ear::Sqlite(commits) => commits.changed().await.is_ok().then_some(News::Anything),
            Ear::Postgres(listening) => {
                let closed = listening.pool.close_event();
                tokio::select! {
                    () = closed => None,
                    news = listening.next(&self.touch) => Some(news),
                }
            }
        }
    }
}

impl Listening {
    async fn next(&mut self, touch: &Touch) -> News {
        if let Some(listener) = &mut self.listener {
            if let Some(news) = hear(listener, &mut self.beat, touch).await {
                return news;
            }
            // What is said from here on is missed.
            self.listener = None;
            touch.lose();
            return News::Anything;
        }
        loop {
            match timeout(LISTEN_TIMEOUT, listen(&self.options)).await {
                Ok(Ok(listener)) => {
                    self.listener = Some(listener);
                    self.beat.reset_immediately();
                    return News::Anything;
                }
                failure => {
                    tracing::debug!(?failure, "changes at other replicas cannot be heard");
                    sleep(AGAIN).await;
                }
            }
        }
    }
}

async fn listen(options: &PgConnectOptions) -> Result<PgListener, sqlx::Error> {
    // A pool of its own, because sqlx listens on nothing else.
    let pool = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
    let mut listener = PgListener::connect_with(&pool.connect_lazy_with(options.clone())).await?;
    // By itself it would connect again and say nothing of what was missed.
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// The next piece of news; none when the connection is lost.
async fn hear(listener: &mut PgListener, beat: &mut Interval, touch: &Touch) -> Option<News> {
    loop {
        tokio::select! {
            heard = listener.try_recv() => {
                let heard = heard.ok()??;
                return Some(Change::parse(heard.payload()).map_or(News::Anything, News::Changed));
            }
            _ = beat.tick() => {
                let asked = Instant::now();
                let answer = sqlx::query("SELECT 1").execute(&mut *listener);
                timeout(BEAT_TIMEOUT, answer).await.ok()?.ok()?;
                // What came before the answer is waiting to be read: it counts as heard once it has been.
                match listener.next_buffered() {
                    Some(heard) => {
                        beat.reset_immediately();
                        return Some(Change::parse(heard.payload()).map_or(News::Anything, News::Changed));
                    }
                    None => touch.keep_since(asked),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_is_announced_is_what_is_heard() {
        for change in [Change::Session(SessionId(Uuid::from_u128(7))), Change::User(UserId(Uuid::from_u128(8)))] {
            assert_eq!(Change::parse(&change.payload()), Some(change));
        }
        for foreign in ["", "session", "session:", "user:7", "planet:00000000-0000-0000-0000-000000000007"] {
            assert_eq!(Change::parse(foreign), None, "{foreign}");
        }
    }

    #[test]
    fn touch_is_kept_by_answers_until_it_is_lost() {
        let touch = Touch::until_told();
        assert!(!touch.is_kept(), "nothing was heard yet");
        touch.keep_since(Instant::now());
        assert!(touch.is_kept());
        touch.lose();
        assert!(!touch.is_kept());
        assert!(Touch::always().is_kept());
    }
}
