//! A Python client is generated from the OpenAPI document and used.

use super::run;
use crate::repository::root;
use crate::support::{PASSWORD, Place, Server};
use std::collections::BTreeSet;
use std::env;
use std::path::PathBuf;
use std::process::Command;

/// Bodies that are pictures are not supported by the generator.
const LEFT_OUT: [&str; 1] =
    ["WARNING parsing PUT /api/users/{id}/avatar within users. Endpoint will not be generated."];

/// The folder with the generator and the Python that has its libraries.
fn tools() -> PathBuf {
    let tools = root().join("target/openapi-python-client/bin");
    let is_there = tools.join("openapi-python-client").exists();
    assert!(is_there, "openapi-python-client is missing: run scripts/setup/openapi-python-client.sh");
    tools
}

/// Generates the package `vestibule_client` in the directory of `place`. Returns what the generator reports.
fn generate(place: &Place) -> String {
    place.write("openapi.json", &place.run(&["openapi"]).stdout);
    // The generator calls a formatter, which is in the same folder.
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([tools()].into_iter().chain(env::split_paths(&path))).expect("a search path");
    let mut generator = Command::new(tools().join("openapi-python-client"));
    generator.args(["generate", "--path", "openapi.json", "--meta", "none", "--output-path", "vestibule_client"]);
    let ran = run(place, generator.env("PATH", path));
    assert_eq!(ran.code, 0, "{ran:?}");
    ran.stderr
}

#[test]
fn a_generated_client_registers_signs_in_lists_and_changes() {
    let place = Place::new();
    let report = generate(&place);
    let left_out: BTreeSet<_> = report.lines().filter(|line| line.ends_with("will not be generated.")).collect();
    assert_eq!(left_out, BTreeSet::from(LEFT_OUT), "{report}");
    for problem in ["Unable to", "Problem creating"] {
        assert!(!report.contains(problem), "{report}");
    }

    place.create("ada", &["--role", "admin"]);
    let server = Server::start(&place);
    let mut journey = Command::new(tools().join("python"));
    journey.arg(root().join("tests/outside/clients/journey.py"));
    journey.arg(format!("http://{}", server.address())).arg(PASSWORD);
    let ran = run(&place, journey.env("PYTHONPATH", place.directory.path()));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}
