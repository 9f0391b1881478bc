//! A child process, measured through `/proc` and killed when it is dropped.

use crate::{Result, cpu_time};
use rustix::process::{Pid, Signal, kill_process};
use serde::Serialize;
use std::{
    fs,
    process::{Child, Command, ExitStatus},
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// The documented maximum duration of a shutdown.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

pub struct Process(Child);

/// The memory of a process in bytes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Memory {
    /// All memory (VmRSS).
    pub resident: u64,
    /// Memory that is not mapped from a file such as the program itself (RssAnon).
    pub anonymous: u64,
    /// The maximum of `resident` so far (VmHWM).
    pub peak: u64,
}

impl Process {
    pub fn spawn(command: &mut Command) -> Result<Self> {
        let child = command.spawn();
        let program = command.get_program().to_string_lossy();
        Ok(Self(child.map_err(|error| format!("{program} could not be started: {error}"))?))
    }

    pub fn exit_status(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.0.try_wait()?)
    }

    /// Sends SIGTERM and waits for the end.
    pub async fn stop(mut self) -> Result<()> {
        kill_process(Pid::from_child(&self.0), Signal::TERM)?;
        let started = Instant::now();
        while self.exit_status()?.is_none() {
            if started.elapsed() > STOP_TIMEOUT {
                return Err(format!("the server did not stop within {STOP_TIMEOUT:?}").into());
            }
            sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// The processor time of all threads, including those that have ended.
    pub fn cpu_time(&self) -> Result<Duration> {
        cpu_time::of_process(self.0.id())
    }

    pub fn memory(&self) -> Result<Memory> {
        let status = self.read("status")?;
        let bytes = |name: &str| -> Result<u64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kib = line.and_then(|line| line.split_whitespace().next()).unwrap_or_default();
            Ok(1024 * kib.parse::<u64>()?)
        };
        Ok(Memory { resident: bytes("VmRSS:")?, anonymous: bytes("RssAnon:")?, peak: bytes("VmHWM:")? })
    }

    fn read(&self, file: &str) -> Result<String> {
        let path = format!("/proc/{}/{file}", self.0.id());
        let read = fs::read_to_string(&path);
        Ok(read.map_err(|error| format!("{path}: {error} (the benchmark needs Linux and a running server)"))?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail if the process has already ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
