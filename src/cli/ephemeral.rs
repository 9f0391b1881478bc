//! `vestibule serve --ephemeral`: a server for the tests of other programs (`docs/testing.md`, `docs/decisions/0039-test-mode.md`).
//! Everything is in a temporary folder, which is removed at the end.

use super::error::CliError;
use super::serve::{self, Serve};
use super::user::import;
use super::{open, output, warn_of_unknown_settings};
use crate::accounts::{Accounts, Caller, SignIn};
use crate::clock::{Clock, MovableClock};
use crate::config::{Config, Source, applications_in, is_called_localhost, listen_in_test_mode};
use crate::entropy::SystemEntropy;
use crate::http::application_in_test_mode;
use crate::mail::Mailer;
use crate::shared::InviteUserRequest;
use crate::store::Db;
use serde::Serialize;
use std::fs::File;
use std::io;
use std::net::{Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

/// The file of the database in the temporary folder, as in a data directory.
const DATABASE: &str = "vestibule.db";
/// How often another port is tried.
const TRIES: u32 = 20;
/// The account whose tokens are printed.
const ADMINISTRATOR: &str = "test-administrator";
/// An address that never exists (RFC 2606).
const ADMINISTRATOR_EMAIL: &str = "test-administrator@vestibule.test";

/// What is printed when the server is ready: one line of JSON.
#[derive(Serialize)]
struct Ready<'a> {
    url: &'a str,
    administrator: Administrator<'a>,
    mail_url: String,
    clock_url: String,
}

#[derive(Serialize)]
struct Administrator<'a> {
    username: &'a str,
    email: &'a str,
    access_token: &'a str,
    refresh_token: &'a str,
    /// Seconds.
    expires_in: u64,
}

/// Serves until SIGTERM or SIGINT. Imports the users of `--seed` first, and defines the applications of `--applications`.
pub(super) fn run(source: Source, options: &Serve) -> Result<(), CliError> {
    // Before anything is created.
    let seed = options.seed.as_deref().map(import::open_file).transpose()?;
    let folder = tempfile::Builder::new().prefix("vestibule-").tempdir()?;
    let path = folder.path().to_owned();
    let served = open::server_runtime()?.block_on(serve_in(source, options.applications.as_deref(), seed, &folder));
    // Also after an error. Not left to `drop`, which would hide a failure.
    if let Err(error) = folder.close() {
        output::warning(&format!("the folder {} cannot be removed: {error}", path.display()));
    }
    served
}

async fn serve_in(
    source: Source,
    applications: Option<&str>,
    seed: Option<File>,
    folder: &TempDir,
) -> Result<(), CliError> {
    // First, so that a signal during the start is not lost.
    let stop = serve::stop_signal()?;
    // Before the configuration, because the base URL has the port.
    let (listener, other) = listen(&source).await?;
    let address = listener.local_addr()?;
    let passing_on = other.map(|other| tokio::spawn(pass_on(other, address)));
    let config = Config::load_for_test_mode(source, listener.local_addr()?, folder.path(), &SystemEntropy)?;
    warn_of_unknown_settings(&config);
    let origin = config.origin();
    let applications_file = applications.map(PathBuf::from);
    let applications = applications_file.as_deref().map(|path| applications_in(path, origin.as_ref())).transpose()?;
    let config = Config { applications: applications.unwrap_or_default(), applications_file, ..config };
    let _logging = serve::start_logging(&config)?;
    let db = Db::connect_ephemeral(&folder.path().join(DATABASE)).await?;
    let served = serve_on(&config, &db, seed, listener, stop).await;
    if let Some(task) = passing_on {
        task.abort();
    }
    db.close().await;
    served
}

