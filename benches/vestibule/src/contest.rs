//! One kind of request to one server, measured once in each round.

use crate::{
    Result,
    latencies::median,
    load::{self, Outcome, Pace},
    plan::Plan,
    server::Server,
    talk::Talks,
};
use serde::Serialize;

/// Medians of the rounds.
#[derive(Debug, Serialize)]
pub struct Rate {
    pub request: &'static str,
    pub per_second: f64,
    pub p50_micros: f64,
    pub p99_micros: f64,
    /// Processor time that the server takes for one, which hardly changes when others keep the machine busy.
    pub cpu_micros: f64,
}

pub struct Contest<'a> {
    request: &'static str,
    server: &'a Server,
    talks: Talks,
    outcomes: Vec<Outcome>,
}

impl<'a> Contest<'a> {
    pub fn new(request: &'static str, server: &'a Server, talks: Talks) -> Self {
        Self { request, server, talks, outcomes: Vec::new() }
    }

    pub async fn run(&mut self, plan: &Plan) -> Result<()> {
        let talks = std::mem::take(&mut self.talks);
        let (outcome, talks) = load::run(self.server, talks, Pace::Eager, plan.span)
            .await
            .map_err(|error| format!("{}: {error}", self.request))?;
        self.outcomes.push(outcome);
        self.talks = talks;
        Ok(())
    }

    pub fn rate(&self) -> Rate {
        let of = |figure: fn(&Outcome) -> f64| median(self.outcomes.iter().map(figure));
        Rate {
            request: self.request,
            per_second: of(|outcome| outcome.rate),
            p50_micros: of(|outcome| 1e6 * outcome.latencies.percentile(50).as_secs_f64()),
            p99_micros: of(|outcome| 1e6 * outcome.latencies.percentile(99).as_secs_f64()),
            cpu_micros: of(|outcome| 1e6 * outcome.cpu.as_secs_f64()),
        }
    }
}

/// Requests per second of one kind; not a number, when it was not measured.
pub fn rate_of(rates: &[Rate], request: &str) -> f64 {
    rates.iter().find(|rate| rate.request == request).map_or(f64::NAN, |rate| rate.per_second)
}
