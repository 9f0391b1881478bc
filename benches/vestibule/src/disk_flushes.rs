//! Measures how often per second the disk can flush. It limits the writes that wait for the disk, such as a refresh.

use crate::Result;
use std::{
    fs::File,
    os::unix::fs::FileExt,
    path::Path,
    time::{Duration, Instant},
};

/// The number of writes of 4 KiB with a flush per second. They overwrite the same block, as a database reuses its log.
pub fn per_second(folder: &Path, window: Duration) -> Result<f64> {
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
