//! Measures the same requests on both engines, and compares PostgreSQL with pgbench.

use crate::{
    Result,
    accounts::{self, Accounts},
    baseline::Baseline,
    disk_flushes, hashing,
    latencies::median,
    machine::Machine,
    measurement::{Measurement, Rate},
    options::{self, Options},
    postgres::Postgres,
    progress,
    rates::{LOGIN, ME, REFRESH, REGISTER},
    server::{self, Server, Subject},
    setup::Setup,
};
use serde::Serialize;
use std::{fs::File, io::Read};

/// The results of the run on both engines.
#[derive(Serialize)]
pub struct Engines {
    #[serde(flatten)]
    pub setup: Setup,
    pub postgres_version: String,
    pub sqlite: Vec<Rate>,
    pub postgres: Vec<Rate>,
    /// The rate of a refresh as a single SQL statement, measured with pgbench.
    pub pgbench_per_second: f64,
    /// Argon2id only, with one thread per core.
    pub hashes_per_second: f64,
    pub disk_flushes_per_second: f64,
}

impl Engines {
    pub async fn measure(options: &Options) -> Result<Self> {
        let plan = options.plan();
        let connections = usize::from(options.connections);
        let (folder, other_folder) = (server::temporary_folder()?, server::temporary_folder()?);
        let on_sqlite = Subject::new(folder.path())?;

        progress("PostgreSQL");
        let engine = Postgres::start().await?;
        let database = engine.create("vestibule").await?;
        let on_postgres = Subject::new(other_folder.path())?
            .with("DATABASE_URL", database.url().expose())
            .with("VESTIBULE_SECRET", &secret()?);

        let accounts = accounts::create(&on_sqlite, connections).await?;
        accounts::create(&on_postgres, connections).await?;
        let mut baseline = Baseline::prepare(&database, connections).await?;

        progress("at rest");
        let sqlite = on_sqlite.start_again().await?;
        let postgres = on_postgres.start_again().await?;
        let machine = Machine::at_rest(plan.rest).await?;

        let mut on_sqlite = measurements(&sqlite, &accounts, connections).await?;
        let mut on_postgres = measurements(&postgres, &accounts, connections).await?;
        let mut hash_rates = Vec::new();
        for round in 1..=plan.rounds {
            progress(&format!("both engines, round {round} of {}", plan.rounds));
            hash_rates.push(hashing::rate(plan.span.window).await?);
            for (sqlite, postgres) in on_sqlite.iter_mut().zip(&mut on_postgres) {
                sqlite.run(&plan).await?;
                postgres.run(&plan).await?;
            }
            baseline.run(plan.span.window).await?;
        }
        Ok(Self {
            setup: Setup { binary: options::subject().display().to_string(), machine, connections, plan },
            postgres_version: engine.version().await?,
            sqlite: on_sqlite.iter().map(Measurement::rate).collect(),
            postgres: on_postgres.iter().map(Measurement::rate).collect(),
            pgbench_per_second: baseline.rate(),
            hashes_per_second: median(hash_rates),
            disk_flushes_per_second: disk_flushes::per_second(folder.path(), plan.span.window)?,
        })
    }
}

/// The registrations come first, right after the raw hashes, and the refreshes last, right before pgbench, which they are
/// compared with.
async fn measurements<'a>(server: &'a Server, accounts: &Accounts, connections: usize) -> Result<[Measurement<'a>; 4]> {
    Ok([
        Measurement::new(REGISTER, server, accounts::register_clients(connections)),
        Measurement::new(ME, server, accounts::me_clients(server, &accounts.signed_in, connections).await?),
        Measurement::new(LOGIN, server, accounts::sign_in_clients(&accounts.signing_in, connections)),
        Measurement::new(REFRESH, server, accounts::refresh_clients(server, &accounts.signed_in, connections).await?),
    ])
}

/// A random secret, because on PostgreSQL the server does not create one itself.
pub fn secret() -> Result<String> {
    let mut bytes = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.map(|byte| format!("{byte:02x}")).concat())
}
