//! The report of a run, as text and as JSON.

mod binary;
mod directory;
mod engines;
mod peers;
mod replicas;
mod setup;

use crate::{
    budgets::{Bound, Budget},
    directory::Directory,
    engines::Engines,
    peers::Peers,
    replicas::Replicas,
    run::Figures,
    table::Table,
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
    Peers(Box<Peers>),
}

impl Report {
    pub fn of_binary(figures: Figures) -> Self {
        Self { budgets: Budget::of_binary(&figures), results: Results::Binary(Box::new(figures)) }
    }

    pub fn of_engines(engines: Engines) -> Self {
        Self { budgets: Budget::of_engines(&engines), results: Results::Engines(Box::new(engines)) }
    }

    pub fn of_directory(directory: Directory) -> Self {
        Self { budgets: Budget::of_directory(&directory), results: Results::Directory(Box::new(directory)) }
    }

    /// Nothing is judged: what replicas gain depends on the cores, which all of it shares here.
    pub fn of_replicas(replicas: Replicas) -> Self {
        Self { budgets: Vec::new(), results: Results::Replicas(Box::new(replicas)) }
    }

    /// Nothing is judged: the other programs are not ours to change.
    pub fn of_peers(peers: Peers) -> Self {
        Self { budgets: Vec::new(), results: Results::Peers(Box::new(peers)) }
    }

    pub fn every_budget_holds(&self) -> bool {
        self.budgets.iter().all(|budget| budget.holds)
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.results {
            Results::Binary(figures) => figures.fmt(f)?,
            Results::Engines(engines) => engines.fmt(f)?,
            Results::Directory(directory) => directory.fmt(f)?,
            Results::Replicas(replicas) => replicas.fmt(f)?,
            Results::Peers(peers) => peers.fmt(f)?,
        }
        if self.budgets.is_empty() { Ok(()) } else { write!(f, "\n{}", budgets(&self.budgets)) }
    }
}

fn budgets(budgets: &[Budget]) -> Table<4> {
    let mut table = Table::new(&["budget", "measured", "limit", ""]);
    for budget in budgets {
        let bound = match budget.bound {
            Bound::AtMost => "≤",
            Bound::AtLeast => "≥",
        };
        table.row([
            budget.what.clone(),
            format!("{:.1} {}", budget.measured, budget.unit),
            format!("{bound} {:.1} {}", budget.limit, budget.unit),
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
