//! Measures the release beside Flask, PocketBase and better-auth, all on SQLite with the same number of accounts.

mod better_auth;
mod expect_client;
mod flask;
pub mod operation;
mod pocketbase;
pub mod program;
mod vestibule;
mod visitor;

use crate::{
    Result,
    latencies::median,
    machine::Machine,
    measurement::{Length, Measurement, Rate},
    options::Options,
    plan::Plan,
    progress,
    server::{self, Server},
    setup::Setup,
};
use operation::Operation;
use program::Program;
use serde::Serialize;
use std::{io, path::Path, process::Stdio, time::Instant};
use tempfile::TempDir;

/// Installs the peers.
const INSTALL: &str = "scripts/setup/peers.sh";

/// The results of the run beside the peers.
#[derive(Serialize)]
pub struct Peers {
    #[serde(flatten)]
    pub setup: Setup,
    /// The accounts that were created in each database before the visitors registered.
    pub users: u64,
    pub programs: Vec<Costs>,
    pub operations: Vec<Compared>,
}

/// The version of a program, and what it takes.
#[derive(Serialize)]
pub struct Costs {
    pub program: Program,
    pub version: String,
    /// From the start of the process to its first answer: the median.
    pub start_millis: f64,
    /// The bytes of all its processes, before the first request.
    pub memory_at_rest: u64,
    /// The same, right after the last round.
    pub memory_after_load: u64,
}

/// An operation on each program that has it.
#[derive(Serialize)]
pub struct Compared {
    pub operation: Operation,
    pub rates: Vec<ProgramRate>,
}

#[derive(Serialize)]
pub struct ProgramRate {
    pub program: Program,
    #[serde(flatten)]
    pub rate: Rate,
    /// The rate of Vestibule, of this one. None: it is Vestibule.
    pub ratio: Option<f64>,
}

/// A program with its installation and its running server.
struct Contestant {
    program: Program,
    version: String,
    folder: TempDir,
    server: Server,
}

impl Peers {
    pub async fn measure(options: &Options, users: u64) -> Result<Self> {
        let plan = options.plan();
        let connections = usize::from(options.connections);
        install().await?;
        let mut contestants = Vec::new();
        for program in Program::ALL {
            let started = Contestant::start(program, users, connections).await;
            contestants.push(naming(program, suggesting_reinstallation(program, started))?);
        }

        progress("at rest");
        let machine = Machine::at_rest(plan.rest).await?;
        for Contestant { program, server, .. } in &mut contestants {
            naming(*program, require_workers(*program, server))?;
        }
        let at_rest = memory(&contestants)?;
        let operations = compare(&contestants, connections, &plan).await?;
        let after_load = memory(&contestants)?;

        let mut stopped = Vec::new();
        for Contestant { program, version, folder, server } in contestants {
            naming(program, server.stop().await)?;
            stopped.push((program, version, folder));
        }
        let folders: Vec<_> = stopped.iter().map(|(program, _, folder)| (*program, folder.path())).collect();
        let starts = measure_starts(&folders, &plan).await?;
        let mut programs = Vec::new();
        let memories = at_rest.into_iter().zip(after_load);
        for (((program, version, _), start_millis), memory) in stopped.into_iter().zip(starts).zip(memories) {
            let (memory_at_rest, memory_after_load) = memory;
            programs.push(Costs { program, version, start_millis, memory_at_rest, memory_after_load });
        }
        let setup = Setup::new(options, machine)?;
        Ok(Self { setup, users, programs, operations })
    }
}

/// Installs the peers, unless they are installed. The report is the standard output, so the script prints to the standard error.
async fn install() -> Result<()> {
    progress("the peers");
    let mut script = tokio::process::Command::new(INSTALL);
    script.stdin(Stdio::null()).stdout(io::stderr()).kill_on_drop(true);
    if !script.status().await?.success() {
        return Err(format!("{INSTALL} could not install a peer; see the lines above").into());
    }
    Ok(())
}

impl Contestant {
    async fn start(program: Program, users: u64, connections: usize) -> Result<Self> {
        progress(&format!("{}: {users} accounts", program.name()));
        let folder = server::temporary_folder()?;
        let version = program.version(folder.path()).await?;
        program.prepare(folder.path(), users, connections).await?;
        let server = program.start(folder.path()).await?;
        Ok(Self { program, version, folder, server })
    }
}

/// Names the program in an error.
fn naming<T>(program: Program, result: Result<T>) -> Result<T> {
    result.map_err(|error| format!("{}: {error}", program.name()).into())
}

