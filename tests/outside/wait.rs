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

/// Whether something becomes so in the second after which a running server has noticed a command. With a margin for the request
/// itself.
pub fn within_a_second(is_so: impl FnMut() -> bool) -> bool {
    within(Duration::from_millis(1_250), is_so)
}

/// Waits at most a minute until something is so.
#[track_caller]
pub fn wait_until(what: &str, is_so: impl FnMut() -> bool) {
    assert!(within(Duration::from_secs(60), is_so), "not after a minute: {what}");
}
