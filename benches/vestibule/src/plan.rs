//! How often and how long.

use serde::Serialize;
use std::time::Duration;

/// One stretch of load: what happens in the warm-up does not count.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Span {
    pub warm_up: Duration,
    pub window: Duration,
}

/// The whole run.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Plan {
    /// In each round everything is measured once, so a slow spell of the machine falls on everything.
    pub rounds: usize,
    pub span: Span,
    pub flood: Span,
    /// Starts of each kind.
    pub starts: usize,
    /// How often each page of the directory is asked for in a round.
    pub passes: usize,
    /// From the start to the look at the memory.
    pub rest: Duration,
    /// From the end of the load to the second look: longer than hashing threads keep theirs.
    pub idle: Duration,
}

const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

impl Plan {
    pub const FULL: Self = Self {
        rounds: 5,
        span: Span { warm_up: millis(500), window: millis(3000) },
        // Longer, because its queue takes a second to fill.
        flood: Span { warm_up: millis(1500), window: millis(5000) },
        starts: 10,
        passes: 2,
        rest: millis(3000),
        idle: millis(10_000),
    };

    pub const QUICK: Self = Self {
        rounds: 3,
        span: Span { warm_up: millis(200), window: millis(800) },
        flood: Span { warm_up: millis(1000), window: millis(2000) },
        starts: 3,
        passes: 1,
        rest: millis(2000),
        idle: millis(7000),
    };
}
