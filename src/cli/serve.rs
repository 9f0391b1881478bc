//! `vestibule serve`: opens everything, serves until it is told to stop, closes.

use super::{error::CliError, open, output};
use crate::{
    accounts::{Accounts, SetupToken},
    config::Config,
    entropy::{Entropy, SystemEntropy},
    http::{
        application,
        open_files::within_open_files,
        server::{Limits, serve},
    },
    store::Db,
    telemetry,
};
use clap::Args;
use std::{io, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

/// How often what nobody needs any more is cleared away.
const SWEEP: Duration = Duration::from_secs(60 * 60);

/// Serve until told to stop (SIGTERM or SIGINT), after applying pending migrations.
#[derive(Args)]
pub(super) struct Serve {}

impl Serve {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        telemetry::init(config.log.as_deref(), config.environment)
            .map_err(|error| CliError::refused(format!("VESTIBULE_LOG cannot be read: {error}")))?;
        open::server_runtime()?.block_on(run(config))
    }
}

async fn run(config: &Config) -> Result<(), CliError> {
    let stop = stop_signal()?;
    let db = open::connect(config).await?;
    let served = serve_on(config, &db, stop).await;
    db.close().await;
    served
}

async fn serve_on(config: &Config, db: &Db, stop: impl Future<Output = ()>) -> Result<(), CliError> {
    // Before the schema is looked at: from here on nobody rolls it back.
    let _serving = db.serving().await?;
    db.migrations().up(None).await?;
    db.check_schema().await?;
    let accounts = open::accounts(config, db.clone()).await?;
    let kept = accounts.keep_events_for(config.audit_retention).await;
    kept.map_err(|error| CliError::refused(error.to_string()))?;
    let setup = accounts.issue_setup_token().await.map_err(|error| CliError::refused(error.to_string()))?;
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let router =
        application(config, accounts.clone(), entropy).map_err(|error| CliError::refused(error.to_string()))?;
    let listener = TcpListener::bind(config.listen).await.map_err(|cause| {
        let address = config.listen;
        CliError::refused(format!("cannot listen on {address}: {cause}; choose another address with HOST and PORT"))
    })?;
    announce(config, setup)?;
    let sweeping = tokio::spawn(sweep(accounts));
    let proxies = config.trusted_proxies.clone();
    let is_proxy = Arc::new(move |peer| proxies.iter().any(|network| network.contains(&peer)));
    let limits = within_open_files(Limits { is_proxy, ..Limits::default() });
    serve(listener, router, limits, stop).await;
    sweeping.abort();
    Ok(())
}

/// Says on standard output where to go. The setup link is a secret: it never gets into the log.
fn announce(config: &Config, setup: Option<SetupToken>) -> Result<(), CliError> {
    let base = &config.base_url;
    output::line(format_args!("Vestibule is at {base}"))?;
    if let Some(SetupToken(token)) = setup {
        output::line("There is no administrator yet. For one hour, make the first at")?;
        output::line(format_args!("{base}/setup?token={token}"))?;
    }
    if !config.rate_limit {
        output::line("Rate limiting is off, which is for benchmarks alone: anyone may guess passwords.")?;
    }
    Ok(())
}

async fn sweep(accounts: Accounts) {
    let mut hour = tokio::time::interval(SWEEP);
    loop {
        hour.tick().await;
        match accounts.sweep().await {
            Ok(swept) => tracing::debug!(?swept, "cleared away"),
            Err(error) => tracing::warn!(error = %error, "nothing could be cleared away"),
        }
    }
}

/// Ends when the process is told to stop. The handlers stand as soon as this returns.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
