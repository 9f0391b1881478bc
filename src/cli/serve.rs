//! `vestibule serve`: opens everything, serves until it is told to stop, closes.

use crate::{
    accounts::{Accounts, Failure, Settings, SetupToken},
    clock::{Clock, SystemClock},
    config::Config,
    entropy::{Entropy, SystemEntropy},
    http::{application, application::InvalidOrigin, server::serve},
    keys::{Keyring, KeyringError},
    passwords::Passwords,
    store::{Db, StoreError},
};
use std::{
    io::{self, Write},
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

const HOUR: Duration = Duration::from_secs(60 * 60);

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("the database cannot be opened: {0}")]
    Store(#[from] StoreError),
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    #[error(transparent)]
    Accounts(#[from] Failure),
    #[error(transparent)]
    Origin(#[from] InvalidOrigin),
    #[error("cannot listen on {address}: {cause}; choose another address with HOST and PORT")]
    Listen {
        address: std::net::SocketAddr,
        cause: io::Error,
    },
    #[error("cannot listen for signals: {0}")]
    Signals(io::Error),
}

/// Serves until SIGTERM or SIGINT; requests under way are finished first.
pub async fn run(config: Config) -> Result<(), ServeError> {
    let stop = told_to_stop().map_err(ServeError::Signals)?;
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let db = Db::connect(&config.database_url).await?;
    db.migrations().up(None).await?;
    let accounts = open(&config, &db, &entropy).await?;
    let setup = accounts.issue_setup_token().await?;
    let router = application(&config, accounts.clone(), entropy)?;

    let address = config.listen;
    let listener = TcpListener::bind(address)
        .await
        .map_err(|cause| ServeError::Listen { address, cause })?;
    announce(&config, setup);
    let housekeeping = tokio::spawn(sweep_every_hour(accounts));
    serve(listener, router, stop).await;
    housekeeping.abort();
    db.close().await;
    Ok(())
}

async fn open(
    config: &Config,
    db: &Db,
    entropy: &Arc<dyn Entropy>,
) -> Result<Accounts, ServeError> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let keyring = Keyring::open(db, &config.secret, &*clock, entropy).await?;
    let passwords = Passwords::new(config.argon2, Arc::clone(entropy));
    let settings = Settings {
        issuer: config.base_url.clone(),
        registration_open: config.registration_open,
        password_rules: config.password_rules,
        access_ttl: config.access_ttl,
        refresh_ttl: config.refresh_ttl,
        session_max: config.session_max,
        rate_limit: config.rate_limit,
    };
    Ok(Accounts::open(
        db.clone(),
        keyring,
        passwords,
        clock,
        Arc::clone(entropy),
        settings,
    ))
}

/// Clears away what has expired. A failure is no reason to stop: the next hour brings another try.
async fn sweep_every_hour(accounts: Accounts) {
    let mut hours = tokio::time::interval(HOUR);
    loop {
        hours.tick().await;
        match accounts.sweep().await {
            Ok(swept) => tracing::debug!(?swept, "swept"),
            Err(failure) => tracing::warn!(error = %failure, "could not sweep"),
        }
    }
}

/// Says on standard output where to go. The setup link is a secret: it never gets into the log.
fn announce(config: &Config, setup: Option<SetupToken>) {
    let base = &config.base_url;
    let mut out = io::stdout().lock();
    // That nobody reads it is no reason not to serve.
    let _ = writeln!(out, "Vestibule is at {base}");
    if let Some(SetupToken(token)) = setup {
        let _ = writeln!(
            out,
            "There is no administrator yet. For one hour, make the first at {base}/setup?token={token}"
        );
    }
    if !config.rate_limit {
        let _ = writeln!(
            out,
            "Rate limiting is off, which is for benchmarks alone: anyone may guess passwords."
        );
    }
    let _ = out.flush();
}

/// Ends when the process is told to stop. The handlers stand as soon as this returns.
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
