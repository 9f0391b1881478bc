//! `vestibule serve`: opens the database, runs the server until a signal stops it, and closes the database.

use super::error::CliError;
use super::provider::closed_providers;
use super::reload::follow_file;
use super::tasks::Tasks;
use super::{open, output};
use crate::accounts::{
    Accounts, SetupToken, admitted_groups, application_problems, demand_problems, group_problems, own_field_problems,
    passkey_problems,
};
use crate::config::{Config, WatchedFile};
use crate::entropy::{Entropy, SystemEntropy};
use crate::http::application;
use crate::http::open_files::within_open_files;
use crate::http::server::{Limits, serve};
use crate::mail::{Mailer, Previews};
use crate::outbound::Outbound;
use crate::store::{Db, FoundServer};
use crate::telemetry::{self, Logging};
use axum::Router;
use clap::Args;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

const EXAMPLES: &str = "\
Examples:
  vestibule serve
  vestibule serve --applications applications.toml  with the applications that this file defines
  vestibule serve --ephemeral                       a server for the tests of another program
  vestibule serve --ephemeral --seed people.csv     the same, with these users

With --ephemeral, everything is in a temporary folder, which is removed at the end. DATABASE_URL and the other settings
of an installation are ignored. The server listens on a free port of this machine (or PORT), and prints one line of JSON
when it is ready: its address, an administrator with tokens, and where to read messages and to move the clock.
docs/testing.md has examples.";

/// How long a stop waits for what responses have promised: messages that are written to the outbox after them.
const PROMISES_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a stop waits for messages and logout tokens that are being sent. One that is not finished by then is sent again.
const MAIL_STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a start waits for the end of another server on the same SQLite database, which takes up to 19 seconds to stop: 9 for
/// requests, then the two limits above, and 2 for what tasks store last.
const LOCK_TIMEOUT: Duration = Duration::from_secs(20);

/// How long a start waits while others learn of changes in another way. What a server has noted counts for 30 seconds after its end.
const NOTIFICATIONS_TIMEOUT: Duration = Duration::from_secs(35);

/// Run the server (the default without a command).
#[derive(Args, Default)]
#[command(after_help = EXAMPLES)]
pub(super) struct Serve {
    /// Serve for the tests of another program: keep nothing, show the messages, let the clock be moved
    #[arg(long)]
    pub(super) ephemeral: bool,
    /// Import users from a CSV or JSON Lines file first, and create their groups; also with a column `password` in plain text
    #[arg(long, value_name = "FILE", requires = "ephemeral")]
    pub(super) seed: Option<PathBuf>,
    /// Define applications in this file [default: vestibule.toml, if it exists]
    #[arg(long, value_name = "FILE")]
    pub(super) applications: Option<String>,
}

impl Serve {
    /// Serves with the configured database.
    pub(super) fn run(&self, config: &Config) -> Result<(), CliError> {
        let _logging = start_logging(config)?;
        open::server_runtime()?.block_on(run(config))
    }
}

/// Logs to standard error until the result is dropped.
pub(super) fn start_logging(config: &Config) -> Result<Logging, CliError> {
    telemetry::init(config.log.as_deref(), config.environment).map_err(|error| CliError::failed(error.to_string()))
}

async fn run(config: &Config) -> Result<(), CliError> {
    // First, so that a signal during the start is not lost.
    let stop = stop_signal()?;
    let db = open::connect(config).await?;
    let served = serve_on(config, &db, stop).await;
    db.close().await;
    served
}

/// Logs which servers of the database do not answer, if others do. Otherwise the start fails, and says so.
fn warn_of_servers(found: &[FoundServer]) {
    if found.iter().any(FoundServer::answers) {
        found.iter().filter(|server| !server.answers()).for_each(|server| tracing::warn!("{server}"));
    }
}

