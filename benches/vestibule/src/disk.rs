//! How often the disk can be made to keep something: what a write that waits for it, such as a refresh, is made of.

use crate::Result;
use std::{
    fs::File,
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

/// Flushes per second of 4 KiB each to a file in `folder`.
pub fn flushes(folder: &Path, window: Duration) -> Result<f64> {
    let mut file = File::create(folder.join("flushed"))?;
    let started = Instant::now();
    let mut flushes = 0.0;
    while started.elapsed() < window {
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        flushes += 1.0;
    }
    Ok(flushes / started.elapsed().as_secs_f64())
}
