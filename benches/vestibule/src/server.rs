//! The two servers, each in a process of its own.

use crate::{
    Result,
    connection::Connection,
    hashing::COST,
    options,
    process::Process,
    response::Response,
    talk::{request, succeeded},
};
use std::{
    fs::{self, File},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use tokio::time::{sleep, timeout};

/// How long a first start may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);

pub struct Server {
    pub address: SocketAddr,
    pub process: Process,
}

/// The binary to measure, and the folder that it runs in.
pub struct Subject {
    pub binary: PathBuf,
    pub folder: PathBuf,
    /// What is not as by default.
    environment: Vec<(&'static str, String)>,
}

impl Subject {
    /// On SQLite in `folder`.
    pub fn new(folder: &Path) -> Result<Self> {
        let binary = options::subject();
        let found = binary.canonicalize();
        let binary = found.map_err(|error| format!("{}: {error}; `make build` makes it", binary.display()))?;
        Ok(Self { binary, folder: folder.to_owned(), environment: Vec::new() })
    }

    pub fn with(mut self, variable: &'static str, value: &str) -> Self {
        self.environment.push((variable, value.to_owned()));
        self
    }

    /// Starts it for the first time, on no database at all. If it does not come up, what it said is in the error.
    pub async fn start_afresh(&self) -> Result<Server> {
        let log = self.folder.join("first-start.log");
        let file = File::create(&log)?;
        let mut server = self.launch(file.try_clone()?.into(), file.into())?;
        match server.first_answer("/live").await {
            Ok(_) => Ok(server),
            Err(error) => Err(format!("{error}\n{}", fs::read_to_string(&log)?).into()),
        }
    }

    /// Starts it on the database that is there, and waits until it answers.
    pub async fn start_again(&self) -> Result<Server> {
        let mut server = self.start()?;
        server.first_answer("/live").await?;
        Ok(server)
    }

    /// Starts it, and comes back before it answers.
    pub fn start(&self) -> Result<Server> {
        self.launch(Stdio::null(), Stdio::null())
    }

    /// Runs one of its commands to its end, or until nobody waits for it any more.
    pub async fn run(&self, arguments: &[&str], input: Stdio) -> Result<()> {
        let mut command = self.command();
        command.args(arguments).stdin(input);
        let output = tokio::process::Command::from(command).kill_on_drop(true).output().await?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(format!("vestibule {} failed: {said}", arguments.first().copied().unwrap_or_default()).into());
        }
        Ok(())
    }

    /// Its log has somewhere to go, but no disk to fill.
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

    /// Everything is as by default, save for the rate limit (what hashing costs is only said aloud).
    fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
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
    /// This program again, as the bare axum handler.
    pub async fn bare_axum() -> Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["bare-axum", &address.port().to_string()]).env_clear().stdin(Stdio::null());
        let mut server = Self { address, process: Process::spawn(&mut command)? };
        server.first_answer("/").await?;
        Ok(server)
    }

    /// Asks until it answers, and tells how long that took.
    pub async fn first_answer(&mut self, path: &str) -> Result<Duration> {
        let started = Instant::now();
        let request = request("GET", path, &[], "");
        while started.elapsed() < ANSWER_TIMEOUT {
            if let Some(status) = self.process.ended()? {
                return Err(format!("the server has ended with {status} before its first answer").into());
            }
            // Refused, until it listens.
            if let Ok(mut connection) = Connection::open(self.address).await {
                let response = timeout(ANSWER_TIMEOUT, connection.exchange(&request)).await??;
                succeeded(&response)?;
                return Ok(started.elapsed());
            }
            sleep(Duration::from_millis(1)).await;
        }
        Err(format!("the server did not answer within {ANSWER_TIMEOUT:?}").into())
    }

    /// One request on a connection of its own, for what is not measured.
    pub async fn ask(&self, request: &[u8]) -> Result<Response> {
        let mut connection = Connection::open(self.address).await?;
        let response = timeout(ANSWER_TIMEOUT, connection.exchange(request)).await??;
        succeeded(&response)?;
        Ok(response)
    }

    pub async fn stop(self) -> Result<()> {
        self.process.stop().await
    }
}

/// One that was free a moment ago; the kernel does not give it to others so soon.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// Where a benchmark may leave its files: beside the build, on a disk as real as the database's.
pub fn temporary_folder() -> Result<tempfile::TempDir> {
    let parent = Path::new(env!("CARGO_TARGET_TMPDIR"));
    fs::create_dir_all(parent)?;
    Ok(tempfile::Builder::new().prefix("bench-").tempdir_in(parent)?)
}
