//! Which database.

use super::{ConfigError, Source};
use std::path::{Path, PathBuf};

/// `DATABASE_URL`, else a file in the data directory.
pub(super) fn url(source: &Source, data_dir: &Path) -> Result<String, ConfigError> {
    let given = source.secret("DATABASE_URL")?.filter(|url| !url.is_empty());
    match given {
        Some(url) => check(&url),
        None => Ok(in_directory(data_dir)),
    }
}

/// The URL is not shown in an error: it may hold a password.
fn check(url: &str) -> Result<String, ConfigError> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Err(ConfigError(
            "DATABASE_URL names PostgreSQL, which comes with a later version: name an SQLite file, such as \
             sqlite://data/vestibule.db."
                .to_owned(),
        ));
    }
    let file = sqlite_file(url).filter(|file| !file.as_os_str().is_empty() && !url.contains(":memory:"));
    if file.is_none() || url.contains("mode=memory") {
        return Err(ConfigError(
            "DATABASE_URL does not name an SQLite file: write sqlite://relative.db or sqlite:///absolute.db."
                .to_owned(),
        ));
    }
    Ok(url.to_owned())
}

fn in_directory(data_dir: &Path) -> String {
    let path = data_dir.join("vestibule.db").display().to_string();
    format!("sqlite://{}", path.replace('%', "%25").replace('?', "%3F"))
}

/// The file that an `sqlite:` URL names.
pub fn sqlite_file(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?;
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let path = rest.split_once('?').map_or(rest, |(path, _)| path);
    Some(PathBuf::from(path.replace("%3F", "?").replace("%25", "%")))
}
