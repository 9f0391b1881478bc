//! Counts system calls of a server that runs under strace.

use super::{counters::Counter, row::Measure};
use crate::{Result, programs};
use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::time::sleep;

/// The time after the last answer in which the server still works on it, such as writing to the log.
const REST: Duration = Duration::from_millis(100);

pub struct Strace {
    program: PathBuf,
    log: PathBuf,
    /// Where the log ended when it was read.
    position: u64,
}

impl Counter for Strace {
    const COUNTED: &'static str = "system calls";

    fn new(folder: &Path) -> Result<Self> {
        Ok(Self { program: programs::find("strace")?, log: folder.join("strace.log"), position: 0 })
    }

    fn command(&self) -> Vec<String> {
        // With an output file, strace would ignore the signal that ends the server.
        let ends = "--interruptible=waiting";
        let options = ["--follow-forks", ends, "--quiet=all", "--signal=none", "--string-limit=0", "--output"];
        let program = self.program.display().to_string();
        [program].into_iter().chain(options.map(str::to_owned)).chain([self.log.display().to_string()]).collect()
    }

    async fn counts(&mut self, _pid: u32) -> Result<Vec<(Measure, f64)>> {
        sleep(REST).await;
        let mut log = File::open(&self.log)?;
        log.seek(SeekFrom::Start(self.position))?;
        let mut calls = 0;
        let mut log = BufReader::new(log);
        for line in log.by_ref().lines() {
            // The rest of a call that another thread interrupted is a line of its own.
            calls += u32::from(!line?.contains(" resumed>"));
        }
        self.position = log.stream_position()?;
        Ok(vec![(Measure::SystemCalls, f64::from(calls))])
    }
}
