//! A flood of logins: how near they come to what the machine can hash, and how the others fare meanwhile.

use crate::{
    Result, hashing,
    latencies::{Latencies, median},
    load::{self, Pace},
    people::{self, Person},
    plan::Plan,
    progress,
    server::Server,
};
use serde::Serialize;
use std::time::Duration;

/// Connections that sign in: many more than can be hashed at once, not so many that some are turned away.
const LOGINS: usize = 64;
/// Connections that ask who they are: together once a millisecond.
const QUESTIONS: usize = 8;
const PACE: Pace = Pace::Every(Duration::from_millis(8));

#[derive(Debug, Serialize)]
pub struct Flood {
    /// Argon2id and nothing else, as many threads as cores.
    pub hashes_per_second: f64,
    /// Sign-ins, while others ask who they are.
    pub logins_per_second: f64,
    /// Of `/api/auth/me`, from when it was due until it was answered.
    pub me_p50_micros: f64,
    pub me_p99_micros: f64,
    pub me_worst_micros: f64,
    pub me_requests: usize,
}

/// Hashing and flood in turn. The latencies of all rounds count together.
pub async fn measure(server: &Server, people: &[Person], plan: &Plan) -> Result<Flood> {
    let mut questions = people::questions(server, people, QUESTIONS).await?;
    let mut logins = people::logins(people, LOGINS);
    let (mut hash_rates, mut login_rates, mut waits) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=plan.rounds {
        progress(&format!("flood of logins, round {round} of {}", plan.rounds));
        hash_rates.push(hashing::rate(plan.span.window).await?);
        let (flood, asking) = tokio::try_join!(
            load::run(server, logins, Pace::Eager, plan.flood),
            load::run(server, questions, PACE, plan.flood),
        )?;
        login_rates.push(flood.0.rate);
        waits.push(asking.0.latencies);
        (logins, questions) = (flood.1, asking.1);
    }
    let waits = Latencies::all_of(waits);
    let micros = |percent| 1e6 * waits.percentile(percent).as_secs_f64();
    Ok(Flood {
        hashes_per_second: median(hash_rates),
        logins_per_second: median(login_rates),
        me_p50_micros: micros(50),
        me_p99_micros: micros(99),
        me_worst_micros: micros(100),
        me_requests: waits.count(),
    })
}
