//! Files of the repository, and what the program thinks of what stands in them.

use serde::de::DeserializeOwned;
use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};
use tempfile::TempDir;
use vestibule::{
    config::{Config, Source, VARIABLES},
    entropy::SystemEntropy,
};

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub fn parse<T: DeserializeOwned>(path: &str) -> T {
    serde_saphyr::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The files directly in `folder` that end so.
pub fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).expect("a folder");
    let entries = entries.map(|entry| entry.expect("an entry").path());
    entries.filter(|file| file.to_string_lossy().ends_with(ending)).collect()
}

/// The words after `make` in each line that calls it.
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

/// That the server has a route for `path`.
#[track_caller]
pub fn assert_is_routed(path: &str) {
    let quoted = format!("{path:?}");
    assert!(
        files("src/http", ".rs").iter().any(|file| read(file).contains(&quoted)),
        "nothing in src/http routes {path}"
    );
}

/// That the binary understands these words.
#[track_caller]
pub fn assert_is_a_command(words: &[&str]) {
    let folder = TempDir::new().expect("a temporary folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
    let output = command.args(words).arg("--help").current_dir(&folder).env_clear().output().expect("the binary runs");
    assert!(output.status.success(), "vestibule {words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// The configuration that these values make, with a data directory of the test's own. Every name must be one that the
/// program knows.
#[track_caller]
pub fn configuration(values: &[(&str, &str)]) -> Config {
    for (name, _) in values {
        assert!(VARIABLES.contains(name), "the program knows no {name}");
    }
    let folder = TempDir::new().expect("a temporary folder");
    let data = folder.path().join("data");
    let mut all: Vec<_> = values.iter().copied().filter(|(name, _)| *name != "VESTIBULE_DATA_DIR").collect();
    all.push(("VESTIBULE_DATA_DIR", data.to_str().expect("text")));
    Config::load(&Source::of(&all), &SystemEntropy).unwrap_or_else(|error| panic!("{error}"))
}

/// Where the server listens when nothing is said.
pub fn usual_address() -> SocketAddr {
    configuration(&[]).listen
}

/// A variable whose value nobody else may know.
pub fn holds_a_secret(name: &str) -> bool {
    ["SECRET", "PASSWORD", "DATABASE_URL", "TOKEN"].iter().any(|part| name.contains(part))
}

/// An image by a name that says which release it is: a tag, and not the one that moves.
#[track_caller]
pub fn assert_is_pinned(image: &str) {
    let named = image.split_once('@').map_or(image, |(named, _)| named);
    let tag = named.rsplit_once('/').map_or(named, |(_, last)| last).split_once(':').map(|(_, tag)| tag);
    assert!(tag.is_some_and(|tag| !tag.is_empty() && tag != "latest"), "{image} names no release");
}

/// A constant of seconds in a source, for what other programs must keep to.
pub fn seconds_in(source: &str, constant: &str) -> Duration {
    let text = read(source);
    let declared = format!("const {constant}: Duration = Duration::from_secs(");
    let seconds = text.split_once(&declared).and_then(|(_, rest)| rest.split_once(')'));
    let seconds = seconds.unwrap_or_else(|| panic!("{source} declares no {constant} of seconds")).0;
    Duration::from_secs(seconds.parse().expect("a number"))
}

/// `8s` or `2` as a time.
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

/// Runs deploy/secrets.sh in `folder`, as it would run beside docker-compose.yml.
pub fn make_secrets(folder: &Path) {
    fs::create_dir_all(folder.join("deploy")).expect("a folder");
    let script = folder.join("deploy/secrets.sh");
    fs::copy(root().join("deploy/secrets.sh"), &script).expect("a copy");
    assert!(Command::new("bash").arg(&script).status().expect("bash runs").success());
}
