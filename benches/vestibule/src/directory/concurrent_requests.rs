//! Those who look around while an import is at work.

use crate::latencies::Latencies;
use serde::Serialize;

/// How the others fared meanwhile, from when a request was due until it was answered.
#[derive(Debug, Serialize)]
pub struct ConcurrentRequests {
    pub request: &'static str,
    pub requests: usize,
    pub p50_millis: f64,
    pub p99_millis: f64,
    pub worst_millis: f64,
}

impl ConcurrentRequests {
    /// Of all requests together, then of each step. Every connection has taken the steps in turn, the first one beginning
    /// with the first step, the second with the second; their times are in microseconds.
    pub fn of(times: &[Vec<u32>], steps: &[&'static str]) -> Vec<Self> {
        let of_step = |step: usize| {
            let mut waits = Vec::new();
            for (connection, times) in times.iter().enumerate() {
                let taken = (connection..).map(|number| number % steps.len());
                waits.extend(taken.zip(times).filter(|(taken, _)| *taken == step).map(|(_, micros)| *micros));
            }
            waits
        };
        let kinds = steps.iter().enumerate().map(|(step, name)| Self::new(name, of_step(step)));
        [Self::new("all of it", times.concat())].into_iter().chain(kinds).collect()
    }

    fn new(request: &'static str, micros: Vec<u32>) -> Self {
        let waits = Latencies::new(micros);
        let millis = |percent| 1e3 * waits.percentile(percent).as_secs_f64();
        Self {
            request,
            requests: waits.count(),
            p50_millis: millis(50),
            p99_millis: millis(99),
            worst_millis: millis(100),
        }
    }
}
