//! The same requests on both engines, beside what PostgreSQL can do at all.

use crate::{
    Result,
    conditions::Conditions,
    contest::{Contest, Rate},
    disk,
    machine::Machine,
    options::{self, Options},
    people::{self, Person},
    postgres::Postgres,
    progress,
    rates::{LOGIN, ME, REFRESH},
    server::{self, Server, Subject},
    yardstick::Yardstick,
};
use serde::Serialize;
use std::{fs::File, io::Read};

/// Everything that was measured.
#[derive(Serialize)]
pub struct Engines {
    #[serde(flatten)]
    pub conditions: Conditions,
    pub postgres_version: String,
    pub sqlite: Vec<Rate>,
    pub postgres: Vec<Rate>,
    /// What a refresh comes down to, as one statement, by pgbench.
    pub pgbench_per_second: f64,
    pub disk_flushes_per_second: f64,
}

impl Engines {
    /// Measures everything. Ends by itself, and leaves nothing behind.
    pub async fn measure(options: &Options) -> Result<Self> {
        let plan = options.plan();
        let connections = usize::from(options.connections);
        let (folder, other_folder) = (server::temporary_folder()?, server::temporary_folder()?);
        let on_sqlite = Subject::new(folder.path())?;

        progress("PostgreSQL");
        let engine = Postgres::start().await?;
        let database = engine.create("vestibule").await?;
        let on_postgres = Subject::new(other_folder.path())?
            .with("DATABASE_URL", database.address().expose())
            .with("VESTIBULE_SECRET", &secret()?);

        let people = people::settle(&on_sqlite, connections).await?;
        people::settle(&on_postgres, connections).await?;
        let mut yardstick = Yardstick::beside(&database, connections).await?;

        progress("at rest");
        let sqlite = on_sqlite.start_again().await?;
        let postgres = on_postgres.start_again().await?;
        let machine = Machine::at_rest(plan.rest).await?;

        let mut on_sqlite = contests(&sqlite, &people, connections).await?;
        let mut on_postgres = contests(&postgres, &people, connections).await?;
        for round in 1..=plan.rounds {
            progress(&format!("both engines, round {round} of {}", plan.rounds));
            for (sqlite, postgres) in on_sqlite.iter_mut().zip(&mut on_postgres) {
                sqlite.run(&plan).await?;
                postgres.run(&plan).await?;
            }
            yardstick.run(plan.span.window).await?;
        }
        Ok(Self {
            conditions: Conditions { binary: options::subject().display().to_string(), machine, connections, plan },
            postgres_version: engine.version().await?,
            sqlite: on_sqlite.iter().map(Contest::rate).collect(),
            postgres: on_postgres.iter().map(Contest::rate).collect(),
            pgbench_per_second: yardstick.rate(),
            disk_flushes_per_second: disk::flushes(folder.path(), plan.span.window)?,
        })
    }
}

/// Refreshes last, for pgbench, which they are compared with, comes after them.
async fn contests<'a>(server: &'a Server, people: &[Person], connections: usize) -> Result<[Contest<'a>; 3]> {
    Ok([
        Contest::new(ME, server, people::questions(server, people, connections).await?),
        Contest::new(LOGIN, server, people::logins(people, connections)),
        Contest::new(REFRESH, server, people::refreshes(server, people, connections).await?),
    ])
}

/// With PostgreSQL the server makes up no secret of its own.
pub fn secret() -> Result<String> {
    let mut bytes = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.map(|byte| format!("{byte:02x}")).concat())
}
