//! The programs that are compared: how each is prepared, started and used.

use super::{better_auth, flask, pocketbase, vestibule, visitor::Requests};
use crate::{
    Result,
    process::Process,
    server::{Server, free_address},
};
use serde::Serialize;
use std::{
    fs::{self, File},
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
};

/// In the order of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Program {
    Vestibule,
    Flask,
    PocketBase,
    BetterAuth,
}

impl Program {
    pub const ALL: [Self; 4] = [Self::Vestibule, Self::Flask, Self::PocketBase, Self::BetterAuth];

    pub fn name(self) -> &'static str {
        match self {
            Self::Vestibule => "Vestibule",
            Self::Flask => "Flask",
            Self::PocketBase => "PocketBase",
            Self::BetterAuth => "better-auth",
        }
    }

    fn health_path(self) -> &'static str {
        match self {
            Self::Vestibule | Self::Flask => "/health",
            Self::PocketBase => "/api/health",
            Self::BetterAuth => "/api/auth/ok",
        }
    }

    /// The processes that its server starts.
    pub fn workers(self) -> usize {
        match self {
            Self::Flask => flask::workers(),
            Self::Vestibule | Self::PocketBase | Self::BetterAuth => 0,
        }
    }

    /// Names the program and its libraries with their versions, as they are installed.
    pub async fn version(self, folder: &Path) -> Result<String> {
        match self {
            Self::Vestibule => {
                let mut command = isolated(&vestibule::subject(folder)?.binary.display().to_string());
                command.arg("--version");
                Ok(output_of(command).await?.replace("vestibule", self.name()))
            }
            Self::Flask => output_of(flask::application(folder, &["version"])).await,
            Self::PocketBase => pocketbase::version().await,
            Self::BetterAuth => output_of(better_auth::program(folder, &["version"])).await,
        }
    }

    /// Creates its database with this number of accounts.
    pub async fn prepare(self, folder: &Path, users: u64, connections: usize) -> Result<()> {
        let seed = ["seed", &users.to_string()];
        match self {
            Self::Vestibule => vestibule::prepare(folder, users, connections).await,
            Self::Flask => output_of(flask::application(folder, &seed)).await.map(drop),
            Self::PocketBase => pocketbase::prepare(folder, users).await,
            Self::BetterAuth => output_of(better_auth::program(folder, &seed)).await.map(drop),
        }
    }

    /// Starts its server, and waits until it responds. An error contains the log of a peer.
    pub async fn start(self, folder: &Path) -> Result<Server> {
        let mut server = match self {
            Self::Vestibule => vestibule::subject(folder)?.start()?,
            Self::Flask => launch(folder, flask::serve)?,
            Self::PocketBase => launch(folder, pocketbase::serve)?,
            Self::BetterAuth => launch(folder, better_auth::serve)?,
        };
        match server.wait_until_ready(self.health_path()).await {
            Ok(_) => Ok(server),
            Err(error) => {
                let log = fs::read_to_string(folder.join(LOG)).unwrap_or_default();
                Err(format!("{error}\n{}", log.trim()).trim().into())
            }
        }
    }

    /// Registers visitors, signs them in, and prepares the requests of each operation that the program has.
    pub async fn requests(self, server: &Server, connections: usize) -> Result<Requests> {
        match self {
            Self::Vestibule => vestibule::requests(server, connections).await,
            Self::Flask => flask::requests(server, connections).await,
            Self::PocketBase => pocketbase::requests(server, connections).await,
            Self::BetterAuth => better_auth::requests(server, connections).await,
        }
    }
}

/// The file with the output of a peer since its last start.
const LOG: &str = "log";

fn launch(folder: &Path, serve: fn(&Path, SocketAddr) -> Command) -> Result<Server> {
    let address = free_address()?;
    let log = File::create(folder.join(LOG))?;
    let mut command = serve(folder, address);
    command.stdout(log.try_clone()?).stderr(log);
    Ok(Server { address, process: Process::spawn(&mut command)? })
}

/// Prepares a program without the environment of the benchmark, except for the PATH, in which Node is found.
pub fn isolated(program: &str) -> Command {
    let mut command = Command::new(program);
    command.env_clear().stdin(Stdio::null());
    command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    command
}

/// Runs a command to its end, or until the future is dropped, and returns what it prints.
pub async fn output_of(command: Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = tokio::process::Command::from(command).kill_on_drop(true).output().await;
    let output = output.map_err(|error| format!("{program} could not be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("{program} failed: {}", String::from_utf8_lossy(&output.stderr).trim()).into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
