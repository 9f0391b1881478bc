//! Finds programs that measurements need.

use crate::Result;
use std::path::PathBuf;

/// The path of a program in PATH. Servers are started without PATH, so they need it.
pub fn find(name: &str) -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    found.ok_or_else(|| format!("{name} is missing: install the Debian package {name}, or its equivalent").into())
}
