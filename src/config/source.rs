//! Where the values of variables come from: the process environment, then the file of `--env-file`, then `.env`. [`super::service`]
//! says which file a command reads without that option.

use super::losses::{Loss, loss_of};
use super::text_file::{self, MAX_BYTES};
use super::variables::{is_of_others, is_setting};
use super::{ConfigError, VARIABLES};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use zeroize::Zeroizing;

type Layer = BTreeMap<String, String>;
type StrangeNames = Vec<(String, Option<Loss>)>;

/// Layers of names and values. The first layer with a name wins. Not `Debug`, because values may be secret.
pub struct Source {
    layers: Vec<Layer>,
    /// Names in the files that are no settings, and settings of which a part is lost.
    strange: Vec<StrangeName>,
    /// Where a file is looked for that nobody has named. Empty: in the working directory.
    folder: PathBuf,
    /// Created by [`Source::for_test_mode`].
    is_of_test_mode: bool,
    /// What files with secrets contain, by their paths. Several settings may ask for one: a pipe can be read once, and a file that is
    /// replaced meanwhile must not be two secrets.
    read: Mutex<BTreeMap<String, Zeroizing<String>>>,
}

/// A name in a settings file that is no setting, and may belong to another program or be misspelt; or one of which a part is lost.
pub(super) struct StrangeName {
    pub(super) name: String,
    /// What is lost of a setting. None: it is no setting.
    pub(super) loss: Option<Loss>,
    /// The file.
    pub(super) file: String,
    /// Whether the file is for this program alone. Other programs read `.env` as well.
    pub(super) is_own_file: bool,
}

impl Source {
    /// The process environment, then `env_file`, then `.env` in the working directory.
    ///
    /// # Errors
    /// If a file cannot be read, or a value is not UTF-8.
    pub fn of_process(env_file: Option<&Path>) -> Result<Self, ConfigError> {
        let (mut layers, mut strange) = (vec![process()?], Vec::new());
        let shared = Path::new(".env");
        for (path, is_own_file) in env_file.map(|path| (path, true)).into_iter().chain([(shared, false)]) {
            if is_own_file || path.exists() {
                let (layer, others) = file(path)?;
                layers.push(layer);
                let file = path.display().to_string();
                let strange_name = |(name, loss)| StrangeName { name, loss, file: file.clone(), is_own_file };
                strange.extend(others.into_iter().map(strange_name));
            }
        }
        Ok(Self { strange, ..Self::of_layers(layers) })
    }

