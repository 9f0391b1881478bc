//! The machine that the benchmark runs on, and whether it was idle before.

use crate::{Result, cores};
use serde::Serialize;
use std::{fs, time::Duration};
use tokio::time::sleep;

#[derive(Debug, Serialize)]
pub struct Machine {
    pub processor: String,
    pub cores: usize,
    /// The idle share of the processor time while the servers were at rest.
    pub idle: f64,
}

impl Machine {
    /// Measures the idle share for this duration, in which the caller must not cause any load.
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

/// The processor time since boot, in ticks of the kernel.
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

    /// The idle share of the time since `earlier`.
    fn idle_since(&self, earlier: &Self) -> f64 {
        (self.idle - earlier.idle) as f64 / (self.all - earlier.all).max(1) as f64
    }
}
