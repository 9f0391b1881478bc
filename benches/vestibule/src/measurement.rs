//! Measures the rate of one kind of request to one server, or to several that share a database, once per round.

use crate::{
    Result,
    client::Clients,
    latencies::median,
    load::{self, Outcome, Pace},
    plan::{Plan, Span},
    server::Server,
};
use serde::Serialize;
use std::{mem, slice, time::Duration};

/// The medians of all rounds.
#[derive(Debug, Serialize)]
pub struct Rate {
    pub request: &'static str,
    pub per_second: f64,
    /// The rate in each round.
    pub rounds: Vec<f64>,
    pub p50_micros: f64,
    pub p99_micros: f64,
    /// The processor time of the server, or of all servers, per request. Unlike the other values, it hardly depends on other
    /// load of the machine.
    pub cpu_micros: f64,
}

/// How long a round takes.
#[derive(Clone, Copy)]
pub enum Length {
    /// As the plan says.
    Planned,
    Span(Span),
    /// As long as it takes to answer as many requests. For answers that take so long that all would come after the end of a span.
    Requests(u32),
}

pub struct Measurement<'a> {
    request: &'static str,
    servers: &'a [Server],
    clients: Clients,
    length: Length,
    outcomes: Vec<Outcome>,
}

impl<'a> Measurement<'a> {
    pub fn new(request: &'static str, server: &'a Server, clients: Clients) -> Self {
        Self::across(request, slice::from_ref(server), clients)
    }

    /// Of several servers, among which the clients are divided.
    pub fn across(request: &'static str, servers: &'a [Server], clients: Clients) -> Self {
        Self { request, servers, clients, length: Length::Planned, outcomes: Vec::new() }
    }

    pub fn with_length(mut self, length: Length) -> Self {
        self.length = length;
        self
    }

    /// Replaces the clients, for those whose requests can be sent once.
    pub fn set_clients(&mut self, clients: Clients) {
        self.clients = clients;
    }

    /// Takes the clients, for a measurement of other servers.
    pub fn take_clients(&mut self) -> Clients {
        mem::take(&mut self.clients)
    }

    /// Measures one round, and returns the processor time of the server per request.
    pub async fn run(&mut self, plan: &Plan) -> Result<Duration> {
        let clients = self.take_clients();
        let measured = match self.length {
            Length::Planned => load::run(self.servers, clients, Pace::Eager, plan.span).await,
            Length::Span(span) => load::run(self.servers, clients, Pace::Eager, span).await,
            Length::Requests(count) => {
                let [server] = self.servers else { return Err("a number of requests is sent to one server".into()) };
                load::run_batch(server, clients, count).await
            }
        };
        let (outcome, clients) = measured.map_err(|error| format!("{}: {error}", self.request))?;
        let cpu = outcome.cpu;
        self.outcomes.push(outcome);
        self.clients = clients;
        Ok(cpu)
    }

    pub fn rate(&self) -> Rate {
        let median_of = |value: fn(&Outcome) -> f64| median(self.outcomes.iter().map(value));
        Rate {
            request: self.request,
            per_second: median_of(|outcome| outcome.rate),
            rounds: self.outcomes.iter().map(|outcome| outcome.rate).collect(),
            p50_micros: median_of(|outcome| 1e6 * outcome.latencies.percentile(50).as_secs_f64()),
            p99_micros: median_of(|outcome| 1e6 * outcome.latencies.percentile(99).as_secs_f64()),
            cpu_micros: median_of(|outcome| 1e6 * outcome.cpu.as_secs_f64()),
        }
    }
}

impl Rate {
    /// This rate, of another.
    pub fn share_of(&self, other: &Self) -> f64 {
        self.share_of_rounds(&other.rounds)
    }

    /// This rate, of one that was measured in the same rounds: the median of the ratio in each, so that slow phases of the
    /// machine affect both.
    pub fn share_of_rounds(&self, rounds: &[f64]) -> f64 {
        median(self.rounds.iter().zip(rounds).map(|(rate, of)| rate / of))
    }
}

/// The rate of `request`, of that of `other`. NaN if one of them was not measured.
pub fn share((rates, request): (&[Rate], &str), (others, other): (&[Rate], &str)) -> f64 {
    find(rates, request).zip(find(others, other)).map_or(f64::NAN, |(rate, other)| rate.share_of(other))
}

fn find<'a>(rates: &'a [Rate], request: &str) -> Option<&'a Rate> {
    rates.iter().find(|rate| rate.request == request)
}
