//! What pgbench says of a run.

use crate::Result;

/// Transactions per second, without the time that connecting took.
pub fn rate_in(report: &str) -> Result<f64> {
    let line = report.lines().find_map(|line| line.strip_prefix("tps = ")?.strip_suffix("connection time)"));
    let rate = line.and_then(|line| line.strip_suffix(" (without initial ")?.parse().ok());
    rate.ok_or_else(|| format!("pgbench says no \"tps = … (without initial connection time)\":\n{report}").into())
}
