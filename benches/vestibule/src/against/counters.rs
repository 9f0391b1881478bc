//! Counts what the servers do for a request, with programs that make them many times slower: nothing is timed meanwhile. One client sends
//! one request after the other to each build, and both builds are observed at once.

use super::{
    builds::Build,
    requests::Request,
    rounds::Sides,
    row::{Measure, Pair, Rows},
    side::Side,
};
use crate::{Result, progress};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// A program that runs a server and counts what it does.
pub trait Counter: Sized {
    /// What it counts, in words.
    const COUNTED: &'static str;

    /// `folder`: where it writes its files.
    fn new(folder: &Path) -> Result<Self>;

    /// The command before that of the server.
    fn command(&self) -> Vec<String>;

    /// The binary that it runs in place of the release.
    fn binary_of(_build: &Build) -> Option<PathBuf> {
        None
    }

    /// Returns what was counted since it returned the last time. `pid`: the process that the command became.
    async fn counts(&mut self, pid: u32) -> Result<Vec<(Measure, f64)>>;
}

/// How long the requests of a round would take if nothing observed the server. Callgrind makes it some fifty times slower.
const ROUND: Duration = Duration::from_millis(10);

/// Counts in as many rounds. A count that only one of the builds has makes no row.
pub async fn count<C: Counter>(
    sides: &mut Sides<'_>,
    builds: [&Build; 2],
    rounds: usize,
    rows: &mut Rows,
) -> Result<()> {
    progress(&format!("{} on {}", C::COUNTED, sides.engine));
    sides.prepare_clients().await?;
    let [before, after] = &mut sides.sides;
    let mut counter_before = observe::<C>(before, builds[0]).await?;
    let mut counter_after = observe::<C>(after, builds[1]).await?;
    for request in Request::ALL {
        let (thing, count) = (sides.named(request.name()), sides.requests_in(ROUND, request));
        let [before, after] = &mut sides.sides;
        for round in 0..=rounds {
            let (before, after) = tokio::try_join!(
                count_once(before, &mut counter_before, request, count),
                count_once(after, &mut counter_after, request, count)
            )?;
            // The first round fills caches, and counts what was before it.
            if round == 0 {
                continue;
            }
            for (measure, before) in before {
                if let Some((_, after)) = after.iter().find(|(other, _)| *other == measure) {
                    rows.add(&thing, measure, Pair { before, after: *after });
                }
            }
        }
    }
    for side in &mut sides.sides {
        side.stop().await?;
    }
    Ok(())
}

/// Starts the server of a build under a counter.
async fn observe<C: Counter>(side: &mut Side<'_>, build: &Build) -> Result<C> {
    let counter = C::new(&side.subject.folder)?;
    side.start_under(&counter.command(), C::binary_of(build).as_deref()).await?;
    Ok(counter)
}

/// Sends the requests of a round, and returns what was counted for one of them.
async fn count_once(
    side: &mut Side<'_>,
    counter: &mut impl Counter,
    request: Request,
    count: u32,
) -> Result<Vec<(Measure, f64)>> {
    side.send_alone(request, count).await?;
    let counts = counter.counts(side.server()?.process.id()).await?;
    Ok(counts.into_iter().map(|(measure, total)| (measure, total / f64::from(count))).collect())
}
