//! Measures how long the host stops the cores of a virtual machine: meanwhile nothing runs on them, whatever the server does.

use crate::Result;
use std::thread;
use std::time::{Duration, Instant};

/// Shorter gaps are not noted: the interrupts of the machine itself cause them.
const SHORTEST: Duration = Duration::from_millis(1);

/// The time of all threads together, and the gaps in which one of them could not read the clock.
pub fn measure(threads: u32, window: Duration) -> Result<(Duration, Vec<Duration>)> {
    let threads: Vec<_> = (0..threads).map(|_| thread::spawn(move || measure_thread(window))).collect();
    let (mut time, mut gaps) = (Duration::ZERO, Vec::new());
    for thread in threads {
        let (time_of_thread, gaps_of_thread) = thread.join().map_err(|_| "a thread that reads the clock panicked")?;
        time += time_of_thread;
        gaps.extend(gaps_of_thread);
    }
    Ok((time, gaps))
}

fn measure_thread(window: Duration) -> (Duration, Vec<Duration>) {
    let started = Instant::now();
    let (mut last, mut gaps) = (started, Vec::new());
    while last - started < window {
        let now = Instant::now();
        if now - last > SHORTEST {
            gaps.push(now - last);
        }
        last = now;
    }
    (last - started, gaps)
}
