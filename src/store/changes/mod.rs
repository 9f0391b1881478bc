//! What others change: another process beside this one (SQLite), another replica (PostgreSQL).
//!
//! On SQLite one learns only that something was committed. On PostgreSQL each statement that revokes something says so
//! in its transaction ([`announce`]), and every replica listens. A notification of a commit is never dropped while the
//! connection lives: when the server's queue is full, the commit fails. What can be lost is the connection, or the way of
//! notifications through it; a replica that was not sure for two seconds that it hears relies on nothing that it remembers
//! ([`Freshness`]).

mod freshness;
mod listener;

pub use freshness::Freshness;

use super::{Conn, StoreError, statement::statements, stats};
use crate::shared::ids::{SessionId, UserId};
use listener::Listener;
use sqlx::postgres::PgConnectOptions;
use std::sync::Arc;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// The channel of `NOTIFY`. Part of what two versions side by side agree on.
const CHANNEL: &str = "vestibule_changes";

statements! {
    ANNOUNCE = "SELECT pg_notify('vestibule_changes', change) FROM unnest($1::text[]) AS change";
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

/// Tells the other replicas, when the transaction is committed, in one statement. On SQLite they see the commit itself.
pub(super) async fn announce(conn: &mut Conn, changes: &[Change]) -> Result<(), StoreError> {
    let Conn::Postgres(connection) = conn else { return Ok(()) };
    if changes.is_empty() {
        return Ok(());
    }
    let payloads: Vec<_> = changes.iter().map(|change| change.payload()).collect();
    stats::timed(sqlx::query(ANNOUNCE.sql()).bind(payloads).execute(&mut **connection)).await?;
    Ok(())
}

/// What was heard from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    Changed(Change),
    /// Something, of which no more is known; or nothing was heard for a while.
    Anything,
}

/// Hears what others change.
pub struct Changes {
    source: Source,
    freshness: Freshness,
}

enum Source {
    Sqlite(watch::Receiver<u64>),
    Postgres(Box<Listener>),
}

impl Changes {
    pub(super) fn on_sqlite(commits: watch::Receiver<u64>) -> Self {
        Self { source: Source::Sqlite(commits), freshness: Freshness::always() }
    }

    pub(super) fn on_postgres(closed: CancellationToken, options: Arc<PgConnectOptions>) -> Self {
        let freshness = Freshness::until_heartbeat();
        Self { source: Source::Postgres(Box::new(Listener::new(closed, options, freshness.clone()))), freshness }
    }

    pub fn freshness(&self) -> Freshness {
        self.freshness.clone()
    }

    /// The next piece of news; none when the database has been closed. Act on it before asking for the next.
    pub async fn next(&mut self) -> Option<News> {
        match &mut self.source {
            Source::Sqlite(commits) => commits.changed().await.is_ok().then_some(News::Anything),
            Source::Postgres(listener) => listener.next().await,
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
}
