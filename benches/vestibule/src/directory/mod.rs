//! The run on the user directory: measures its pages, the export and the import with many accounts.

mod concurrent_requests;
mod import_file;
mod installation;
pub mod page;
mod page_requests;
pub mod pages;
pub mod search_terms;
mod session_client;
mod transfers;

use crate::{
    Result,
    accounts::Account,
    machine::Machine,
    measurement::Rate,
    options::{self, Engine, Options},
    plan::Plan,
    postgres::Postgres,
    process::Memory,
    progress,
    server::Server,
    setup::Setup,
};
use concurrent_requests::ConcurrentRequests;
use installation::Installation;
use page::Page;
use pages::PagesMeasurement;
use serde::Serialize;
use transfers::Transfer;

/// The results of the run.
#[derive(Serialize)]
pub struct Directory {
    #[serde(flatten)]
    pub setup: Setup,
    /// The number of accounts that were seeded, and that were imported.
    pub users: u64,
    /// Whether the seeded accounts have values in fields of one's own.
    pub with_fields: bool,
    pub postgres_version: Option<String>,
    pub engines: Vec<OnEngine>,
}

/// The results on one engine.
#[derive(Serialize)]
pub struct OnEngine {
    pub engine: Engine,
    pub seed_seconds: f64,
    /// Each page in each sort order.
    pub pages: Vec<Page>,
    /// The HTML page.
    pub html: Rate,
    /// After all pages have been requested.
    pub memory: Memory,
    pub export: Transfer,
    pub import: Transfer,
    /// The other requests during the import: first all of them, then each kind.
    pub others: Vec<ConcurrentRequests>,
}

/// The results with the seeded accounts: everything except the import.
struct SeededResults {
    engine: Engine,
    seed_seconds: f64,
    pages: Vec<Page>,
    html: Rate,
    memory: Memory,
    export: Transfer,
}

impl Directory {
    pub async fn measure(options: &Options, users: u64) -> Result<Self> {
        let plan = options.plan();
        let connections = usize::from(options.connections);
        let postgres = match options.database {
            Engine::Sqlite => None,
            Engine::Postgres => {
                progress("PostgreSQL");
                Some(Postgres::start().await?)
            }
        };
        // None is SQLite, which is always measured.
        let servers: Vec<Option<&Postgres>> =
            if postgres.is_some() { vec![None, postgres.as_ref()] } else { vec![None] };

        let (machine, seeded) = measure_seeded(&servers, users, connections, options, &plan).await?;
        let mut engines = Vec::new();
        for (server, seeded) in servers.iter().zip(seeded) {
            let installation = Installation::create(*server).await?;
            let accounts = installation.create_admins(connections.min(16)).await?;
            let (import, others) = transfers::import(&installation, &accounts, users).await?;
            let SeededResults { engine, seed_seconds, pages, html, memory, export } = seeded;
            engines.push(OnEngine { engine, seed_seconds, pages, html, memory, export, import, others });
        }
        let postgres_version = match &postgres {
            Some(postgres) => Some(postgres.version().await?),
            None => None,
        };
        let setup = Setup { binary: options::subject().display().to_string(), machine, connections, plan };
        Ok(Self { setup, users, with_fields: options.fields, postgres_version, engines })
    }
}

/// Seeds an installation on each engine, and measures their pages and exports. The engines take turns in each round.
async fn measure_seeded(
    servers: &[Option<&Postgres>],
    users: u64,
    connections: usize,
    options: &Options,
    plan: &Plan,
) -> Result<(Machine, Vec<SeededResults>)> {
    let mut installations: Vec<(Installation, f64, Vec<Account>)> = Vec::new();
    for server in servers {
        let installation = Installation::create(*server).await?;
        if options.fields {
            installation.define_fields().await?;
        }
        let seconds = installation.seed(users).await?.as_secs_f64();
        let accounts = installation.create_admins(connections.min(16)).await?;
        installations.push((installation, seconds, accounts));
    }
    let mut running: Vec<Server> = Vec::new();
    for (installation, ..) in &installations {
        running.push(installation.subject.start_again().await?);
    }
    progress("at rest");
    let machine = Machine::at_rest(plan.rest).await?;

    let mut measurements = Vec::new();
    for ((installation, _, accounts), server) in installations.iter().zip(&running) {
        measurements
            .push(PagesMeasurement::prepare(installation, server, accounts, users, connections, options.fields).await?);
    }
    for round in 1..=plan.rounds {
        progress(&format!("pages of the directory, round {round} of {}", plan.rounds));
        for measurement in &mut measurements {
            measurement.run(plan).await?;
        }
    }
    let page_results: Vec<(Vec<Page>, Rate)> =
        measurements.iter().map(|measurement| (measurement.pages(), measurement.html())).collect();
    // They borrow the servers, which are stopped below.
    drop(measurements);

    let mut results = Vec::new();
    for (((installation, seed_seconds, accounts), server), (pages, html)) in
        installations.iter().zip(running).zip(page_results)
    {
        let memory = server.process.memory()?;
        server.stop().await?;
        let who = accounts.first().ok_or("there is no administrator")?;
        let export = transfers::export(installation, who, users + accounts.len() as u64).await?;
        results.push(SeededResults {
            engine: installation.engine,
            seed_seconds: *seed_seconds,
            pages,
            html,
            memory,
            export,
        });
    }
    Ok((machine, results))
}
