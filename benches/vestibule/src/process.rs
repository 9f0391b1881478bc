//! A child process, measured through `/proc` and killed when it is dropped.

use crate::{Result, cpu_time, process_tree};
use rustix::process::{Pid, Signal, kill_process};
use serde::Serialize;
use std::{
    fs, iter,
    process::{Child, Command, ExitStatus},
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// The documented maximum duration of a shutdown.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

pub struct Process {
    child: Child,
    /// The processes that it started, whose processor time counts as well. Only [`Process::find_workers`] finds them.
    workers: Vec<u32>,
}

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
        let child = child.map_err(|error| format!("{program} could not be started: {error}"))?;
        Ok(Self { child, workers: Vec::new() })
    }

    pub fn exit_status(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Sends SIGTERM and waits for the end.
    pub async fn stop(mut self) -> Result<()> {
        kill_process(Pid::from_child(&self.child), Signal::TERM)?;
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
        self.child.id()
    }

    /// Finds the processes that it has started, such as the workers of gunicorn, and returns how many there are.
    pub fn find_workers(&mut self) -> Result<usize> {
        self.workers = process_tree::descendants(self.child.id(), &process_tree::read_parents()?);
        Ok(self.workers.len())
    }

    /// The processor time of all threads of the process and its workers, including threads that have ended.
    pub fn cpu_time(&self) -> Result<Duration> {
        self.ids().map(cpu_time::of_process).sum()
    }

    pub fn memory(&self) -> Result<Memory> {
        let status = read(self.child.id(), "status")?;
        Ok(Memory {
            resident: parse_bytes(&status, "VmRSS:")?,
            anonymous: parse_bytes(&status, "RssAnon:")?,
            peak: parse_bytes(&status, "VmHWM:")?,
        })
    }

    /// The memory of the process and its workers in bytes. Each page that several processes share is counted once (Pss).
    pub fn shared_memory(&self) -> Result<u64> {
        self.ids().map(|id| parse_bytes(&read(id, "smaps_rollup")?, "Pss:")).sum()
    }

    fn ids(&self) -> impl Iterator<Item = u32> {
        iter::once(self.child.id()).chain(self.workers.iter().copied())
    }
}

/// The value of one line of `/proc/PID/status` or `/proc/PID/smaps_rollup`, which is in KiB.
fn parse_bytes(file: &str, name: &str) -> Result<u64> {
    let line = file.lines().find_map(|line| line.strip_prefix(name));
    let kib = line.and_then(|line| line.split_whitespace().next()).unwrap_or_default();
    Ok(1024 * kib.parse::<u64>()?)
}

fn read(id: u32, file: &str) -> Result<String> {
    let path = format!("/proc/{id}/{file}");
    let read = fs::read_to_string(&path);
    Ok(read.map_err(|error| format!("{path}: {error} (the benchmark needs Linux and a running server)"))?)
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail if the process has already ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
