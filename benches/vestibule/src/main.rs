//! `make bench`: the release binary beside a bare axum handler, and against its budgets.
//!
//! What each figure means stands in `docs/benchmarks.md`. From the outside in:
//!
//! | file | what it does |
//! |---|---|
//! | [`options`], [`plan`] | what is asked for, and how long each part of it takes |
//! | [`run`] | the whole run, step by step |
//! | [`engines`] | the run on both engines |
//! | [`directory`] | the run with many people, on one engine or both |
//! | [`rates`] with [`contest`], [`flood`], [`starts`], [`weight`] with [`names`] | one kind of figure each |
//! | [`hashing`], [`disk`], [`yardstick`] with [`pgbench`] | what the machine can do without the product |
//! | [`conditions`], [`machine`] | under what conditions |
//! | [`report`], [`budgets`], [`table`] | what is said of them |
//! | [`load`], [`talk`], [`connection`], [`response`], [`chunks`], [`latencies`] | the load generator |
//! | [`server`], [`process`], [`people`], [`bare`], [`postgres`] with [`address`] | what it is pointed at |

mod address;
mod bare;
mod budgets;
mod chunks;
mod conditions;
mod connection;
mod contest;
mod directory;
mod disk;
mod engines;
mod flood;
mod hashing;
mod latencies;
mod load;
mod machine;
mod names;
mod options;
mod people;
mod pgbench;
mod plan;
mod postgres;
mod process;
mod rates;
mod report;
mod response;
mod run;
mod server;
mod starts;
mod table;
mod talk;
mod weight;
mod yardstick;

use clap::Parser;
use directory::Directory;
use engines::Engines;
use options::{Engine, Options, Role};
use report::Report;
use run::Figures;
use std::{error::Error, fs, process::ExitCode, thread};
use tokio::signal::unix::{SignalKind, signal};

/// A failure here ends the benchmark; what counts is that it says what happened.
type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    let options = Options::parse();
    let outcome = match options.role {
        Some(Role::BareAxum { port }) => bare::run(port).map(|()| true),
        None => measure(&options),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Measures and reports; tells whether every budget holds.
#[expect(clippy::print_stdout, reason = "the report is what this program is for")]
fn measure(options: &Options) -> Result<bool> {
    // Cargo starts a benchmark in the folder of its package.
    std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(client_threads()).enable_all().build()?;
    // Dropped half-way, it takes the servers and their folder with it.
    let outcome = runtime.block_on(async {
        tokio::select! {
            report = report_on(options) => report,
            interrupted = interruption() => interrupted.and(Err("interrupted".into())),
        }
    });
    runtime.shutdown_background();
    let report = outcome?;
    println!("{report}");
    if let Some(file) = &options.json {
        fs::write(file, serde_json::to_vec_pretty(&report)?)?;
    }
    Ok(report.every_budget_holds())
}

async fn report_on(options: &Options) -> Result<Report> {
    if let Some(users) = options.users {
        return Ok(Report::of_directory(Directory::measure(options, users).await?));
    }
    match options.database {
        Engine::Sqlite => Ok(Report::of_binary(Figures::measure(options).await?)),
        Engine::Postgres => Ok(Report::of_engines(Engines::measure(options).await?)),
    }
}

/// Half of the machine at most: the other half is the server's.
fn client_threads() -> usize {
    (cores() / 2).max(1)
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

async fn interruption() -> Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

/// Tells whoever waits what is being done.
fn progress(what: &str) {
    eprintln!("==> {what}");
}
