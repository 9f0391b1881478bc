//! The tables of the run on the user directory.

use super::{binary::MIB, grouped};
use crate::{
    directory::{
        Directory, OnEngine,
        page::{self, Found, Page},
        search_terms,
    },
    process::Memory,
    table::Table,
};
use std::{
    fmt::{self, Display, Formatter},
    iter,
};

impl Display for Directory {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", self.setup)?;
        let (users, hits) = (self.users as f64, self.users as f64 * search_terms::share(search_terms::EIGHTH));
        writeln!(
            f,
            "{} seeded accounts; {} of them have a name that starts with {}. Each page is requested {} × per round \
             in each of ten sort orders; the tables show the worst median.",
            grouped(users),
            grouped(hits),
            search_terms::EIGHTH,
            self.setup.plan.passes,
        )?;
        if let Some(version) = &self.postgres_version {
            writeln!(f, "PostgreSQL {version}; commits wait for the disk.")?;
        }
        writeln!(f, "\n{}", pages_of(self))?;
        writeln!(f, "\n{}", html(self))?;
        writeln!(f, "\n{}", costs(self))?;
        writeln!(f, "\n{}", transfers(self))?;
        write!(f, "\n{}", others(self))
    }
}

fn pages_of(directory: &Directory) -> Table<6> {
    let mut table = Table::new(&["page of 20", "engine", "on the list", "worst sort", "ms", "of the first page"]);
    let all: Vec<Vec<&Page>> = directory.engines.iter().map(|on| page::worst(&on.pages)).collect();
    let Some(first_engine) = all.first() else {
        return table;
    };
    for what in first_engine.iter().map(|page| &page.what) {
        for (on, worst) in directory.engines.iter().zip(&all) {
            for page in worst.iter().filter(|page| page.what == *what) {
                table.row([
                    what.clone(),
                    on.engine.name().to_owned(),
                    found(page.found),
                    page.sort.clone(),
                    format!("{:.2}", page.millis),
                    format!("{:.2} ×", page.of_first),
                ]);
            }
        }
    }
    table
}

fn found(found: Found) -> String {
    format!("{}{}", if found.is_exact { "" } else { "> " }, grouped(found.total as f64))
}

fn html(directory: &Directory) -> Table<6> {
    let mut table = Table::new(&["request", "engine", "per second", "p50 µs", "p99 µs", "server CPU µs"]);
    for OnEngine { engine, html, rates, .. } in &directory.engines {
        for rate in iter::once(html).chain(rates) {
            table.row([
                rate.request.to_owned(),
                engine.name().to_owned(),
                grouped(rate.per_second),
                grouped(rate.p50_micros),
                grouped(rate.p99_micros),
                format!("{:.1}", rate.cpu_micros),
            ]);
        }
    }
    table
}

/// What is stored for each account, and for each session and event that were made up.
fn costs(directory: &Directory) -> Table<3> {
    let mut table = Table::new(&["on the disk, with indexes", "engine", "bytes"]);
    for OnEngine { engine, bytes, .. } in &directory.engines {
        let all = [("an account", bytes.of_account), ("a session", bytes.of_session), ("an event", bytes.of_event)];
        for (what, bytes) in all {
            if let Some(bytes) = bytes {
                table.row([what.to_owned(), engine.name().to_owned(), grouped(bytes)]);
            }
        }
    }
    table
}

fn transfers(directory: &Directory) -> Table<7> {
    let mut table = Table::new(&["everyone", "engine", "rows", "MB", "s", "rows per second", "memory, at most"]);
    for OnEngine { engine, seed_seconds, memory, export, import, .. } in &directory.engines {
        let mut row = |what: &str, rows: u64, mb: String, seconds: String, rate: String, memory: String| {
            table.row([what.to_owned(), engine.name().to_owned(), grouped(rows as f64), mb, seconds, rate, memory]);
        };
        let rate = |rows: u64, seconds: f64| grouped(rows as f64 / seconds);
        let (users, seconds) = (directory.users, *seed_seconds);
        row("made up", users, String::new(), format!("{seconds:.1}"), rate(users, seconds), String::new());
        row("on pages", export.rows, String::new(), String::new(), String::new(), peak(*memory));
        for (what, file) in [("into a file", export), ("from a file", import)] {
            let (mb, seconds) = (format!("{:.1}", file.bytes as f64 / 1e6), format!("{:.1}", file.seconds));
            row(what, file.rows, mb, seconds, rate(file.rows, file.seconds), peak(file.memory));
        }
    }
    table
}

fn peak(memory: Memory) -> String {
    format!("{:.1} MiB", memory.peak as f64 / MIB)
}

fn others(directory: &Directory) -> Table<6> {
    let mut table = Table::new(&["others, during the import", "engine", "requests", "p50 ms", "p99 ms", "worst ms"]);
    let kinds = directory.engines.iter().flat_map(|on| on.others.iter().map(move |others| (on.engine, others)));
    for (engine, others) in kinds {
        table.row([
            others.request.to_owned(),
            engine.name().to_owned(),
            grouped(others.requests as f64),
            format!("{:.1}", others.p50_millis),
            format!("{:.1}", others.p99_millis),
            format!("{:.1}", others.worst_millis),
        ]);
    }
    table
}
