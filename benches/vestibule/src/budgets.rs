//! The budgets: limits that do not depend on the build before. They are times that a person notices, and promises that hold on every
//! machine. Everything else is compared with the build of another commit ([`against`](crate::against)).

use crate::{
    directory::{
        Directory, OnEngine,
        page::{Kind, Page, worst_of},
    },
    run::Figures,
};
use serde::Serialize;

/// The time in milliseconds from which a person notices that an answer is not immediate.
const NOTICEABLE: f64 = 100.0;
/// The time in milliseconds that a flood of sign-ins may add to a request of a user who is signed in. Pages send a few of them.
const BESIDE_A_FLOOD: f64 = 20.0;
/// What the server may need for any number of accounts, in MiB: the documents promise it to operators.
const MEMORY: f64 = 150.0;
/// The rows of an import that fit into [`MEMORY`].
const MILLION: u64 = 1_000_000;

#[derive(Debug, Serialize)]
pub struct Budget {
    pub what: String,
    pub measured: f64,
    /// The largest value that is within the budget.
    pub limit: f64,
    pub unit: &'static str,
    pub holds: bool,
}

impl Budget {
    fn new(what: impl Into<String>, measured: f64, limit: f64, unit: &'static str) -> Self {
        // False for NaN, so a value that was not measured fails.
        let holds = measured <= limit;
        Self { what: what.into(), measured, limit, unit, holds }
    }

    /// The budgets of one server.
    pub fn of_binary(figures: &Figures) -> Vec<Self> {
        let flood = &figures.flood;
        // The stops of the machine delay requests, whatever the server does.
        let beside_a_flood = BESIDE_A_FLOOD + flood.stops_p99_micros / 1e3;
        vec![
            Self::new("me in a flood of logins, p99", flood.me_p99_micros / 1e3, beside_a_flood, "ms"),
            Self::new("start to the first /live", figures.starts.live_millis, NOTICEABLE, "ms"),
            Self::new("start to the first /login", figures.starts.login_millis, NOTICEABLE, "ms"),
        ]
    }

    /// The budgets of the user directory, on each engine.
    pub fn of_directory(directory: &Directory) -> Vec<Self> {
        directory.engines.iter().flat_map(Self::of_directory_on).collect()
    }

    fn of_directory_on(on: &OnEngine) -> Vec<Self> {
        let name = |what: &str| format!("{what}, {}", on.engine.name());
        let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        let pages: &[Page] = &on.pages;
        let page = |what, kind| Self::new(name(what), worst_of(pages, kind), NOTICEABLE, "ms");
        let memory = |what, bytes, limit| Self::new(name(what), mib(bytes), limit, "MiB");
        // Some 60 bytes of each row are in memory until all have been read, so that none is there twice.
        let of_rows = mib(on.import.rows.saturating_sub(MILLION) * 64);
        let others = on.others.first().map_or(f64::NAN, |all| all.p99_millis);
        vec![
            // The distance from the beginning should not be noticeable, however fast the machine is.
            Self::new(name("last, next, previous page, of the first"), worst_of(pages, Kind::Beside), 3.0, "×"),
            page("filters", Kind::Filter),
            page("search with many hits", Kind::ManyHits),
            memory("memory after all pages", on.memory.resident, MEMORY),
            memory("memory of an export", on.export.memory.peak, MEMORY),
            memory("memory of an import", on.import.memory.peak, MEMORY + of_rows),
            Self::new(name("others during an import, p99"), others, NOTICEABLE, "ms"),
        ]
    }
}
