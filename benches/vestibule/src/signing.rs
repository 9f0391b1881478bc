//! Measures how many tokens this machine can sign per second with RS256, which is the maximum rate of answers to clients.

use crate::{Result, yardsticks};
use std::time::Duration;

/// The signatures per second with one thread per core.
pub async fn rate(window: Duration) -> Result<f64> {
    Ok(yardsticks::measure("rs256", &[], window).await?.trim().parse()?)
}
