//! The tables of the run beside the peers.

use super::{binary::MIB, grouped};
use crate::{
    peers::{Costs, Peers, ProgramRate},
    table::Table,
};
use std::fmt::{self, Display, Formatter};

impl Display for Peers {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", self.setup)?;
        writeln!(f, "All programs are on SQLite with {} accounts:", grouped(self.users as f64))?;
        for Costs { version, .. } in &self.programs {
            writeln!(f, "- {version}")?;
        }
        writeln!(
            f,
            "Sign-ins and pages with a total are measured for {} s a round. The processor time and the memory are those of \
             all processes of a program.",
            self.setup.plan.slow.window.as_secs_f64()
        )?;
        writeln!(f, "\n{}", rates(self))?;
        write!(f, "\n{}", costs(self))
    }
}

fn rates(peers: &Peers) -> Table<7> {
    let mut table =
        Table::new(&["request", "program", "per second", "Vestibule is", "p50 µs", "p99 µs", "program CPU µs"]);
    for compared in &peers.operations {
        for ProgramRate { program, rate, ratio } in &compared.rates {
            table.row([
                compared.operation.name().to_owned(),
                program.name().to_owned(),
                grouped(rate.per_second),
                ratio.map(times).unwrap_or_default(),
                grouped(rate.p50_micros),
                grouped(rate.p99_micros),
                format!("{:.1}", rate.cpu_micros),
            ]);
        }
    }
    table
}

/// A ratio with two or three digits.
fn times(ratio: f64) -> String {
    if ratio < 10.0 { format!("{ratio:.1} ×") } else { format!("{} ×", grouped(ratio)) }
}

fn costs(peers: &Peers) -> Table<4> {
    let mut table = Table::new(&["program", "start to the first answer", "memory at rest", "memory after the load"]);
    for Costs { program, start_millis, memory_at_rest, memory_after_load, .. } in &peers.programs {
        let mib = |bytes: u64| format!("{:.1} MiB", bytes as f64 / MIB);
        table.row([
            program.name().to_owned(),
            format!("{start_millis:.0} ms"),
            mib(*memory_at_rest),
            mib(*memory_after_load),
        ]);
    }
    table
}
