//! Measures both builds in rounds: in each round everything once before, twice after and once before (or the reverse), in processes
//! that are new in each round, because each process has a layout of memory of its own that makes it a little faster or slower.

use super::{
    requests::Request,
    row::{Measure, Pair, Rows},
    side::Side,
};
use crate::{Result, latencies::mean, load::Outcome, progress};
use std::time::Duration;
use tokio::time::sleep;

/// The time from the start or the last answer of a server until its memory is measured.
const REST: Duration = Duration::from_millis(1500);
/// The memory of a server that has answered all requests of a round.
pub const AFTER_THE_LOAD: &str = "memory after the load";
/// How many requests of a kind tell how fast the machine is.
const TRIAL: u32 = 64;
/// How often a round measures a request in turn, A B B A. What else the machine does lasts longer than one of these.
const TURNS: u32 = 4;
/// The requests of a turn are not fewer, so that each connection has one.
const MIN_OF_TURN: u32 = 16;

/// The two builds on one engine.
pub struct Sides<'a> {
    pub engine: &'static str,
    /// The build before, and the build after.
    pub sides: [Side<'a>; 2],
    /// How many requests of each kind the build before answers in a second, in the order of [`Request::ALL`].
    rates: [f64; Request::ALL.len()],
    /// How long the requests of one kind are sent to one build at a time, in a round.
    window: Duration,
}

impl<'a> Sides<'a> {
    /// `window`: how long the requests of one kind are sent to one build at a time, in a round.
    pub fn new(engine: &'static str, sides: [Side<'a>; 2], window: Duration) -> Self {
        Self { engine, sides, rates: [0.0; _], window }
    }

    /// The name of a thing on this engine.
    pub fn named(&self, thing: &str) -> String {
        format!("{thing} on {}", self.engine)
    }

    /// Finds out how many requests of each kind the build before answers in a second.
    pub async fn calibrate(&mut self) -> Result<()> {
        progress(&format!("calibration on {}", self.engine));
        let [before, _] = &mut self.sides;
        before.start().await?;
        before.sign_in_clients().await?;
        for (request, rate) in Request::ALL.into_iter().zip(&mut self.rates) {
            before.send(request, TRIAL).await?;
            *rate = before.send(request, TRIAL).await?.rate;
        }
        before.stop().await
    }

    /// How many requests of a kind take about as long, but at least one.
    pub fn requests_in(&self, time: Duration, request: Request) -> u32 {
        ((self.rates[request as usize] * time.as_secs_f64()) as u32).max(1)
    }

    /// Measures the starts, the memory and the requests once more. `requests`: which kinds.
    pub async fn round(&mut self, number: usize, requests: &[Request], rows: &mut Rows) -> Result<()> {
        let order = if number.is_multiple_of(2) { [0, 1, 1, 0] } else { [1, 0, 0, 1] };
        self.measure_starts(order, rows).await?;
        for &side in &order[..2] {
            self.sides[side].start().await?;
        }
        sleep(REST).await;
        self.add_memory("memory at rest", rows)?;
        self.sign_in_clients().await?;
        for &request in requests {
            self.measure_requests(request, order, rows).await?;
        }
        sleep(REST).await;
        self.add_memory(AFTER_THE_LOAD, rows)?;
        for side in &mut self.sides {
            side.stop().await?;
        }
        Ok(())
    }

    async fn sign_in_clients(&mut self) -> Result<()> {
        for side in &mut self.sides {
            side.sign_in_clients().await?;
        }
        Ok(())
    }

    /// Signs the clients in before a measurement whose servers are slow.
    pub async fn prepare_clients(&mut self) -> Result<()> {
        for side in &mut self.sides {
            side.start().await?;
            side.sign_in_clients().await?;
            side.stop().await?;
        }
        Ok(())
    }

    async fn measure_starts(&mut self, order: [usize; 4], rows: &mut Rows) -> Result<()> {
        let (mut times, mut cpu) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
        for index in order {
            let side = &mut self.sides[index];
            times[index].push(1e3 * side.start().await?.as_secs_f64());
            cpu[index].push(1e6 * side.server()?.process.cpu_time()?.as_secs_f64());
            side.stop().await?;
        }
        let thing = self.named("start to the first answer");
        rows.add(&thing, Measure::Start, pair(&times));
        rows.add(&thing, Measure::ProcessorTime, pair(&cpu));
        Ok(())
    }

    /// Anonymous memory alone: how many pages of the program are resident depends on how the kernel has read the file, and differs by a tenth
    /// between two copies of the same bytes.
    fn add_memory(&self, thing: &str, rows: &mut Rows) -> Result<()> {
        let [before, after] = [&self.sides[0], &self.sides[1]]
            .map(|side| -> Result<f64> { Ok(side.server()?.process.memory()?.anonymous as f64) });
        rows.add(&self.named(thing), Measure::Memory, Pair { before: before?, after: after? });
        Ok(())
    }

    async fn measure_requests(&mut self, request: Request, order: [usize; 4], rows: &mut Rows) -> Result<()> {
        let count = self.requests_in(self.window, request).max(MIN_OF_TURN);
        for index in [order[0], order[1]] {
            self.sides[index].send(request, count).await?;
        }
        let mut outcomes = [Vec::new(), Vec::new()];
        for _ in 0..TURNS {
            for index in order {
                outcomes[index].push(self.sides[index].send(request, count).await?);
            }
        }
        let thing = self.named(request.name());
        for (measure, figure) in FIGURES {
            let figures = outcomes.each_ref().map(|outcomes| outcomes.iter().map(figure).collect());
            rows.add(&thing, measure, pair(&figures));
        }
        Ok(())
    }
}

type Figure = fn(&Outcome) -> f64;

/// The figures of an outcome.
const FIGURES: [(Measure, Figure); 5] = [
    (Measure::ProcessorTime, |outcome| 1e6 * outcome.cpu.as_secs_f64()),
    (Measure::Rate, |outcome| outcome.rate),
    (Measure::P50, |outcome| 1e6 * outcome.latencies.percentile(50).as_secs_f64()),
    (Measure::P99, |outcome| 1e6 * outcome.latencies.percentile(99).as_secs_f64()),
    (Measure::BytesSent, |outcome| outcome.received),
];

/// The means of the figures of both builds.
fn pair(figures: &[Vec<f64>; 2]) -> Pair {
    let [before, after] = figures.each_ref().map(|figures| mean(figures));
    Pair { before, after }
}
