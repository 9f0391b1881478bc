//! What the replicas are compared with: single statements that pgbench runs, by each way to the database.

use crate::{
    Result,
    baseline::Baseline,
    latencies::median,
    postgres::{Companions, Route},
};
use serde::Serialize;
use std::time::Duration;

/// A way to the database.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    Direct,
    Pooler,
    Standby,
}

impl Way {
    /// What the report calls pgbench by this way.
    pub fn name(self) -> &'static str {
        match self {
            Self::Direct => "pgbench",
            Self::Pooler => "pgbench through PgBouncer",
            Self::Standby => "pgbench at the standby",
        }
    }
}

/// What pgbench does as a single statement.
#[derive(Clone, Copy)]
pub enum Statement {
    /// The writes of a refresh.
    Rotation,
    /// The first page of a list.
    Page,
}

impl Statement {
    pub fn name(self) -> &'static str {
        match self {
            Self::Rotation => "a refresh as one statement",
            Self::Page => "a page as one statement",
        }
    }

    /// The ways by which it can run, beginning with the direct one. A standby is read-only.
    pub fn ways(self) -> &'static [Way] {
        match self {
            Self::Rotation => &[Way::Direct, Way::Pooler],
            Self::Page => &[Way::Direct, Way::Pooler, Way::Standby],
        }
    }
}

/// Runs the statements.
pub struct Pgbench<'a> {
    pub baseline: Baseline<'a>,
    pub direct: Route,
    pub companions: &'a Companions,
}

impl Pgbench<'_> {
    /// Runs one round, and returns the statements per second.
    pub async fn run(&mut self, statement: Statement, way: Way, window: Duration) -> Result<f64> {
        let route = match way {
            Way::Direct => &self.direct,
            Way::Pooler => &self.companions.pooler,
            Way::Standby => &self.companions.standby,
        };
        match statement {
            Statement::Rotation => self.baseline.rotate(route, window).await,
            Statement::Page => self.baseline.read_pages(route, window).await,
        }
    }
}

/// The rate of a statement by one way.
#[derive(Serialize)]
pub struct StatementRate {
    pub statement: &'static str,
    pub way: Way,
    /// The median of all rounds.
    pub per_second: f64,
    /// The rate in each round.
    pub rounds: Vec<f64>,
}

impl StatementRate {
    pub fn new(statement: Statement, way: Way, rounds: &[f64]) -> Self {
        let per_second = median(rounds.iter().copied());
        Self { statement: statement.name(), way, per_second, rounds: rounds.to_vec() }
    }
}
