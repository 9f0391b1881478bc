//! Computes confidence intervals of ratios.

use serde::Serialize;

/// The probability with which an interval contains the true ratio.
pub const CONFIDENCE: f64 = 0.99;

/// A ratio and its confidence interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    pub ratio: f64,
    pub low: f64,
    pub high: f64,
}

impl Interval {
    /// Estimates a ratio from the ratios of independent rounds: the Hodges–Lehmann estimator, with the interval that belongs to the
    /// signed-rank test of Wilcoxon, of logarithms. It assumes no distribution, so a round that another process disturbed moves
    /// neither end far. Without rounds everything is NaN.
    pub fn of(ratios: &[f64]) -> Self {
        let averages = walsh_averages(ratios);
        let (Some(last), Some(left_out)) = (averages.len().checked_sub(1), averages_left_out(ratios.len())) else {
            return Self { ratio: f64::NAN, low: f64::NAN, high: f64::NAN };
        };
        let middle = f64::midpoint(averages[last / 2], averages[last.div_ceil(2)]);
        Self { ratio: middle.exp(), low: averages[left_out].exp(), high: averages[last - left_out].exp() }
    }

    /// The distance between both ends, as a share of the ratio.
    pub fn width(&self) -> f64 {
        (self.high - self.low) / self.ratio
    }
}

/// The means of all pairs of logarithms, each with itself as well, sorted.
fn walsh_averages(ratios: &[f64]) -> Vec<f64> {
    let logarithms: Vec<f64> = ratios.iter().map(|ratio| ratio.ln()).collect();
    let pairs =
        logarithms.iter().enumerate().flat_map(|(at, one)| logarithms[at..].iter().map(move |other| (one, other)));
    let mut averages: Vec<f64> = pairs.map(|(one, other)| f64::midpoint(*one, *other)).collect();
    averages.sort_by(f64::total_cmp);
    averages
}

/// The number of averages that lie outside of the interval on each side: the largest for which the interval still has the
/// [`CONFIDENCE`]. None without rounds.
fn averages_left_out(rounds: usize) -> Option<usize> {
    if rounds == 0 {
        return None;
    }
    // How many of the 2^n sets of ranks have each sum.
    let mut sets = vec![0.0; rounds * (rounds + 1) / 2 + 1];
    sets[0] = 1.0;
    for rank in 1..=rounds {
        for sum in (rank..sets.len()).rev() {
            sets[sum] += sets[sum - rank];
        }
    }
    let all: f64 = sets.iter().sum();
    let below = sets.iter().scan(0.0, |total, sets| {
        *total += sets / all;
        Some(*total)
    });
    // The average with the rank of the first sum that is not left out is the end of the interval.
    Some(below.take_while(|tail| *tail <= (1.0 - CONFIDENCE) / 2.0).count().saturating_sub(1))
}
