//! The service of this machine: a command that is told of no other installation works on it, as its user.

use super::error::CliError;
use super::output;
use crate::config::{SERVICE_SETTINGS, ServiceSettings, ServiceUser, Source};
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

/// The file with the settings of a command: that of `--env-file`, or that of the service. In the second case the command goes on as
/// the user of the service, so that all its files belong to this user.
pub(super) fn settings(env_file: Option<PathBuf>, does: Use) -> Result<Option<PathBuf>, CliError> {
    if env_file.is_some() || does == Use::None {
        return Ok(env_file);
    }
    let file = Path::new(SERVICE_SETTINGS);
    match (ServiceSettings::find(file, &Source::of_process(None)?)?, does) {
        (ServiceSettings::None, _) | (ServiceSettings::Unreadable, Use::None | Use::Address) => Ok(None),
        (_, Use::Serves) => Err(CliError::failed(format!(
            "the server of this machine is a service with its settings in {SERVICE_SETTINGS}: `systemctl start vestibule` starts it, \
             and `systemctl status vestibule` says whether it runs. {OTHER}"
        ))),
        (ServiceSettings::Unreadable, Use::Data) => Err(needs_root()),
        (ServiceSettings::Readable, Use::Data) => {
            let user = become_its_user(file)?;
            output::notice(&format!("Settings of the service: {SERVICE_SETTINGS}, as its user {user}."));
            Ok(Some(file.to_owned()))
        }
        (ServiceSettings::Readable, Use::None | Use::Address) => Ok(Some(file.to_owned())),
    }
}

fn needs_root() -> CliError {
    CliError::failed(format!(
        "this machine has a service with its settings in {SERVICE_SETTINGS}, which this user may not use: run the command as root, for \
         example with sudo. {OTHER}"
    ))
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
