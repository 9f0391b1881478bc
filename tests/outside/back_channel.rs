//! The back channel of a client, with a certificate of an authority of its own (`tests/support/back_channel.py`).

use crate::smtp_server::create_certificates_for;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

pub struct BackChannel {
    folder: TempDir,
    process: Child,
    port: u16,
}

impl BackChannel {
    pub fn start() -> Self {
        Self::start_at("127.0.0.1")
    }

    /// Starts one that other machines reach at this address.
    pub fn start_at(address: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        create_certificates_for(address, folder.path());
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/back_channel.py");
        let mut command = Command::new("python3");
        command.arg(script).arg(folder.path()).arg(address).stdout(Stdio::piped());
        let mut process = command.spawn().expect("python3");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("its output")).read_line(&mut line).expect("its port");
        Self { folder, process, port: line.trim().parse().expect("a port") }
    }

    /// The logout tokens that have come, in their order. The first one was refused.
    pub fn tokens(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).expect("the folder");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "token"));
        paths.sort();
        paths.iter().map(|path| std::fs::read_to_string(path).expect("a token")).collect()
    }

    /// Its address at this host.
    pub fn uri(&self, host: &str) -> String {
        format!("https://{host}:{}/logout", self.port)
    }

    /// The certificate of the authority.
    pub fn ca(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }
}

impl Drop for BackChannel {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
