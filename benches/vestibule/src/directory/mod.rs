//! The directory with many in it: its pages, and everyone in and out as a file.

mod transfers;
mod installation;
mod concurrent_requests;
pub mod page;
pub mod pages;
mod page_requests;
mod import_file;
mod session_client;
pub mod search_terms;

use crate::{
    Result,
    setup::Setup,
    measurement::Rate,
    machine::Machine,
    options::{self, Engine, Options},
    accounts::Account,
    plan::Plan,
    postgres::Postgres,
    process::Memory,
    progress,
    server::Server,
};
use transfers::Transfer;
use installation::Installation;
use concurrent_requests::ConcurrentRequests;
use page::Page;
use pages::Reading;
use serde::Serialize;

/// Everything that was measured.
#[derive(Serialize)]
pub struct Directory {
    #[serde(flatten)]
    pub setup: Setup,
    /// How many were made up, and brought in once more.
    pub users: u64,
    pub postgres_version: Option<String>,
    pub engines: Vec<OnEngine>,
}

/// What was measured on one of the engines.
#[derive(Serialize)]
pub struct OnEngine {
    pub engine: Engine,
    pub seed_seconds: f64,
    /// Each under each sort.
    pub pages: Vec<Page>,
    /// The page for browsers.
    pub html: Rate,
    /// When all pages had been asked for.
    pub memory: Memory,
    pub export: Transfer,
    pub import: Transfer,
    /// How they fared meanwhile, all together first.
    pub others: Vec<ConcurrentRequests>,
}

/// What was found out while everyone was in the installation.
struct Inside {
    engine: Engine,
    seed_seconds: f64,
    pages: Vec<Page>,
    html: Rate,
    memory: Memory,
    export: Transfer,
}

impl Directory {
    /// Measures everything. Ends by itself, and leaves nothing behind.
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
        // The other one, where it is asked for, comes beside SQLite.
        let servers: Vec<Option<&Postgres>> =
            if postgres.is_some() { vec![None, postgres.as_ref()] } else { vec![None] };

        let (machine, insides) = inside(&servers, users, connections, &plan).await?;
        let mut engines = Vec::new();
        for (server, inside) in servers.iter().zip(insides) {
            let installation = Installation::build(*server).await?;
            let accounts = installation.appoint(connections.min(16)).await?;
            let (import, others) = transfers::import(&installation, &accounts, users).await?;
            let Inside { engine, seed_seconds, pages, html, memory, export } = inside;
            engines.push(OnEngine { engine, seed_seconds, pages, html, memory, export, import, others });
        }
        let postgres_version = match &postgres {
            Some(postgres) => Some(postgres.version().await?),
            None => None,
        };
        let setup = Setup { binary: options::subject().display().to_string(), machine, connections, plan };
        Ok(Self { setup, users, postgres_version, engines })
    }
}

/// Fills a installation on each engine, and looks around in them in turn.
async fn inside(
    servers: &[Option<&Postgres>],
    users: u64,
    connections: usize,
    plan: &Plan,
) -> Result<(Machine, Vec<Inside>)> {
    let mut homes: Vec<(Installation, f64, Vec<Account>)> = Vec::new();
    for server in servers {
        let installation = Installation::build(*server).await?;
        let seconds = installation.seed(users).await?.as_secs_f64();
        let accounts = installation.appoint(connections.min(16)).await?;
        homes.push((installation, seconds, accounts));
    }
    let mut running: Vec<Server> = Vec::new();
    for (installation, ..) in &homes {
        running.push(installation.subject.start_again().await?);
    }
    progress("at rest");
    let machine = Machine::at_rest(plan.rest).await?;

    let mut readings = Vec::new();
    for ((installation, _, accounts), server) in homes.iter().zip(&running) {
        readings.push(Reading::prepare(installation, server, accounts, users, connections).await?);
    }
    for round in 1..=plan.rounds {
        progress(&format!("pages of the directory, round {round} of {}", plan.rounds));
        for reading in &mut readings {
            reading.run(plan).await?;
        }
    }
    let read: Vec<(Vec<Page>, Rate)> = readings.iter().map(|reading| (reading.pages(), reading.html())).collect();
    drop(readings);

    let mut insides = Vec::new();
    for (((installation, seed_seconds, accounts), server), (pages, html)) in homes.iter().zip(running).zip(read) {
        let memory = server.process.memory()?;
        server.stop().await?;
        let who = accounts.first().ok_or("nobody to ask")?;
        let export = transfers::export(installation, who, users + accounts.len() as u64).await?;
        insides.push(Inside { engine: installation.engine, seed_seconds: *seed_seconds, pages, html, memory, export });
    }
    Ok((machine, insides))
}
