//! Runs a proxy in a temporary folder, without root.

use super::{Proxy, guide};
use crate::daemon::installed;
use std::env;
use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a proxy may take until it listens, and until it passes requests on.
pub const START_TIMEOUT: Duration = Duration::from_secs(20);

/// A running proxy, which is killed on drop.
pub struct Program {
    child: Child,
    folder: TempDir,
}

impl Program {
    /// Starts a proxy with the configuration of its guide, and waits until it accepts connections.
    pub fn start(proxy: Proxy, addresses: guide::Addresses) -> Self {
        Self::with(proxy, &guide::configuration(proxy, addresses), addresses.proxy)
    }

    /// Starts a proxy with a configuration that listens on `port`, and waits until it accepts connections.
    pub fn with(proxy: Proxy, configuration: &str, port: u16) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let file = folder.path().join(proxy.file());
        fs::write(&file, configuration).expect("a file");
        let mut command = proxy.command(&file, port);
        let log = File::create(folder.path().join("log")).expect("a file");
        command.stdout(Stdio::null()).stderr(log).current_dir(folder.path());
        // Caddy keeps certificates there.
        command.env("XDG_DATA_HOME", folder.path()).env("XDG_CONFIG_HOME", folder.path());
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut program = Self { child, folder };
        program.wait_until_it_listens(port);
        program
    }

    fn wait_until_it_listens(&mut self, port: u16) {
        let started = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            let ended = self.child.try_wait().expect("a status");
            let waits = ended.is_none() && started.elapsed() < START_TIMEOUT;
            assert!(waits, "the proxy does not start ({ended:?}): {}", self.log());
            sleep(Duration::from_millis(10));
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the log of the proxy: {}", self.log());
        }
        // The process may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Proxy {
    /// The program, if it is installed.
    fn find(self) -> Option<PathBuf> {
        let (name, variable) = match self {
            Self::Nginx => ("nginx", "NGINX_BIN"),
            Self::Caddy => ("caddy", "CADDY_BIN"),
            Self::Traefik => ("traefik", "TRAEFIK_BIN"),
        };
        if let Some(chosen) = env::var_os(variable) {
            return Some(chosen.into());
        }
        installed(name)
    }

    fn file(self) -> &'static str {
        match self {
            Self::Nginx => "nginx.conf",
            Self::Caddy => "Caddyfile",
            // Traefik takes `traefik.yml` for its static configuration.
            Self::Traefik => "dynamic.yml",
        }
    }

    fn command(self, file: &Path, port: u16) -> Command {
        let program = self.find().unwrap_or_else(|| panic!("{self:?} is missing: run scripts/setup/proxies.sh"));
        let mut command = Command::new(program);
        match self {
            Self::Nginx => {
                command.arg("-p").arg(file.parent().expect("a folder")).arg("-c").arg(file).args(["-e", "stderr"])
            }
            Self::Caddy => command.args(["run", "--adapter", "caddyfile", "--config"]).arg(file),
            Self::Traefik => command
                .arg(format!("--entrypoints.websecure.address=127.0.0.1:{port}"))
                .arg(format!("--providers.file.filename={}", file.display()))
                .arg("--serverstransport.forwardingtimeouts.idleconntimeout=8s")
                .args(["--global.checknewversion=false", "--global.sendanonymoususage=false"]),
        };
        command
    }
}
