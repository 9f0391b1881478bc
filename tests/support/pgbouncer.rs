//! PgBouncer in front of the server of a test, in two versions (`scripts/setup/pgbouncer.sh`).

#![allow(dead_code, reason = "each test binary uses a part of it")]

use crate::daemon::installed;
use crate::port::free_port;
use std::fs::{File, Permissions};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use url::Url;

/// The user and the group `nobody`.
const NOBODY: u32 = 65_534;
/// The connections of the server that all clients share: fewer than a replica would open by itself.
const SERVER_CONNECTIONS: u32 = 3;

#[derive(Clone, Copy, Debug)]
pub enum Version {
    /// 1.18, of Debian 12: keeps no prepared statements for its clients.
    Debian,
    /// 1.24.1, which does.
    Later,
}

impl Version {
    fn program(self) -> PathBuf {
        let name = match self {
            Self::Debian => "pgbouncer",
            Self::Later => "pgbouncer-1.24.1",
        };
        installed(name).unwrap_or_else(|| panic!("{name} is missing: run scripts/setup/pgbouncer.sh"))
    }

    fn setting(self) -> &'static str {
        match self {
            Self::Debian => "",
            Self::Later => "max_prepared_statements = 200\n",
        }
    }
}

/// A running pooler, which is stopped on drop.
pub struct PgBouncer {
    process: Child,
    folder: TempDir,
    port: u16,
    /// The address of the database behind it.
    server: Url,
}

impl PgBouncer {
    /// That of Debian, in front of the server in `url`. `mode`: `transaction` or `statement`.
    pub fn start(url: &str, mode: &str) -> Self {
        Self::start_version(Version::Debian, url, mode)
    }

    pub fn start_version(version: Version, url: &str, mode: &str) -> Self {
        let server = Url::parse(url).expect("a URL");
        // Not TMPDIR: another user may have no access to it.
        let folder = tempfile::Builder::new().prefix("vestibule-pgbouncer-").tempdir_in("/tmp").expect("a folder");
        let (port, settings) = (free_port(), folder.path().join("pgbouncer.ini"));
        std::fs::write(&settings, settings_for(&server, mode, port) + version.setting()).expect("a file");
        // A copy, because another user may have no access to the folder of the tools either.
        let program = folder.path().join("pgbouncer");
        std::fs::copy(version.program(), &program).expect("a copy");
        let mut command = Command::new(&program);
        command.arg(&settings).stderr(File::create(folder.path().join("log")).expect("a log"));
        // It refuses to run as root.
        if rustix::process::geteuid().is_root() {
            for (path, rights) in [(folder.path(), 0o755), (settings.as_path(), 0o644)] {
                std::fs::set_permissions(path, Permissions::from_mode(rights)).expect("its mode");
            }
            command.uid(NOBODY).gid(NOBODY);
        }
        let process = command.spawn().unwrap_or_else(|error| panic!("PgBouncer cannot be run: {error}"));
        let this = Self { process, folder, port, server };
        this.wait();
        this
    }

    /// The URL of the database through the pooler.
    pub fn url(&self) -> String {
        let mut url = self.server.clone();
        url.set_host(Some("127.0.0.1")).expect("a host");
        url.set_port(Some(self.port)).expect("a port");
        url.set_query(Some("sslmode=disable"));
        url.into()
    }

    fn wait(&self) {
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let log = || std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_secs(10), "PgBouncer does not start: {}", log());
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn settings_for(server: &Url, mode: &str, port: u16) -> String {
    let password = server.password().map(|password| format!(" password={password}")).unwrap_or_default();
    format!(
        "[databases]\n* = host={} port={} user={}{password}\n\
         [pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n\
         pool_mode = {mode}\ndefault_pool_size = {SERVER_CONNECTIONS}\nserver_round_robin = 1\n",
        server.host_str().expect("a host"),
        server.port().unwrap_or(5432),
        server.username(),
    )
}
