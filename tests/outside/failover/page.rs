//! What administrators read is what the tests use: files, addresses and faults of docs/operations/beyond-one-machine.md. These tests
//! start nothing, and run with all others.

use super::cluster::{EACH, HOSTS, LEADER, NODES, POOLER};
use super::faults::FAULTS;
use crate::repository::{blocks, read, root};
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

const PAGE: &str = "docs/operations/beyond-one-machine.md";
const FOLDER: &str = "docs/operations/beyond-one-machine";

/// The configuration file that scripts/cluster.sh makes for a node, with the version of PostgreSQL that is printed.
fn configuration_of(node: &str, file: &str) -> String {
    let script = "set -euo pipefail
        . scripts/lib.sh
        . scripts/cluster/machines.sh
        version=15
        configuration_of \"$1\" \"$2\"";
    let mut command = Command::new("bash");
    command.args(["-c", script, "bash", node, file]).current_dir(root());
    let output = command.output().expect("bash runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn nodes_differ_from_the_printed_files_by_name_and_address_alone() {
    let (first, others) = NODES.split_first().expect("nodes");
    for (file, lines_with_either) in [("patroni.yml", 5), ("etcd.yml", 5)] {
        let printed = read(format!("{FOLDER}/{file}"));
        assert_eq!(configuration_of(first.0, file), printed, "{file}");
        for (node, address) in others {
            let own = configuration_of(node, file);
            assert_eq!(own.lines().count(), printed.lines().count(), "{file} of {node}");
            let pairs = printed.lines().zip(own.lines()).filter(|(printed, _)| !printed.starts_with('#'));
            let differing: Vec<_> = pairs.filter(|(printed, own)| printed != own).collect();
            assert_eq!(differing.len(), lines_with_either, "{file} of {node}: {differing:?}");
            for (printed, own) in differing {
                assert_eq!(own, printed.replace(first.1, address).replace(first.0, node), "{file} of {node}");
            }
        }
    }
}

#[test]
fn the_page_has_each_file_and_the_tests_use_it() {
    let page = read(PAGE);
    let sources = ["scripts/cluster/machines.sh", "scripts/cluster/health.sh", "tests/outside/failover/metrics.rs"];
    let sources = sources.map(read).concat();
    let entries = fs::read_dir(root().join(FOLDER)).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let names: BTreeSet<_> = names.collect();
    assert!(names.len() > 6, "{names:?}");
    for name in names {
        assert!(page.contains(&format!("](beyond-one-machine/{name})")), "{PAGE} has no link to {name}");
        assert!(sources.contains(&name), "the tests of failover do not use {name}");
    }
}

#[test]
fn the_addresses_of_the_page_are_those_of_the_replicas() {
    let blocks = blocks(&read(PAGE), "sh").concat();
    let values = |name: &str| -> Vec<_> {
        let lines = blocks.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(values("DATABASE_URL"), [HOSTS, LEADER, POOLER]);
    assert_eq!(values("DATABASE_DIRECT_URL"), [HOSTS]);
    assert_eq!(values("DATABASE_READ_URL"), [format!("'{EACH}'")]);
}

#[test]
fn the_page_says_what_follows_from_each_fault() {
    let page = read(PAGE);
    for fault in &FAULTS {
        assert!(page.contains(&format!("\n| {} | ", fault.what)), "{PAGE} has no row for: {}", fault.what);
    }
}
