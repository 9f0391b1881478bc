//! Where values come from: the process environment, else the file of `--env-file`, else `.env`.

use super::{
    ConfigError,
    variables::{VARIABLES, is_ours},
};
use std::{collections::BTreeMap, fs, io, path::Path};
use zeroize::Zeroizing;

type Layer = BTreeMap<String, String>;

/// Names and values in layers, of which the first that has a name decides. No Debug: there are secrets among them.
pub struct Source {
    layers: Vec<Layer>,
}

impl Source {
    /// The process environment, before `env_file`, before `.env` in the working directory.
    ///
    /// # Errors
    /// When a file cannot be read, or a value is not UTF-8.
    pub fn of_process(env_file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut layers = vec![process()?];
        if let Some(path) = env_file {
            layers.push(file(path)?);
        }
        if Path::new(".env").exists() {
            layers.push(file(Path::new(".env"))?);
        }
        Ok(Self { layers })
    }

    /// One layer of these values, whatever the process has.
    pub fn of(values: &[(&str, &str)]) -> Self {
        let layer = values.iter().map(|&(name, value)| (name.to_owned(), value.to_owned()));
        Self { layers: vec![layer.collect()] }
    }

    /// What has our prefix and yet no meaning: most likely a slip of the pen.
    pub fn unknown(&self) -> Vec<&str> {
        let names = self.layers.iter().flat_map(Layer::keys);
        let mut unknown: Vec<&str> = names.map(String::as_str).filter(|name| !VARIABLES.contains(name)).collect();
        unknown.sort_unstable();
        unknown.dedup();
        unknown
    }

    /// The value of `name`. An empty one is none: hosting forms leave such behind.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let value = self.layers.iter().find_map(|layer| layer.get(name))?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// The value of `name`, parsed. `parse` gives the mend: what to make of it, as `make it a number`.
    pub(super) fn parse<T>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigError> {
        let parsed = self
            .get(name)
            .map(|value| parse(value).map_err(|mend| ConfigError(format!("{name} is `{value}`: {mend}."))));
        parsed.transpose()
    }

    /// A value that may also stand in a file, named by `<name>_FILE`. In contrast to `get` an empty one is a value:
    /// an empty secret is a mistake, not a wish for the default.
    pub(super) fn secret(&self, name: &str) -> Result<Option<Zeroizing<String>>, ConfigError> {
        let file_name = format!("{name}_FILE");
        for layer in &self.layers {
            match (layer.get(name), layer.get(&file_name)) {
                (Some(_), Some(_)) => {
                    return Err(ConfigError(format!("{name} and {file_name} are both set: unset one of them.")));
                }
                (Some(value), None) => return Ok(Some(Zeroizing::new(value.trim().to_owned()))),
                (None, Some(path)) => return secret_file(&file_name, path).map(Some),
                (None, None) => {}
            }
        }
        Ok(None)
    }
}

fn secret_file(name: &str, path: &str) -> Result<Zeroizing<String>, ConfigError> {
    let text = fs::read_to_string(path)
        .map(Zeroizing::new)
        .map_err(|error| ConfigError(format!("{name} is `{path}`: name a file of text that can be read ({error}).")))?;
    Ok(Zeroizing::new(text.trim().to_owned()))
}

fn process() -> Result<Layer, ConfigError> {
    let mut layer = Layer::new();
    for (name, value) in std::env::vars_os() {
        let Some(name) = name.to_str().filter(|name| is_ours(name)) else {
            continue;
        };
        let value = value.into_string().map_err(|_| ConfigError(format!("{name} is not text: write it in UTF-8.")))?;
        layer.insert(name.to_owned(), value);
    }
    Ok(layer)
}

fn file(path: &Path) -> Result<Layer, ConfigError> {
    let shown = path.display();
    let unreadable =
        |error: io::Error| ConfigError(format!("{shown} cannot be read: check its path and permissions ({error})."));
    let mut layer = Layer::new();
    let entries = dotenvy::from_path_iter(path).map_err(|error| unreadable(to_io(error)))?;
    for (number, entry) in (1..).zip(entries) {
        // The line itself may hold a secret, so it is not shown.
        let (name, value) = entry.map_err(|_| {
            ConfigError(format!(
                "{shown} has no NAME=value in its entry {number}: write it so, with '…' around spaces."
            ))
        })?;
        // As in a shell, where a later line wins.
        if is_ours(&name) {
            layer.insert(name, value);
        }
    }
    Ok(layer)
}

fn to_io(error: dotenvy::Error) -> io::Error {
    match error {
        dotenvy::Error::Io(error) => error,
        other => io::Error::other(other),
    }
}
