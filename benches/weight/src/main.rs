//! The program that `make weight` runs.

use clap::Parser as _;
use std::process::ExitCode;
use vestibule_weight::run::{Options, run};

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
