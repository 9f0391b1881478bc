//! `DATABASE_URL` and `DATABASE_DIRECT_URL`: parsed, checked, and printed without their passwords; and the directory that holds the
//! database and the secret unless they are configured.

use super::{ConfigError, MasterSecret, Source, private};
use crate::database_address::{DatabaseAddress, NO_DATABASE, is_postgres, without_password};
use std::fmt;
use std::path::{Path, PathBuf};

/// How to name the database that was meant.
const ADVICE: &str = "run the command in the folder of the server, or name the database with DATABASE_URL, VESTIBULE_DATA_DIR or \
                      --env-file";

/// Which database a command can work with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Database {
    /// Only one that exists: what the command reads or changes is in it.
    Existing,
    /// The command creates it if it does not exist.
    ExistingOrNew,
}

impl Database {
    /// Checks that the file of an SQLite database exists, if it must.
    ///
    /// # Errors
    /// Names the missing file, and how to name another one.
    pub(super) fn check(self, url: &DatabaseUrl, data_dir: &Path) -> Result<(), ConfigError> {
        let missing = url.sqlite_file().filter(|file| self == Self::Existing && !file.exists());
        let Some(file) = missing else { return Ok(()) };
        // The server creates the data directory, but no other one: that has an error of its own.
        if file.parent() != Some(data_dir) {
            url.check_folder()?;
        }
        Err(ConfigError(format!("the database {} does not exist: {ADVICE}", file.display())))
    }
}

/// The URL of the database. It may contain a password, which is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// Accepts any text: an invalid URL fails when the database is opened.
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// Checks a URL that was given as `name`, a variable or a command-line option.
    ///
    /// # Errors
    /// How to fix the URL. The URL itself is not shown, because it may contain a password.
    pub fn parse(name: &str, url: &str) -> Result<Self, ConfigError> {
        let reject = |reason: &str| ConfigError(format!("{name} {reason}."));
        let this = Self::new(url);
        if this.is_postgres() {
            return DatabaseAddress::parse(url).map(|_| this).map_err(|wrong| reject(&wrong));
        }
        // A database in memory would be lost when its last connection closes.
        let is_in_memory = url.contains(":memory:") || url.contains("mode=memory");
        let has_file = this.sqlite_file().is_some_and(|file| !file.as_os_str().is_empty());
        if is_in_memory || !has_file {
            return Err(reject(
                "does not name a database: use sqlite://relative.db, sqlite:///absolute.db or \
                 postgres://user@host/database",
            ));
        }
        Ok(this)
    }

    /// The URL of an SQLite file.
    pub fn of_file(path: &Path) -> Self {
        let path = path.display().to_string();
        // Characters with a meaning in a URL are escaped.
        Self(format!("sqlite://{}", path.replace('%', "%25").replace('?', "%3F")))
    }

    pub fn expose(&self) -> &str {
        &self.0
    }

    pub fn is_postgres(&self) -> bool {
        is_postgres(&self.0)
    }

    /// Checks that a secret is configured if replicas share it.
    pub(super) fn check_secret(&self, secret: Option<&MasterSecret>) -> Result<(), ConfigError> {
        if self.is_postgres() && secret.is_none() {
            return Err(ConfigError(
                "VESTIBULE_SECRET is missing: with PostgreSQL all replicas share one secret, so none is generated. Set \
                 it to the output of `vestibule secret`."
                    .to_owned(),
            ));
        }
        Ok(())
    }

    /// Checks that the directory of an SQLite file exists, and is not the root directory: SQLite creates the file, but not its
    /// directory.
    ///
    /// # Errors
    /// Names the missing directory and, for an absolute path, the relative one that may have been intended.
    pub fn check_folder(&self) -> Result<(), ConfigError> {
        let Some(file) = self.sqlite_file() else { return Ok(()) };
        // The parent of a bare file name is an empty path: the file is in the working directory.
        let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // A new file in the root directory is a relative path with a slash too many.
        let is_root = directory == Path::new("/") && !file.exists();
        if directory.is_dir() && !is_root {
            return Ok(());
        }
        let relative = file.strip_prefix("/").ok();
        let hint = relative.map(|relative| {
            let relative = relative.display();
            format!(" Three slashes start an absolute path; for ./{relative} use sqlite://{relative}.")
        });
        let (file, directory) = (file.display(), directory.display());
        let problem = if is_root {
            "which would be created in the root directory: use another directory.".to_owned()
        } else {
            format!("but the directory {directory} does not exist: create it, or name another file.")
        };
        Err(ConfigError(format!("DATABASE_URL names the file {file}, {problem}{}", hint.unwrap_or_default())))
    }

    /// The error of a command that needs data, for a database that has no tables.
    pub fn empty_error(&self) -> ConfigError {
        let shown = self.sqlite_file().map_or_else(|| self.to_string(), |file| file.display().to_string());
        ConfigError(format!("the database {shown} is empty: {ADVICE}"))
    }

    /// The file of an SQLite database; `None` for PostgreSQL.
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        let rest = self.0.strip_prefix("sqlite:")?;
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let path = rest.split_once('?').map_or(rest, |(path, _)| path);
        // The inverse of `of_file`. `%25` is last: otherwise `%253F` would become `?` instead of `%3F`.
        Some(PathBuf::from(path.replace("%3F", "?").replace("%25", "%")))
    }
}

/// The URL without its password.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_postgres() {
            return f.write_str(&self.0);
        }
        f.write_str(&without_password(&self.0))
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

/// What is set, or `vestibule.db` in the data directory.
pub(super) fn url(source: &Source, name: &str) -> Result<DatabaseUrl, ConfigError> {
    // In contrast to an empty secret, an empty URL selects the default.
    match source.secret(name)?.filter(|url| !url.is_empty()) {
        Some(url) => DatabaseUrl::parse(name, &url),
        None => Ok(DatabaseUrl::of_file(&source.data_dir()?.join("vestibule.db"))),
    }
}

/// The address that leads to the database directly, if `DATABASE_URL` is that of a pooler.
pub(super) fn direct_url(source: &Source, name: &str) -> Result<Option<DatabaseUrl>, ConfigError> {
    let Some(url) = source.secret(name)?.filter(|url| !url.is_empty()) else { return Ok(None) };
    if !source.database_url()?.is_postgres() {
        return Err(ConfigError(format!(
            "{name} is set, but DATABASE_URL does not name a PostgreSQL database, in front of which a pooler could be: unset it, \
             or set DATABASE_URL to the address of the pooler."
        )));
    }
    match DatabaseUrl::parse(name, &url)? {
        direct if direct.is_postgres() => Ok(Some(direct)),
        _ => Err(ConfigError(format!("{name} {NO_DATABASE}."))),
    }
}

/// Creates the directory with mode 0700 if it does not exist. An existing directory keeps its permissions, because a
/// mounted disk has its own; secret files inside have their own permissions.
pub(super) fn prepare_data_dir(path: &Path) -> Result<(), ConfigError> {
    private::create_folder(path).map_err(|error| {
        let path = path.display();
        ConfigError(format!("VESTIBULE_DATA_DIR is `{path}`: use a directory that this user can create ({error})."))
    })
}
