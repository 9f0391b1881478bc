//! `vestibule secret`, `openapi`, `completions` and `man`: commands that print something that is generated, and need no database.

use super::error::CliError;
use super::{CommandLine, output};
use crate::config::generate_secret;
use crate::entropy::SystemEntropy;
use crate::http;
use clap::{Args, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;
use serde_json::json;
use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

const SECRET_EXAMPLES: &str = "\
Examples:
  vestibule secret
  echo \"VESTIBULE_SECRET=$(vestibule secret)\" >> .env

The secret encrypts the signing keys in the database. If it is lost, all users are signed out.";

/// Generate a value for VESTIBULE_SECRET.
#[derive(Args)]
#[command(after_help = SECRET_EXAMPLES)]
pub(super) struct Secret {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Secret {
    pub(super) fn run(self) -> Result<(), CliError> {
        let secret = generate_secret(&SystemEntropy);
        if self.json { output::json(&json!({ "secret": secret.as_str() })) } else { output::line(secret.as_str()) }
    }
}

const OPENAPI_EXAMPLES: &str = "\
Examples:
  vestibule openapi > openapi.json

Clients in many languages can be generated from it. A server sends the same document at /api/openapi.json, with the
fields of its installation that the caller sees.";

/// Print the description of the JSON API (OpenAPI).
#[derive(Args)]
#[command(after_help = OPENAPI_EXAMPLES)]
pub(super) struct Openapi {}

impl Openapi {
    pub(super) fn run(self) -> Result<(), CliError> {
        output::json(http::document())
    }
}

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  vestibule completions bash > /etc/bash_completion.d/vestibule
  vestibule completions zsh > ~/.zfunc/_vestibule
  vestibule completions fish > ~/.config/fish/completions/vestibule.fish";

/// Print a completion script for a shell.
#[derive(Args)]
#[command(after_help = COMPLETIONS_EXAMPLES)]
pub(super) struct Completions {
    /// The shell to complete for
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Result<(), CliError> {
        // Into memory first: `generate` panics if writing fails, for example if the pipe is closed.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut CommandLine::command(), "vestibule", &mut script);
        Ok(io::stdout().lock().write_all(&script)?)
    }
}

const MANUAL_EXAMPLES: &str = "\
Examples:
  vestibule man | man -l -
  vestibule man /usr/local/share/man/man1";

/// Print the manual page, or write the manual pages of all commands.
#[derive(Args)]
#[command(after_help = MANUAL_EXAMPLES)]
pub(super) struct Manual {
    /// The directory to write to; without it, the main page is printed
    directory: Option<PathBuf>,
}

impl Manual {
    pub(super) fn run(self) -> Result<(), CliError> {
        let command = CommandLine::command();
        let Some(directory) = self.directory else {
            let mut page = Vec::new();
            Man::new(command).render(&mut page)?;
            return Ok(io::stdout().lock().write_all(&page)?);
        };
        let shown = directory.display();
        let written = fs::create_dir_all(&directory).and_then(|()| clap_mangen::generate_to(command, &directory));
        written.map_err(|error| CliError::failed(format!("{shown}: {error}")))?;
        output::line(format_args!("Manual pages written to {shown}."))
    }
}
