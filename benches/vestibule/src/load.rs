//! The load generator: each connection sends its next request after the last response, or at fixed times.

use crate::{
    Result,
    client::{Client, Clients},
    connection::Connection,
    latencies::Latencies,
    plan::Span,
    server::Server,
};
use std::{
    net::SocketAddr,
    slice,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    task::JoinSet,
    time::{sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

/// The timeout for the last responses after the end of a measurement.
const LAST_RESPONSES_TIMEOUT: Duration = Duration::from_secs(30);

/// When a connection sends its next request.
#[derive(Clone, Copy)]
pub enum Pace {
    /// After the last response.
    Eager,
    /// At fixed intervals. The latency includes the time that a request waits for the last response, so that a stall of the
    /// server counts for all requests that it delays.
    Every(Duration),
}

/// The result of a measurement.
pub struct Outcome {
    /// Responses per second.
    pub rate: f64,
    pub latencies: Latencies,
    /// The processor time of all servers per response.
    pub cpu: Duration,
    /// The bytes of a response, with its head, on average.
    pub received: f64,
}

impl Outcome {
    /// `cpu` and `taken`: the processor time of the servers, and the time, for all of these answers.
    fn new(answered: Answered, cpu: Duration, taken: Duration) -> Result<Self> {
        let latencies = Latencies::new(answered.times.concat());
        let answers = u32::try_from(latencies.count())?;
        // Without an answer it would be none, which meets every budget.
        let cpu = cpu.checked_div(answers).ok_or("the server answered nothing while it was measured")?;
        let per_answer = |sum: f64| sum / f64::from(answers);
        Ok(Self {
            rate: f64::from(answers) / taken.as_secs_f64(),
            latencies,
            cpu,
            received: per_answer(answered.bytes as f64),
        })
    }
}

/// The answers that count.
struct Answered {
    /// The latencies of each connection in microseconds, in the order of the requests.
    times: Vec<Vec<u32>>,
    bytes: u64,
}

/// When requests are sent, and which responses count.
#[derive(Clone)]
enum Window {
    /// Requests are sent until it closes. Only responses between the two times count.
    Timed { opens: Instant, closes: Instant },
    /// Requests are sent until the token is cancelled. All responses count: the last ones can be delayed by the work that is
    /// measured.
    While(CancellationToken),
    /// As many requests are sent as are left. All responses count.
    Counted { left: Arc<AtomicI64> },
}

impl Window {
    fn sends_at(&self, due: Instant) -> bool {
        match self {
            Self::Timed { closes, .. } => due < *closes,
            Self::While(over) => !over.is_cancelled(),
            Self::Counted { left } => left.fetch_sub(1, Ordering::Relaxed) > 0,
        }
    }

    fn counts(&self, answered: Instant) -> bool {
        match self {
            Self::Timed { opens, closes } => (*opens..*closes).contains(&answered),
            Self::While(_) | Self::Counted { .. } => true,
        }
    }
}

/// The result of a connection: its client, the latencies that count, in microseconds, and the bytes of their responses.
type ConnectionResult = (Box<dyn Client>, Vec<u32>, u64);
/// The tasks of all connections. Each returns its index, because they end in any order.
type ConnectionTasks = JoinSet<Result<(u32, ConnectionResult)>>;

/// Runs the clients for the given time, and returns them for the next measurement. They are spread evenly over the servers,
/// whose processor time is added up.
pub async fn run(servers: &[Server], clients: Clients, pace: Pace, span: Span) -> Result<(Outcome, Clients)> {
    let started = Instant::now();
    let (opens, closes) = (started + span.warm_up, started + span.warm_up + span.window);
    let tasks = begin(servers, clients, pace, started, &Window::Timed { opens, closes })?;

    sleep_until(opens.into()).await;
    let before = cpu_time(servers)?;
    sleep_until(closes.into()).await;
    let cpu = cpu_time(servers)?.saturating_sub(before);

    let (clients, answered) = end(tasks).await?;
    Ok((Outcome::new(answered, cpu, span.window)?, clients))
}

/// Sends exactly `count` requests with all clients together. Unlike with [`run`], the server has nothing to do before and after it, so
/// the processor time is that of these requests, however few they are.
pub async fn run_batch(server: &Server, clients: Clients, count: u32) -> Result<(Outcome, Clients)> {
    let (before, started) = (server.process.cpu_time()?, Instant::now());
    let left = Arc::new(AtomicI64::new(count.into()));
    let (clients, answered) =
        end(begin(slice::from_ref(server), clients, Pace::Eager, started, &Window::Counted { left })?).await?;
    let taken = started.elapsed();
    let cpu = server.process.cpu_time()?.saturating_sub(before);
    Ok((Outcome::new(answered, cpu, taken)?, clients))
}

/// Runs the clients while `work` is running. Returns its result and the latencies of each connection in microseconds, in the
/// order of the requests.
pub async fn during<T>(
    server: &Server,
    clients: Clients,
    pace: Pace,
    work: impl Future<Output = Result<T>>,
) -> Result<(T, Vec<Vec<u32>>)> {
    let over = CancellationToken::new();
    let tasks = begin(slice::from_ref(server), clients, pace, Instant::now(), &Window::While(over.clone()))?;
    let done = work.await;
    over.cancel();
    let (_, answered) = end(tasks).await?;
    Ok((done?, answered.times))
}

fn cpu_time(servers: &[Server]) -> Result<Duration> {
    servers.iter().map(|server| server.process.cpu_time()).sum()
}

fn begin(
    servers: &[Server],
    clients: Clients,
    pace: Pace,
    started: Instant,
    window: &Window,
) -> Result<ConnectionTasks> {
    let count = u32::try_from(clients.len())?;
    let mut tasks = JoinSet::new();
    for ((index, client), server) in (0..).zip(clients).zip(servers.iter().cycle()) {
        let first = match pace {
            Pace::Eager => started,
            // Distribute the connections evenly over the first interval.
            Pace::Every(interval) => started + interval * index / count,
        };
        let connection = run_connection(server.address, client, pace, first, window.clone());
        tasks.spawn(async move { Ok((index, connection.await?)) });
    }
    Ok(tasks)
}

async fn end(tasks: ConnectionTasks) -> Result<(Clients, Answered)> {
    let results = timeout(LAST_RESPONSES_TIMEOUT, tasks.join_all()).await;
    let results = results.map_err(|_| format!("the server did not respond within {LAST_RESPONSES_TIMEOUT:?}"))?;
    let mut results = results.into_iter().collect::<Result<Vec<_>>>()?;
    results.sort_unstable_by_key(|(index, _)| *index);
    let (mut clients, mut answered) = (Clients::new(), Answered { times: Vec::new(), bytes: 0 });
    for (_, (client, times, bytes)) in results {
        clients.push(client);
        answered.times.push(times);
        answered.bytes += bytes;
    }
    Ok((clients, answered))
}

/// Runs the client of one connection until the window closes.
async fn run_connection(
    address: SocketAddr,
    mut client: Box<dyn Client>,
    pace: Pace,
    first: Instant,
    window: Window,
) -> Result<ConnectionResult> {
    let mut connection = Connection::open(address).await?;
    let (mut times, mut bytes) = (Vec::new(), 0);
    let mut due = first;
    while window.sends_at(due) {
        if let Pace::Every(_) = pace {
            sleep_until(due.into()).await;
        }
        let response = connection.exchange(client.request()).await?;
        client.handle_response(&response)?;
        let answered = Instant::now();
        if window.counts(answered) {
            times.push(u32::try_from((answered - due).as_micros())?);
            bytes += response.length as u64;
        }
        due = match pace {
            Pace::Eager => answered,
            Pace::Every(interval) => due + interval,
        };
    }
    Ok((client, times, bytes))
}
