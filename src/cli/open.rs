//! What the commands work with: a runtime, the database, the use cases.

use super::error::CliError;
use crate::{
    accounts::{Accounts, Settings},
    clock::{Clock, SystemClock},
    config::{Config, DatabaseUrl},
    entropy::{Entropy, SystemEntropy},
    keys::{Keyring, Wrapping},
    passwords::Passwords,
    store::{Db, refuse_foreign_file},
};
use std::{io, num::NonZeroUsize, path::PathBuf, sync::Arc};
use tokio::runtime::{Builder, Runtime};

/// For commands that do one thing and end.
pub(super) fn runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

/// For the server: a thread for each core, and two at least, so that one slow step never holds up everything.
pub(super) fn server_runtime() -> io::Result<Runtime> {
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    Builder::new_multi_thread().worker_threads(cores.max(2)).enable_all().build()
}

/// The file of the SQLite database, when it is not there: opening it would make it.
pub(super) fn missing_file(config: &Config) -> Option<PathBuf> {
    config.database_url.sqlite_file().filter(|file| !file.exists())
}

/// Refuses an SQLite file that belongs to another program, or is no database.
pub(super) async fn examine(url: &DatabaseUrl) -> Result<(), CliError> {
    if let Some(file) = url.sqlite_file().filter(|file| file.exists()) {
        refuse_foreign_file(&file).await?;
    }
    Ok(())
}

/// Opens the database.
pub(super) async fn connect(config: &Config) -> Result<Db, CliError> {
    config.database_url.check_folder()?;
    examine(&config.database_url).await?;
    Ok(Db::connect(config.database_url.expose()).await?)
}

/// For commands that make no sense on a database that is not there.
pub(super) fn refuse_missing_file(config: &Config) -> Result<(), CliError> {
    match missing_file(config) {
        Some(file) => Err(CliError::refused(format!("there is no database {}", file.display()))),
        None => Ok(()),
    }
}

/// The use cases on `db`, whose schema must be of this version.
pub(super) async fn accounts(config: &Config, db: Db) -> Result<Accounts, CliError> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let keyring = Keyring::open(&db, Wrapping::of(config), clock.as_ref(), &entropy).await?;
    let passwords = Passwords::new(config.argon2, Arc::clone(&entropy));
    Ok(Accounts::open(db, keyring, passwords, clock, entropy, settings(config)))
}

/// Runs `work` on the use cases, on a database that is first brought up to date: the first administrator may well
/// be made before the first start.
pub(super) fn with_accounts(
    config: &Config,
    work: impl AsyncFnOnce(Accounts) -> Result<(), CliError>,
) -> Result<(), CliError> {
    runtime()?.block_on(async {
        let db = connect(config).await?;
        let done = async {
            db.migrations().up(None).await?;
            db.check_schema().await?;
            work(accounts(config, db.clone()).await?).await
        };
        let done = done.await;
        db.close().await;
        done
    })
}

fn settings(config: &Config) -> Settings {
    Settings {
        issuer: config.base_url.clone(),
        registration_open: config.registration_open,
        password_rules: config.password_rules,
        access_ttl: config.access_ttl,
        refresh_ttl: config.refresh_ttl,
        session_max: config.session_max,
        rate_limit: config.rate_limit,
        rate_limits: config.rate_limits,
        scratch: config.data_dir.clone(),
    }
}
