//! `make bench`: measures the release binary, compares it with a bare axum handler, and checks its budgets.
//!
//! `docs/internals/benchmark-method.md` explains each value. The modules, from the outside in:
//!
//! | modules | purpose |
//! |---|---|
//! | [`options`], [`plan`] | the command line, and the duration of each step |
//! | [`run`] | the run on SQLite, step by step |
//! | [`engines`] | the run on both engines |
//! | [`replicas`] | the run with several replicas, a pooler and a standby |
//! | [`against`] | the comparison with the build of another commit |
//! | [`peers`] | the run beside Flask, PocketBase and better-auth |
//! | [`directory`] | the run with many accounts, on one engine or both, and with many sessions and events |
//! | [`rates`] and [`openid`] with [`measurement`], [`flood`], [`mail_times`], [`starts`], [`page_size`] with [`page_links`] | one kind of measurement each |
//! | [`hashing`], [`signing`] and [`stops`] with [`yardsticks`], [`disk_flushes`], [`baseline`] with [`pgbench`] | the limits of the machine, without the product |
//! | [`setup`], [`machine`], [`space`] | the conditions of the run |
//! | [`report`], [`budgets`], [`table`], [`document`] | the output |
//! | [`load`], [`client`], [`connection`], [`response`], [`chunk_decoder`], [`latencies`] | the load generator |
//! | [`server`], [`process`] with [`cpu_time`] and [`process_tree`], [`accounts`], [`postgres`] with [`postgres_url`] | the servers and their accounts |

mod accounts;
mod against;
mod baseline;
mod budgets;
mod chunk_decoder;
mod client;
mod connection;
mod cpu_time;
mod directory;
mod disk_flushes;
mod document;
mod engines;
mod flood;
mod hashing;
mod latencies;
mod load;
mod machine;
mod mail_times;
mod measurement;
mod openid;
mod options;
mod page_links;
mod page_size;
mod passkeys;
mod peers;
mod pgbench;
mod plan;
mod postgres;
mod postgres_url;
mod process;
mod process_tree;
mod programs;
mod rates;
mod replicas;
mod report;
mod response;
mod run;
mod server;
mod setup;
mod signing;
mod space;
mod starts;
mod stops;
mod table;
mod yardsticks;

use against::Comparison;
use clap::Parser;
use directory::Directory;
use engines::Engines;
use options::{Engine, Options};
use peers::Peers;
use replicas::Replicas;
use report::Report;
use run::Figures;
use std::{error::Error, fs, process::ExitCode, thread};
use tokio::signal::unix::{SignalKind, signal};

/// Every error ends the benchmark, so a message is sufficient.
type Failure = Box<dyn Error + Send + Sync>;
type Result<T> = std::result::Result<T, Failure>;

/// The accounts of each program beside the peers, unless `--users` names another number.
const PEER_USERS: u64 = 100_000;

fn main() -> ExitCode {
    let options = Options::parse();
    match measure(&options) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Measures and prints the report. Returns whether every budget holds.
#[expect(clippy::print_stdout, reason = "the report is the output of this program")]
fn measure(options: &Options) -> Result<bool> {
    // Cargo starts a benchmark in the folder of its package, but paths are relative to the repository.
    std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))?;
    progress("yardsticks");
    yardsticks::build()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(client_threads()).enable_all().build()?;
    // Dropping the future when it is interrupted stops the servers and removes their folder.
    let outcome = runtime.block_on(async {
        tokio::select! {
            report = report_on(options) => report,
            interrupted = interruption() => interrupted.and(Err("interrupted".into())),
        }
    });
    runtime.shutdown_background();
    let report = outcome?;
    println!("{report}");
    if options.write {
        document::write(report.name(), &report.to_string())?;
    }
    if let Some(file) = &options.json {
        fs::write(file, serde_json::to_vec_pretty(&report)?)?;
    }
    Ok(report.holds())
}

async fn report_on(options: &Options) -> Result<Report> {
    if let Some(reference) = &options.against {
        return Ok(Report::of_comparison(Comparison::measure(options, reference).await?));
    }
    if options.peers {
        return Ok(Report::of_peers(Peers::measure(options, options.users.unwrap_or(PEER_USERS)).await?));
    }
    if let Some(users) = options.users {
        return Ok(Report::of_directory(Directory::measure(options, users).await?));
    }
    if let Some(replicas) = options.replicas {
        return Ok(Report::of_replicas(Replicas::measure(options, replicas.into()).await?));
    }
    match options.engine() {
        Engine::Sqlite => Ok(Report::of_binary(Figures::measure(options).await?)),
        Engine::Postgres => Ok(Report::of_engines(Engines::measure(options).await?)),
    }
}

/// At most half of the cores, so that the server has the other half.
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

/// Prints the current step.
fn progress(what: &str) {
    eprintln!("==> {what}");
}
