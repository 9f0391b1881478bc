//! The programs that Vestibule is compared with. They are built with a profile of their own (benches/yardsticks), so that no
//! setting of the product can slow the comparison.

use crate::Result;
use std::{
    path::Path,
    process::{Command, Stdio},
};

const MANIFEST: &str = "benches/yardsticks/Cargo.toml";
const TARGET: &str = "target/yardsticks";
const BINARY: &str = "target/yardsticks/release/vestibule-yardsticks";

/// Builds them, unless they are up to date.
pub fn build() -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--locked", "--release", "--manifest-path", MANIFEST, "--target-dir", TARGET]);
    if !build.stdin(Stdio::null()).status()?.success() {
        return Err(format!("{MANIFEST} could not be built").into());
    }
    Ok(())
}

/// Starts one of them, without the environment of the benchmark.
pub fn command() -> Result<Command> {
    let mut command = Command::new(Path::new(BINARY).canonicalize()?);
    command.env_clear().stdin(Stdio::null());
    Ok(command)
}
