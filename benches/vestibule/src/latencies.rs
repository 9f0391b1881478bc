//! Latencies and their percentiles.

use std::time::Duration;

/// Microseconds, sorted.
pub struct Latencies(Vec<u32>);

impl Latencies {
    pub fn new(mut micros: Vec<u32>) -> Self {
        micros.sort_unstable();
        Self(micros)
    }

    pub fn combine(many: impl IntoIterator<Item = Self>) -> Self {
        Self::new(many.into_iter().flat_map(|latencies| latencies.0).collect())
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The percentile by the nearest-rank method.
    pub fn percentile(&self, percent: usize) -> Duration {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        let micros = self.0.get(rank - 1).copied().unwrap_or_default();
        Duration::from_micros(micros.into())
    }
}

/// The median, or NaN without values.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let (low, high) = (values.len().saturating_sub(1) / 2, values.len() / 2);
    let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
    f64::midpoint(at(low), at(high))
}

/// The mean, or NaN without values.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
