//! A real mail server, aiosmtpd, which treats recipients by the local part of their address (`smtp_server.py`).

#![allow(dead_code, reason = "each test binary uses a part of it")]

use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

pub struct SmtpServer {
    process: Child,
    folder: TempDir,
    port: u16,
}

/// How the server encrypts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    None,
    /// After the command STARTTLS.
    Explicit,
    /// From the first byte.
    Implicit,
}

/// The name and the password that the server accepts, if it asks for them.
pub const LOGIN: [&str; 2] = ["maren", "p@ss word/42"];
/// [`LOGIN`] in a URL.
pub const LOGIN_IN_URL: &str = "maren:p%40ss%20word%2F42";

impl SmtpServer {
    pub fn start() -> Self {
        Self::with(Tls::None, false)
    }

    /// Starts a server that other machines reach at this address.
    pub fn start_at(address: &str) -> Self {
        Self::listening_at(address, Tls::None, false)
    }

    /// Starts a server, with a certificate for `localhost` of an authority of its own.
    pub fn with(tls: Tls, asks_for_login: bool) -> Self {
        Self::listening_at("127.0.0.1", tls, asks_for_login)
    }

    fn listening_at(address: &str, tls: Tls, asks_for_login: bool) -> Self {
        let folder = TempDir::new().expect("a folder");
        if tls != Tls::None {
            create_certificates(folder.path());
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let python = root.join("target/aiosmtpd/bin/python");
        assert!(python.exists(), "aiosmtpd is missing: run scripts/setup/aiosmtpd.sh");
        let mut command = Command::new(python);
        command.arg(root.join("tests/support/smtp_server.py")).arg(folder.path()).env("LISTEN", address);
        command.arg(match tls {
            Tls::None => "plain",
            Tls::Explicit => "starttls",
            Tls::Implicit => "tls",
        });
        if asks_for_login {
            command.args(LOGIN);
        }
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the mail server");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("its output")).read_line(&mut line).expect("its port");
        Self { process, folder, port: line.trim().parse().expect("a port") }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificate of the authority.
    pub fn ca(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// The messages that were accepted, in their order.
    pub fn messages(&self) -> Vec<Value> {
        let entries = std::fs::read_dir(self.folder.path()).expect("the folder");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        paths.sort();
        let read = |path: &PathBuf| std::fs::read(path).expect("a message");
        paths.iter().map(|path| serde_json::from_slice(&read(path)).expect("JSON")).collect()
    }

    /// How many messages were accepted.
    pub fn count(&self) -> usize {
        let entries = std::fs::read_dir(self.folder.path()).expect("the folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "json")).count()
    }

    /// Answers what `keep-…` keeps waiting.
    pub fn release(&self) {
        std::fs::write(self.folder.path().join("released"), "").expect("a file");
    }

    /// The recipients of the messages that were accepted, in their order.
    pub fn recipients(&self) -> Vec<String> {
        let recipient = |message: &Value| message["to"][0].as_str().expect("a recipient").to_owned();
        self.messages().iter().map(recipient).collect()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Creates `ca.pem`, and with it `server.pem` and `server.key` for `localhost`.
pub fn create_certificates(folder: &Path) {
    create_certificates_for("127.0.0.1", folder);
}

/// The same for a machine with this address.
pub fn create_certificates_for(address: &str, folder: &Path) {
    let openssl = |arguments: &[&str]| {
        let mut command = Command::new("openssl");
        command.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]);
        let output = command.args(arguments).current_dir(folder).output().expect("openssl runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    openssl(&["-subj", "/CN=test authority", "-keyout", "ca.key", "-out", "ca.pem"]);
    openssl(&[
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-subj",
        "/CN=localhost",
        "-addext",
        &format!("subjectAltName=DNS:localhost,IP:{address}"),
        "-addext",
        "basicConstraints=critical,CA:FALSE",
        "-keyout",
        "server.key",
        "-out",
        "server.pem",
    ]);
}
