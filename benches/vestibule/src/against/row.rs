//! The rows of a comparison: a thing that both builds were measured with, and the figures of each round.

use super::interval::Interval;
use crate::latencies::mean;
use serde::Serialize;

/// A property that is compared. Of all of them but the rate, less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Processor time of the server for a request, in microseconds.
    ProcessorTime,
    /// Answers a second.
    Rate,
    /// The time within which half of the answers arrive, in microseconds.
    P50,
    /// The time within which 99 of 100 answers arrive, in microseconds.
    P99,
    /// System calls of the server for a request.
    SystemCalls,
    /// Allocations of the server for a request.
    Allocations,
    /// Instructions of the server for a request.
    Instructions,
    /// Bytes of an answer, with its head.
    BytesSent,
    /// Time from the start to the first answer, in milliseconds.
    Start,
    /// Resident anonymous memory, in bytes.
    Memory,
    /// Bytes of a file or of all files of a page.
    Size,
}

impl Measure {
    pub fn name(self) -> &'static str {
        match self {
            Self::ProcessorTime => "processor time",
            Self::Rate => "rate",
            Self::P50 => "p50",
            Self::P99 => "p99",
            Self::SystemCalls => "system calls",
            Self::Allocations => "allocations",
            Self::Instructions => "instructions",
            Self::BytesSent => "bytes sent",
            Self::Start => "start",
            Self::Memory => "memory",
            Self::Size => "size",
        }
    }

    pub fn unit(self) -> &'static str {
        match self {
            Self::ProcessorTime | Self::P50 | Self::P99 => "µs",
            Self::Rate => "a second",
            Self::SystemCalls | Self::Allocations | Self::Instructions => "",
            Self::BytesSent | Self::Memory | Self::Size => "bytes",
            Self::Start => "ms",
        }
    }

    /// The ratio above which a change counts as worse: speeds vary more than weights.
    pub fn limit(self) -> f64 {
        match self {
            Self::Memory | Self::Size => 1.01,
            Self::ProcessorTime
            | Self::Rate
            | Self::P50
            | Self::P99
            | Self::SystemCalls
            | Self::Allocations
            | Self::Instructions
            | Self::BytesSent
            | Self::Start => 1.02,
        }
    }

    /// How much worse the build is by one round: 1 if it is as good as the build before.
    fn ratio(self, Pair { before, after }: Pair) -> f64 {
        match self {
            // Both can be zero.
            _ if before == after => 1.0,
            Self::Rate => before / after,
            _ => after / before,
        }
    }
}

/// A figure of both builds from one round.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Pair {
    pub before: f64,
    pub after: f64,
}

/// One property of one thing.
#[derive(Debug, Serialize)]
pub struct Row {
    /// A request, a page or a moment, with its engine: `GET /live on SQLite`.
    pub thing: String,
    pub measure: Measure,
    /// One for each round.
    pub rounds: Vec<Pair>,
}

impl Row {
    /// The name that commits allow it by, such as `GET /live on SQLite: processor time`.
    pub fn name(&self) -> String {
        format!("{}: {}", self.thing, self.measure.name())
    }

    /// The means of all rounds.
    pub fn means(&self) -> Pair {
        let mean_of = |figure: fn(&Pair) -> f64| mean(&self.rounds.iter().map(figure).collect::<Vec<_>>());
        Pair { before: mean_of(|pair| pair.before), after: mean_of(|pair| pair.after) }
    }

    pub fn interval(&self) -> Interval {
        let ratios: Vec<f64> = self.rounds.iter().map(|pair| self.measure.ratio(*pair)).collect();
        Interval::of(&ratios)
    }
}

/// The rows of a run, in the order in which they were first measured.
#[derive(Default)]
pub struct Rows(Vec<Row>);

impl Rows {
    /// Adds a round to a row.
    pub fn add(&mut self, thing: &str, measure: Measure, round: Pair) {
        match self.0.iter_mut().find(|row| row.thing == thing && row.measure == measure) {
            Some(row) => row.rounds.push(round),
            None => self.0.push(Row { thing: thing.to_owned(), measure, rounds: vec![round] }),
        }
    }

    pub fn all(&self) -> &[Row] {
        &self.0
    }

    pub fn into_vec(self) -> Vec<Row> {
        self.0
    }
}