async fn serve_on(
    config: &Config,
    db: &Db,
    seed: Option<File>,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) -> Result<(), CliError> {
    let mailer = Mailer::new(config)?;
    let outbound = serve::outbound(config)?;
    db.migrations().up(None).await?;
    let clock = Arc::new(MovableClock::default());
    let accounts = open::accounts_with_clock(config, db.clone(), Arc::clone(&clock) as Arc<dyn Clock>).await?;
    accounts.factors().set_relying_party().await?;
    accounts.openid().fetch_documents_with(outbound.without_private());
    accounts.providers().reach_providers_with(outbound.clone());
    accounts.maintenance().set_audit_retention(config.audit_retention).await?;
    accounts.applications().apply_file(config.applications.clone()).await?;
    if let Some(file) = seed {
        import::import_seed(&accounts, file).await?;
    }
    let router = application_in_test_mode(config, accounts.clone(), Arc::new(SystemEntropy), clock)
        .map_err(|error| CliError::failed(error.to_string()))?;
    // Last, so that the tokens are new.
    announce(config, &sign_in_administrator(&accounts).await?)?;
    serve::serve_until(stop, listener, router, config, &accounts, &mailer, outbound).await;
    Ok(())
}

/// Listens on the address of the settings, and if the server is called `localhost`, on the other one that this name can mean: there are
/// programs that try only the first one. None: this machine has no such address.
async fn listen(source: &Source) -> Result<(TcpListener, Option<TcpListener>), CliError> {
    let address = listen_in_test_mode(source)?;
    let is_called_localhost = is_called_localhost(source)?;
    let mut tries = 0..TRIES;
    loop {
        let listener = serve::listen(address).await?;
        if !is_called_localhost {
            return Ok((listener, None));
        }
        let other = SocketAddr::from((Ipv6Addr::LOCALHOST, listener.local_addr()?.port()));
        match TcpListener::bind(other).await {
            Ok(other) => return Ok((listener, Some(other))),
            Err(error) if error.kind() != io::ErrorKind::AddrInUse => return Ok((listener, None)),
            // A port that is free at one address may be taken at the other.
            Err(_) if address.port() == 0 && tries.next().is_some() => {}
            Err(_) => {
                let why = format!("another program listens on {other}: set another PORT, or HOST=127.0.0.1");
                return Err(CliError::failed(why));
            }
        }
    }
}

/// Passes what arrives at the other address on to the server.
async fn pass_on(other: TcpListener, to: SocketAddr) {
    loop {
        match other.accept().await {
            Ok((incoming, _)) => _ = tokio::spawn(pass_on_one(incoming, to)),
            // Too many files are open, for example.
            Err(_) => sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn pass_on_one(mut incoming: TcpStream, to: SocketAddr) {
    if let Ok(mut outgoing) = TcpStream::connect(to).await {
        // Each side notices by itself that the other one has gone.
        _ = copy_bidirectional(&mut incoming, &mut outgoing).await;
    }
}

/// Creates an administrator without a password, and begins a session.
async fn sign_in_administrator(accounts: &Accounts) -> Result<SignIn, CliError> {
    let operator = Caller::system();
    let request = InviteUserRequest {
        username: ADMINISTRATOR.into(),
        email: ADMINISTRATOR_EMAIL.into(),
        role: "admin".into(),
        ..InviteUserRequest::default()
    };
    // The link to choose a password is not used.
    let (user, _link) = accounts.users().invite_user(&operator, request).await?;
    let user = accounts.emails().mark_confirmed(&operator, user.id).await?;
    Ok(accounts.sessions().sign_in_new(&operator, user, None).await?)
}

fn announce(config: &Config, sign_in: &SignIn) -> Result<(), CliError> {
    let (url, user) = (config.base_url.as_str(), &sign_in.who.user);
    let ready = Ready {
        url,
        administrator: Administrator {
            username: &user.username,
            email: &user.email,
            access_token: &sign_in.access_token,
            refresh_token: sign_in.refresh_token.as_deref().unwrap_or_default(),
            expires_in: sign_in.access_lifetime,
        },
        mail_url: format!("{url}/test/mail"),
        clock_url: format!("{url}/test/clock"),
    };
    // Without line breaks, in contrast to `output::json`: a program reads it as one line.
    output::line(serde_json::to_string(&ready).map_err(io::Error::from)?)
}
