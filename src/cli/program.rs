//! `vestibule program …`: the programs that are known.

use super::error::CliError;
use super::output::{self, Column, Json};
use crate::applications::programs::{Program, programs};
use crate::shared::programs::ProgramView;
use clap::{Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  vestibule program list
  vestibule client create --program grafana --url https://grafana.example.com --group staff

What a client for each program has to be, and what goes into its settings, is known. A program without a row is `another`.";

/// List the programs that are known.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Programs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// List the programs, with what a client for each has to be
    List(Json),
}

impl Programs {
    pub(super) fn run(self) -> Result<(), CliError> {
        let Action::List(Json { json }) = self.action;
        let all: Vec<ProgramView> = programs().map(Program::view).collect();
        output::list(json, "programs", &all, COLUMNS)
    }
}

const COLUMNS: [Column<ProgramView>; 6] = [
    ("ID", |program| program.id.clone()),
    ("PROGRAM", |program| program.title.clone()),
    ("KIND", |program| program.kind.to_string()),
    ("PKCE", |program| program.pkce.to_string()),
    ("CLAIMS", |program| if program.id_token_claims { "ID token" } else { "userinfo" }.to_owned()),
    ("KNOWN", known),
];

/// From where a row is known.
fn known(program: &ProgramView) -> String {
    let Some(tried) = &program.tried else { return "nothing".to_owned() };
    match &tried.version {
        Some(version) => format!("tried: {version}, {}", tried.on),
        None => format!("read on {}", tried.on),
    }
}
