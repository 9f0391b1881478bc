//! What documents say of settings: their names, and their defaults.

use super::{files, quoted, read, rows, section};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use tempfile::TempDir;
use vestibule::config::{Config, Database, Source, VARIABLES};
use vestibule::entropy::SystemEntropy;

/// What begins like a setting and is none: what programs of the guides and scripts read, and misspelt examples.
const OF_OTHERS: [&str; 6] =
    ["VESTIBULE_BIN", "VESTIBULE_ID", "VESTIBULE_ISSUER", "VESTIBULE_REGISTRATOIN", "VESTIBULE_TOKEN", "VESTIBULE_URL"];

#[test]
fn every_setting_that_is_named_exists() {
    let is_of_a_name = |character: char| character.is_ascii_uppercase() || "_0123456789".contains(character);
    // The beginning of several names ends with an underscore.
    let is_known = |name: &str| {
        VARIABLES.contains(&name)
            || OF_OTHERS.contains(&name)
            || VARIABLES.iter().any(|known| name.ends_with('_') && known.starts_with(name))
    };
    let others = ["README.md", "SECURITY.md", "docker-compose.yml", "render.yaml", "packaging/deb/vestibule.env"];
    let mut unknown = BTreeSet::new();
    for page in files("docs", "md").into_iter().chain(others.map(PathBuf::from)) {
        let text = read(&page);
        let words = text.split(|character: char| !is_of_a_name(character));
        let named = words.filter(|word| word.starts_with("VESTIBULE_") && !is_known(word));
        unknown.extend(named.map(|name| format!("{name} in {}", page.display())));
    }
    assert!(unknown.is_empty(), "the program knows no {unknown:#?}");
}

/// What is in effect when nothing is set, but what depends on the folder, by the names of the variables.
fn defaults() -> BTreeMap<String, String> {
    let folder = TempDir::new().unwrap();
    let source = Source::of(&[("VESTIBULE_DATA_DIR", folder.path().to_str().unwrap())]);
    let config = Config::load(&source, Database::ExistingOrNew, &SystemEntropy).expect("the defaults");
    let texts = config.effective().into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned())));
    texts.filter(|(name, _)| name != "VESTIBULE_DATA_DIR").collect()
}

/// What is the same however it is written: `14 days` and `14d`.
fn meaning(value: &str) -> String {
    humantime::parse_duration(value).map_or_else(|_| value.to_owned(), |time| format!("{time:?}"))
}

#[test]
fn defaults_that_are_written_out_are_those_of_the_program() {
    let defaults = defaults();
    let readme = read("README.md");
    let (_, of_readme) = readme.split_once("\n## Configuration\n").expect("the most important settings");
    let mut compared = 0;
    let mut compare = |name: Option<String>, written: &str| {
        if let Some(default) = name.and_then(|name| defaults.get(&name)) {
            compared += 1;
            assert_eq!(meaning(written), meaning(default), "written {written}");
        }
    };
    for cells in rows(of_readme.split("\n## ").next().unwrap_or_default()) {
        // Other defaults are described.
        if let Some(written) = quoted(&cells[1]) {
            compare(quoted(&cells[0]), &written);
        }
    }
    // A lifetime, what it is by default and perhaps more, and the setting.
    for cells in rows(&section("Token claims")).into_iter().filter(|cells| cells.len() == 3) {
        compare(quoted(&cells[2]), cells[1].split([',', ';']).next().unwrap_or_default());
    }
    assert!(compared > 10, "the test finds too few: {compared}");
}
