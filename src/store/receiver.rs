//! Receives the changes that others commit: on SQLite from the file, on PostgreSQL by listening or by polling.

use super::changes::{Freshness, Notification};
use super::postgres::{Hosts, Listener, Poller};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Receives the changes that others commit.
pub struct Changes {
    source: Source,
    freshness: Freshness,
}

enum Source {
    Sqlite(watch::Receiver<u64>),
    Listener(Box<Listener>),
    Poller(Box<Poller>),
}

impl Changes {
    pub(super) fn on_sqlite(commits: watch::Receiver<u64>) -> Self {
        Self { source: Source::Sqlite(commits), freshness: Freshness::always() }
    }

    /// `pooler`: through which the pools connect to these servers.
    pub(super) fn by_listening(closed: CancellationToken, servers: Hosts, pooler: Option<Hosts>) -> Self {
        let freshness = Freshness::until_heartbeat();
        let listener = Listener::new(closed, servers, pooler, freshness.clone());
        Self { source: Source::Listener(Box::new(listener)), freshness }
    }

    /// For a database without LISTEN.
    pub(super) fn by_polling(closed: CancellationToken, servers: Hosts) -> Self {
        let freshness = Freshness::until_heartbeat();
        Self { source: Source::Poller(Box::new(Poller::new(closed, servers, freshness.clone()))), freshness }
    }

    pub fn freshness(&self) -> Freshness {
        self.freshness.clone()
    }

    /// The next notification; None when the database has been closed. The caller must process it before it calls this again,
    /// because the heartbeat relies on that.
    pub async fn next(&mut self) -> Option<Notification> {
        match &mut self.source {
            // An error means that the writer has ended, because the database was closed.
            Source::Sqlite(commits) => commits.changed().await.is_ok().then_some(Notification::Anything),
            Source::Listener(listener) => listener.next().await,
            Source::Poller(poller) => poller.next().await,
        }
    }
}
