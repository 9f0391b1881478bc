//! `vestibule openapi`

use super::{error::CliError, output};
use crate::http;
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  vestibule openapi > openapi.json

Clients in many languages can be generated from it. A server sends the same document at /api/openapi.json.";

/// Print the description of the JSON API: an OpenAPI 3.1 document.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Openapi {}

impl Openapi {
    pub(super) fn run(self) -> Result<(), CliError> {
        output::json(http::document())
    }
}
