//! The command line.

use crate::plan::Plan;
use clap::{Parser, ValueEnum};
use serde::Serialize;
use std::path::PathBuf;

/// Measures the release binary of Vestibule, compares it with a bare axum handler, and checks its budgets.
///
/// Set VESTIBULE_BIN to measure another binary than target/release/vestibule; paths are relative to the repository.
/// For PostgreSQL a temporary server is started, unless TEST_DATABASE_URL is set; its user must be allowed to create
/// databases. With --replicas there is always a temporary one, with a standby and PgBouncer. Exit status: 1 if a budget fails, 2 if a measurement fails.
#[derive(Parser)]
#[command(name = "cargo bench -p vestibule-bench --")]
pub struct Options {
    /// The engines to measure; sqlite unless given, and both with --against
    #[arg(long, value_name = "ENGINE")]
    pub database: Option<Engine>,

    /// Compare with the build of the commit REF instead, which is built if it was not before, and fail where this one is worse
    #[arg(long, value_name = "REF", conflicts_with_all = ["fields", "keep", "sessions", "events", "replicas"])]
    pub against: Option<String>,

    /// With --against: the number of rounds; more of them make the intervals narrower
    #[arg(long, value_name = "N", default_value_t = 9, requires = "against", value_parser = clap::value_parser!(u16).range(9..=1000))]
    pub rounds: u16,

    /// Measure the user directory with N accounts instead, and export and import as many; with --against and --peers: how many accounts there are
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1000..=10_000_000))]
    pub users: Option<u64>,

    /// With --users: define ten fields before the accounts are seeded, and measure filters by them as well
    #[arg(long, requires = "users")]
    pub fields: bool,

    /// With --users: keep what is made up in DIR, which PostgreSQL can reach, and go on with what is there
    #[arg(long, value_name = "DIR", requires = "users")]
    pub keep: Option<PathBuf>,

    /// With --users and --database postgres: make up N sessions as well, each with a refresh token; SQLite is not measured then
    #[arg(long, value_name = "N", requires = "users", value_parser = clap::value_parser!(u64).range(1..=30_000_000))]
    pub sessions: Option<u64>,

    /// With --users and --database postgres: make up N events of the audit log as well; SQLite is not measured then
    #[arg(long, value_name = "N", requires = "users", value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    pub events: Option<u64>,

    /// With --database postgres: measure one replica beside N on one database instead, directly, through PgBouncer, and with
    /// lists read at a standby
    #[arg(long, value_name = "N", conflicts_with = "users", value_parser = clap::value_parser!(u8).range(2..=8))]
    pub replicas: Option<u8>,

    /// Measure the release beside Flask, PocketBase and better-auth instead, all on SQLite with 100,000 accounts, or --users
    #[arg(long, conflicts_with_all = ["database", "fields", "keep", "sessions", "events", "replicas"])]
    pub peers: bool,

    /// Run for about a minute instead of five; the results are less exact
    #[arg(long)]
    pub quick: bool,

    /// Also write the tables into docs/internals/benchmarks.md, in place of those of the last such run
    #[arg(long, conflicts_with = "against")]
    pub write: bool,

    /// Also write all results to FILE
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,

    /// Number of concurrent connections
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub connections: u16,

    /// Passed by `cargo bench` to every benchmark
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// All measurements on SQLite
    Sqlite,
    /// The measurements that depend on the engine, on SQLite and PostgreSQL, and pgbench; with --users all of them, with
    /// --replicas those of replicas, and with --against all of them on PostgreSQL alone
    Postgres,
}

impl Engine {
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

impl Options {
    pub fn engine(&self) -> Engine {
        self.database.unwrap_or(Engine::Sqlite)
    }

    /// The engines that two builds are compared on.
    pub fn compared_engines(&self) -> &'static [Engine] {
        match self.database {
            Some(Engine::Sqlite) => &[Engine::Sqlite],
            Some(Engine::Postgres) => &[Engine::Postgres],
            None => &[Engine::Sqlite, Engine::Postgres],
        }
    }

    /// What is made up on PostgreSQL alone is not there on SQLite, so the two would not be measured with the same.
    pub fn is_on_postgres_alone(&self) -> bool {
        self.sessions.is_some() || self.events.is_some()
    }

    pub fn plan(&self) -> Plan {
        if self.quick { Plan::QUICK } else { Plan::FULL }
    }
}

/// The binary to measure.
pub fn subject() -> PathBuf {
    std::env::var_os("VESTIBULE_BIN").map_or_else(|| "target/release/vestibule".into(), PathBuf::from)
}
