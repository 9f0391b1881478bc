//! Whose settings a command reads that is told of none: those of the service of this machine. Otherwise it would work on an empty
//! database in the working directory, and the service would know nothing of what it did.
//!
//! A command is told by `--env-file`, or by a value in its environment or in `.env` that names a database. Both come before this.

use super::{ConfigError, Source};
use std::fs::{File, metadata, read_to_string};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// Where the Debian package and `docs/operations/install.md` put the settings of the service.
pub const SERVICE_SETTINGS: &str = "/etc/vestibule/vestibule.env";
const ACCOUNTS_OF_THE_SYSTEM: &str = "/etc/passwd";

/// What a command finds that is told of no settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceSettings {
    /// There is no service, or the command is told of another database.
    None,
    /// There is one, whose settings this user may not read.
    Unreadable,
    Readable,
}

impl ServiceSettings {
    /// Looks for the settings of the service in `file`. `told`: the environment and `.env`.
    ///
    /// # Errors
    /// If it cannot be told whether the file is there.
    pub fn find(file: &Path, told: &Source) -> Result<Self, ConfigError> {
        if told.names_database() {
            return Ok(Self::None);
        }
        match File::open(file) {
            Ok(_) => Ok(Self::Readable),
            Err(error) => match error.kind() {
                ErrorKind::NotFound | ErrorKind::NotADirectory => Ok(Self::None),
                // Its folder may be closed as well, so that the file is not seen.
                ErrorKind::PermissionDenied => Ok(Self::Unreadable),
                _ => Err(ConfigError(format!(
                    "{} cannot be read: check its path and permissions ({error}).",
                    file.display()
                ))),
            },
        }
    }
}

/// The user of the service, to whom its data belongs: only as this user a command leaves no file that the service cannot use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceUser {
    /// Its number, if it has no name here.
    pub name: String,
    pub uid: u32,
    pub gid: u32,
    /// The data folder.
    pub home: PathBuf,
}

impl ServiceUser {
    /// The owner of the data folder that the settings in `file` name.
    ///
    /// # Errors
    /// If there is none. The message says what to do.
    pub fn of(file: &Path) -> Result<Self, ConfigError> {
        Self::among(file, &read_to_string(ACCOUNTS_OF_THE_SYSTEM).unwrap_or_default())
    }

    /// `accounts`: those of the system, as in `/etc/passwd`.
    fn among(file: &Path, accounts: &str) -> Result<Self, ConfigError> {
        let source = Source::of_file(file)?;
        let (home, shown) = (source.data_dir()?, file.display());
        if home.is_relative() {
            return Err(ConfigError(format!(
                "{shown} does not say where the data is: set VESTIBULE_DATA_DIR there to the path of the folder, such as \
                 /var/lib/vestibule. For another installation, use --env-file."
            )));
        }
        // The service looks in its own folder, and a command would in that of whoever types it. A URL with a mistake is reported with all
        // others.
        let file = source.database_url().ok().and_then(|url| url.sqlite_file());
        if file.is_some_and(|file| file.is_relative()) {
            return Err(ConfigError(format!(
                "{shown} does not say in which folder the database is: write its whole path in DATABASE_URL there, such as \
                 sqlite:///var/lib/vestibule/vestibule.db."
            )));
        }
        let owner = metadata(&home).map_err(|error| {
            let home = home.display();
            ConfigError(format!(
                "{home}, which {shown} names in VESTIBULE_DATA_DIR, cannot be read ({error}): create it, for the user of the \
                 service alone."
            ))
        })?;
        let (name, gid) = account(accounts, owner.uid()).unwrap_or_else(|| (owner.uid().to_string(), owner.gid()));
        Ok(Self { name, uid: owner.uid(), gid, home })
    }
}

/// The name and the group of a user in `/etc/passwd`. None also for one of a directory.
fn account(accounts: &str, uid: u32) -> Option<(String, u32)> {
    accounts.lines().find_map(|line| {
        let fields: Vec<_> = line.split(':').collect();
        let (name, of, gid) = (fields.first()?, fields.get(2)?.parse::<u32>().ok()?, fields.get(3)?.parse().ok()?);
        (of == uid).then(|| ((*name).to_owned(), gid))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    /// A folder with the settings of a service.
    fn service(settings: &str) -> (TempDir, PathBuf) {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("vestibule.env");
        fs::write(&file, settings).unwrap();
        (folder, file)
    }

    #[test]
    fn settings_of_the_service_are_found_unless_a_database_is_named() {
        let (folder, file) = service("VESTIBULE_DATA_DIR=/var/lib/vestibule\n");
        let find = |file: &Path, told: &[(&str, &str)]| ServiceSettings::find(file, &Source::of(told)).unwrap();
        assert_eq!(find(&file, &[]), ServiceSettings::Readable);
        assert_eq!(find(&file, &[("PORT", "3001"), ("DATABASE_URL", " ")]), ServiceSettings::Readable);
        for told in [
            ("DATABASE_URL", "sqlite://other.db"),
            ("DATABASE_URL_FILE", "/run/secrets/url"),
            ("VESTIBULE_DATA_DIR", "./data"),
        ] {
            assert_eq!(find(&file, &[told]), ServiceSettings::None, "{told:?}");
        }
        for missing in [folder.path().join("other.env"), file.join("vestibule.env")] {
            assert_eq!(find(&missing, &[]), ServiceSettings::None, "{}", missing.display());
        }
    }

    #[test]
    fn the_user_of_the_service_is_the_owner_of_its_data() {
        let data = TempDir::new().unwrap();
        let settings = format!("VESTIBULE_DATA_DIR={}\nPORT=many\nDATABASE_URL=mysql://x\n", data.path().display());
        // Whatever mistakes there are: `check` names all of them.
        let (_folder, file) = service(&settings);
        let (uid, gid) = fs::metadata(data.path()).map(|found| (found.uid(), found.gid())).unwrap();
        let accounts = format!("daemon:x:{}:7::/:/bin/sh\n# a comment\nservice:x:{uid}:4711::/:/bin/sh\n", uid + 1);
        let expected = ServiceUser { name: "service".to_owned(), uid, gid: 4711, home: data.path().to_owned() };
        assert_eq!(ServiceUser::among(&file, &accounts).unwrap(), expected);
        let unnamed = ServiceUser { name: uid.to_string(), gid, ..expected };
        assert_eq!(ServiceUser::among(&file, "").unwrap(), unnamed);
    }

    #[test]
    fn without_the_folder_of_the_data_there_is_no_user_and_the_message_says_what_to_do() {
        for (settings, fix) in [
            ("PORT=3001\n", "set VESTIBULE_DATA_DIR there"),
            ("VESTIBULE_DATA_DIR=data\n", "set VESTIBULE_DATA_DIR there"),
            ("VESTIBULE_DATA_DIR=/no/such/folder\n", "create it"),
            ("VESTIBULE_DATA_DIR=/\nDATABASE_URL=sqlite://accounts.db\n", "write its whole path in DATABASE_URL"),
        ] {
            let (_folder, file) = service(settings);
            let message = ServiceUser::of(&file).unwrap_err().to_string();
            assert!(message.contains(fix) && message.contains("vestibule.env"), "{message}");
        }
    }
}
