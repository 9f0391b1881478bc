//! Measures how many passwords this machine can hash per second, which is the maximum rate of sign-ins.

use crate::{Result, cores, yardsticks};
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
    let numbers = [memory, iterations, parallelism, u32::try_from(cores())?, u32::try_from(window.as_millis())?];
    let mut command = tokio::process::Command::from(yardsticks::command()?);
    command.arg("argon2").args(numbers.map(|number| number.to_string()));
    let output = command.kill_on_drop(true).output().await?;
    if !output.status.success() {
        return Err(format!("yardsticks argon2: {}", String::from_utf8_lossy(&output.stderr).trim()).into());
    }
    Ok(std::str::from_utf8(&output.stdout)?.trim().parse()?)
}
