//! Measures one replica beside several that share a database of PostgreSQL: directly, through PgBouncer, and with lists read
//! at a standby.

pub mod comparison;
pub mod layout;
mod standby_reads;
pub mod statements;

use crate::{
    Result,
    accounts::{self, Account, Accounts},
    baseline::Baseline,
    client::request,
    engines,
    machine::Machine,
    options::{Engine, Options},
    postgres::{Database, Postgres},
    progress,
    rates::{LIST, LOGIN, ME, REFRESH},
    server::{self, Server, Subject},
    setup::Setup,
};
use comparison::{Compared, Comparison};
use layout::{Layout, Running};
use serde::Serialize;
use standby_reads::StandbyReads;
use statements::{Pgbench, Statement};
use std::process::Stdio;

/// The made-up accounts on the list. The first page takes as long with more of them, which would only take longer to copy.
const USERS: u64 = 10_000;
const LIST_PATH: &str = "/api/users";

/// The results of the run with replicas.
#[derive(Serialize)]
pub struct Replicas {
    #[serde(flatten)]
    pub setup: Setup,
    /// How many there are in all layouts but the first.
    pub replicas: usize,
    pub users: u64,
    pub postgres_version: String,
    pub pooler_version: String,
    /// How pgbench sends statements through PgBouncer.
    pub pooler_protocol: String,
    pub requests: Vec<Compared>,
    /// The share of the lists in the layout with a standby that were read there.
    pub read_at_standby: f64,
}

impl Replicas {
    pub async fn measure(options: &Options, replicas: usize) -> Result<Self> {
        if options.engine() == Engine::Sqlite {
            return Err("replicas share a database of PostgreSQL: add --database postgres".into());
        }
        let plan = options.plan();
        let connections = usize::from(options.connections);
        let folder = server::temporary_folder()?;

        progress("PostgreSQL, a standby and PgBouncer");
        let (engine, companions) = Postgres::start_with_companions().await?;
        let database = engine.create("replicas").await?;
        // With the same base URL, because tokens name it.
        let subject = Subject::new(folder.path())?
            .with("DATABASE_URL", database.url().expose())
            .with("VESTIBULE_SECRET", &engines::secret()?)
            .with("VESTIBULE_BASE_URL", accounts::BASE_URL);
        let accounts = accounts::create(&subject, connections).await?;
        let administrators = fill(&subject, &database, connections).await?;
        let baseline = Baseline::prepare(&database, connections).await?;
        let mut pgbench = Pgbench { baseline, direct: engine.route(), companions: &companions };

        progress("at rest");
        let running = Running::start(&subject, &database, &companions, replicas).await?;
        let machine = Machine::at_rest(plan.rest).await?;

        let mut comparisons = comparisons(&running, &accounts, &administrators, connections).await?;
        for round in 1..=plan.rounds {
            progress(&format!("{replicas} replicas, round {round} of {}", plan.rounds));
            for comparison in &mut comparisons {
                comparison.run(&plan, &mut pgbench).await?;
            }
        }
        Ok(Self {
            setup: Setup::new(options, machine)?,
            replicas,
            users: USERS,
            postgres_version: engine.version().await?,
            pooler_version: companions.pooler_version.clone(),
            pooler_protocol: companions.pooler.protocol.clone(),
            requests: comparisons.iter().map(Comparison::rates).collect(),
            read_at_standby: read_at_standby(running.of(Layout::ReadingAtStandby)).await?,
        })
    }
}

/// Adds made-up accounts, and administrators who list them.
async fn fill(subject: &Subject, database: &Database<'_>, connections: usize) -> Result<Vec<Account>> {
    progress(&format!("seeding {USERS} accounts"));
    let url = database.url();
    subject.run(&["seed", "--users", &USERS.to_string(), "--database", url.expose()], Stdio::null()).await?;
    let administrators: Vec<Account> = (0..connections.min(16)).map(Account::administrator).collect();
    for administrator in &administrators {
        administrator.create_admin(subject).await?;
    }
    Ok(administrators)
}

/// All kinds of requests. Their sessions begin at the replica that is measured alone, and are used at all others.
async fn comparisons<'a>(
    running: &'a Running,
    accounts: &Accounts,
    administrators: &[Account],
    connections: usize,
) -> Result<[Comparison<'a>; 4]> {
    let server = running.of(Layout::Single).first().ok_or("there is no replica")?;
    let me = accounts::me_clients(server, &accounts.signed_in, connections).await?;
    let sign_in = accounts::sign_in_clients(&accounts.signing_in, connections);
    let list = accounts::api_clients(server, administrators, LIST_PATH, connections).await?;
    let refresh = accounts::refresh_clients(server, &accounts.signed_in, connections).await?;
    Ok([
        Comparison::new(ME, running, me, None),
        Comparison::new(LOGIN, running, sign_in, None),
        Comparison::new(LIST, running, list, Some(Statement::Page)),
        Comparison::new(REFRESH, running, refresh, Some(Statement::Rotation)),
    ])
}

/// The share of the lists of these replicas that were read at a standby.
async fn read_at_standby(replicas: &[Server]) -> Result<f64> {
    let mut reads = StandbyReads::default();
    for replica in replicas {
        let metrics = replica.send(&request("GET", "/metrics", &[], "")).await?;
        reads.add(&String::from_utf8(metrics.body)?)?;
    }
    Ok(reads.share())
}