async fn serve_on(config: &Config, db: &Db, stop: impl Future<Output = ()>) -> Result<(), CliError> {
    let mut stop = pin!(stop);
    // Before anything is locked through a pooler, where a lock has no effect.
    tokio::select! {
        found = db.find_servers() => warn_of_servers(&found?),
        () = &mut stop => return Ok(()),
    }
    // A lock against `migrate down` and, on SQLite, a second server. Acquired before the schema is checked.
    let _serving = tokio::select! {
        locked = db.lock_for_server(LOCK_TIMEOUT) => locked?,
        () = &mut stop => return Ok(()),
    };
    let mailer = Mailer::new(config)?;
    let outbound = outbound(config)?;
    // Ends at a signal, because a migration may wait for others. What was not applied is rolled back.
    let migrations = db.migrations();
    tokio::select! {
        migrated = migrations.up(None) => drop(migrated?),
        () = &mut stop => return Ok(()),
    }
    db.check_schema().await?;
    // Before anything is kept in memory or changed.
    let _noted = tokio::select! {
        noted = db.note_notifications(NOTIFICATIONS_TIMEOUT) => noted?,
        () = &mut stop => return Ok(()),
    };
    let accounts = open::accounts(config, db.clone()).await?;
    accounts.factors().set_relying_party().await?;
    accounts.openid().fetch_documents_with(outbound.without_private());
    accounts.providers().reach_providers_with(outbound.clone());
    accounts.applications().apply_file(config.applications.clone()).await?;
    let mut problems = application_problems(db, accounts.own_origin()).await?;
    problems.extend(passkey_problems(db, accounts.factors().relying_party().ok()).await?);
    problems.extend(demand_problems(db, &config.second_factor_demand).await?);
    let providers = accounts.providers().all().await?;
    problems.extend(closed_providers(&providers));
    problems.extend(group_problems(db, admitted_groups(config.applications.applications.iter())).await?);
    problems.extend(own_field_problems(db, &config.applications, &config.providers).await?);
    problems.extend(config.doubts());
    problems.iter().for_each(|problem| tracing::warn!("{problem}"));
    // Stored in the database, where triggers protect younger events from deletion.
    accounts.maintenance().set_audit_retention(config.audit_retention).await?;
    accounts.imports().abandon_import().await?;
    let setup = accounts.users().issue_setup_token().await?;
    let entropy: Arc<dyn Entropy> = Arc::new(SystemEntropy);
    let router = application(config, accounts.clone(), entropy).map_err(|error| CliError::failed(error.to_string()))?;
    // Before the first request: a payer may have used up a budget at another replica.
    accounts.throttle().exchange_limits().await?;
    // Only now, so that clients cannot connect before the server can respond.
    let listener = listen(config.listen).await?;
    announce(config, setup)?;
    serve_until(stop, listener, router, config, &accounts, &mailer, outbound).await;
    Ok(())
}

/// What sends the requests of this server.
pub(super) fn outbound(config: &Config) -> Result<Outbound, CliError> {
    Outbound::new(&config.outbound).map_err(|error| CliError::failed(error.to_string()))
}

pub(super) async fn listen(address: SocketAddr) -> Result<TcpListener, CliError> {
    TcpListener::bind(address).await.map_err(|cause| {
        CliError::failed(format!("cannot listen on {address}: {cause}; set another address with HOST and PORT"))
    })
}

/// Serves, and runs the tasks of a server, until `stop` completes. Afterwards none of them uses the database.
pub(super) async fn serve_until(
    stop: impl Future<Output = ()>,
    listener: TcpListener,
    router: Router,
    config: &Config,
    accounts: &Accounts,
    mailer: &Mailer,
    outbound: Outbound,
) {
    if config.keeps_messages() {
        tracing::warn!("SMTP_URL is not set: mail goes to {mailer} and does not reach its recipients");
    } else {
        tracing::info!("mail goes to {mailer}");
    }
    let stop_sending = CancellationToken::new();
    let mut sending = JoinSet::new();
    sending.spawn(accounts.outbox().mail_delivery(mailer, stop_sending.clone()).run());
    sending.spawn(accounts.logouts().logout_delivery(outbound, stop_sending.clone()).run());
    let following = signal(SignalKind::hangup()).map(|hang_up| {
        let file = config.applications_file.clone().map(|path| WatchedFile::new(path, config.origin()));
        tokio::spawn(follow_file(file, accounts.clone(), hang_up))
    });
    let following = following.inspect_err(|error| tracing::warn!(%error, "SIGHUP cannot be received"));
    let tasks = Tasks::start(accounts);
    let proxies = config.trusted_proxies.clone();
    let is_proxy = Arc::new(move |peer| proxies.iter().any(|network| network.contains(&peer)));
    let limits = within_open_files(Limits { is_proxy, ..Limits::default() });
    // While the last requests are answered.
    let stop = async {
        stop.await;
        accounts.begin_work_after_responses();
    };
    serve(listener, router, limits, stop).await;
    // Before the tasks end that send what it adds.
    accounts.finish_work_after_responses(PROMISES_TIMEOUT).await;
    // The tasks use the database, which the caller closes next.
    tasks.stop(accounts).await;
    following.iter().for_each(JoinHandle::abort);
    stop_sending.cancel();
    let sent = async { while sending.join_next().await.is_some() {} };
    if timeout(MAIL_STOP_TIMEOUT, sent).await.is_err() {
        sending.abort_all();
    }
}

/// Prints the address of the server. The setup link is secret, so it is printed on standard output and never logged.
fn announce(config: &Config, setup: Option<SetupToken>) -> Result<(), CliError> {
    let base = &config.base_url;
    output::line(format_args!("Vestibule is running at {base}"))?;
    if let Some(SetupToken(token)) = setup {
        output::line("There is no administrator yet. To create one, open this link within an hour:")?;
        output::line(format_args!("{base}/setup?token={token}"))?;
    }
    if Previews::of(config).is_some() {
        output::line(format_args!("Messages are shown at {base}/dev/mail"))?;
    }
    if config.keeps_messages() {
        let folder = config.message_folder();
        output::line(format_args!(
            "SMTP_URL is not set: messages are written to files in {}, not sent",
            folder.display()
        ))?;
    }
    if !config.rate_limit {
        output::line("VESTIBULE_RATE_LIMIT is off: nothing limits password guessing. Use this for benchmarks only.")?;
    }
    Ok(())
}

/// A future that completes at SIGTERM or SIGINT. The signal handlers are installed when this function returns, before
/// the future is polled.
pub(super) fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
