//! The report of a run, as text and as JSON.

mod binary;
mod comparison;
mod directory;
mod engines;
mod peers;
mod replicas;
mod setup;

use crate::{
    against::Comparison, budgets::Budget, directory::Directory, engines::Engines, peers::Peers, replicas::Replicas,
    run::Figures, table::Table,
};
use serde::Serialize;
use std::fmt::{self, Display, Formatter};

#[derive(Serialize)]
pub struct Report {
    #[serde(flatten)]
    results: Results,
    budgets: Vec<Budget>,
}

/// The results of the selected run.
#[derive(Serialize)]
#[serde(untagged)]
enum Results {
    Binary(Box<Figures>),
    Engines(Box<Engines>),
    Directory(Box<Directory>),
    Replicas(Box<Replicas>),
    Comparison(Box<Comparison>),
    Peers(Box<Peers>),
}

impl Report {
    pub fn of_binary(figures: Figures) -> Self {
        Self { budgets: Budget::of_binary(&figures), results: Results::Binary(Box::new(figures)) }
    }

    /// Nothing is judged: how the engines compare depends on the disk. Each is compared with the build before.
    pub fn of_engines(engines: Engines) -> Self {
        Self { budgets: Vec::new(), results: Results::Engines(Box::new(engines)) }
    }

    pub fn of_directory(directory: Directory) -> Self {
        Self { budgets: Budget::of_directory(&directory), results: Results::Directory(Box::new(directory)) }
    }

    /// Nothing is judged: what replicas gain depends on the cores, which all of it shares here.
    pub fn of_replicas(replicas: Replicas) -> Self {
        Self { budgets: Vec::new(), results: Results::Replicas(Box::new(replicas)) }
    }

    /// A comparison has no budgets: its limits are ratios.
    pub fn of_comparison(comparison: Comparison) -> Self {
        Self { budgets: Vec::new(), results: Results::Comparison(Box::new(comparison)) }
    }

    /// Nothing is judged: the other programs are not ours to change.
    pub fn of_peers(peers: Peers) -> Self {
        Self { budgets: Vec::new(), results: Results::Peers(Box::new(peers)) }
    }

    /// The name of the block of the page of benchmarks that has these results.
    pub fn name(&self) -> &'static str {
        match self.results {
            Results::Binary(_) => "one server",
            Results::Engines(_) => "both databases",
            Results::Directory(_) => "the user list",
            Results::Replicas(_) => "replicas",
            Results::Peers(_) => "peers",
            Results::Comparison(_) => "another build",
        }
    }

    /// Whether every budget, and every row of a comparison, is within its limit.
    pub fn holds(&self) -> bool {
        let comparison_holds =
            if let Results::Comparison(comparison) = &self.results { comparison.holds() } else { true };
        comparison_holds && self.budgets.iter().all(|budget| budget.holds)
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.results {
            Results::Binary(figures) => figures.fmt(f)?,
            Results::Engines(engines) => engines.fmt(f)?,
            Results::Directory(directory) => directory.fmt(f)?,
            Results::Replicas(replicas) => replicas.fmt(f)?,
            Results::Comparison(comparison) => comparison.fmt(f)?,
            Results::Peers(peers) => peers.fmt(f)?,
        }
        if self.budgets.is_empty() { Ok(()) } else { write!(f, "\n{}", budgets(&self.budgets)) }
    }
}

fn budgets(budgets: &[Budget]) -> Table<4> {
    let mut table = Table::new(&["budget", "measured", "limit", ""]);
    for budget in budgets {
        table.row([
            budget.what.clone(),
            format!("{:.1} {}", budget.measured, budget.unit),
            format!("≤ {:.1} {}", budget.limit, budget.unit),
            if budget.holds { "PASS" } else { "FAIL" }.to_owned(),
        ]);
    }
    table
}

/// A whole number with thousands separators.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
