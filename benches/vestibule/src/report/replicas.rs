//! The table of the run with replicas.

use super::grouped;
use crate::{
    replicas::{Replicas, comparison::LayoutRate, statements::StatementRate},
    table::Table,
};
use std::fmt::{self, Display, Formatter};

impl Display for Replicas {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", self.setup)?;
        writeln!(
            f,
            "PostgreSQL {} with a standby, PgBouncer {} in transaction mode; commits wait for the disk of the primary. \
             {} seeded accounts. With a standby, {:.1} % of the lists were read there.",
            self.postgres_version,
            self.pooler_version,
            grouped(self.users as f64),
            100.0 * self.read_at_standby
        )?;
        writeln!(
            f,
            "The replicas, both servers, the pooler and the clients share the cores; the processor time is that of the \
             replicas alone. pgbench sends its statements prepared, through PgBouncer {}.",
            self.pooler_protocol
        )?;
        write!(f, "\n{}", rates(self))
    }
}

fn rates(replicas: &Replicas) -> Table<8> {
    let mut table = Table::new(&[
        "request",
        "layout",
        "per second",
        "of 1 replica",
        "of pgbench",
        "p50 µs",
        "p99 µs",
        "server CPU µs",
    ]);
    for request in &replicas.requests {
        for at in &request.layouts {
            table.row(row(at, replicas.replicas));
        }
        for statement in &request.pgbench {
            table.row(pgbench_row(statement));
        }
    }
    table
}

fn row(at: &LayoutRate, replicas: usize) -> [String; 8] {
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    [
        at.rate.request.to_owned(),
        at.layout.name(replicas),
        grouped(at.rate.per_second),
        percent(at.of_single),
        at.of_pgbench.map(percent).unwrap_or_default(),
        grouped(at.rate.p50_micros),
        grouped(at.rate.p99_micros),
        format!("{:.1}", at.rate.cpu_micros),
    ]
}

fn pgbench_row(rate: &StatementRate) -> [String; 8] {
    let per_second = grouped(rate.per_second);
    [rate.statement, rate.way.name(), &per_second, "", "", "", "", ""].map(str::to_owned)
}
