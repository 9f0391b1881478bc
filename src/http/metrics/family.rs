//! Metrics whose values are read at each scrape.

use super::names::Metric as Named;
use prometheus::proto::{Counter, Gauge, LabelPair, Metric, MetricFamily, MetricType};

/// A metric with its values.
pub(super) struct Family(MetricFamily);

impl Family {
    /// A number that only grows until the process ends.
    pub(super) fn counter(named: Named) -> Self {
        Self::new(MetricType::COUNTER, named)
    }

    /// A number that can shrink.
    pub(super) fn gauge(named: Named) -> Self {
        Self::new(MetricType::GAUGE, named)
    }

    fn new(kind: MetricType, (name, help): Named) -> Self {
        let mut family = MetricFamily::default();
        family.set_name(name.to_owned());
        family.set_help(help.to_owned());
        family.set_field_type(kind);
        Self(family)
    }

    /// Adds a value. `labels` are names and values.
    pub(super) fn with(mut self, labels: &[(&str, &str)], value: f64) -> Self {
        let mut metric = Metric::from_label(labels.iter().map(|(name, value)| label(name, value)).collect());
        if self.0.get_field_type() == MetricType::COUNTER {
            let mut counter = Counter::default();
            counter.set_value(value);
            metric.set_counter(counter);
        } else {
            let mut gauge = Gauge::default();
            gauge.set_value(value);
            metric.set_gauge(gauge);
        }
        self.0.mut_metric().push(metric);
        self
    }

    /// Adds a value for each outcome.
    pub(super) fn with_outcomes(self, outcomes: &[(&str, u64)]) -> Self {
        outcomes.iter().fold(self, |family, (outcome, count)| family.with(&[("outcome", *outcome)], *count as f64))
    }

    pub(super) fn finish(self) -> MetricFamily {
        self.0
    }
}

fn label(name: &str, value: &str) -> LabelPair {
    let mut pair = LabelPair::default();
    pair.set_name(name.to_owned());
    pair.set_value(value.to_owned());
    pair
}
