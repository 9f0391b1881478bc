//! The file of applications: `VESTIBULE_APPLICATIONS`, or `vestibule.toml` in the working directory, which is the data folder for the
//! service and for commands on it.

use super::text_file::{self, MAX_BYTES};
use super::{ConfigError, Source};
use crate::applications::{FileDefinitions, Origin, read_file};
use std::cell::RefCell;
use std::path::{Path, PathBuf};

/// The file that is read if none is configured.
const DEFAULT_FILE: &str = "vestibule.toml";
/// The maximum size of a file with a secret in bytes.
const MAX_SECRET_BYTES: u64 = 4 * 1024;

/// The file of applications. None if none is configured and the default one does not exist.
pub(super) fn file(source: &Source, name: &str) -> Option<PathBuf> {
    // In test mode, the working directory may be that of an installation.
    let file = source.folder().join(DEFAULT_FILE);
    let default = || Some(file).filter(|file| !source.is_of_test_mode() && file.exists());
    source.get(name).map(PathBuf::from).or_else(default)
}

/// What the file of applications defines.
pub(super) fn read(source: &Source) -> Result<FileDefinitions, ConfigError> {
    let Some(file) = source.applications_file()? else { return Ok(FileDefinitions::default()) };
    applications_in(&file, Origin::of_url(&source.base_url()?).as_ref())
}

/// Reads what a file defines. `own`: the origin of Vestibule.
///
/// # Errors
/// If the file cannot be read or is no TOML. The error names the file, the line and how to fix it.
pub fn applications_in(path: &Path, own: Option<&Origin>) -> Result<FileDefinitions, ConfigError> {
    read_with_secrets(path, own).map(|(definitions, _)| definitions)
}

/// The same, with the paths of the files with secrets.
pub(super) fn read_with_secrets(
    path: &Path,
    own: Option<&Origin>,
) -> Result<(FileDefinitions, Vec<PathBuf>), ConfigError> {
    let shown = path.display();
    let text = text_file::read(path, MAX_BYTES).map_err(|error| {
        ConfigError(format!(
            "the file of applications {shown} cannot be read: check its path and permissions ({error})."
        ))
    })?;
    // Beside the file, as everybody expects who moves both.
    let folder = path.parent().unwrap_or(Path::new(""));
    let secrets = RefCell::new(Vec::new());
    let secret_in = |named: &str| {
        let path = folder.join(named);
        secrets.borrow_mut().push(path.clone());
        let secret = text_file::read(&path, MAX_SECRET_BYTES);
        secret.map(|secret| String::clone(&secret)).map_err(|error| error.to_string())
    };
    let definitions = read_file(&text, own, &secret_in)
        .map_err(|error| ConfigError(format!("the file of applications {shown}, {error}")))?;
    Ok((definitions, secrets.into_inner()))
}
