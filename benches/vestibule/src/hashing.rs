//! Measures how many passwords this machine can hash per second, which is the maximum rate of sign-ins.

use crate::{Result, cores};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::{
    fmt::{self, Display, Formatter},
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

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
    let mut threads = JoinSet::new();
    for _ in 0..cores() {
        threads.spawn_blocking(move || rate_of_thread(window));
    }
    threads.join_all().await.into_iter().sum()
}

fn rate_of_thread(window: Duration) -> Result<f64> {
    let params = Params::new(COST.memory, COST.iterations, COST.parallelism, Some(32))?;
    let mut memory = vec![Block::new(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut output = [0; 32];
    let mut hash =
        || argon2.hash_password_into_with_memory(b"Kettle-on-the-hob-42!", &[7; 16], &mut output, &mut memory);

    // The first hash is not measured: it includes the page faults of new memory.
    hash()?;
    let started = Instant::now();
    let mut hashes = 0.0;
    while started.elapsed() < window {
        hash()?;
        hashes += 1.0;
    }
    Ok(hashes / started.elapsed().as_secs_f64())
}
