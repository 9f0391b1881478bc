//! Load: some connections, each asking for the next answer when it has the last one, or at fixed times.

use crate::{
    Result,
    connection::Connection,
    latencies::Latencies,
    plan::Span,
    server::Server,
    talk::{Talk, Talks},
};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use tokio::{
    task::JoinSet,
    time::{sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

/// How long the last answers may take after the end.
const LAST_ANSWERS: Duration = Duration::from_secs(30);

/// When a connection asks.
#[derive(Clone, Copy)]
pub enum Pace {
    /// As soon as it can.
    Eager,
    /// So often, whatever happened to the last request: time spent waiting to be sent counts as well.
    Every(Duration),
}

/// What came of it.
pub struct Outcome {
    /// Answers per second.
    pub rate: f64,
    pub latencies: Latencies,
    /// Processor time that the server took for an answer.
    pub cpu: Duration,
}

/// Which requests are sent, and which of their answers count.
#[derive(Clone)]
enum Window {
    /// Until it closes; what is answered before it opens or after it has closed does not count.
    Timed { opens: Instant, closes: Instant },
    /// Until something else is over. All answers count: those that come last may have had to wait for its end.
    While(CancellationToken),
}

impl Window {
    fn sends_at(&self, due: Instant) -> bool {
        match self {
            Self::Timed { closes, .. } => due < *closes,
            Self::While(over) => !over.is_cancelled(),
        }
    }

    fn counts(&self, answered: Instant) -> bool {
        match self {
            Self::Timed { opens, closes } => (*opens..*closes).contains(&answered),
            Self::While(_) => true,
        }
    }
}

/// What a connection ends with: its talk, and the times of the answers that counted, in microseconds.
type End = (Box<dyn Talk>, Vec<u32>);
/// Of all connections, each with its number: they end in any order.
type Ends = JoinSet<Result<(u32, End)>>;

/// Lets the talks go on for a while, and gives them back for the next time.
pub async fn run(server: &Server, talks: Talks, pace: Pace, span: Span) -> Result<(Outcome, Talks)> {
    let started = Instant::now();
    let (opens, closes) = (started + span.warm_up, started + span.warm_up + span.window);
    let tasks = begin(server, talks, pace, started, &Window::Timed { opens, closes })?;

    sleep_until(opens.into()).await;
    let before = server.process.cpu_time()?;
    sleep_until(closes.into()).await;
    let cpu = server.process.cpu_time()?.saturating_sub(before);

    let (talks, times) = end(tasks).await?;
    let latencies = Latencies::new(times.concat());
    let answers = u32::try_from(latencies.count())?;
    let outcome = Outcome {
        rate: f64::from(answers) / span.window.as_secs_f64(),
        latencies,
        cpu: cpu.checked_div(answers).unwrap_or_default(),
    };
    Ok((outcome, talks))
}

/// Lets the talks go on for as long as `work` takes, and tells what came of it and how long they waited meanwhile: the
/// times of each connection, in microseconds, in the order in which it asked.
pub async fn during<T>(
    server: &Server,
    talks: Talks,
    pace: Pace,
    work: impl Future<Output = Result<T>>,
) -> Result<(T, Vec<Vec<u32>>)> {
    let over = CancellationToken::new();
    let tasks = begin(server, talks, pace, Instant::now(), &Window::While(over.clone()))?;
    let done = work.await;
    over.cancel();
    let (_, times) = end(tasks).await?;
    Ok((done?, times))
}

fn begin(server: &Server, talks: Talks, pace: Pace, started: Instant, window: &Window) -> Result<Ends> {
    let count = u32::try_from(talks.len())?;
    let mut tasks = JoinSet::new();
    for (index, talk) in (0..).zip(talks) {
        let first = match pace {
            Pace::Eager => started,
            // Evenly spread over the first interval.
            Pace::Every(interval) => started + interval * index / count,
        };
        let end = converse(server.address, talk, pace, first, window.clone());
        tasks.spawn(async move { Ok((index, end.await?)) });
    }
    Ok(tasks)
}

async fn end(tasks: Ends) -> Result<(Talks, Vec<Vec<u32>>)> {
    let ended = timeout(LAST_ANSWERS, tasks.join_all()).await;
    let ended = ended.map_err(|_| "the server owes answers since half a minute")?;
    let mut ended = ended.into_iter().collect::<Result<Vec<_>>>()?;
    ended.sort_unstable_by_key(|(index, _)| *index);
    Ok(ended.into_iter().map(|(_, end)| end).unzip())
}

/// One connection's part: its talk and the times of the answers that counted, in microseconds.
async fn converse(
    address: SocketAddr,
    mut talk: Box<dyn Talk>,
    pace: Pace,
    first: Instant,
    window: Window,
) -> Result<End> {
    let mut connection = Connection::open(address).await?;
    let mut times = Vec::new();
    let mut asked = first;
    while window.sends_at(asked) {
        if let Pace::Every(_) = pace {
            sleep_until(asked.into()).await;
        }
        let response = connection.exchange(talk.request()).await?;
        talk.heard(&response)?;
        let answered = Instant::now();
        if window.counts(answered) {
            times.push(u32::try_from((answered - asked).as_micros())?);
        }
        asked = match pace {
            Pace::Eager => answered,
            Pace::Every(interval) => asked + interval,
        };
    }
    Ok((talk, times))
}
