//! Failures are counted by account and by source.

/// Too many failures: try again in so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throttled {
    pub retry_after: u32,
}
