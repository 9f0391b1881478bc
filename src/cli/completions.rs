//! `vestibule completions`

use super::{CommandLine, error::CliError};
use clap::{Args, CommandFactory as _};
use clap_complete::{Shell, generate};
use std::io::{self, Write as _};

const EXAMPLES: &str = "\
Examples:
  vestibule completions bash > /etc/bash_completion.d/vestibule
  vestibule completions zsh > ~/.zfunc/_vestibule
  vestibule completions fish > ~/.config/fish/completions/vestibule.fish";

/// Print a completion script for a shell.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Completions {
    /// The shell to complete for
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Result<(), CliError> {
        // Into memory first: `generate` panics if writing fails, for example if the pipe is closed.
        let mut script = Vec::new();
        generate(self.shell, &mut CommandLine::command(), "vestibule", &mut script);
        Ok(io::stdout().lock().write_all(&script)?)
    }
}
