//! The service of this machine: a command that is told of no other installation works on it, as its user.

use super::error::CliError;
use super::output;
use crate::config::{ConfigError, SERVICE_SETTINGS, ServiceSettings, ServiceUser, Source};
use rustix::process::geteuid;
use std::env;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How to work on another installation than the service.
const OTHER: &str = "For another installation, name its settings with --env-file, or its database with VESTIBULE_DATA_DIR or \
                     DATABASE_URL.";

/// What a command does with an installation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// It works without one, or with one of its own.
    None,
    /// It reads where the server listens.
    Address,
    /// It reads or changes its data.
    Data,
    /// It is its server.
    Serves,
}

/// Where the settings of a command are, beside the environment and `.env`.
pub(super) enum SettingsFile {
    /// Nowhere.
    None,
    /// In the file of `--env-file`.
    Named(PathBuf),
    /// In that of the service.
    OfService,
}

impl SettingsFile {
    /// All settings of the command.
    pub(super) fn source(&self) -> Result<Source, ConfigError> {
        match self {
            Self::None => Source::of_process(None),
            Self::Named(file) => Source::of_process(Some(file.as_path())),
            Self::OfService => Source::of_process(Some(Path::new(SERVICE_SETTINGS)))?.in_data_folder(),
        }
    }
}

/// The file with the settings of a command. With that of the service the command goes on as its user, so that all its files belong to
/// this user.
pub(super) fn settings(env_file: Option<PathBuf>, does: Use) -> Result<SettingsFile, CliError> {
    let file = Path::new(SERVICE_SETTINGS);
    if let Some(named) = env_file {
        if named == file && does == Use::Data {
            leave_root(file)?;
        }
        return Ok(SettingsFile::Named(named));
    }
    if does == Use::None {
        return Ok(SettingsFile::None);
    }
    match (ServiceSettings::find(file, &Source::of_process(None)?)?, does) {
        (ServiceSettings::None, _) | (ServiceSettings::Unreadable, Use::None | Use::Address) => Ok(SettingsFile::None),
        (_, Use::Serves) => Err(CliError::failed(format!(
            "the server of this machine is a service with its settings in {SERVICE_SETTINGS}: `systemctl start vestibule` starts it, \
             and `systemctl status vestibule` says whether it runs. {OTHER}"
        ))),
        (ServiceSettings::Unreadable, Use::Data) => Err(needs_root()),
        (ServiceSettings::Readable, Use::Data) => {
            let user = become_its_user(file)?;
            output::notice(&format!("Settings of the service: {SERVICE_SETTINGS}, as its user {user}."));
            Ok(SettingsFile::OfService)
        }
        (ServiceSettings::Readable, Use::None | Use::Address) => Ok(SettingsFile::OfService),
    }
}

fn needs_root() -> CliError {
    CliError::failed(format!(
        "this machine has a service with its settings in {SERVICE_SETTINGS}, which this user may not use: run the command as root, for \
         example with sudo. {OTHER}"
    ))
}

/// Whoever names the settings of the service means its data as well: what root leaves there, such as a message or a new database, the
/// service cannot use. Not if another database is named beside the file, or if nobody owns the data.
fn leave_root(file: &Path) -> Result<(), CliError> {
    let is_of_service = ServiceSettings::find(file, &Source::of_process(None)?)? == ServiceSettings::Readable;
    if geteuid().is_root() && is_of_service && ServiceUser::of(file).is_ok() {
        become_its_user(file)?;
    }
    Ok(())
}

/// Returns the name of the user if this process is run by the user of the service. For root it starts anew as that user: the program is
/// replaced and nothing of the privileges remains.
fn become_its_user(file: &Path) -> Result<String, CliError> {
    let user = ServiceUser::of(file)?;
    let own = geteuid();
    if own.as_raw() == user.uid {
        return Ok(user.name);
    }
    if !own.is_root() {
        return Err(needs_root());
    }
    let ServiceUser { name, uid, gid, home } = user;
    // Without /proc it is found again as the shell has found it.
    let program = env::current_exe().ok().or_else(|| env::args_os().next().map(PathBuf::from));
    let mut anew = Command::new(program.unwrap_or_else(|| PathBuf::from("vestibule")));
    // As for a service of systemd. The groups of root are dropped with its id.
    anew.args(env::args_os().skip(1)).env("HOME", home).env("USER", &name).env("LOGNAME", &name).uid(uid).gid(gid);
    // Returns only if it fails, for example in a container without the right to change users.
    let error = anew.exec();
    Err(CliError::failed(format!(
        "the command cannot be run as {name}, the user of the service ({error}). Try: setpriv --reuid {uid} --regid {gid} --clear-groups \
         vestibule --env-file {SERVICE_SETTINGS} …"
    )))
}
