//! Reads which rows the commits since the other build allow to become worse.

use super::row::Row;
use crate::Result;
use serde::Serialize;
use std::process::Command;

/// The beginning of a line in the body of a commit: `bench-allow: row, ratio, reason`.
const KEY: &str = "bench-allow:";

/// A row that a commit allows to become worse.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Allowance {
    pub row: String,
    /// How much worse than before the commit, as a ratio.
    pub ratio: f64,
    pub reason: String,
    pub commit: String,
}

/// The allowances of the commits after `commit`, a hash.
///
/// # Errors
/// If an allowance is not written as it has to be.
pub fn since(commit: &str) -> Result<Vec<Allowance>> {
    let range = format!("{commit}..HEAD");
    let output = Command::new("git").args(["log", "--format=%x1e%h%n%B", &range]).output()?;
    if !output.status.success() {
        return Err(format!("git log {range} failed: {}", String::from_utf8_lossy(&output.stderr).trim()).into());
    }
    parse(&String::from_utf8_lossy(&output.stdout))
}

/// Parses commits that each begin with a record separator, the hash and a line break.
pub fn parse(log: &str) -> Result<Vec<Allowance>> {
    let commits = log.split('\u{1e}').filter_map(|commit| commit.split_once('\n'));
    let lines = commits.flat_map(|(hash, message)| message.lines().map(move |line| (hash, line)));
    let allowed = lines.filter_map(|(hash, line)| Some((hash, line.strip_prefix(KEY)?)));
    allowed.map(|(hash, text)| parse_allowance(hash, text)).collect()
}

fn parse_allowance(commit: &str, text: &str) -> Result<Allowance> {
    let parts: Vec<&str> = text.splitn(3, ',').map(str::trim).collect();
    let wrong = |problem: &str| {
        format!(
            "commit {commit}: {KEY}{text}: {problem}. Write “{KEY} GET /live on SQLite: processor time, 1.05, reason”"
        )
    };
    let [row, ratio, reason] = parts[..] else {
        return Err(wrong("it needs a row, a ratio and a reason, separated by commas").into());
    };
    let ratio = ratio.parse().ok().filter(|ratio: &f64| ratio.is_finite() && *ratio > 1.0);
    let ratio = ratio.ok_or_else(|| wrong("the ratio is not a number above 1"))?;
    if reason.is_empty() {
        return Err(wrong("the reason is missing").into());
    }
    Ok(Allowance { row: row.to_owned(), ratio, reason: reason.to_owned(), commit: commit.to_owned() })
}

/// The allowances that name no row: misspelt, or of a row that this run left out.
pub fn without_row<'a>(allowances: &'a [Allowance], rows: &[Row]) -> Vec<&'a Allowance> {
    allowances.iter().filter(|allowance| rows.iter().all(|row| row.name() != allowance.row)).collect()
}

/// The ratio that all commits together allow a row: each adds to those before it.
pub fn product(allowances: &[Allowance], row: &str) -> f64 {
    allowances.iter().filter(|allowance| allowance.row == row).map(|allowance| allowance.ratio).product()
}
