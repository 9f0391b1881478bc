//! The commands of the CI workflows exist.

use super::support::{assert_is_a_make_target, make_targets, parse, values_of};
use crate::repository::{read, root};
use serde_json::Value;

/// The lines of all scripts of a workflow.
pub fn commands_of(workflow: &str) -> Vec<String> {
    let document: Value = parse(&format!(".github/workflows/{workflow}.yml"));
    let mut scripts = Vec::new();
    values_of(&document["jobs"], "run", &mut scripts);
    scripts.iter().flat_map(|script| script.lines()).map(str::to_owned).collect()
}

#[test]
fn the_workflows_call_only_make() {
    let (gate, nightly) = (commands_of("ci"), commands_of("nightly"));

    for command in gate.iter().chain(&nightly) {
        let targets = make_targets(command);
        assert!(!targets.is_empty(), "{command:?} is not a call of make, so this test cannot tell whether it exists");
        targets.iter().for_each(|target| assert_is_a_make_target(target));
    }
    assert_eq!(gate, ["make check", "make test"]);
    assert_eq!(make_targets(&read(".ci/run")), ["test"]);
    let artefacts = ["make dist", "make dist-test", "make reproducible"];
    assert_eq!(nightly, [&artefacts[..], &["make test-often", "make test-all", "make test-upgrade"]].concat());
}

#[test]
fn every_script_that_the_makefile_calls_exists() {
    let makefile = read("Makefile");
    let scripts: Vec<_> = makefile
        .split_whitespace()
        .map(|word| word.trim_start_matches('@'))
        .filter(|word| word.starts_with("scripts/"))
        .collect();

    assert!(!scripts.is_empty());
    for script in scripts {
        assert!(root().join(script).exists(), "there is no {script}");
    }
}
