//! The file of applications: `VESTIBULE_APPLICATIONS`, or `vestibule.toml` in the working directory.

use super::{ConfigError, Source};
use crate::applications::{Application, Origin, read_file};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// The file that is read if none is configured.
const DEFAULT_FILE: &str = "vestibule.toml";
/// The maximum size of the file in bytes. 500 applications need a tenth of it.
const MAX_BYTES: u64 = 1024 * 1024;

/// The file of applications. None if none is configured and the default one does not exist.
fn file(source: &Source) -> Option<PathBuf> {
    if let Some(path) = source.get("VESTIBULE_APPLICATIONS") {
        return Some(PathBuf::from(path));
    }
    // In test mode, the working directory may be that of an installation.
    let default = PathBuf::from(DEFAULT_FILE);
    (!source.is_of_test_mode() && default.exists()).then_some(default)
}

/// The file of applications, and those that it defines. `base_url`: the origin of Vestibule.
pub(super) fn read(source: &Source, base_url: &str) -> Result<(Option<PathBuf>, Vec<Application>), ConfigError> {
    let (file, origin) = (file(source), Origin::of_url(base_url));
    let applications = file.as_deref().map(|path| applications_in(path, origin.as_ref())).transpose()?;
    Ok((file, applications.unwrap_or_default()))
}

/// Reads the applications that a file defines. `own`: the origin of Vestibule.
///
/// # Errors
/// If the file cannot be read or has a mistake. The error names the file, the line and how to fix it.
pub fn applications_in(path: &Path, own: Option<&Origin>) -> Result<Vec<Application>, ConfigError> {
    let shown = path.display();
    let text = read_text(path).map_err(|error| {
        ConfigError(format!(
            "the file of applications {shown} cannot be read: check its path and permissions ({error})."
        ))
    })?;
    read_file(&text, own).map_err(|error| ConfigError(format!("the file of applications {shown}, {error}")))
}

fn read_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(MAX_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 MiB"));
    }
    Ok(text)
}
