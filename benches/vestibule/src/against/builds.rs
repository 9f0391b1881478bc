//! Finds or builds the two binaries that are compared.

use crate::{Result, options, setup::version_of};
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A build of the program.
#[derive(Clone, Debug, Serialize)]
pub struct Build {
    pub binary: PathBuf,
    /// What it prints as its version, which names the commit.
    pub version: String,
    pub bytes: u64,
}

/// The hash of the commit that `reference` names: a branch, a tag or the beginning of a hash.
///
/// # Errors
/// If this clone has no such commit.
pub fn resolve(reference: &str) -> Result<String> {
    let commit = format!("{reference}^{{commit}}");
    let output =
        Command::new("git").args(["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]).output()?;
    if !output.status.success() {
        return Err(format!(
            "there is no commit {reference} in this clone: name another one, or fetch the whole history with \
             'git fetch --unshallow'"
        )
        .into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// Builds the release of a commit, or takes it if it was built before. A failure to build is explained on standard error.
pub fn build(commit: &str) -> Result<Build> {
    let output = Command::new("scripts/previous-version.sh").arg(commit).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("there is no build of {commit} to compare with; see the lines above").into());
    }
    Build::of(String::from_utf8(output.stdout)?.trim().as_ref())
}

/// Installs the programs that count, unless they are there.
pub fn install_counters() -> Result<()> {
    for counter in ["strace", "valgrind"] {
        let installed = Command::new(format!("scripts/setup/{counter}.sh")).stdout(Stdio::null()).status()?;
        if !installed.success() {
            return Err(format!("{counter} could not be installed; see the lines above").into());
        }
    }
    Ok(())
}

/// The release of this checkout, or the binary in `VESTIBULE_BIN`.
pub fn own() -> Result<Build> {
    Build::of(&options::subject())
}

impl Build {
    fn of(binary: &Path) -> Result<Self> {
        let found = binary.canonicalize();
        let binary = found.map_err(|error| format!("{}: {error}; build it with `make build`", binary.display()))?;
        Ok(Self { bytes: binary.metadata()?.len(), version: version_of(&binary)?, binary })
    }

    /// The same program with its symbols, which the build of the release leaves beside it.
    pub fn with_symbols(&self) -> Option<PathBuf> {
        Some(self.binary.with_extension("symbols")).filter(|file| file.exists())
    }
}
