//! The tables of a comparison with another build.

use super::grouped;
use crate::{
    against::{
        Comparison,
        interval::{CONFIDENCE, Interval},
        row::Measure,
        verdict::{Outcome, Verdict},
    },
    table::Table,
};
use std::fmt::{self, Display, Formatter};

/// The columns of the table of requests.
const OF_REQUESTS: [Measure; 8] = [
    Measure::ProcessorTime,
    Measure::Instructions,
    Measure::Allocations,
    Measure::SystemCalls,
    Measure::BytesSent,
    Measure::Rate,
    Measure::P50,
    Measure::P99,
];

impl Display for Comparison {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { reference, before, after, machine, rounds, connections, users, .. } = self;
        writeln!(
            f,
            "\n{} beside {reference} ({}), on {} × {}.",
            after.version, before.version, machine.cores, machine.processor
        )?;
        let postgres =
            self.postgres_version.as_ref().map(|version| format!("; PostgreSQL {version}")).unwrap_or_default();
        writeln!(f, "{rounds} rounds, {connections} connections, {} accounts{postgres}.", grouped(*users as f64))?;
        writeln!(
            f,
            "A ratio above 1 is worse, also that of a rate. In parentheses: the interval that contains it with {:.0} %.",
            100.0 * CONFIDENCE
        )?;
        writeln!(f, "\n{}", requests(&self.verdicts))?;
        writeln!(f, "\n{}", others(&self.verdicts))?;
        write!(f, "\n{}", conclusion(self))
    }
}

/// The ratios of all requests, a request a line.
fn requests(verdicts: &[Verdict]) -> Table<9> {
    let heads = OF_REQUESTS.map(Measure::name);
    let head: [&str; 9] = std::array::from_fn(|at| if at == 0 { "request" } else { heads[at - 1] });
    let mut table = Table::new(&head);
    let of_requests: Vec<&Verdict> = verdicts.iter().filter(|verdict| verdict.measure == Measure::Rate).collect();
    for request in of_requests {
        let figure =
            |measure| verdicts.iter().find(|verdict| verdict.thing == request.thing && verdict.measure == measure);
        table.row(std::array::from_fn(|at| match at {
            0 => request.thing.clone(),
            _ => figure(OF_REQUESTS[at - 1]).map(|verdict| ratio(verdict.interval)).unwrap_or_default(),
        }));
    }
    table
}

/// The starts, the memory and the sizes, and every other row that is worse than the limit of its measure.
fn others(verdicts: &[Verdict]) -> Table<6> {
    let mut table = Table::new(&["row", "before", "after", "ratio", "limit", ""]);
    let is_request =
        |verdict: &Verdict| verdicts.iter().any(|other| other.thing == verdict.thing && other.measure == Measure::Rate);
    for verdict in verdicts.iter().filter(|verdict| !is_request(verdict) || verdict.outcome.is_worse()) {
        let figure = |value: f64| format!("{} {}", figure(value), verdict.measure.unit()).trim_end().to_owned();
        table.row([
            verdict.row.clone(),
            figure(verdict.means.before),
            figure(verdict.means.after),
            both_ratios(verdict),
            format!("{:.2}", verdict.limit),
            name(verdict.outcome).to_owned(),
        ]);
    }
    table
}

fn name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Holds => "PASS",
        Outcome::Allowed => "ALLOWED",
        Outcome::Undecided => "?",
        Outcome::Worse => "FAIL",
    }
}

fn ratio(Interval { ratio, low, high }: Interval) -> String {
    if low == high { format!("{ratio:.3}") } else { format!("{ratio:.3} ({low:.3}–{high:.3})") }
}

/// The ratio, and that of the second measurement of a row that was worse in the first one.
fn both_ratios(verdict: &Verdict) -> String {
    let again = verdict.repeated.map(|interval| format!(", again {}", ratio(interval))).unwrap_or_default();
    ratio(verdict.interval) + &again
}

fn figure(value: f64) -> String {
    if value < 100.0 { format!("{value:.1}") } else { grouped(value) }
}

/// What the comparison says, and what to do about what it cannot say.
fn conclusion(comparison: &Comparison) -> String {
    let Comparison { verdicts, machine, rounds, reference, .. } = comparison;
    let count = |outcome| verdicts.iter().filter(|verdict| verdict.outcome == outcome).count();
    let mut lines = vec![format!(
        "{} rows: {} hold, {} are worse, {} are worse as commits allow, {} are undecided.",
        verdicts.len(),
        count(Outcome::Holds),
        count(Outcome::Worse),
        count(Outcome::Allowed),
        count(Outcome::Undecided),
    )];
    for allowance in &comparison.without_row {
        lines.push(format!("FAIL: commit {} allows “{}”, which is not a row above.", allowance.commit, allowance.row));
    }
    if count(Outcome::Worse) > 0 {
        lines.push("To allow a row, write into the body of a commit: bench-allow: row, ratio, reason".to_owned());
    }
    if count(Outcome::Undecided) > 0 {
        lines.push(format!(
            "An undecided interval contains the limit and is too wide to tell; the machine was {:.0} % idle before the run. \
             Ask for more rounds: --against {reference} --rounds {}",
            100.0 * machine.idle,
            3 * rounds,
        ));
    }
    lines.join("\n")
}
