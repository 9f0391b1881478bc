//! Which database.

use super::{ConfigError, Source};
use std::{
    fmt,
    path::{Path, PathBuf},
};
use url::Url;

/// Where the database is. It may hold a password, which is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// Takes any text: what it names is seen when it is opened.
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// Checks what was given as `name`, a variable or an argument.
    ///
    /// # Errors
    /// What to write instead, without the URL itself.
    pub fn parse(name: &str, url: &str) -> Result<Self, ConfigError> {
        check(name, url)
    }

    /// Of an SQLite database in a file.
    pub fn of_file(path: &Path) -> Self {
        let path = path.display().to_string();
        Self(format!("sqlite://{}", path.replace('%', "%25").replace('?', "%3F")))
    }

    pub fn expose(&self) -> &str {
        &self.0
    }

    pub fn is_postgres(&self) -> bool {
        is_postgres(&self.0)
    }

    /// That the folder of an SQLite database exists: the file would be created there.
    ///
    /// # Errors
    /// Which folder is missing, and what may have been meant.
    pub fn check_folder(&self) -> Result<(), ConfigError> {
        let Some(file) = self.sqlite_file() else { return Ok(()) };
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if folder.is_dir() {
            return Ok(());
        }
        let relative = file.strip_prefix("/").ok();
        let meant = relative.map(|relative| {
            let relative = relative.display();
            format!(" Three slashes begin at the root of the file system; for ./{relative} write sqlite://{relative}.")
        });
        let (file, folder) = (file.display(), folder.display());
        Err(ConfigError(format!(
            "DATABASE_URL names the file {file}, but there is no folder {folder}: create it, or name another file.{}",
            meant.unwrap_or_default()
        )))
    }

    /// The file, when it is one.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        sqlite_file(&self.0)
    }
}

/// Without the password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_postgres() {
            return f.write_str(&self.0);
        }
        let Ok(mut url) = Url::parse(&self.0) else { return f.write_str("postgres://…") };
        if url.password().is_some() && url.set_password(Some("***")).is_err() {
            return f.write_str("postgres://…");
        }
        let shown =
            |(name, value): &(String, String)| !matches!(name.as_str(), "password" | "sslkey") || value.is_empty();
        let query: Vec<(String, String)> = url.query_pairs().into_owned().filter(|pair| shown(pair)).collect();
        url.set_query(None);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        f.write_str(url.as_str())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// `DATABASE_URL`, else a file in the data directory.
pub(super) fn url(source: &Source, data_dir: &Path) -> Result<DatabaseUrl, ConfigError> {
    let given = source.secret("DATABASE_URL")?.filter(|url| !url.is_empty());
    match given {
        Some(url) => check("DATABASE_URL", &url),
        None => Ok(DatabaseUrl::of_file(&data_dir.join("vestibule.db"))),
    }
}

/// The URL is not shown in an error: it may hold a password.
fn check(name: &str, url: &str) -> Result<DatabaseUrl, ConfigError> {
    let refuse = |what: &str| Err(ConfigError(format!("{name} {what}.")));
    if is_postgres(url) {
        let named =
            Url::parse(url).ok().filter(|url| url.has_host() || url.query_pairs().any(|(name, _)| name == "host"));
        return match named {
            Some(_) => Ok(DatabaseUrl(url.to_owned())),
            None => refuse("does not name a PostgreSQL database: write postgres://user:password@host:5432/database"),
        };
    }
    let file = sqlite_file(url).filter(|file| !file.as_os_str().is_empty() && !url.contains(":memory:"));
    if file.is_none() || url.contains("mode=memory") {
        return refuse(
            "names no database: write sqlite://relative.db, sqlite:///absolute.db or postgres://user@host/database",
        );
    }
    Ok(DatabaseUrl(url.to_owned()))
}

/// The file that an `sqlite:` URL names.
fn sqlite_file(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?;
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let path = rest.split_once('?').map_or(rest, |(path, _)| path);
    Some(PathBuf::from(path.replace("%3F", "?").replace("%25", "%")))
}
