//! A PostgreSQL server of the test's own, for tests that stop it. What it has committed is on the disk, as in
//! production; the server in TEST_DATABASE_URL, which the other tests share, is quick instead.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use crate::port::free_port;
use std::{
    ffi::OsStr,
    fs::Permissions,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;

/// A running server; it ends with the test.
pub struct PostgresServer {
    programs: PathBuf,
    folder: TempDir,
    port: u16,
    /// For `postgres` itself.
    options: String,
}

impl PostgresServer {
    /// Makes a new server and starts it.
    pub fn start() -> Self {
        let server = Self::prepare();
        server.start_again();
        server
    }

    /// One that speaks TLS: certificate and key as PEM.
    pub fn start_with_tls(certificate: &str, key: &str) -> Self {
        let mut server = Self::prepare();
        let path = |name: &str| server.folder.path().join(name);
        let (certificate_file, key_file) = (path("server.crt"), path("server.key"));
        for (file, text) in [(&certificate_file, certificate), (&key_file, key)] {
            std::fs::write(file, text).expect("a file");
            std::fs::set_permissions(file, Permissions::from_mode(0o600)).expect("its mode");
            if rustix::process::geteuid().is_root() {
                done("chown", Command::new("chown").arg("postgres").arg(file).output());
            }
        }
        let (certificate, key) = (certificate_file.display(), key_file.display());
        server.options = format!("-c ssl=on -c ssl_cert_file={certificate} -c ssl_key_file={key}");
        server.start_again();
        server
    }

    fn prepare() -> Self {
        // Not TMPDIR: it may be closed to the user that PostgreSQL runs as.
        let folder = tempfile::Builder::new().prefix("vestibule-postgres-").tempdir_in("/tmp").expect("a folder");
        let server = Self { programs: programs(), folder, port: free_port(), options: String::new() };
        if rustix::process::geteuid().is_root() {
            done("chown", Command::new("chown").arg("postgres").arg(server.folder.path()).output());
        }
        let mut initdb = server.command("initdb");
        initdb.args(["--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]);
        done("initdb", initdb.output());
        server
    }

    /// Starts it after a stop, on the same port, and waits until it answers.
    pub fn start_again(&self) {
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=on -c synchronous_commit=on {}",
            self.port, self.options
        );
        let log = self.folder.path().join("server.log");
        let mut start = self.command("pg_ctl");
        start.args(["--silent", "--wait", "--timeout", "30", "--options", &options, "--log"]).arg(&log).arg("start");
        let output = start.output().expect("pg_ctl runs");
        let told = || std::fs::read_to_string(&log).unwrap_or_default();
        assert!(output.status.success(), "PostgreSQL does not start: {output:?}\n{}", told());
    }

    /// Stops it as a crash would: nobody is waited for and nothing is written any more.
    pub fn stop_immediately(&self) {
        done("pg_ctl stop", self.stop());
    }

    /// The database that is there from the start.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn stop(&self) -> std::io::Result<Output> {
        self.command("pg_ctl").args(["--silent", "--wait", "--mode", "immediate", "stop"]).output()
    }

    /// One of PostgreSQL's programs, on this server's files. None of them runs as root.
    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
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
        // It may be stopped already.
        let _ = self.stop();
    }
}

fn done(what: &str, output: std::io::Result<Output>) {
    let output = output.unwrap_or_else(|error| panic!("{what} cannot be run: {error}"));
    assert!(output.status.success(), "{what} failed: {output:?}");
}

/// The newest version's. Debian keeps the server's programs out of PATH.
fn programs() -> PathBuf {
    let version = |folder: &Path| folder.parent()?.file_name()?.to_str()?.parse::<u32>().ok();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = versions.map(|entry| entry.path().join("bin")).max_by_key(|folder| version(folder));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = debian.into_iter().chain(std::env::split_paths(&path)).find(|folder| folder.join("initdb").exists());
    found.expect("initdb is neither in /usr/lib/postgresql/*/bin nor in PATH: install PostgreSQL's server (postgresql)")
}
