//! `vestibule passwords …`: the operator's list of stolen passwords.

use super::error::CliError;
use super::output::{self, Bar};
use crate::passwords::build_filter;
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  vestibule passwords build-filter pwned-passwords.txt --output /etc/vestibule/passwords.filter
  VESTIBULE_PASSWORD_FILTER=/etc/vestibule/passwords.filter vestibule check

The list has a password on each line, or its hash with SHA-1 or SHA-256, which may be followed by a colon and a number,
as in the list of Have I Been Pwned. The first line says which: hashes between passwords are skipped. Passwords are recognized in upper and lower case, hashes exactly. The filter takes
18 bits for each, and refuses one in 65,536 other passwords as well. A hundred million lines take some minutes, and 800 MB
for temporary files in the folder of the filter. Start the server again afterwards.";

/// Make a filter that refuses the passwords of a list.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Passwords {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Make a filter of a list of stolen passwords, for VESTIBULE_PASSWORD_FILTER
    BuildFilter {
        /// The list, with a password or a hash on each line
        #[arg(value_name = "FILE")]
        list: PathBuf,
        /// The file to create; it must not exist [default: FILE with the ending .filter]
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

impl Passwords {
    pub(super) fn run(self) -> Result<(), CliError> {
        let Action::BuildFilter { list, output, json } = self.action;
        let output = output.unwrap_or_else(|| list.with_extension("filter"));
        build(&list, &output, json)
    }
}

fn build(list: &Path, output: &Path, json: bool) -> Result<(), CliError> {
    let bar = Bar::new("%");
    // The length of what comes through a pipe is not known: 0.
    let mut show = |stage: &str, done: u64, total: u64| {
        bar.show(stage, (100 * done).checked_div(total).unwrap_or_default(), 100);
    };
    let built = build_filter(list, output, &mut show)?;
    drop(bar);
    let (file, passwords, skipped) = (output.display().to_string(), built.passwords, built.skipped);
    if json {
        let report = json!({ "file": file, "passwords": passwords, "skipped": skipped, "bytes": built.bytes });
        return output::json(&report);
    }
    output::line(format_args!("Filter of {passwords} passwords written to {file} ({} bytes).", built.bytes))?;
    if skipped > 0 {
        let why =
            "they are not in UTF-8, have fewer than 8 or more than 128 characters, or are hashes between passwords";
        output::line(format_args!("Skipped lines, because {why}: {skipped}."))?;
    }
    output::line(format_args!("To use it, set VESTIBULE_PASSWORD_FILTER={file}, and start the server again."))
}
