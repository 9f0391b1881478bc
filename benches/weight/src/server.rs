//! Starts the release in an empty folder.

use crate::Result;
use rustix::process::{Pid, Signal, kill_process};
use std::{
    fs::{self, File},
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// The longest time until the first answer. A start under valgrind takes a minute.
const START_TIMEOUT: Duration = Duration::from_secs(300);
const STOP_TIMEOUT: Duration = Duration::from_secs(60);

/// A running server, which is killed when it is dropped.
pub struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Runs a command, which starts a server, in a folder with the default settings, and waits for the first answer of `/live`.
    ///
    /// # Errors
    /// The command cannot be run, or no server answers; the message contains its log.
    pub fn start(command: &[&str], folder: &Path) -> Result<Self> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let log = folder.join("server.log");
        let file = File::create(&log)?;
        let spawned = Command::new(command[0])
            .args(&command[1..])
            .current_dir(folder)
            .env_clear()
            .env("HOST", address.ip().to_string())
            .env("PORT", address.port().to_string())
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn();
        let child = spawned.map_err(|error| format!("{} could not be started: {error}", command[0]))?;
        let mut server = Self { child, address };
        server.wait().map_err(|error| format!("{error}\n{}", fs::read_to_string(&log).unwrap_or_default()))?;
        Ok(server)
    }

    fn wait(&mut self) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < START_TIMEOUT {
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("the server ended with {status} before its first answer").into());
            }
            if self.is_live().unwrap_or(false) {
                return Ok(());
            }
            sleep(Duration::from_millis(1));
        }
        Err(format!("the server did not answer within {START_TIMEOUT:?}").into())
    }

    fn is_live(&self) -> Result<bool> {
        let mut connection = TcpStream::connect(self.address)?;
        connection.set_read_timeout(Some(Duration::from_secs(30)))?;
        connection.write_all(b"GET /live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer)?;
        Ok(answer.starts_with("HTTP/1.1 200"))
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Reads a file below `/proc/PID`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&self, file: &str) -> Result<String> {
        let path = format!("/proc/{}/{file}", self.id());
        Ok(fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?)
    }

    /// Lists the ids of all threads.
    ///
    /// # Errors
    /// The process has ended.
    pub fn threads(&self) -> Result<Vec<String>> {
        let entries = fs::read_dir(format!("/proc/{}/task", self.id()))?;
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    }

    /// Returns the processor time of all threads that still run.
    ///
    /// # Errors
    /// The process has ended.
    pub fn processor_time(&self) -> Result<Duration> {
        let mut sum = 0;
        for thread in self.threads()? {
            let statistics = self.read(&format!("task/{thread}/schedstat"))?;
            sum += statistics.split_whitespace().next().unwrap_or_default().parse::<u64>()?;
        }
        Ok(Duration::from_nanos(sum))
    }

    /// Sends SIGTERM and waits for the end.
    ///
    /// # Errors
    /// The server does not end.
    pub fn stop(mut self) -> Result<()> {
        kill_process(Pid::from_child(&self.child), Signal::TERM)?;
        let started = Instant::now();
        while self.child.try_wait()?.is_none() {
            if started.elapsed() > STOP_TIMEOUT {
                return Err(format!("the server did not stop within {STOP_TIMEOUT:?}").into());
            }
            sleep(Duration::from_millis(10));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail if the process has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