    /// What a settings file says, and nothing else.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn of_file(path: &Path) -> Result<Self, ConfigError> {
        Ok(Self::of_layers(vec![file(path)?.0]))
    }

    /// These values only, without the process environment.
    pub fn of(values: &[(&str, &str)]) -> Self {
        let layer = values.iter().map(|&(name, value)| (name.to_owned(), value.to_owned()));
        Self::of_layers(vec![layer.collect()])
    }

    fn of_layers(layers: Vec<Layer>) -> Self {
        Self { layers, strange: Vec::new(), folder: PathBuf::new(), is_of_test_mode: false, read: Mutex::default() }
    }

    /// With a value that takes precedence over all others, such as that of a command-line option.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.layers.insert(0, Layer::from([(name.to_owned(), value.to_owned())]));
        self
    }

    /// As the service reads it, which runs in its data folder.
    ///
    /// # Errors
    /// If the name of the folder cannot be read.
    pub fn in_data_folder(self) -> Result<Self, ConfigError> {
        Ok(Self { folder: self.data_dir()?, ..self })
    }

    /// The source of test mode: without the variables `ignored`, and with `own` values before all others.
    pub(super) fn for_test_mode(
        mut self,
        ignored: &[&str],
        own: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Self {
        for layer in &mut self.layers {
            layer.retain(|name, _| !ignored.contains(&name.as_str()));
        }
        self.layers.insert(0, own.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
        Self { is_of_test_mode: true, ..self }
    }

    pub(super) fn is_of_test_mode(&self) -> bool {
        self.is_of_test_mode
    }

    /// Where a file is looked for that nobody has named.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn strange(&self) -> &[StrangeName] {
        &self.strange
    }

    /// Variables with the prefix `VESTIBULE_` that this program does not know and other programs do not use. They have no effect.
    /// An empty one counts as not set, as in [`Source::get`].
    pub(super) fn unknown(&self) -> Vec<&str> {
        let is_unknown = |name: &str, value: &str| {
            !VARIABLES.contains(&name) && !is_of_others(name, value) && !value.trim().is_empty()
        };
        let variables = self.layers.iter().flatten().filter(|(name, value)| is_unknown(name, value));
        let mut unknown: Vec<&str> = variables.map(|(name, _)| name.as_str()).collect();
        unknown.sort_unstable();
        // A name can be in several layers.
        unknown.dedup();
        unknown
    }

    /// The value of `name`. An empty value counts as not set, because hosting platforms pass empty form fields.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let value = self.layers.iter().find_map(|layer| layer.get(name))?.trim();
        (!value.is_empty()).then_some(value)
    }

    /// Whether a value says which database is meant. Without one it is that of the working directory.
    pub(super) fn names_database(&self) -> bool {
        ["DATABASE_URL", "DATABASE_URL_FILE", "VESTIBULE_DATA_DIR"].into_iter().any(|name| self.get(name).is_some())
    }

    /// The value of `name`, parsed. An error of `parse` says how to fix the value, such as `use a number`.
    pub(super) fn parse<T>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigError> {
        let parsed =
            self.get(name).map(|value| parse(value).map_err(|fix| ConfigError(format!("{name} is `{value}`: {fix}."))));
        parsed.transpose()
    }

    /// The same, or `default` if it is not set.
    pub(super) fn parse_or<T>(
        &self,
        name: &str,
        default: T,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, ConfigError> {
        Ok(self.parse(name, parse)?.unwrap_or(default))
    }

    /// The value of `name`, or the content of the file that `<name>_FILE` names. In contrast to `get`, an empty value
    /// counts as set: an empty secret is a mistake, and must not select the default.
    pub(super) fn secret(&self, name: &str) -> Result<Option<Zeroizing<String>>, ConfigError> {
        let file_name = format!("{name}_FILE");
        // Layer by layer: a value in the environment has precedence over a file name in `.env`, so both may be set.
        for layer in &self.layers {
            match (layer.get(name), layer.get(&file_name)) {
                (Some(_), Some(_)) => {
                    return Err(ConfigError(format!("{name} and {file_name} are both set: unset one of them.")));
                }
                (Some(value), None) => return Ok(Some(Zeroizing::new(value.trim().to_owned()))),
                (None, Some(path)) => return self.secret_file(&file_name, path).map(Some),
                (None, None) => {}
            }
        }
        Ok(None)
    }

    // What is read is valid even after a panic of another thread, so a poisoned lock is ignored.
    fn secret_file(&self, name: &str, path: &str) -> Result<Zeroizing<String>, ConfigError> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(secret) = read.get(path) {
            return Ok(secret.clone());
        }
        let text = text_file::read(Path::new(path), MAX_BYTES).map_err(|error| {
            ConfigError(format!("{name} is `{path}`: use the path of a readable text file ({error})."))
        })?;
        let secret = Zeroizing::new(text.trim().to_owned());
        read.insert(path.to_owned(), secret.clone());
        Ok(secret)
    }
}

fn process() -> Result<Layer, ConfigError> {
    let mut layer = Layer::new();
    for (name, value) in std::env::vars_os() {
        // Other variables are ignored, even if they are not valid UTF-8.
        let Some(name) = name.to_str().filter(|name| is_setting(name)) else {
            continue;
        };
        let value =
            value.into_string().map_err(|_| ConfigError(format!("{name} is not valid UTF-8: write it in UTF-8.")))?;
        layer.insert(name.to_owned(), value);
    }
    Ok(layer)
}

/// The settings in a file, and the other names in it. With a loss, those of settings of which a part is lost.
fn file(path: &Path) -> Result<(Layer, StrangeNames), ConfigError> {
    let shown = path.display();
    let text = text_file::read(path, MAX_BYTES)
        .map_err(|error| ConfigError(format!("{shown} cannot be read: check its path and permissions ({error}).")))?;
    let (mut layer, mut others) = (Layer::new(), Vec::new());
    for (number, entry) in (1..).zip(dotenvy::from_read_iter(text.as_bytes())) {
        // The line is not shown, because it may contain a secret.
        let (name, value) = entry.map_err(|_| {
            ConfigError(format!(
                "{shown}: entry {number} is not NAME=value. Put a value with spaces in single quotes: NAME='a b'."
            ))
        })?;
        // As in a shell, a later line replaces an earlier one.
        if !is_setting(&name) {
            others.push((name, None));
            continue;
        }
        if let Some(loss) = loss_of(&text, &name, &value) {
            others.push((name.clone(), Some(loss)));
        }
        layer.insert(name, value);
    }
    Ok((layer, others))
}
