//! Measures the time from the start of the process to its first response, on an existing database.

use crate::{Result, latencies::median, plan::Plan, progress, server::Subject};
use serde::Serialize;
use std::time::Instant;

/// Medians, in milliseconds.
#[derive(Debug, Serialize)]
pub struct Starts {
    pub live_millis: f64,
    pub login_millis: f64,
}

pub async fn measure(subject: &Subject, plan: &Plan) -> Result<Starts> {
    progress("starts");
    let (mut live, mut login) = (Vec::new(), Vec::new());
    for _ in 0..plan.starts {
        live.push(millis_to(subject, "/live").await?);
        login.push(millis_to(subject, "/login").await?);
    }
    Ok(Starts { live_millis: median(live), login_millis: median(login) })
}

async fn millis_to(subject: &Subject, path: &str) -> Result<f64> {
    let started = Instant::now();
    let mut server = subject.start()?;
    server.wait_until_ready(path).await?;
    let taken = started.elapsed();
    server.stop().await?;
    Ok(1e3 * taken.as_secs_f64())
}
