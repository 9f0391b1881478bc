//! How the servers on a PostgreSQL database learn of each other's changes must be the same for all: one that polls does not notify,
//! and one that listens does not poll. So each notes it in a row, again and again, and one that does it otherwise refuses to start.
//!
//! A row and no lock, because databases without LISTEN may have no locks of sessions either.

use super::clock_difference::database_time;
use super::statement::statements;
use super::{Db, Engine, StoreError};
use crate::shared::Notifications;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tokio_util::task::AbortOnDropHandle;

/// How often a server notes it. A note counts for half a minute (the statements say 30,000 milliseconds), so that one that is killed
/// leaves no obstacle, and one whose database is away for a moment is not forgotten.
const INTERVAL: Duration = Duration::from_secs(5);
/// How often a server that waits for the end of others looks again.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);

statements! {
    /// Notes how this server does it, unless others do it otherwise.
    // One statement, so that of two that start at the same time one is refused.
    fn note(conn, own: Notifications) -> bool =
        concat!("INSERT INTO notification_mode (id, mode, seen_at) VALUES (1, $1, ", database_time!(), ") \
         ON CONFLICT (id) DO UPDATE SET mode = excluded.mode, seen_at = excluded.seen_at \
         WHERE notification_mode.mode = excluded.mode OR notification_mode.seen_at < excluded.seen_at - 30000");

    fn is_in_use(conn, other: Notifications) -> bool = scalar
        concat!("SELECT EXISTS (SELECT 1 FROM notification_mode WHERE mode = $1 AND seen_at >= ", database_time!(), " - 30000)");
}

/// Says to other servers how this one learns of changes, until it is dropped.
pub struct NotedNotifications {
    _renewal: Option<AbortOnDropHandle<()>>,
}

impl Db {
    /// Notes how this server learns of changes, and goes on noting it. Waits for at most `patience` while others do it otherwise, or
    /// did until half a minute ago. The schema must be up to date.
    ///
    /// # Errors
    /// [`StoreError::OtherNotifications`] if they still do after that time.
    pub async fn note_notifications(&self, patience: Duration) -> Result<NotedNotifications, StoreError> {
        let Engine::Postgres(postgres) = &self.0 else { return Ok(NotedNotifications { _renewal: None }) };
        let own = postgres.notifications();
        let deadline = Instant::now() + patience;
        let mut is_waiting = false;
        while !self.note(own).await? {
            if Instant::now() >= deadline {
                return Err(StoreError::OtherNotifications(own));
            }
            if !is_waiting {
                is_waiting = true;
                tracing::warn!(
                    "another server uses VESTIBULE_NOTIFICATIONS={}: waiting for at most {} seconds until it stops",
                    own.other(),
                    patience.as_secs()
                );
            }
            sleep(RETRY_INTERVAL).await;
        }
        let renewal = AbortOnDropHandle::new(tokio::spawn(renew(self.clone(), own)));
        Ok(NotedNotifications { _renewal: Some(renewal) })
    }

    /// Fails if servers are running that learn of changes otherwise: they would not learn of what this process changes.
    pub async fn check_notifications(&self) -> Result<(), StoreError> {
        let Engine::Postgres(postgres) = &self.0 else { return Ok(()) };
        let own = postgres.notifications();
        let is_refused = self.read(async move |mut conn| is_in_use(&mut conn, own.other()).await).await?;
        if is_refused { Err(StoreError::OtherNotifications(own)) } else { Ok(()) }
    }

    async fn note(&self, own: Notifications) -> Result<bool, StoreError> {
        self.write_at_once(async move |mut conn| note(&mut conn, own).await).await
    }
}

async fn renew(db: Db, own: Notifications) {
    loop {
        sleep(INTERVAL).await;
        match db.note(own).await {
            Ok(true) => {}
            // This server was away for so long that others have started meanwhile.
            Ok(false) => tracing::error!(error = %StoreError::OtherNotifications(own), "stop this server"),
            Err(error) => tracing::debug!(%error, "cannot note how this server learns of changes"),
        }
    }
}
