//! What the alerts about a cluster ask for is what its programs say of themselves (deploy/prometheus-rules.yml).

use crate::repository::read;
use serde_json::Value;
use std::process::Command;

/// What Prometheus asks, as the page has it.
const JOBS: &str = "docs/operations/beyond-one-machine/prometheus.yml";
const RULES: &str = "deploy/prometheus-rules.yml";
/// How the metrics begin that are in the rules.
const BEGINNING: &str = "patroni_";

/// Asserts that all targets answer, and that each node has the metrics of Patroni that are in the rules.
pub fn assert_exported() {
    let rules = read(RULES);
    let words = rules.split(|character: char| !character.is_ascii_alphanumeric() && character != '_');
    let named: Vec<_> = words.filter(|word| word.starts_with(BEGINNING)).collect();
    assert!(!named.is_empty(), "{RULES} has nothing of Patroni");

    let file: Value = serde_saphyr::from_str(&read(JOBS)).expect("YAML");
    for job in file["scrape_configs"].as_array().expect("jobs") {
        for target in job["static_configs"][0]["targets"].as_array().expect("targets") {
            let exported = answer(target.as_str().expect("an address"));
            if job["job_name"] != "patroni" {
                continue;
            }
            let has = |name: &&str| exported.lines().any(|line| line.split(['{', ' ']).next() == Some(*name));
            let missing: Vec<_> = named.iter().filter(|name| !has(name)).collect();
            assert!(missing.is_empty(), "{target} has no {missing:?}");
        }
    }
}

/// The metrics that a program exports.
fn answer(target: &str) -> String {
    let mut command = Command::new("curl");
    command.args(["--silent", "--show-error", "--fail", "--max-time", "5"]).arg(format!("http://{target}/metrics"));
    let output = command.output().expect("curl runs");
    assert!(output.status.success(), "{target}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
