//! Starts and stops the measured server and the bare axum server, each in its own process.

use crate::{
    Result,
    client::{request, succeeded},
    connection::Connection,
    hashing::COST,
    options,
    process::Process,
    response::Response,
    yardsticks,
};
use std::{
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use tokio::time::{sleep, timeout};

/// The timeout for the first response after a start.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(20);

pub struct Server {
    pub address: SocketAddr,
    pub process: Process,
}

/// The measured binary and its working directory.
#[derive(Clone)]
pub struct Subject {
    pub binary: PathBuf,
    pub folder: PathBuf,
    /// Environment variables in addition to those of [`Subject::command`].
    environment: Vec<(&'static str, String)>,
    /// A program that runs the binary and observes it, with its arguments. Empty: the binary runs by itself.
    observer: Vec<String>,
}

impl Subject {
    /// Uses SQLite in `folder`.
    pub fn new(folder: &Path) -> Result<Self> {
        let binary = options::subject();
        let absolute = binary.canonicalize();
        let binary = absolute.map_err(|error| format!("{}: {error}; build it with `make build`", binary.display()))?;
        Ok(Self::of(&binary, folder))
    }

    /// Runs `binary`, an absolute path, with SQLite in `folder`.
    pub fn of(binary: &Path, folder: &Path) -> Self {
        let (binary, folder) = (binary.to_owned(), folder.to_owned());
        Self { binary, folder, environment: Vec::new(), observer: Vec::new() }
    }

    /// Runs another binary in another folder, with the same environment.
    pub fn moved_to(self, binary: &Path, folder: &Path) -> Self {
        Self { environment: self.environment, ..Self::of(binary, folder) }
    }

    /// Runs the binary under a program that observes it. `observer`: its absolute path, and its arguments.
    pub fn under(self, observer: &[String]) -> Self {
        Self { observer: observer.to_vec(), ..self }
    }

    /// With this environment variable, in place of an earlier value.
    pub fn with(mut self, variable: &'static str, value: &str) -> Self {
        self.environment.push((variable, value.to_owned()));
        self
    }

    /// Starts the server for the first time, which creates the database. An error contains the log of the server.
    pub async fn start_first(&self) -> Result<Server> {
        let log = self.folder.join("first-start.log");
        let file = File::create(&log)?;
        let mut server = self.launch(file.try_clone()?.into(), file.into())?;
        match server.wait_until_ready("/live").await {
            Ok(_) => Ok(server),
            Err(error) => Err(format!("{error}\n{}", fs::read_to_string(&log)?).into()),
        }
    }

    /// Starts the server on the existing database, and waits until it responds.
    pub async fn start_again(&self) -> Result<Server> {
        let mut server = self.start()?;
        server.wait_until_ready("/live").await?;
        Ok(server)
    }

    /// Starts the server without waiting for it.
    pub fn start(&self) -> Result<Server> {
        self.launch(Stdio::null(), Stdio::null())
    }

    /// Runs a command of the binary to its end, or until the future is dropped.
    pub async fn run(&self, arguments: &[&str], input: Stdio) -> Result<()> {
        let mut command = self.command();
        command.args(arguments).stdin(input);
        let output = tokio::process::Command::from(command).kill_on_drop(true).output().await?;
        if !output.status.success() {
            let command = arguments.first().copied().unwrap_or_default();
            return Err(
                format!("vestibule {command} failed: {}", String::from_utf8_lossy(&output.stderr).trim()).into()
            );
        }
        Ok(())
    }

    fn launch(&self, out: Stdio, err: Stdio) -> Result<Server> {
        let address = free_address()?;
        let mut command = self.command();
        command
            .env("HOST", address.ip().to_string())
            .env("PORT", address.port().to_string())
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err);
        Ok(Server { address, process: Process::spawn(&mut command)? })
    }

    /// Uses the default configuration, except that the rate limit is off. The cost of Argon2 is set explicitly to its default.
    fn command(&self) -> Command {
        let mut command = match self.observer.split_first() {
            Some((program, arguments)) => {
                let mut command = Command::new(program);
                command.args(arguments).arg(&self.binary);
                command
            }
            None => Command::new(&self.binary),
        };
        command
            .current_dir(&self.folder)
            .env_clear()
            .env("VESTIBULE_RATE_LIMIT", "off")
            .env("VESTIBULE_ARGON2", COST.to_string())
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }
}

impl Server {
    /// Starts the bare axum server.
    pub async fn bare_axum() -> Result<Self> {
        let address = free_address()?;
        let mut command = yardsticks::command()?;
        command.args(["bare-axum", &address.port().to_string()]);
        let mut server = Self { address, process: Process::spawn(&mut command)? };
        server.wait_until_ready("/").await?;
        Ok(server)
    }

    /// Retries a request until the server responds. Returns the time until then.
    pub async fn wait_until_ready(&mut self, path: &str) -> Result<Duration> {
        let started = Instant::now();
        let request = request("GET", path, &[], "");
        while started.elapsed() < RESPONSE_TIMEOUT {
            if let Some(status) = self.process.exit_status()? {
                return Err(format!("the server ended with {status} before its first response").into());
            }
            // The connection is refused until the server listens.
            if let Ok(mut connection) = Connection::open(self.address).await {
                let response = timeout(RESPONSE_TIMEOUT, connection.exchange(&request)).await??;
                succeeded(&response)?;
                return Ok(started.elapsed());
            }
            sleep(Duration::from_millis(1)).await;
        }
        Err(format!("the server did not respond within {RESPONSE_TIMEOUT:?}").into())
    }

    /// Sends a request on a new connection, without measuring it.
    pub async fn send(&self, request: &[u8]) -> Result<Response> {
        let mut connection = Connection::open(self.address).await?;
        let response = timeout(RESPONSE_TIMEOUT, connection.exchange(request)).await??;
        succeeded(&response)?;
        Ok(response)
    }

    pub async fn stop(self) -> Result<()> {
        self.process.stop().await
    }
}

/// An address with a free port. The kernel does not assign the port again soon after it is released.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// A temporary folder in the target folder, which, unlike /tmp, is on a disk.
pub fn temporary_folder() -> Result<tempfile::TempDir> {
    let parent = Path::new(env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(parent)?;
    Ok(tempfile::Builder::new().prefix("bench-").tempdir_in(parent)?)
}
