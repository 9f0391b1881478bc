//! A server process in a folder of its own.

use std::{
    fs::File,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// A running `vestibule serve`; it ends with the test.
pub struct Server {
    folder: TempDir,
    settings: Vec<(String, String)>,
    address: SocketAddr,
    child: Child,
}

impl Server {
    pub fn start(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let address = free_address();
        let mut settings: Vec<_> = settings.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        settings.push(("PORT".to_owned(), address.port().to_string()));
        let child = spawn(folder.path(), &settings);
        let server = Self { folder, settings, address, child };
        server.wait_until_ready();
        server
    }

    /// Ends the process without a word (SIGKILL).
    pub fn kill(&mut self) {
        self.child.kill().expect("a process to kill");
        self.child.wait().expect("its end");
    }

    /// Starts it again on the same files and port.
    pub fn restart(&mut self) {
        self.child = spawn(self.folder.path(), &self.settings);
        self.wait_until_ready();
    }

    /// Asks it to stop (SIGTERM); the exit code.
    pub fn stop(&mut self) -> Option<i32> {
        let id = i32::try_from(self.child.id()).expect("a process id");
        let process = rustix::process::Pid::from_raw(id).expect("a process id");
        rustix::process::kill_process(process, rustix::process::Signal::TERM).expect("a signal");
        let deadline = Instant::now() + Duration::from_secs(20);
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().expect("a status") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    /// Runs a command of the same binary in the same folder.
    pub fn command(&self, arguments: &[&str]) -> Output {
        binary(self.folder.path(), &self.settings).args(arguments).output().expect("a command")
    }

    pub fn get(&self, path: &str, bearer: Option<&str>) -> (u16, serde_json::Value) {
        self.request("GET", path, "", bearer)
    }

    pub fn post(&self, path: &str, body: &str, bearer: Option<&str>) -> (u16, serde_json::Value) {
        self.request("POST", path, body, bearer)
    }

    /// Sends bytes and leaves the connection open.
    pub fn send(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        stream.write_all(bytes).expect("bytes sent");
        stream
    }

    /// The secret in the link on standard output.
    pub fn setup_token(&self) -> String {
        let printed = std::fs::read_to_string(self.path("stdout")).expect("the output");
        let (_, token) = printed.split_once("token=").expect("a link");
        token.trim().to_owned()
    }

    /// The log and all files of the data directory, by name.
    pub fn everything_written(&self) -> Vec<(String, Vec<u8>)> {
        let data = std::fs::read_dir(self.path("data")).expect("a data directory");
        let mut files: Vec<_> = data.map(|entry| entry.expect("an entry").path()).collect();
        files.push(self.path("stderr"));
        files.iter().map(|path| (path.display().to_string(), std::fs::read(path).expect("a file"))).collect()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn request(&self, method: &str, path: &str, body: &str, bearer: Option<&str>) -> (u16, serde_json::Value) {
        let authorization = bearer.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        let length = body.len();
        let mut stream = self.send(
            format!(
                "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{authorization}\
                 Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
            )
            .as_bytes(),
        );
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        let body = answer.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
        (status, serde_json::from_str(body).unwrap_or_default())
    }

    fn wait_until_ready(&self) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(self.address).is_err() {
            assert!(Instant::now() < deadline, "the server does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        assert_eq!(self.get("/ready", None).0, 200);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(folder: &Path, settings: &[(String, String)]) -> Child {
    let output = |name: &str| Stdio::from(File::create(folder.join(name)).expect("a file for the output"));
    binary(folder, settings).stdout(output("stdout")).stderr(output("stderr")).spawn().expect("the server")
}

/// The binary with nothing in its environment but the settings.
fn binary(folder: &Path, settings: &[(String, String)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    command.current_dir(folder).env_clear().stdin(Stdio::null());
    command.envs(settings.iter().map(|(name, value)| (name, value)));
    // Where coverage is measured, the binary must be told where to write it.
    if let Some(profile) = std::env::var_os("LLVM_PROFILE_FILE") {
        command.env("LLVM_PROFILE_FILE", profile);
    }
    command
}

fn free_address() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    listener.local_addr().expect("its address")
}
