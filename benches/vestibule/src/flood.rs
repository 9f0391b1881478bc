//! A flood of sign-ins: measures how close their rate is to the hash rate of the machine, and the latency of other requests.

use crate::{
    Result,
    accounts::{self, Accounts},
    cores, hashing,
    latencies::{Latencies, median},
    load::{self, Pace},
    plan::Plan,
    progress,
    server::Server,
    stops::Stops,
    yardsticks,
};
use serde::Serialize;
use std::{slice, time::Duration};

/// The number of connections that sign in: many more than hashing threads, but too few to fill the queue.
const SIGN_IN_CONNECTIONS: usize = 64;
/// The number of connections that request `/api/auth/me`, together 25 times a second: often enough to detect every stall of
/// a tenth of a second, but too seldom to affect the sign-ins. (100 a second took 1 % of two cores.)
const ME_CONNECTIONS: usize = 8;
const PACE: Pace = Pace::Every(Duration::from_millis(320));

#[derive(Debug, Serialize)]
pub struct Flood {
    /// Argon2id only, with one thread per core.
    pub hashes_per_second: f64,
    pub logins_per_second: f64,
    /// The median of the ratio in each round, so that slow phases of the machine affect both rates.
    pub logins_of_hashes: f64,
    /// The processor time of a raw hash, of that of the server for a login: without what the clients use of the same cores. The
    /// median of all rounds.
    pub hash_of_login: f64,
    /// The latency of `/api/auth/me`, from the time when a request was due until its response.
    pub me_p50_micros: f64,
    pub me_p99_micros: f64,
    pub me_worst_micros: f64,
    pub me_requests: usize,
    /// What the stops of the machine alone would make of the 99th percentile.
    pub stops_p99_micros: f64,
}

/// Measures the hash rate before and after each flood, so that a gradual slowdown of the machine does not affect the ratio.
/// The latencies of all rounds are combined, and so are the stops of the machine.
pub async fn measure(server: &Server, accounts: &Accounts, plan: &Plan) -> Result<Flood> {
    let mut me_clients = accounts::me_clients(server, &accounts.signed_in, ME_CONNECTIONS).await?;
    let mut sign_in_clients = accounts::sign_in_clients(&accounts.signing_in, SIGN_IN_CONNECTIONS);
    let (mut hash_rates, mut login_rates, mut latencies) = (Vec::new(), Vec::new(), Vec::new());
    let (mut shares, mut stops) = (Vec::new(), Stops::default());
    for round in 1..=plan.rounds {
        progress(&format!("flood of logins, round {round} of {}", plan.rounds));
        // As long as the flood, with all cores as busy. Not after it, when the idle server would release the memory of its
        // hashing threads before that is measured.
        stops.add(&yardsticks::measure("stops", &[], plan.flood.window).await?)?;
        let before = hashing::rate(plan.span.window).await?;
        let (sign_ins, me) = tokio::try_join!(
            load::run(slice::from_ref(server), sign_in_clients, Pace::Eager, plan.flood),
            load::run(slice::from_ref(server), me_clients, PACE, plan.flood),
        )?;
        let after = hashing::rate(plan.span.window).await?;
        let hashes_per_second = f64::midpoint(before, after);
        hash_rates.push(hashes_per_second);
        shares.push(cores() as f64 / hashes_per_second / sign_ins.0.cpu.as_secs_f64());
        login_rates.push(sign_ins.0.rate);
        latencies.push(me.0.latencies);
        (sign_in_clients, me_clients) = (sign_ins.1, me.1);
    }
    let latencies = Latencies::combine(latencies);
    let micros = |percent| 1e6 * latencies.percentile(percent).as_secs_f64();
    Ok(Flood {
        hashes_per_second: median(hash_rates.iter().copied()),
        logins_per_second: median(login_rates.iter().copied()),
        logins_of_hashes: median(login_rates.iter().zip(&hash_rates).map(|(logins, hashes)| logins / hashes)),
        hash_of_login: median(shares),
        me_p50_micros: micros(50),
        me_p99_micros: micros(99),
        me_worst_micros: micros(100),
        me_requests: latencies.count(),
        stops_p99_micros: stops.p99_micros(),
    })
}
