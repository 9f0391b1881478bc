//! The stops of the machine: gaps in which the host does not run a virtual core, so every request on it waits.

use crate::Result;

/// What all loops that read the clock noticed, in microseconds.
#[derive(Default)]
pub struct Stops {
    time: f64,
    gaps: Vec<f64>,
}

impl Stops {
    /// Adds the output of `yardsticks stops`: the time of its loops together, then each gap, one on a line.
    pub fn add(&mut self, output: &str) -> Result<()> {
        let mut micros = output.lines().map(str::parse::<f64>);
        self.time += micros.next().ok_or("yardsticks stops printed nothing")??;
        for gap in micros {
            self.gaps.push(gap?);
        }
        Ok(())
    }

    /// The 99th percentile of the latency of requests that arrive at any time on any core and need no time themselves.
    ///
    /// Those that arrive in a gap of length g wait for what is left of it, so the share that waits longer than t is the sum of
    /// max(0, g - t) over all gaps, divided by the time. It is at most 1 % if the n longest gaps, each shortened by t, together
    /// last at most 1 % of the time, for every n.
    pub fn p99_micros(&self) -> f64 {
        let mut gaps = self.gaps.clone();
        gaps.sort_by(|a, b| b.total_cmp(a));
        let (mut sum, mut count, mut p99) = (0.0, 0.0, 0.0_f64);
        for gap in gaps {
            sum += gap;
            count += 1.0;
            p99 = p99.max((sum - self.time / 100.0) / count);
        }
        p99
    }
}
