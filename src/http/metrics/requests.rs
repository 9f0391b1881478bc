//! Counts and times requests.

use super::families;
use axum::http::{Method, StatusCode};
use prometheus::core::Collector;
use prometheus::proto::MetricFamily;
use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry};
use std::time::Duration;

/// Upper bounds of the histogram, in seconds.
const BUCKETS: [f64; 15] =
    [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// The metrics of the requests to one application. Labels have few values, whatever clients send: templates of routes,
/// known methods and statuses.
pub struct RequestMetrics {
    registry: Registry,
    answered: IntCounterVec,
    durations: HistogramVec,
    in_progress: IntGauge,
}

impl Default for RequestMetrics {
    fn default() -> Self {
        let registry = Registry::new();
        let (name, help) = families::HTTP_REQUESTS;
        let answered = IntCounterVec::new(Opts::new(name, help), &["method", "route", "status"]);
        let (name, help) = families::HTTP_REQUEST_DURATION;
        let durations = HistogramOpts::new(name, help).buckets(BUCKETS.to_vec());
        let (name, help) = families::HTTP_REQUESTS_IN_PROGRESS;
        Self {
            answered: register(&registry, answered),
            durations: register(&registry, HistogramVec::new(durations, &["method", "route"])),
            in_progress: register(&registry, IntGauge::new(name, help)),
            registry,
        }
    }
}

fn register<C: Collector + Clone + 'static>(registry: &Registry, collector: prometheus::Result<C>) -> C {
    let collector = collector.unwrap_or_else(invalid);
    registry.register(Box::new(collector.clone())).unwrap_or_else(invalid);
    collector
}

fn invalid<T>(error: prometheus::Error) -> T {
    unreachable!("the names of metrics and labels are valid and different: {error}")
}

impl RequestMetrics {
    /// Counts a request as in progress until the result is dropped.
    pub fn begin(&self) -> InProgress<'_> {
        self.in_progress.inc();
        InProgress(&self.in_progress)
    }

    /// Counts an answered request. `route` is the template of its route, `time` the time until the answer begins.
    pub fn answered(&self, method: &Method, route: &str, status: StatusCode, time: Duration) {
        let method = label(method);
        // An error would mean a wrong number of labels.
        if let Ok(counter) = self.answered.get_metric_with_label_values(&[method, route, status.as_str()]) {
            counter.inc();
        }
        if let Ok(histogram) = self.durations.get_metric_with_label_values(&[method, route]) {
            histogram.observe(time.as_secs_f64());
        }
    }

    pub(super) fn families(&self) -> Vec<MetricFamily> {
        self.registry.gather()
    }
}

/// A request in progress. Also dropped if the client disconnects.
pub struct InProgress<'a>(&'a IntGauge);

impl Drop for InProgress<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// The label of a method. Clients can invent methods, which share one label.
fn label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
