//! The run on the user directory: measures its pages, the export and the import with many accounts.

mod concurrent_requests;
mod costs;
mod import_file;
mod installation;
mod kept;
mod masses;
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
    options::{Engine, Options},
    plan::Plan,
    postgres::Postgres,
    process::Memory,
    progress,
    server::{self, Server},
    setup::Setup,
    space::{self, Stored},
};
use concurrent_requests::ConcurrentRequests;
use costs::Bytes;
use installation::Installation;
use kept::Progress;
use page::Page;
use pages::PagesMeasurement;
use serde::Serialize;
use std::{fs, path::Path};
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
    pub bytes: Bytes,
    /// Refreshes and sign-ins.
    pub rates: Vec<Rate>,
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
    bytes: Bytes,
    rates: Vec<Rate>,
}

/// A file may have three million rows, and two gigabytes of what is read from it, which those with the hash of a password exceed before.
const MAX_ROWS: u64 = 2_000_000;

impl Directory {
    pub async fn measure(options: &Options, users: u64) -> Result<Self> {
        let plan = options.plan();
        let connections = usize::from(options.connections);
        require_room(options, users)?;
        let postgres = match options.engine() {
            Engine::Sqlite => None,
            Engine::Postgres => {
                progress("PostgreSQL");
                let data = options.keep.as_ref().map(|keep| keep.join("server"));
                Some(Postgres::start(data.as_deref()).await?)
            }
        };
        // None is SQLite.
        let servers: Vec<Option<&Postgres>> = match &postgres {
            None => vec![None],
            Some(server) if options.is_on_postgres_alone() => vec![Some(server)],
            Some(server) => vec![None, Some(server)],
        };

        let (machine, seeded) = measure_seeded(&servers, users, connections, options, &plan).await?;
        let mut engines = Vec::new();
        for (server, seeded) in servers.iter().zip(seeded) {
            let mut installation = Installation::create(*server, None).await?;
            let accounts = installation.create_admins(connections.min(16)).await?;
            let (import, others) = transfers::import(&installation, &accounts, users.min(MAX_ROWS)).await?;
            let SeededResults { engine, seed_seconds, pages, html, memory, export, bytes, rates } = seeded;
            engines.push(OnEngine { engine, seed_seconds, pages, html, memory, export, bytes, rates, import, others });
        }
        let postgres_version = match &postgres {
            Some(postgres) => Some(postgres.version().await?),
            None => None,
        };
        let setup = Setup::new(options, machine)?;
        Ok(Self { setup, users, with_fields: options.fields, postgres_version, engines })
    }
}

/// Fails if the disk has no room for what is made up, or if that is made up on PostgreSQL alone.
fn require_room(options: &Options, users: u64) -> Result<()> {
    let (sessions, events) = (options.sessions.unwrap_or(0), options.events.unwrap_or(0));
    if options.engine() == Engine::Sqlite && sessions + events > 0 {
        return Err("sessions and events are made up on PostgreSQL: add --database postgres".into());
    }
    let temporary = server::temporary_folder()?;
    let folder = match &options.keep {
        Some(keep) => {
            fs::create_dir_all(keep)?;
            keep.as_path()
        }
        // PostgreSQL fills the larger part.
        None if options.engine() == Engine::Postgres => Path::new("/var/tmp"),
        None => temporary.path(),
    };
    // What is kept already is on the disk.
    let made_up = |engine| Progress::of(options.keep.as_deref(), engine).map(|kept| kept.done);
    let (on_sqlite, on_postgres) = (made_up(Engine::Sqlite)?, made_up(Engine::Postgres)?);
    let missing = |is_seeded: bool| if is_seeded { 0 } else { users };
    let imported = users.min(MAX_ROWS);
    let on_sqlite = if options.is_on_postgres_alone() { 0 } else { missing(on_sqlite.seeded.is_some()) };
    let stored = match options.engine() {
        Engine::Sqlite => Stored { on_sqlite: on_sqlite + imported, on_postgres: 0, sessions, events },
        // The import is on one engine after the other, so the larger one counts.
        Engine::Postgres => Stored {
            on_sqlite,
            on_postgres: missing(on_postgres.seeded.is_some()) + imported,
            sessions: sessions.saturating_sub(on_postgres.sessions),
            events: events.saturating_sub(on_postgres.events.0),
        },
    };
    stored.require(space::free(folder)?, folder)
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
        let mut installation = Installation::create(*server, options.keep.as_deref()).await?;
        let seconds = installation.seed(users, options.fields).await?;
        let accounts = installation.create_admins(connections.min(16)).await?;
        if installation.engine == Engine::Postgres {
            masses::make_up(&mut installation, options.sessions.unwrap_or(0), options.events.unwrap_or(0)).await?;
        }
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
        let rates = costs::rates(installation, &server, accounts, connections, plan).await?;
        let bytes = costs::bytes(installation, users).await?;
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
            bytes,
            rates,
        });
    }
    Ok((machine, results))
}
