//! What can be asked of the benchmark.

use crate::plan::Plan;
use clap::{Parser, Subcommand, ValueEnum};
use serde::Serialize;
use std::path::PathBuf;

/// Measures the release binary of Vestibule beside a bare axum handler, and holds it to its budgets.
///
/// VESTIBULE_BIN names another binary than target/release/vestibule; paths count from the top of the repository.
/// PostgreSQL is a private server, or the one that TEST_DATABASE_URL names, whose user must be allowed to create
/// databases. Exits 1 when a budget fails, 2 when something could not be measured.
#[derive(Parser)]
#[command(name = "cargo bench -p vestibule-bench --")]
pub struct Options {
    /// What is measured, and on which engine
    #[arg(long, value_name = "ENGINE", default_value = "sqlite")]
    pub database: Engine,

    /// Measures the directory instead, with so many people in it, and bringing as many in and out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1000..=10_000_000))]
    pub users: Option<u64>,

    /// About a minute instead of four, to see whether everything works; its figures are rough
    #[arg(long)]
    pub quick: bool,

    /// Writes all figures to FILE, too
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,

    /// Connections that ask at once
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub connections: u16,

    /// What `cargo bench` says to every benchmark
    #[arg(long, hide = true)]
    bench: bool,

    #[command(subcommand)]
    pub role: Option<Role>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// Everything, on SQLite
    Sqlite,
    /// What depends on the engine, on SQLite and on PostgreSQL side by side, and pgbench; of the directory everything
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
    pub fn plan(&self) -> Plan {
        if self.quick { Plan::QUICK } else { Plan::FULL }
    }
}

/// What this program is when it calls itself.
#[derive(Subcommand)]
pub enum Role {
    #[command(hide = true)]
    BareAxum { port: u16 },
}

/// The binary to measure.
pub fn subject() -> PathBuf {
    std::env::var_os("VESTIBULE_BIN").map_or_else(|| "target/release/vestibule".into(), PathBuf::from)
}
