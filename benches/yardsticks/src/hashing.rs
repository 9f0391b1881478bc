//! Measures how many passwords this machine can hash per second, which is the maximum rate of sign-ins.

use crate::Result;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::{
    thread,
    time::{Duration, Instant},
};

/// The parameters of Argon2id; the memory is in KiB.
#[derive(Clone, Copy)]
pub struct Cost {
    pub memory: u32,
    pub iterations: u32,
    pub parallelism: u32,
}

/// The hashes per second of all threads together. Each thread reuses its memory, as in the server.
pub fn rate(cost: Cost, threads: u32, window: Duration) -> Result<f64> {
    let threads: Vec<_> = (0..threads).map(|_| thread::spawn(move || rate_of_thread(cost, window))).collect();
    threads.into_iter().map(|thread| thread.join().map_err(|_| "a hashing thread panicked")?).sum()
}

fn rate_of_thread(cost: Cost, window: Duration) -> Result<f64> {
    let params = Params::new(cost.memory, cost.iterations, cost.parallelism, Some(32))?;
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
