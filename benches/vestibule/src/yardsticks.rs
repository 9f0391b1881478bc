//! The programs that Vestibule is compared with. They are built with a profile of their own (benches/yardsticks), so that no
//! setting of the product can slow the comparison.

use crate::{Result, cores};
use std::{
    path::Path,
    process::{Command, Stdio},
    time::Duration,
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

/// The output of one that measures for this duration with one thread per core.
pub async fn measure(name: &str, numbers: &[u32], window: Duration) -> Result<String> {
    let mut command = tokio::process::Command::from(command()?);
    command.arg(name).args(numbers.iter().map(u32::to_string));
    command.args([cores().to_string(), window.as_millis().to_string()]);
    let output = command.kill_on_drop(true).output().await?;
    if !output.status.success() {
        return Err(format!("yardsticks {name}: {}", String::from_utf8_lossy(&output.stderr).trim()).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
