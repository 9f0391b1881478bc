//! What the figures were measured on, and whether it had anything else to do.

use crate::{Result, cores};
use serde::Serialize;
use std::{fs, time::Duration};
use tokio::time::sleep;

#[derive(Debug, Serialize)]
pub struct Machine {
    pub processor: String,
    pub cores: usize,
    /// Share of its time in which the processor had nothing to do while both servers were at rest.
    pub idle: f64,
}

impl Machine {
    /// Looks for a while, in which whoever calls has nothing to do.
    pub async fn at_rest(rest: Duration) -> Result<Self> {
        let before = Processor::now()?;
        sleep(rest).await;
        Ok(Self::new(Processor::now()?.idle_since(&before)))
    }

    fn new(idle: f64) -> Self {
        let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let name = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        Self { processor: name.map_or_else(|| "unknown".into(), |(_, name)| name.into()), cores: cores(), idle }
    }
}

/// Processor time since the machine came up, in the kernel's ticks.
struct Processor {
    idle: u64,
    all: u64,
}

impl Processor {
    fn now() -> Result<Self> {
        let stat = fs::read_to_string("/proc/stat")?;
        let line = stat.lines().next().unwrap_or_default();
        // proc_stat(5): user, nice, system, idle, iowait, irq, softirq, steal; guests are counted in user and nice.
        let ticks = line.split_whitespace().skip(1).take(8).map(str::parse);
        let ticks = ticks.collect::<std::result::Result<Vec<u64>, _>>()?;
        Ok(Self { idle: ticks.iter().skip(3).take(2).sum(), all: ticks.iter().sum() })
    }

    /// Share of the time since then in which it had nothing to do.
    fn idle_since(&self, earlier: &Self) -> f64 {
        (self.idle - earlier.idle) as f64 / (self.all - earlier.all).max(1) as f64
    }
}
