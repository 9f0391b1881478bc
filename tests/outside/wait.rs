//! Waits for what another process does.

use std::thread::sleep;
use std::time::{Duration, Instant};

/// Whether something becomes so in this time.
pub fn within(limit: Duration, mut is_so: impl FnMut() -> bool) -> bool {
    let started = Instant::now();
    while !is_so() {
        if started.elapsed() > limit {
            return false;
        }
        sleep(Duration::from_millis(10));
    }
    true
}

/// Waits until a running server has noticed a command; returns how long that took. What is promised about it is measured where no
/// other test runs (`cli/running_server.rs`).
#[track_caller]
pub fn wait_until_noticed(is_so: impl FnMut() -> bool) -> Duration {
    let started = Instant::now();
    wait_until("a running server has noticed a command", is_so);
    started.elapsed()
}

/// Waits at most a minute until something is so.
#[track_caller]
pub fn wait_until(what: &str, is_so: impl FnMut() -> bool) {
    assert!(within(Duration::from_secs(60), is_so), "not after a minute: {what}");
}
