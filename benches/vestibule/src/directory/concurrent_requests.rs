//! The latencies of other requests during an import.

use crate::latencies::Latencies;
use serde::Serialize;

/// The latencies of one kind of request during an import, from the time when a request was due until its response.
#[derive(Debug, Serialize)]
pub struct ConcurrentRequests {
    pub request: &'static str,
    pub requests: usize,
    pub p50_millis: f64,
    pub p99_millis: f64,
    pub worst_millis: f64,
}

impl ConcurrentRequests {
    /// The latencies of all requests, then of each step. `times` are the latencies of each connection in microseconds. Each
    /// connection cycles through the steps; connection n starts with step n.
    pub fn of(times: &[Vec<u32>], steps: &[&'static str]) -> Vec<Self> {
        let of_step = |step: usize| {
            let mut latencies = Vec::new();
            for (connection, times) in times.iter().enumerate() {
                let steps_of_requests = (connection..).map(|number| number % steps.len());
                let of_this_step = steps_of_requests.zip(times).filter(|(request_step, _)| *request_step == step);
                latencies.extend(of_this_step.map(|(_, micros)| *micros));
            }
            latencies
        };
        let kinds = steps.iter().enumerate().map(|(step, name)| Self::new(name, of_step(step)));
        [Self::new("all of it", times.concat())].into_iter().chain(kinds).collect()
    }

    fn new(request: &'static str, micros: Vec<u32>) -> Self {
        let latencies = Latencies::new(micros);
        let millis = |percent| 1e3 * latencies.percentile(percent).as_secs_f64();
        Self {
            request,
            requests: latencies.count(),
            p50_millis: millis(50),
            p99_millis: millis(99),
            worst_millis: millis(100),
        }
    }
}
