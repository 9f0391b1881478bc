//! The table of the run on both engines.

use super::grouped;
use crate::{engines::Engines, measurement::Rate, table::Table};
use std::fmt::{self, Display, Formatter};

impl Display for Engines {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", self.setup)?;
        writeln!(
            f,
            "PostgreSQL {}; commits wait for the disk. The disk of SQLite flushes {:.0} times a second.",
            self.postgres_version, self.disk_flushes_per_second
        )?;
        write!(f, "\n{}", rates(self))
    }
}

fn rates(engines: &Engines) -> Table<7> {
    let mut table = Table::new(&["request", "engine", "per second", "of SQLite", "p50 µs", "p99 µs", "server CPU µs"]);
    for (sqlite, postgres) in engines.sqlite.iter().zip(&engines.postgres) {
        table.row(row(sqlite, "SQLite", String::new()));
        table.row(row(postgres, "PostgreSQL", format!("{:.1} %", 100.0 * postgres.share_of(sqlite))));
    }
    let hashes = ["raw Argon2id", "none", &grouped(engines.hashes_per_second), "", "", "", ""];
    table.row(hashes.map(str::to_owned));
    let pgbench = ["a refresh as one statement", "pgbench", &grouped(engines.pgbench_per_second), "", "", "", ""];
    table.row(pgbench.map(str::to_owned));
    table
}

fn row(rate: &Rate, engine: &str, of_sqlite: String) -> [String; 7] {
    [
        rate.request.to_owned(),
        engine.to_owned(),
        grouped(rate.per_second),
        of_sqlite,
        grouped(rate.p50_micros),
        grouped(rate.p99_micros),
        format!("{:.1}", rate.cpu_micros),
    ]
}
