//! The number of rounds and the duration of each step.

use serde::Serialize;
use std::time::Duration;

/// The duration of one load. The warm-up does not count.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Span {
    pub warm_up: Duration,
    pub window: Duration,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub struct Plan {
    /// Each round measures everything once, so that slow phases of the machine affect all measurements.
    pub rounds: usize,
    pub span: Span,
    pub flood: Span,
    /// For requests that take so long that few are answered in `span`.
    pub slow: Span,
    /// The number of starts per path.
    pub starts: usize,
    /// The number of requests for each page of the directory per round.
    pub passes: usize,
    /// The time from the start of the server until its memory is measured.
    pub rest: Duration,
    /// The time from the end of the load until the memory is measured again. It is longer than the idle timeout of the
    /// hashing threads, which release their memory then.
    pub idle: Duration,
}

const fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

impl Plan {
    pub const FULL: Self = Self {
        rounds: 7,
        // Short, so that requests that are compared are measured at nearly the same time.
        span: Span { warm_up: millis(500), window: millis(2000) },
        // Longer, because its queue needs a second to fill.
        flood: Span { warm_up: millis(1500), window: millis(5000) },
        slow: Span { warm_up: millis(1000), window: millis(4000) },
        starts: 10,
        passes: 2,
        rest: millis(3000),
        idle: millis(10_000),
    };

    pub const QUICK: Self = Self {
        rounds: 3,
        span: Span { warm_up: millis(200), window: millis(800) },
        flood: Span { warm_up: millis(1000), window: millis(2000) },
        slow: Span { warm_up: millis(1000), window: millis(2000) },
        starts: 3,
        passes: 1,
        rest: millis(2000),
        idle: millis(7000),
    };
}
