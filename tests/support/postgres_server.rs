//! A separate PostgreSQL server for tests that stop or kill it. It flushes commits to disk, as in production; the shared
//! server in TEST_DATABASE_URL trades that durability for speed.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use crate::port::free_port;
use std::ffi::OsStr;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A running server, which is stopped on drop.
pub struct PostgresServer {
    program_folder: PathBuf,
    folder: TempDir,
    port: u16,
    /// Additional command line options for `postgres`.
    options: String,
}

impl PostgresServer {
    /// Creates a new server and starts it.
    pub fn start() -> Self {
        let server = Self::prepare();
        server.start_again();
        server
    }

    /// Starts a server with TLS; certificate and key are in PEM format.
    pub fn start_with_tls(certificate: &str, key: &str) -> Self {
        let mut server = Self::prepare();
        let path = |name: &str| server.folder.path().join(name);
        let (certificate_file, key_file) = (path("server.crt"), path("server.key"));
        for (file, text) in [(&certificate_file, certificate), (&key_file, key)] {
            std::fs::write(file, text).expect("a file");
            std::fs::set_permissions(file, Permissions::from_mode(0o600)).expect("its mode");
            if rustix::process::geteuid().is_root() {
                assert_success("chown", Command::new("chown").arg("postgres").arg(file).output());
            }
        }
        let (certificate, key) = (certificate_file.display(), key_file.display());
        server.options = format!("-c ssl=on -c ssl_cert_file={certificate} -c ssl_key_file={key}");
        server.start_again();
        server
    }

    /// Copies this server, and starts the copy as a hot standby of it.
    pub fn standby(&self) -> Self {
        let standby = Self::empty();
        let mut copy = standby.command("pg_basebackup");
        copy.args(["--write-recovery-conf", "--checkpoint", "fast", "--wal-method", "stream", "--no-sync", "--dbname"]);
        assert_success("pg_basebackup", copy.arg(self.url()).output());
        standby.start_again();
        standby
    }

    /// Makes a standby a primary, and waits until it is one.
    pub fn promote(&self) {
        assert_success("pg_ctl promote", self.command("pg_ctl").args(["--silent", "--wait", "promote"]).output());
    }

    fn prepare() -> Self {
        let server = Self::empty();
        let mut initdb = server.command("initdb");
        initdb.args(["--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]);
        assert_success("initdb", initdb.output());
        server
    }

    /// A folder for a server, and its port.
    fn empty() -> Self {
        // Not TMPDIR: the user that PostgreSQL runs as may have no access to it.
        let folder = tempfile::Builder::new().prefix("vestibule-postgres-").tempdir_in("/tmp").expect("a folder");
        let server = Self { program_folder: program_folder(), folder, port: free_port(), options: String::new() };
        if rustix::process::geteuid().is_root() {
            assert_success("chown", Command::new("chown").arg("postgres").arg(server.folder.path()).output());
        }
        server
    }

    /// Starts the server on the same port as before and waits until it accepts connections.
    pub fn start_again(&self) {
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=on -c synchronous_commit=on {}",
            self.port, self.options
        );
        let log = self.folder.path().join("server.log");
        let mut start = self.command("pg_ctl");
        start.args(["--silent", "--wait", "--timeout", "30", "--options", &options, "--log"]).arg(&log).arg("start");
        let output = start.output().expect("pg_ctl runs");
        let server_log = || std::fs::read_to_string(&log).unwrap_or_default();
        assert!(output.status.success(), "PostgreSQL does not start: {output:?}\n{}", server_log());
    }

    /// Stops the server as a crash does: without waiting for clients and without a checkpoint.
    pub fn stop_immediately(&self) {
        assert_success("pg_ctl stop", self.stop());
    }

    /// The URL of the default database.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn stop(&self) -> std::io::Result<Output> {
        self.command("pg_ctl").args(["--silent", "--wait", "--mode", "immediate", "stop"]).output()
    }

    /// A command that runs one of PostgreSQL's programs on this server's data. They refuse to run as root.
    fn command(&self, program: &str) -> Command {
        let program = self.program_folder.join(program);
        let mut command = if rustix::process::geteuid().is_root() {
            let mut runuser = Command::new("runuser");
            runuser.args([OsStr::new("-u"), OsStr::new("postgres"), OsStr::new("--"), program.as_os_str()]);
            runuser
        } else {
            Command::new(program)
        };
        command.current_dir("/").arg("--pgdata").arg(self.folder.path().join("data"));
        command
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        // The server may be stopped already.
        let _ = self.stop();
    }
}

fn assert_success(what: &str, output: std::io::Result<Output>) {
    let output = output.unwrap_or_else(|error| panic!("{what} cannot be run: {error}"));
    assert!(output.status.success(), "{what} failed: {output:?}");
}

/// The folder with the programs of the newest installed version. On Debian it is not in PATH.
pub fn program_folder() -> PathBuf {
    let version = |folder: &Path| folder.parent()?.file_name()?.to_str()?.parse::<u32>().ok();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = versions.map(|entry| entry.path().join("bin")).max_by_key(|folder| version(folder));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = debian.into_iter().chain(std::env::split_paths(&path)).find(|folder| folder.join("initdb").exists());
    found.expect("initdb is neither in /usr/lib/postgresql/*/bin nor in PATH: install PostgreSQL's server (postgresql)")
}
