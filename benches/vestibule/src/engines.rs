//! Measures the same requests on both engines, and compares PostgreSQL with pgbench.

use crate::{
    Result,
    accounts::{self, Accounts},
    baseline::Baseline,
    cores, disk_flushes, hashing,
    latencies::median,
    machine::Machine,
    measurement::{Measurement, Rate},
    options::Options,
    postgres::Postgres,
    progress,
    rates::{LOGIN, ME, REFRESH, REGISTER},
    server::{self, Server, Subject},
    setup::Setup,
};
use serde::Serialize;
use std::{fs::File, io::Read, iter};

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
    /// The processor time of a raw hash, of that of the server for a registration on PostgreSQL: without what PostgreSQL and the
    /// clients use of the same cores. The median of all rounds, so that slow phases of the machine affect both.
    pub hash_of_registration: f64,
    pub disk_flushes_per_second: f64,
}

impl Engines {
    pub async fn measure(options: &Options) -> Result<Self> {
        let plan = options.plan();
        let connections = usize::from(options.connections);
        let (folder, other_folder) = (server::temporary_folder()?, server::temporary_folder()?);
        let on_sqlite = Subject::new(folder.path())?;

        progress("PostgreSQL");
        let engine = Postgres::start(None).await?;
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

        let direct = engine.route();
        let mut on_sqlite = Measurements::of(&sqlite, &accounts, connections).await?;
        let mut on_postgres = Measurements::of(&postgres, &accounts, connections).await?;
        let (mut hash_rates, mut shares, mut rotations) = (Vec::new(), Vec::new(), Vec::new());
        for round in 1..=plan.rounds {
            progress(&format!("both engines, round {round} of {}", plan.rounds));
            // Before and after, so that a gradual slowdown of the machine does not affect the ratio.
            let before = hashing::rate(plan.span.window).await?;
            let registration = on_postgres.registrations.run(&plan).await?;
            let after = hashing::rate(plan.span.window).await?;
            let hashes_per_second = f64::midpoint(before, after);
            hash_rates.push(hashes_per_second);
            shares.push(cores() as f64 / hashes_per_second / registration.as_secs_f64());
            on_sqlite.registrations.run(&plan).await?;
            for (sqlite, postgres) in on_sqlite.others.iter_mut().zip(&mut on_postgres.others) {
                sqlite.run(&plan).await?;
                postgres.run(&plan).await?;
            }
            rotations.push(baseline.rotate(&direct, plan.span.window).await?);
        }
        Ok(Self {
            setup: Setup::new(options, machine)?,
            postgres_version: engine.version().await?,
            sqlite: on_sqlite.rates(),
            postgres: on_postgres.rates(),
            pgbench_per_second: median(rotations),
            hashes_per_second: median(hash_rates),
            hash_of_registration: median(shares),
            disk_flushes_per_second: disk_flushes::per_second(folder.path(), plan.span.window)?,
        })
    }
}

/// What is measured on one engine.
struct Measurements<'a> {
    registrations: Measurement<'a>,
    /// The refreshes come last, right before pgbench, which they are compared with.
    others: [Measurement<'a>; 3],
}

impl<'a> Measurements<'a> {
    async fn of(server: &'a Server, accounts: &Accounts, connections: usize) -> Result<Self> {
        let me = accounts::me_clients(server, &accounts.signed_in, connections).await?;
        let sign_in = accounts::sign_in_clients(&accounts.signing_in, connections);
        let refresh = accounts::refresh_clients(server, &accounts.signed_in, connections).await?;
        Ok(Self {
            registrations: Measurement::new(REGISTER, server, accounts::register_clients(connections)),
            others: [
                Measurement::new(ME, server, me),
                Measurement::new(LOGIN, server, sign_in),
                Measurement::new(REFRESH, server, refresh),
            ],
        })
    }

    fn rates(&self) -> Vec<Rate> {
        iter::once(&self.registrations).chain(&self.others).map(Measurement::rate).collect()
    }
}

/// A random secret, because on PostgreSQL the server does not create one itself.
pub fn secret() -> Result<String> {
    let mut bytes = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.map(|byte| format!("{byte:02x}")).concat())
}
