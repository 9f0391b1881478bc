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

/// The time in which answers count.
#[derive(Clone, Copy)]
struct Window {
    opens: Instant,
    closes: Instant,
}

/// Lets the talks go on for a while, and gives them back for the next time.
pub async fn run(server: &Server, talks: Talks, pace: Pace, span: Span) -> Result<(Outcome, Talks)> {
    let started = Instant::now();
    let opens = started + span.warm_up;
    let window = Window { opens, closes: opens + span.window };
    let count = talks.len();
    let mut tasks = JoinSet::new();
    for (index, talk) in talks.into_iter().enumerate() {
        let first = match pace {
            Pace::Eager => started,
            // Evenly spread over the first interval.
            Pace::Every(interval) => started + interval * u32::try_from(index)? / u32::try_from(count)?,
        };
        tasks.spawn(converse(server.address, talk, pace, first, window));
    }

    sleep_until(window.opens.into()).await;
    let before = server.process.cpu_time()?;
    sleep_until(window.closes.into()).await;
    let cpu = server.process.cpu_time()?.saturating_sub(before);

    let ended = timeout(LAST_ANSWERS, tasks.join_all()).await;
    let ended = ended.map_err(|_| "the server owes answers since half a minute")?;
    let (talks, times): (Vec<_>, Vec<_>) = ended.into_iter().collect::<Result<Vec<_>>>()?.into_iter().unzip();
    let latencies = Latencies::new(times.concat());
    let answers = u32::try_from(latencies.count())?;
    let outcome = Outcome {
        rate: f64::from(answers) / span.window.as_secs_f64(),
        latencies,
        cpu: cpu.checked_div(answers).unwrap_or_default(),
    };
    Ok((outcome, talks))
}

/// One connection's part: its talk and the times of the answers that counted, in microseconds.
async fn converse(
    address: SocketAddr,
    mut talk: Box<dyn Talk>,
    pace: Pace,
    first: Instant,
    window: Window,
) -> Result<(Box<dyn Talk>, Vec<u32>)> {
    let mut connection = Connection::open(address).await?;
    let mut times = Vec::new();
    let mut asked = first;
    while asked < window.closes {
        if let Pace::Every(_) = pace {
            sleep_until(asked.into()).await;
        }
        let response = connection.exchange(talk.request()).await?;
        talk.heard(&response)?;
        let answered = Instant::now();
        if (window.opens..window.closes).contains(&answered) {
            times.push(u32::try_from((answered - asked).as_micros())?);
        }
        asked = match pace {
            Pace::Eager => answered,
            Pace::Every(interval) => asked + interval,
        };
    }
    Ok((talk, times))
}
