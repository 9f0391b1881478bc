//! The conditions of a run, which the report starts with.

use crate::{
    Result,
    machine::Machine,
    options::{self, Options},
    plan::Plan,
};
use serde::Serialize;
use std::{path::Path, process::Command};

#[derive(Serialize)]
pub struct Setup {
    /// What the binary prints as its version, which names the commit.
    pub version: String,
    pub day: String,
    pub machine: Machine,
    pub connections: usize,
    pub plan: Plan,
}

impl Setup {
    pub fn new(options: &Options, machine: Machine) -> Result<Self> {
        let connections = usize::from(options.connections);
        Ok(Self {
            version: version_of(&options::subject())?,
            day: today()?,
            machine,
            connections,
            plan: options.plan(),
        })
    }
}

/// What a binary prints as its version.
pub fn version_of(binary: &Path) -> Result<String> {
    output_of(Command::new(binary.canonicalize()?).arg("--version").env_clear())
}

/// The date, such as 30 November 2026.
pub fn today() -> Result<String> {
    output_of(Command::new("date").arg("+%-d %B %Y").env("LC_ALL", "C"))
}

fn output_of(command: &mut Command) -> Result<String> {
    Ok(String::from_utf8_lossy(&command.output()?.stdout).trim().to_owned())
}
