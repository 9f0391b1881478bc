//! `vestibule man`

use super::{CommandLine, error::CliError, output};
use clap::{Args, CommandFactory as _};
use clap_mangen::{Man, generate_to};
use std::{
    fs,
    io::{self, Write as _},
    path::PathBuf,
};

const EXAMPLES: &str = "\
Examples:
  vestibule man | man -l -
  vestibule man /usr/local/share/man/man1";

/// Print the manual page, or write the manual pages of all commands to a directory.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
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
        let written = fs::create_dir_all(&directory).and_then(|()| generate_to(command, &directory));
        written.map_err(|error| CliError::failed(format!("{shown}: {error}")))?;
        output::line(format_args!("Manual pages written to {shown}."))
    }
}
