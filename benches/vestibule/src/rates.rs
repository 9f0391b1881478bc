//! Requests per second, of the product and of bare axum in turn.

use crate::{
    Result,
    latencies::median,
    load::{self, Outcome, Pace},
    people::{self, Person},
    plan::Plan,
    progress,
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

/// One kind of request.
struct Contest<'a> {
    request: &'static str,
    server: &'a Server,
    talks: Talks,
    outcomes: Vec<Outcome>,
}

pub const BARE: &str = "bare axum";
pub const ME: &str = "GET /api/auth/me";
pub const LOGIN: &str = "POST /api/auth/login";
pub const REFRESH: &str = "POST /api/auth/refresh";

/// Measures everything once in each round, so that a slow spell of the machine falls on everything.
pub async fn measure(
    bare: &Server,
    server: &Server,
    people: &[Person],
    connections: usize,
    plan: &Plan,
) -> Result<Vec<Rate>> {
    let questions = people::questions(server, people, connections).await?;
    let refreshes = people::refreshes(server, people, connections).await?;
    let mut contests = [
        // Side by side, for these two are compared.
        Contest::new(BARE, bare, people::gets("/", connections)),
        Contest::new(ME, server, questions),
        Contest::new("GET /live", server, people::gets("/live", connections)),
        Contest::new("GET /login", server, people::gets("/login", connections)),
        Contest::new(REFRESH, server, refreshes),
        Contest::new(LOGIN, server, people::logins(people, connections)),
    ];
    for round in 1..=plan.rounds {
        progress(&format!("requests per second, round {round} of {}", plan.rounds));
        for contest in &mut contests {
            contest.run(plan).await?;
        }
    }
    Ok(contests.iter().map(Contest::rate).collect())
}

impl<'a> Contest<'a> {
    fn new(request: &'static str, server: &'a Server, talks: Talks) -> Self {
        Self { request, server, talks, outcomes: Vec::new() }
    }

    async fn run(&mut self, plan: &Plan) -> Result<()> {
        let talks = std::mem::take(&mut self.talks);
        let (outcome, talks) = load::run(self.server, talks, Pace::Eager, plan.span)
            .await
            .map_err(|error| format!("{}: {error}", self.request))?;
        self.outcomes.push(outcome);
        self.talks = talks;
        Ok(())
    }

    fn rate(&self) -> Rate {
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
