//! Measures whether a request that sends mail takes as long as one that does not: a difference would tell strangers which
//! addresses have an account.

use crate::{
    Result,
    accounts::{self, Account},
    latencies::Latencies,
    load::{self, Pace},
    plan::Plan,
    progress,
    server::{Server, Subject},
};
use serde::Serialize;
use std::{fs, slice, time::Duration};

/// Together 100 requests a second: few enough that the messages are sent meanwhile and do not pile up.
const CONNECTIONS: usize = 4;
const PACE: Pace = Pace::Every(Duration::from_millis(40));

/// The latencies of `POST /api/auth/password/forgot`.
#[derive(Debug, Serialize)]
pub struct MailTimes {
    /// For addresses of accounts, which get a message.
    pub account: Times,
    /// For addresses without an account.
    pub no_account: Times,
}

#[derive(Debug, Serialize)]
pub struct Times {
    pub p50_micros: f64,
    pub p99_micros: f64,
    pub requests: usize,
}

impl Times {
    fn of(latencies: Vec<Latencies>) -> Self {
        let latencies = Latencies::combine(latencies);
        let micros = |percent| 1e6 * latencies.percentile(percent).as_secs_f64();
        Self { p50_micros: micros(50), p99_micros: micros(99), requests: latencies.count() }
    }
}

/// Both kinds one after the other in each round, not at the same time: then the work after a response would delay both.
pub async fn measure(server: &Server, subject: &Subject, accounts: &[Account], plan: &Plan) -> Result<MailTimes> {
    let mut with = accounts::forgot_clients(accounts, CONNECTIONS);
    let mut without = accounts::forgot_clients(&Account::unregistered(CONNECTIONS), CONNECTIONS);
    let (mut account, mut no_account) = (Vec::new(), Vec::new());
    let server = slice::from_ref(server);
    for round in 1..=plan.rounds {
        progress(&format!("requests that send mail, round {round} of {}", plan.rounds));
        let (outcome, clients) = load::run(server, with, PACE, plan.span).await?;
        account.push(outcome.latencies);
        with = clients;
        let (outcome, clients) = load::run(server, without, PACE, plan.span).await?;
        no_account.push(outcome.latencies);
        without = clients;
    }
    // Otherwise both figures would be of requests that send nothing.
    if fs::read_dir(subject.folder.join("data/outbox"))?.next().is_none() {
        return Err("the server has sent no mail".into());
    }
    Ok(MailTimes { account: Times::of(account), no_account: Times::of(no_account) })
}
