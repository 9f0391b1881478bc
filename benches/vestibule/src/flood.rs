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
/// Connections that ask who they are, together 100 times a second: often enough to see every stall, seldom enough not
/// to take the processor from what is measured beside.
const QUESTIONS: usize = 8;
const PACE: Pace = Pace::Every(Duration::from_millis(80));

#[derive(Debug, Serialize)]
pub struct Flood {
    /// Argon2id and nothing else, as many threads as cores.
    pub hashes_per_second: f64,
    /// Sign-ins, while others ask who they are.
    pub logins_per_second: f64,
    /// The one to the other: the median of the rounds, so that a slow spell of the machine falls on both.
    pub logins_of_hashes: f64,
    /// Of `/api/auth/me`, from when it was due until it was answered.
    pub me_p50_micros: f64,
    pub me_p99_micros: f64,
    pub me_worst_micros: f64,
    pub me_requests: usize,
}

/// Hashing before and after each flood, so that a machine that slows down does not decide. The latencies of all rounds
/// count together.
pub async fn measure(server: &Server, people: &[Person], plan: &Plan) -> Result<Flood> {
    let mut questions = people::questions(server, people, QUESTIONS).await?;
    let mut logins = people::logins(people, LOGINS);
    let (mut hash_rates, mut login_rates, mut waits) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=plan.rounds {
        progress(&format!("flood of logins, round {round} of {}", plan.rounds));
        let before = hashing::rate(plan.span.window).await?;
        let (flood, asking) = tokio::try_join!(
            load::run(server, logins, Pace::Eager, plan.flood),
            load::run(server, questions, PACE, plan.flood),
        )?;
        let after = hashing::rate(plan.span.window).await?;
        hash_rates.push(f64::midpoint(before, after));
        login_rates.push(flood.0.rate);
        waits.push(asking.0.latencies);
        (logins, questions) = (flood.1, asking.1);
    }
    let waits = Latencies::all_of(waits);
    let micros = |percent| 1e6 * waits.percentile(percent).as_secs_f64();
    Ok(Flood {
        hashes_per_second: median(hash_rates.iter().copied()),
        logins_per_second: median(login_rates.iter().copied()),
        logins_of_hashes: median(login_rates.iter().zip(&hash_rates).map(|(logins, hashes)| logins / hashes)),
        me_p50_micros: micros(50),
        me_p99_micros: micros(99),
        me_worst_micros: micros(100),
        me_requests: waits.count(),
    })
}
