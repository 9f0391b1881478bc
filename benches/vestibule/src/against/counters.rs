//! Counts what the server does for a request: system calls with strace, and allocations and instructions with callgrind. Both make it
//! many times slower, so nothing is timed meanwhile, and one client sends one request after the other.

use super::{
    builds::Build,
    callgrind::Callgrind,
    requests::Request,
    rounds::Sides,
    row::{Measure, Pair, Rows},
    strace::Strace,
};
use crate::{Result, progress};

/// The requests of a round. Requests that hash a password take seconds under callgrind.
fn requests_of_round(request: Request) -> u32 {
    if request == Request::Password { 2 } else { 40 }
}

/// Counts system calls in as many rounds.
pub async fn count_system_calls(sides: &mut Sides<'_>, rounds: usize, rows: &mut Rows) -> Result<()> {
    progress(&format!("system calls on {}", sides.engine));
    sides.prepare_clients().await?;
    let mut tracers = Vec::new();
    for side in &mut sides.sides {
        let tracer = Strace::new(&side.subject.folder)?;
        side.start_under(&tracer.command(), None).await?;
        tracers.push(tracer);
    }
    for request in Request::ALL {
        let (thing, count) = (sides.named(request.name()), requests_of_round(request));
        for round in 0..=rounds {
            let mut calls = Vec::new();
            for (side, tracer) in sides.sides.iter_mut().zip(&mut tracers) {
                tracer.begin()?;
                side.send_alone(request, count).await?;
                calls.push(tracer.calls().await? / f64::from(count));
            }
            // The first round fills caches.
            if let ([before, after], 1..) = (&calls[..], round) {
                rows.add(&thing, Measure::SystemCalls, Pair { before: *before, after: *after });
            }
        }
    }
    stop(sides).await
}

/// Counts instructions and allocations in as many rounds. Builds without symbols have no allocations.
pub async fn count_instructions(
    sides: &mut Sides<'_>,
    builds: [&Build; 2],
    rounds: usize,
    rows: &mut Rows,
) -> Result<()> {
    progress(&format!("instructions and allocations on {}", sides.engine));
    sides.prepare_clients().await?;
    let mut profilers = Vec::new();
    for (side, build) in sides.sides.iter_mut().zip(builds) {
        let profiler = Callgrind::new(&side.subject.folder)?;
        side.start_under(&profiler.command(), build.with_symbols().as_deref()).await?;
        profilers.push(profiler);
    }
    for request in Request::ALL {
        let (thing, count) = (sides.named(request.name()), requests_of_round(request));
        for round in 0..=rounds {
            let mut counts = Vec::new();
            for (side, profiler) in sides.sides.iter_mut().zip(&mut profilers) {
                let pid = side.server()?.process.id();
                profiler.begin(pid)?;
                side.send_alone(request, count).await?;
                counts.push(profiler.counts(pid).await?);
            }
            // The first round fills caches.
            let ([before, after], 1..) = (&counts[..], round) else { continue };
            let per_request =
                |before: f64, after: f64| Pair { before: before / f64::from(count), after: after / f64::from(count) };
            rows.add(&thing, Measure::Instructions, per_request(before.instructions, after.instructions));
            if let (Some(before), Some(after)) = (before.allocations, after.allocations) {
                rows.add(&thing, Measure::Allocations, per_request(before, after));
            }
        }
    }
    stop(sides).await
}

async fn stop(sides: &mut Sides<'_>) -> Result<()> {
    for side in &mut sides.sides {
        side.stop().await?;
    }
    Ok(())
}
