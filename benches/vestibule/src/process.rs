//! A child process, watched through `/proc`, never left behind.

use crate::Result;
use rustix::process::{Pid, Signal, kill_process};
use serde::Serialize;
use std::{
    fs,
    process::{Child, Command, ExitStatus},
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// How long a stop may take, as the contract has it.
const STOP: Duration = Duration::from_secs(10);
/// What the kernel counts processor time in, for programs: a hundredth of a second on every architecture.
const TICK: Duration = Duration::from_millis(10);

pub struct Process(Child);

/// Memory that is held, in bytes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Memory {
    /// All of it: VmRSS.
    pub resident: u64,
    /// Without what is only a piece of a file, such as the program itself: RssAnon.
    pub anonymous: u64,
    /// The most that was ever resident: VmHWM.
    pub peak: u64,
}

impl Process {
    pub fn spawn(command: &mut Command) -> Result<Self> {
        let child = command.spawn();
        let program = command.get_program().to_string_lossy();
        Ok(Self(child.map_err(|error| format!("{program} cannot be started: {error}"))?))
    }

    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.0.try_wait()?)
    }

    /// Asks it to end, and waits until it has.
    pub async fn stop(mut self) -> Result<()> {
        kill_process(Pid::from_child(&self.0), Signal::TERM)?;
        let asked = Instant::now();
        while self.ended()?.is_none() {
            if asked.elapsed() > STOP {
                return Err(format!("the server did not stop within {STOP:?}").into());
            }
            sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }

    /// Processor time of all its threads, the ended ones too.
    pub fn cpu_time(&self) -> Result<Duration> {
        let stat = self.read("stat")?;
        // The name, in parentheses, may hold spaces: proc_pid_stat(5) counts it as the second field.
        let (_, fields) = stat.rsplit_once(')').ok_or("a process without a name")?;
        let mut fields = fields.split_whitespace().skip(11);
        let mut ticks = || fields.next().unwrap_or_default().parse::<u32>();
        Ok(TICK * (ticks()? + ticks()?))
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
        Ok(read.map_err(|error| format!("{path}: {error} (the benchmark needs Linux and a living server)"))?)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
