//! How often the disk can be made to keep something: what a write that waits for it, such as a refresh, is made of.

use crate::Result;
use std::{
    fs::File,
    os::unix::fs::FileExt,
    path::Path,
    time::{Duration, Instant},
};

/// Flushes per second of 4 KiB, always the same ones, of a file in `folder`: a log that is used again grows no more.
pub fn flushes(folder: &Path, window: Duration) -> Result<f64> {
    let file = File::create(folder.join("flushed"))?;
    let started = Instant::now();
    let mut flushes = 0.0;
    while started.elapsed() < window {
        file.write_all_at(&[7; 4096], 0)?;
        file.sync_data()?;
        flushes += 1.0;
    }
    Ok(flushes / started.elapsed().as_secs_f64())
}
