//! What CI and Render call must exist, for a mistake there shows only after a push.

use std::{collections::BTreeMap, fs, path::Path};

use serde::{Deserialize, de::DeserializeOwned};

#[derive(Deserialize)]
struct Workflow {
    jobs: BTreeMap<String, Job>,
}

#[derive(Deserialize)]
struct Job {
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    run: Option<String>,
}

#[derive(Deserialize)]
struct Blueprint {
    services: Vec<Service>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Service {
    build_command: String,
    start_command: String,
    health_check_path: String,
    env_vars: Vec<EnvVar>,
    disk: Disk,
}

#[derive(Deserialize)]
struct EnvVar {
    key: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Disk {
    mount_path: String,
}

fn read(path: impl AsRef<Path>) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn parse<T: DeserializeOwned>(path: &str) -> T {
    serde_saphyr::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn the_service() -> Service {
    let mut services = parse::<Blueprint>("render.yaml").services;
    assert_eq!(services.len(), 1, "render.yaml describes one service");
    services.remove(0)
}

fn commands_of_the_workflow() -> Vec<String> {
    parse::<Workflow>(".github/workflows/ci.yml")
        .jobs
        .into_values()
        .flat_map(|job| job.steps)
        .filter_map(|step| step.run)
        .flat_map(|script| script.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// The words after `make` in each line that calls it.
fn make_targets(script: &str) -> Vec<String> {
    script
        .lines()
        .filter_map(|line| line.trim().strip_prefix("make "))
        .flat_map(|targets| targets.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

fn assert_is_a_make_target(target: &str) {
    let makefile = read("Makefile");
    assert!(
        makefile.lines().any(|line| line.starts_with(&format!("{target}:"))),
        "the Makefile has no target {target:?}"
    );
}

#[test]
fn the_workflow_calls_make_and_nothing_else() {
    let commands = commands_of_the_workflow();

    for command in &commands {
        let targets = make_targets(command);
        assert!(!targets.is_empty(), "{command:?} is not a call of make, so this test cannot tell whether it exists");
        targets.iter().for_each(|target| assert_is_a_make_target(target));
    }
    for gate in ["make check", "make test"] {
        assert!(commands.iter().any(|command| command == gate), "the workflow does not call {gate:?}");
    }
}

#[test]
fn ci_runs_all_tests() {
    assert_eq!(make_targets(&read(".ci/run")), ["test"]);
    assert_is_a_make_target("test");
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
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(script).exists(), "there is no {script}");
    }
}

#[test]
fn render_builds_with_make_and_starts_the_binary_that_this_leaves() {
    let service = the_service();

    let targets = make_targets(&service.build_command);
    assert_eq!(targets, ["build"]);
    assert_is_a_make_target("build");
    assert_eq!(service.start_command, format!("./target/release/{}", env!("CARGO_PKG_NAME")));
}

#[test]
fn render_asks_for_health_at_a_route_of_the_server() {
    let path = format!("{:?}", the_service().health_check_path);

    let routed = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|file| file.extension().is_some_and(|extension| extension == "rs"))
        .any(|file| read(file).contains(&path));
    assert!(routed, "nothing in src/http routes {path}");
}

#[test]
fn render_sets_variables_that_the_server_reads_and_no_secret() {
    let known = read(".env.example");

    for EnvVar { key, .. } in the_service().env_vars {
        assert!(
            known.lines().any(|line| line.trim_start_matches(['#', ' ']).starts_with(&format!("{key}="))),
            ".env.example does not know {key}"
        );
        assert!(!key.contains("SECRET") && !key.ends_with("_URL"), "{key} may hold a secret");
    }
}

#[test]
fn render_keeps_the_data_on_the_disk() {
    let service = the_service();

    let data_dir = service.env_vars.iter().find(|variable| variable.key == "VESTIBULE_DATA_DIR").unwrap();
    assert!(Path::new(&data_dir.value).starts_with(&service.disk.mount_path));
}
