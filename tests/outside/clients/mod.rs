//! Programs that use the API: a client that is generated from the OpenAPI document, and the examples in docs/api.md and
//! docs/api-second-factors.md. The client for TypeScript is in `end2end/tests/client.spec.ts`.

mod python;
mod second_factors;
mod tour;

use crate::support::{Place, RunOutput};
use std::process::Command;

/// Runs a program in the directory of `place`.
fn run(place: &Place, program: &mut Command) -> RunOutput {
    // A proxy in the environment could not reach the server of the test.
    program.current_dir(place.directory.path()).env("no_proxy", "*");
    RunOutput::from(program.output().unwrap_or_else(|error| panic!("{program:?}: {error}")))
}
