//! Opens what commands need: the async runtime, the database and the use cases.

use super::error::CliError;
use super::health::local_address;
use crate::accounts::{Accounts, Caller, Settings};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, Database, DatabaseUrl};
use crate::entropy::{Entropy, SystemEntropy};
use crate::keys::{Keyring, Wrapping};
use crate::passwords::Passwords;
use crate::store::{Db, DbOptions, refuse_foreign_file};
use futures::future::LocalBoxFuture;
use rustix::system::uname;
use std::io;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::{self, Builder};

/// Long beside the 2 ms that such work takes, and short beside the time that mail takes.
const AFTER_RESPONSE_DELAY: Duration = Duration::from_secs(2);

/// An async runtime.
pub(super) struct Runtime(runtime::Runtime);

impl Runtime {
    /// Runs a future to its end. It is boxed, because the code of tokio around it would be compiled for each, with two copies of it.
    pub(super) fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        let mut result = None;
        let boxed: LocalBoxFuture<'_, ()> = Box::pin(async { result = Some(future.await) });
        self.0.block_on(boxed);
        result.unwrap_or_else(|| unreachable!("the future has ended"))
    }
}

/// A single-threaded runtime for commands other than `serve`.
pub(super) fn runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build().map(Runtime)
}

/// The runtime of the server: one thread per core, but at least two, so that a slow task does not block all others.
pub(super) fn server_runtime() -> io::Result<Runtime> {
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    Builder::new_multi_thread().worker_threads(cores.max(2)).enable_all().build().map(Runtime)
}

/// The SQLite file, if it does not exist. Opening it would create it.
pub(super) fn missing_file(config: &Config) -> Option<PathBuf> {
    config.database_url.sqlite_file().filter(|file| !file.exists())
}

/// Rejects an SQLite file that belongs to another program or is not a database.
pub(super) async fn reject_foreign_file(url: &DatabaseUrl) -> Result<(), CliError> {
    if let Some(file) = url.sqlite_file().filter(|file| file.exists()) {
        refuse_foreign_file(&file).await?;
    }
    Ok(())
}

/// Rejects a database without tables if the command needs data. If it was named by mistake, it would get tables and signing keys.
pub(super) async fn reject_empty(config: &Config, db: &Db) -> Result<(), CliError> {
    let migrations = db.migrations();
    if config.database == Database::ExistingOrNew || migrations.status().await?.iter().any(|step| step.applied) {
        return Ok(());
    }
    // It may have tables of another program.
    migrations.refuse_foreign().await?;
    Err(config.database_url.empty_error().into())
}

pub(super) async fn connect(config: &Config) -> Result<Db, CliError> {
    config.database_url.check_folder()?;
    // Before connecting, which would change the file of another program.
    reject_foreign_file(&config.database_url).await?;
    let options = DbOptions {
        url: config.database_url.expose(),
        direct_url: config.database_direct_url.as_ref().map(DatabaseUrl::expose),
        standby_urls: config.database_read_urls.iter().map(DatabaseUrl::expose).collect(),
        max_lag: config.database_read_lag,
        notifications: config.notifications,
    };
    Ok(Db::connect_with(&options).await?)
}

/// The use cases on `db`, whose schema must be up to date.
pub(super) async fn accounts(config: &Config, db: Db) -> Result<Accounts, CliError> {
    accounts_with_clock(config, db, Arc::new(SystemClock)).await
}

/// Like [`accounts`], with another clock than that of the system.
pub(super) async fn accounts_with_clock(config: &Config, db: Db, clock: Arc<dyn Clock>) -> Result<Accounts, CliError> {
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let keyring = Keyring::open(&db, Wrapping::of(config), clock.as_ref(), &entropy).await?;
    let passwords = Passwords::new(config.argon2, Arc::clone(&entropy));
    let accounts = Accounts::open(db, keyring, passwords, clock, entropy, settings(config));
    // Kept in memory, so commands need them as well.
    accounts.providers().set_file_providers(config.applications.providers.clone());
    Ok(accounts)
}

/// Runs `work` with the use cases and the operator, who calls them, as [`with_database`] does.
pub(super) fn with_accounts<'a>(
    config: &'a Config,
    work: impl AsyncFnOnce(Accounts, Caller) -> Result<(), CliError> + 'a,
) -> Result<(), CliError> {
    let caller = Caller::system();
    run_on_database(
        config,
        Box::new(move |db| Box::pin(async move { work(accounts(config, db).await?, caller).await })),
    )
}

/// Runs `work` on the database. Applies pending migrations first, so that the first administrator can be created before the server
/// has started once; not to an empty database if the command needs data.
pub(super) fn with_database<'a>(
    config: &'a Config,
    work: impl AsyncFnOnce(Db) -> Result<(), CliError> + 'a,
) -> Result<(), CliError> {
    run_on_database(config, Box::new(move |db| Box::pin(async move { work(db).await })))
}

/// A trait object, so that the code around it is compiled once and not for each command.
type Work<'a> = Box<dyn FnOnce(Db) -> LocalBoxFuture<'a, Result<(), CliError>> + 'a>;

fn run_on_database(config: &Config, work: Work<'_>) -> Result<(), CliError> {
    runtime()?.block_on(async {
        let db = connect(config).await?;
        let result = async {
            reject_empty(config, &db).await?;
            db.migrations().up(None).await?;
            db.check_schema().await?;
            // Servers would not learn of what the command changes.
            db.check_notifications().await?;
            work(db.clone()).await
        };
        let result = result.await;
        // Also after an error: closing removes SQLite's write-ahead log.
        db.close().await;
        result
    })
}

fn settings(config: &Config) -> Settings {
    Settings {
        issuer: config.base_url.clone(),
        after_response_delay: if config.test_mode { Duration::ZERO } else { AFTER_RESPONSE_DELAY },
        listen: local_address(config.listen),
        server: format!("{}:{}", uname().nodename().to_string_lossy(), config.listen.port()),
        config: config.clone(),
    }
}
