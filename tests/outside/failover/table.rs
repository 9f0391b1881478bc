//! The table of all rounds, which is printed and written to `target/failover/table.md`.

use super::replicas::Way;
use crate::repository::root;
use std::fmt::Write as _;
use std::time::Duration;

/// What a round has shown.
pub struct Row {
    pub fault: &'static str,
    pub replication: &'static str,
    /// What was running.
    pub running: String,
    /// What was answered with success and is not there; empty: nothing.
    pub lost: String,
    /// The time from the fault until PostgreSQL accepted writes; None: it has not.
    pub patroni: Option<Duration>,
    /// The same of the slower replica.
    pub vestibule: Option<Duration>,
    pub problems: Vec<String>,
}

impl Row {
    /// Of a round that has ended early.
    pub fn failed(fault: &'static str, replication: &'static str) -> Self {
        Self {
            fault,
            replication,
            running: "unknown".to_owned(),
            lost: "unknown".to_owned(),
            patroni: None,
            vestibule: None,
            problems: vec!["the round has ended early, with the message above".to_owned()],
        }
    }
}

#[derive(Default)]
pub struct Table(Vec<(Way, Row)>);

impl Table {
    /// Adds a row, prints it, and writes the table, so that a run that is interrupted leaves it.
    pub fn add(&mut self, way: Way, row: Row) {
        eprintln!("{}", line(way, &row));
        row.problems.iter().for_each(|problem| eprintln!("  problem: {problem}"));
        self.0.push((way, row));
        let folder = root().join("target/failover");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("table.md"), self.text()).expect("a file");
    }

    pub fn text(&self) -> String {
        let mut text = "| fault | replication | connection | running | lost | PostgreSQL | Vestibule |\n\
                        |---|---|---|---|---|---|---|\n"
            .to_owned();
        for (way, row) in &self.0 {
            writeln!(text, "{}", line(*way, row)).expect("a text can be written");
        }
        for (way, row) in &self.0 {
            for problem in &row.problems {
                let Row { fault, replication, .. } = row;
                writeln!(text, "\n{fault}, {replication}, {}: {problem}", way.name()).expect("a text can be written");
            }
        }
        text
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many rows have problems.
    pub fn failed(&self) -> usize {
        self.0.iter().filter(|(_, row)| !row.problems.is_empty()).count()
    }
}

fn line(way: Way, row: &Row) -> String {
    let Row { fault, replication, running, lost, patroni, vestibule, .. } = row;
    let lost = if lost.is_empty() { "nothing" } else { lost };
    let seconds = |time: &Option<Duration>| {
        time.map_or_else(|| "never".to_owned(), |time| format!("{:.1} s", time.as_secs_f64()))
    };
    let (patroni, vestibule) = (seconds(patroni), seconds(vestibule));
    format!("| {fault} | {replication} | {} | {running} | {lost} | {patroni} | {vestibule} |", way.name())
}
