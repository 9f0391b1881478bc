//! Whether the database accepts writes. One whose disk is full still answers every read, so reads alone do not show it.
//!
//! A write that is refused for such a reason is remembered, until another one is tried and succeeds
//! (`docs/decisions/0055-refused-writes.md`).

use super::{
    Db, Engine, StoreError, Tx,
    error::explain,
    statement::{execute, statements},
};
use crate::shared::timestamp::Timestamp;
use sqlx::postgres::PgDatabaseError;
use std::time::Duration;
use tokio::{sync::watch, task::futures::TaskLocalFuture, time::timeout};

/// A write is tried when none was refused for this long. So a database that accepts some writes and refuses others is not reported
/// as writable in between.
const QUIET: Duration = Duration::from_secs(3);

statements! {
    /// Differs each time, because SQLite does not write what stays the same. The row is no counter; the hourly clean-up deletes it.
    TRY = "INSERT INTO throttles (key, failures, last_at, blocked_until) VALUES ('write-probe', 0, $1, 0) \
        ON CONFLICT (key) DO UPDATE SET failures = throttles.failures + 1, last_at = $1";
}

tokio::task_local! {
    /// Of the database on which the current job runs.
    static CURRENT: Writability;
}

/// Whether the database has refused a write since it last accepted one. Cheap to clone.
#[derive(Clone)]
pub(super) struct Writability(watch::Sender<bool>);

impl Default for Writability {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Writability {
    /// Runs a job, and notes if the database refuses to write one of its statements.
    pub(super) fn observe<F: Future>(&self, job: F) -> TaskLocalFuture<Self, F> {
        CURRENT.scope(self.clone(), job)
    }

    fn refuse(&self, error: &sqlx::Error) {
        // Also if it is known already: the next attempt to write has to wait longer then.
        if !self.0.send_replace(true) {
            let remedy = explain(error).unwrap_or("see the error");
            tracing::error!(%error, "the database cannot be written to, so a write is tried every few seconds: {remedy}");
        }
    }

    fn accept(&self) {
        if self.0.send_replace(false) {
            tracing::info!("the database can be written to again");
        }
    }

    fn is_refused(&self) -> bool {
        *self.0.borrow()
    }
}

/// Notes the error of a statement of the current job.
pub(super) fn note(error: &sqlx::Error) {
    if refuses_writes(error) {
        // An error means that no job is observed, for example in a command that reads with a connection of its own.
        _ = CURRENT.try_with(|writability| writability.refuse(error));
    }
}

/// Whether the database could be read but did not write: its disk is full or fails, or it is read-only.
pub(super) fn refuses_writes(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    let Some(code) = error.code() else { return false };
    if error.try_downcast_ref::<PgDatabaseError>().is_some() {
        // Disk full, I/O error, read-only transaction
        // (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
        return matches!(&*code, "53100" | "58030" | "25006");
    }
    let Ok(code) = code.parse::<i32>() else { return false };
    // The low byte of READONLY and FULL; of IOERR only those about writing: WRITE, FSYNC, DIR_FSYNC, TRUNCATE, SHMSIZE
    // (<https://www.sqlite.org/rescode.html>).
    matches!(code & 0xff, 8 | 13) || matches!(code, 778 | 1034 | 1290 | 1546 | 4874)
}

/// Waits until it is time to try a write. Does not keep the database open.
pub struct RefusedWrites(watch::Receiver<bool>);

impl RefusedWrites {
    /// Waits until the database has refused a write, and then none for some seconds. None once the database is no longer used.
    pub async fn settled(&mut self) -> Option<()> {
        self.0.wait_for(|refused| *refused).await.ok()?;
        loop {
            match timeout(QUIET, self.0.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return None,
                Err(_) => return Some(()),
            }
        }
    }
}

impl Db {
    /// False if the database has refused a write because its disk is full or fails, or because it is read-only, until
    /// [`Self::try_to_write`] succeeds.
    pub fn is_writable(&self) -> bool {
        !self.writability().is_refused()
    }

    /// To wait for writes that the database refuses.
    pub fn refused_writes(&self) -> RefusedWrites {
        RefusedWrites(self.writability().0.subscribe())
    }

    /// Writes something of no importance, to learn whether the database accepts writes again.
    ///
    /// # Errors
    /// If it still does not, or cannot be reached.
    pub async fn try_to_write(&self, now: Timestamp) -> Result<(), StoreError> {
        self.write(async move |mut tx: Tx| write(&mut tx, now).await).await?;
        self.writability().accept();
        Ok(())
    }

    fn writability(&self) -> &Writability {
        match &self.0 {
            Engine::Sqlite(sqlite) => &sqlite.writability,
            Engine::Postgres(postgres) => postgres.writability(),
        }
    }
}

async fn write(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, TRY, now.0).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::{Connection, Executor, SqliteConnection};

    #[tokio::test]
    async fn sqlite_refuses_writes_when_it_is_full_or_read_only_but_not_when_it_refuses_a_row() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let mut connection = SqliteConnection::connect(&format!("{url}?mode=rwc")).await.unwrap();
        connection.execute("CREATE TABLE names (name TEXT UNIQUE); INSERT INTO names VALUES ('maren')").await.unwrap();
        let taken = connection.execute("INSERT INTO names VALUES ('maren')").await.unwrap_err();
        assert!(!refuses_writes(&taken), "{taken}");

        // As little as the database has now, as on a full disk.
        connection.execute("PRAGMA max_page_count = 1").await.unwrap();
        let full = connection.execute("INSERT INTO names VALUES (hex(zeroblob(100000)))").await.unwrap_err();
        assert!(refuses_writes(&full), "{full}");
        assert!(StoreError::from(full).is_unavailable());

        let mut reader = SqliteConnection::connect(&format!("{url}?mode=ro")).await.unwrap();
        let read_only = reader.execute("INSERT INTO names VALUES ('jonas')").await.unwrap_err();
        assert!(refuses_writes(&read_only), "{read_only}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_write_is_tried_when_none_was_refused_for_a_while() {
        let writability = Writability::default();
        let mut refused = RefusedWrites(writability.0.subscribe());
        assert!(timeout(10 * QUIET, refused.settled()).await.is_err(), "nothing was refused");

        writability.0.send_replace(true);
        let again = async {
            tokio::time::sleep(QUIET / 2).await;
            writability.0.send_replace(true);
        };
        let began = tokio::time::Instant::now();
        let (settled, ()) = tokio::join!(refused.settled(), again);
        assert_eq!((settled, began.elapsed() >= QUIET + QUIET / 2), (Some(()), true));
        assert!(writability.is_refused());
        writability.accept();
        assert!(!writability.is_refused());

        drop(writability);
        assert_eq!(refused.settled().await, None);
    }
}
