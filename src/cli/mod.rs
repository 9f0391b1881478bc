//! The command line: one file per command, each a thin door to a use case.

pub mod serve;

use std::process::ExitCode;

pub fn run() -> ExitCode {
    todo!()
}
