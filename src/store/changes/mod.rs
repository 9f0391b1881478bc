//! Notifications of changes that another process (SQLite) or another replica (PostgreSQL) has committed.
//!
//! On SQLite a process only notices that something was committed. On PostgreSQL each transaction that changes or revokes
//! something sends notifications (`recording`), and every replica listens. PostgreSQL drops no notification while the
//! connection lives: if its queue is full, the commit fails. But the connection can be lost, or a pooler can drop
//! notifications. A replica therefore stops trusting its caches after two seconds without a heartbeat ([`Freshness`]).

mod freshness;
mod listener;

pub use freshness::Freshness;

use crate::shared::ids::{ApiTokenId, SessionId, UserId};
use listener::Listener;
use sqlx::postgres::PgConnectOptions;
use std::sync::Arc;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// The channel of `NOTIFY`, which the statement in `recording` repeats. Must stay the same, because two versions can run at the
/// same time.
const CHANNEL: &str = "vestibule_changes";
/// The payload of [`Change::SigningKeys`].
const SIGNING_KEYS: &str = "signing_keys";
/// The payload of [`Change::Applications`].
const APPLICATIONS: &str = "applications";

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Session(SessionId),
    /// An API token was revoked. To earlier versions this is an unknown change.
    ApiToken(ApiTokenId),
    User(UserId),
    /// A signing key was added or retired. To earlier versions this is an unknown change, which makes them reload the keys
    /// as well.
    SigningKeys,
    /// An application was created, changed or deleted. To earlier versions this is an unknown change.
    Applications,
}

impl Change {
    pub(super) fn payload(self) -> String {
        match self {
            Self::Session(id) => format!("session:{id}"),
            Self::ApiToken(id) => format!("api_token:{id}"),
            Self::User(id) => format!("user:{id}"),
            Self::SigningKeys => SIGNING_KEYS.to_owned(),
            Self::Applications => APPLICATIONS.to_owned(),
        }
    }

    fn parse(payload: &str) -> Option<Self> {
        match payload {
            SIGNING_KEYS => return Some(Self::SigningKeys),
            APPLICATIONS => return Some(Self::Applications),
            _ => {}
        }
        match payload.split_once(':')? {
            ("session", id) => id.parse().ok().map(Self::Session),
            ("api_token", id) => id.parse().ok().map(Self::ApiToken),
            ("user", id) => id.parse().ok().map(Self::User),
            _ => None,
        }
    }
}

/// A notification of a change elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notification {
    Changed(Change),
    /// Anything may have changed: the change is unknown, or notifications may have been missed.
    Anything,
}

/// Receives the changes that others commit.
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

    /// The next notification; None when the database has been closed. The caller must process it before it calls this again,
    /// because the heartbeat relies on that.
    pub async fn next(&mut self) -> Option<Notification> {
        match &mut self.source {
            // An error means that the writer has ended, because the database was closed.
            Source::Sqlite(commits) => commits.changed().await.is_ok().then_some(Notification::Anything),
            Source::Postgres(listener) => listener.next().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_payload_is_parsed_to_the_same_change() {
        let (session, user) = (SessionId(Uuid::from_u128(7)), UserId(Uuid::from_u128(8)));
        let token = ApiTokenId(Uuid::from_u128(9));
        let (keys, applications) = (Change::SigningKeys, Change::Applications);
        for change in [Change::Session(session), Change::ApiToken(token), Change::User(user), keys, applications] {
            assert_eq!(Change::parse(&change.payload()), Some(change));
        }
        for foreign in ["", "session", "session:", "user:7", "planet:00000000-0000-0000-0000-000000000007"] {
            assert_eq!(Change::parse(foreign), None, "{foreign}");
        }
    }
}
