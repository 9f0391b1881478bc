//! Measures how many passwords this machine can hash per second, which is the maximum rate of sign-ins.

use crate::{Result, yardsticks};
use std::{
    fmt::{self, Display, Formatter},
    time::Duration,
};

/// The default cost of the product. The server is started with it explicitly, so that both always use the same cost.
pub const COST: Cost = Cost { memory: 19_456, iterations: 2, parallelism: 1 };

pub struct Cost {
    memory: u32,
    iterations: u32,
    parallelism: u32,
}

impl Display for Cost {
    /// In the format of `VESTIBULE_ARGON2`.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "m={},t={},p={}", self.memory, self.iterations, self.parallelism)
    }
}

/// The hashes per second with one thread per core. Each thread reuses its memory, as in the server.
pub async fn rate(window: Duration) -> Result<f64> {
    let Cost { memory, iterations, parallelism } = COST;
    let output = yardsticks::measure("argon2", &[memory, iterations, parallelism], window).await?;
    Ok(output.trim().parse()?)
}
