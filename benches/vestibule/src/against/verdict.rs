//! Judges rows: whether a build is worse than the build before.

use super::{
    allowances::{self, Allowance},
    interval::Interval,
    row::{Measure, Pair, Row},
};
use serde::Serialize;

/// An interval wider than this does not tell whether a row holds.
const MAX_WIDTH: f64 = 0.04;

/// The result for one row.
#[derive(Debug, Serialize)]
pub struct Verdict {
    pub row: String,
    pub thing: String,
    pub measure: Measure,
    /// The means of all rounds.
    pub means: Pair,
    pub interval: Interval,
    /// The interval of the second measurement of a row that was worse in the first one.
    pub repeated: Option<Interval>,
    /// The limit of the measure, or the ratio that commits allow.
    pub limit: f64,
    pub outcome: Outcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Not worse, as far as the interval tells.
    Holds,
    /// Worse than the limit, as commits allow.
    Allowed,
    /// The interval contains the limit, and is so wide that it says little.
    Undecided,
    /// The whole interval is above the limit.
    Worse,
}

impl Outcome {
    /// Whether the whole interval is above the limit of the measure.
    pub fn is_worse(self) -> bool {
        matches!(self, Self::Allowed | Self::Worse)
    }
}

/// Judges all rows. `repeated`: the second measurements of those that [`worse_things`] has found.
pub fn judge_all(rows: Vec<Row>, repeated: &[Row], allowances: &[Allowance]) -> Vec<Verdict> {
    let again = |row: &Row| repeated.iter().find(|other| other.name() == row.name()).map(Row::interval);
    rows.into_iter().map(|row| judge(&row, again(&row), allowances)).collect()
}

fn judge(row: &Row, repeated: Option<Interval>, allowances: &[Allowance]) -> Verdict {
    let (interval, limit, name) = (row.interval(), row.measure.limit(), row.name());
    let allowed = limit.max(allowances::product(allowances, &name));
    let is_above = |limit: f64| is_above(interval, limit) && repeated.is_none_or(|again| is_above(again, limit));
    let outcome = if is_above(allowed) {
        Outcome::Worse
    } else if is_above(limit) {
        Outcome::Allowed
    } else if interval.width() > MAX_WIDTH && interval.high > limit {
        Outcome::Undecided
    } else {
        Outcome::Holds
    };
    Verdict {
        means: row.means(),
        thing: row.thing.clone(),
        measure: row.measure,
        row: name,
        interval,
        repeated,
        limit: allowed,
        outcome,
    }
}

/// Whether the whole interval is above the limit. An interval that was not measured is, so that a missing figure fails.
fn is_above(interval: Interval, limit: f64) -> bool {
    interval.low.is_nan() || interval.low > limit
}

/// The things on an engine with a row that is worse than it may be.
pub fn worse_things(rows: &[Row], allowances: &[Allowance], engine: &str) -> Vec<String> {
    let is_worse = |row: &&Row| judge(row, None, allowances).outcome == Outcome::Worse;
    let mut things: Vec<String> = rows.iter().filter(is_worse).map(|row| row.thing.clone()).collect();
    things.retain(|thing| thing.ends_with(engine));
    things.dedup();
    things
}
