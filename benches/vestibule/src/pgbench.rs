//! Parses the output of pgbench.

use crate::Result;

/// The transactions per second, without the time for connecting.
pub fn parse_rate(report: &str) -> Result<f64> {
    let line = report.lines().find_map(|line| line.strip_prefix("tps = ")?.strip_suffix("connection time)"));
    let rate = line.and_then(|line| line.strip_suffix(" (without initial ")?.parse().ok());
    rate.ok_or_else(|| {
        format!("the output of pgbench has no \"tps = … (without initial connection time)\":\n{report}").into()
    })
}
