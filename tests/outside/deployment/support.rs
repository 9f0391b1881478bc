//! Reads files of the repository and checks their content against the program.

use crate::repository::{read, root};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;
use vestibule::config::{Config, Database, Source, VARIABLES};
use vestibule::entropy::SystemEntropy;

pub fn parse<T: DeserializeOwned>(path: &str) -> T {
    serde_saphyr::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Collects all texts under the key `name`, at any depth of the document.
pub fn values_of<'v>(document: &'v Value, name: &str, found: &mut Vec<&'v str>) {
    match document {
        Value::Object(members) => {
            found.extend(members.get(name).and_then(Value::as_str));
            members.values().for_each(|member| values_of(member, name, found));
        }
        Value::Array(items) => items.iter().for_each(|item| values_of(item, name, found)),
        _ => {}
    }
}

/// The files directly in `folder` whose names end with `ending`.
pub fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).expect("a folder");
    let entries = entries.map(|entry| entry.expect("an entry").path());
    entries.filter(|file| file.to_string_lossy().ends_with(ending)).collect()
}

/// The arguments of all `make` commands in a script.
pub fn make_targets(script: &str) -> Vec<String> {
    script
        .lines()
        .filter_map(|line| line.trim().strip_prefix("make "))
        .flat_map(|targets| targets.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

#[track_caller]
pub fn assert_is_a_make_target(target: &str) {
    let makefile = read("Makefile");
    assert!(
        makefile.lines().any(|line| line.starts_with(&format!("{target}:"))),
        "the Makefile has no target {target:?}"
    );
}

/// Asserts that the server has a route for `path`.
#[track_caller]
pub fn assert_is_routed(path: &str) {
    let quoted = format!("{path:?}");
    assert!(
        files("src/http", ".rs").iter().any(|file| read(file).contains(&quoted)),
        "nothing in src/http routes {path}"
    );
}

/// Asserts that the binary accepts these arguments as a command.
#[track_caller]
pub fn assert_is_a_command(words: &[&str]) {
    let folder = TempDir::new().expect("a temporary folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    let output = command.args(words).arg("--help").current_dir(&folder).env_clear().output().expect("the binary runs");
    assert!(output.status.success(), "vestibule {words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// The configuration from these variables, with a temporary data directory. Panics on unknown variables.
#[track_caller]
pub fn configuration(values: &[(&str, &str)]) -> Config {
    for (name, _) in values {
        assert!(VARIABLES.contains(name), "the program knows no {name}");
    }
    let folder = TempDir::new().expect("a temporary folder");
    let data = folder.path().join("data");
    let mut all: Vec<_> = values.iter().copied().filter(|(name, _)| *name != "VESTIBULE_DATA_DIR").collect();
    all.push(("VESTIBULE_DATA_DIR", data.to_str().expect("text")));
    Config::load(&Source::of(&all), Database::ExistingOrNew, &SystemEntropy).unwrap_or_else(|error| panic!("{error}"))
}

/// The default address of the server.
pub fn default_address() -> SocketAddr {
    configuration(&[]).listen
}

/// Whether a variable contains a secret.
pub fn holds_a_secret(name: &str) -> bool {
    ["SECRET", "PASSWORD", "DATABASE_URL", "DATABASE_DIRECT_URL", "DATABASE_READ_URL", "SMTP_URL", "TOKEN"]
        .iter()
        .any(|part| name.contains(part))
}

/// The value of a constant in seconds in a source file, to compare it with the settings of other programs.
pub fn seconds_in(source: &str, constant: &str) -> Duration {
    let text = read(source);
    let declared = format!("const {constant}: Duration = Duration::from_secs(");
    let seconds = text.split_once(&declared).and_then(|(_, rest)| rest.split_once(')'));
    let seconds = seconds.unwrap_or_else(|| panic!("{source} declares no {constant} of seconds")).0;
    Duration::from_secs(seconds.parse().expect("a number"))
}

/// Parses `8s` or `2` as a duration.
pub fn duration(text: &str) -> Duration {
    humantime::parse_duration(text).or_else(|_| text.parse().map(Duration::from_secs)).unwrap_or_else(|_| {
        panic!("{text:?} is no time");
    })
}

/// The name of the role or the database that deploy/database.sql creates.
pub fn created(kind: &str) -> String {
    let script = read("deploy/database.sql");
    let rest = script.lines().find_map(|line| line.strip_prefix("CREATE ")?.strip_prefix(kind)?.strip_prefix(' '));
    rest.and_then(|rest| rest.split(' ').next()).unwrap_or_else(|| panic!("no {kind} is created")).to_owned()
}

/// Runs a copy of deploy/secrets.sh in `folder`.
pub fn make_secrets(folder: &Path) {
    fs::create_dir_all(folder.join("deploy")).expect("a folder");
    let script = folder.join("deploy/secrets.sh");
    fs::copy(root().join("deploy/secrets.sh"), &script).expect("a copy");
    assert!(Command::new("bash").arg(&script).status().expect("bash runs").success());
}