/// Says how a peer whose installation is broken is installed again.
fn suggesting_reinstallation<T>(program: Program, result: Result<T>) -> Result<T> {
    match program {
        Program::Vestibule => result,
        Program::Flask | Program::PocketBase | Program::BetterAuth => result.map_err(|error| {
            format!("{error}\nif its installation is broken, delete target/peers and run this again").into()
        }),
    }
}

/// Finds the processes of a server, whose processor time and memory count. Fails if there are others than expected.
fn require_workers(program: Program, server: &mut Server) -> Result<()> {
    match (server.process.find_workers()?, program.workers()) {
        (found, expected) if found == expected => Ok(()),
        (found, expected) => Err(format!("it has {found} worker processes instead of {expected}").into()),
    }
}

fn memory(contestants: &[Contestant]) -> Result<Vec<u64>> {
    contestants.iter().map(|at| naming(at.program, at.server.process.shared_memory())).collect()
}

/// Measures every operation on every program in turn, in each round.
async fn compare(contestants: &[Contestant], connections: usize, plan: &Plan) -> Result<Vec<Compared>> {
    let mut measurements = Vec::new();
    for Contestant { program, server, .. } in contestants {
        progress(&format!("{}: visitors", program.name()));
        let prepared = prepare(*program, server, connections, plan).await;
        measurements.extend(naming(*program, prepared)?);
    }
    // Stable, so the programs of an operation stay in order.
    measurements.sort_by_key(|(operation, ..)| Operation::ALL.iter().position(|other| other == operation));
    for round in 1..=plan.rounds {
        progress(&format!("beside the peers, round {round} of {}", plan.rounds));
        for (_, program, measurement) in &mut measurements {
            naming(*program, measurement.run(plan).await)?;
        }
    }
    let rates = |operation| {
        let of = measurements.iter().filter(|(other, ..)| *other == operation);
        of.map(|(_, program, measurement)| (*program, measurement.rate())).collect()
    };
    Ok(Operation::ALL.map(|operation| Compared { operation, rates: with_ratios(rates(operation)) }).into())
}

type Prepared<'a> = (Operation, Program, Measurement<'a>);

/// Prepares the measurements of a program. Each request is sent once, to check that its answer is what the operation promises.
async fn prepare<'a>(
    program: Program,
    server: &'a Server,
    connections: usize,
    plan: &Plan,
) -> Result<Vec<Prepared<'a>>> {
    let mut measurements = Vec::new();
    for (operation, mut clients) in program.requests(server, connections).await? {
        let client = clients.first_mut().ok_or("there is no client")?;
        let started = Instant::now();
        let response = server.send(client.request()).await;
        let taken = started.elapsed();
        let checked = response.and_then(|response| {
            client.handle_response(&response)?;
            operation.check(&response)
        });
        checked.map_err(|error| format!("{}: {error}", operation.name()))?;
        let span = operation.span(plan);
        // If all clients wait for each other, the first answers may come when the span is over.
        let length = match taken * u32::try_from(connections)? > span.window {
            true => Length::Requests(u32::try_from(2 * connections)?),
            false => Length::Span(span),
        };
        let measurement = Measurement::new(operation.name(), server, clients).with_length(length);
        measurements.push((operation, program, measurement));
    }
    Ok(measurements)
}

fn with_ratios(rates: Vec<(Program, Rate)>) -> Vec<ProgramRate> {
    let ours = rates.iter().find(|(program, _)| *program == Program::Vestibule);
    let ratio = |(program, rate): &(Program, Rate)| match ours {
        Some((ours, our_rate)) if ours != program => Some(our_rate.share_of(rate)),
        _ => None,
    };
    let ratios: Vec<_> = rates.iter().map(ratio).collect();
    rates.into_iter().zip(ratios).map(|((program, rate), ratio)| ProgramRate { program, rate, ratio }).collect()
}

/// The median time of each program from the start to the first answer, in milliseconds. The programs take turns.
async fn measure_starts(installations: &[(Program, &Path)], plan: &Plan) -> Result<Vec<f64>> {
    progress("starts");
    let mut millis = vec![Vec::new(); installations.len()];
    for _ in 0..plan.starts {
        for ((program, folder), times) in installations.iter().zip(&mut millis) {
            let started = Instant::now();
            let server = naming(*program, program.start(folder).await)?;
            times.push(1e3 * started.elapsed().as_secs_f64());
            naming(*program, server.stop().await)?;
        }
    }
    Ok(millis.into_iter().map(median).collect())
}
