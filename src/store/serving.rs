//! Whether a server runs on the database: each holds a shared lock for as long as it serves, and what must not happen
//! beside one takes the lock for itself (docs/decisions/0026-server-lock.md).

use super::{Db, Engine, StoreError, migrations::beside, postgres::Postgres};
use sqlx::{Connection as _, PgConnection};
use std::{
    fs::{File, TryLockError},
    time::Duration,
};
use tokio::{
    task::AbortHandle,
    time::{sleep, timeout},
};

/// Names the advisory lock among all of a PostgreSQL database: "vestserv" in ASCII.
const ADVISORY_LOCK: i64 = 0x7665_7374_7365_7276;
/// Ends the name of the file beside an SQLite database.
const FILE: &str = ".serving";
/// How often a server looks whether the connection that holds its lock is still there.
const LOOK: Duration = Duration::from_secs(1);
/// How long PostgreSQL may take to answer that.
const PING_TIMEOUT: Duration = Duration::from_secs(5);

/// Held while a server runs. Ends with the process, however that ends.
pub struct Serving {
    _lock: Held,
}

/// Held while no server may start.
pub struct Alone {
    _lock: Held,
}

#[expect(dead_code, reason = "they are held, and released when they are dropped")]
enum Held {
    File(File),
    Connection(Box<PgConnection>),
    Renewed(Renewed),
}

/// A task that keeps the lock. Ended when it is dropped.
struct Renewed(AbortHandle);

impl Drop for Renewed {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Db {
    /// Takes the lock of a server; waits while another process has the database for itself.
    pub async fn serving(&self) -> Result<Serving, StoreError> {
        let lock = match &self.0 {
            Engine::Sqlite(sqlite) => {
                let path = beside(sqlite.path(), FILE);
                let locked = tokio::task::spawn_blocking(move || {
                    let file = File::create(path)?;
                    file.lock_shared()?;
                    Ok(file)
                });
                Held::File(locked.await.map_err(|_| StoreError::Closed)?.map_err(StoreError::Lock)?)
            }
            Engine::Postgres(postgres) => {
                let connection = shared(postgres).await?;
                Held::Renewed(Renewed(tokio::spawn(renew(postgres.clone(), connection)).abort_handle()))
            }
        };
        Ok(Serving { _lock: lock })
    }

    /// The database without a server; none while one runs.
    pub async fn alone(&self) -> Result<Option<Alone>, StoreError> {
        let lock = match &self.0 {
            Engine::Sqlite(sqlite) => {
                let file = File::create(beside(sqlite.path(), FILE)).map_err(StoreError::Lock)?;
                match file.try_lock() {
                    Ok(()) => Held::File(file),
                    Err(TryLockError::WouldBlock) => return Ok(None),
                    Err(TryLockError::Error(error)) => return Err(StoreError::Lock(error)),
                }
            }
            Engine::Postgres(postgres) => {
                let mut connection = postgres.dedicated().await?;
                let tried = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)").bind(ADVISORY_LOCK);
                if !tried.fetch_one(&mut connection).await? {
                    return Ok(None);
                }
                Held::Connection(Box::new(connection))
            }
        };
        Ok(Some(Alone { _lock: lock }))
    }
}

/// A connection that holds the lock of a server.
async fn shared(postgres: &Postgres) -> Result<PgConnection, StoreError> {
    let mut connection = postgres.dedicated().await?;
    sqlx::query("SELECT pg_advisory_lock_shared($1)").bind(ADVISORY_LOCK).execute(&mut connection).await?;
    Ok(connection)
}

/// Takes the lock again whenever its connection is lost, as when PostgreSQL is restarted.
async fn renew(postgres: Postgres, mut connection: PgConnection) {
    loop {
        sleep(LOOK).await;
        if matches!(timeout(PING_TIMEOUT, connection.ping()).await, Ok(Ok(()))) {
            continue;
        }
        match shared(&postgres).await {
            Ok(renewed) => connection = renewed,
            Err(error) => tracing::debug!(%error, "the lock of a server cannot be taken again yet"),
        }
    }
}
