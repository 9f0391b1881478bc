//! Programs of Debian that run as services, which tests run in temporary folders.

use std::env;
use std::path::PathBuf;

/// The path of a program, if it is installed.
pub fn installed(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    // Debian installs some where only root looks for programs.
    let folders = env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    folders.map(|folder| folder.join(name)).find(|program| program.is_file())
}
