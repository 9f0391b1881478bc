//! The command line: one file per command, each a thin door to a use case.

mod audit;
mod backup;
mod check;
mod completions;
mod confirm;
mod copy;
mod error;
mod health;
mod man;
mod migrate;
mod open;
mod options;
mod output;
mod password;
mod progress;
mod restore;
mod secret;
mod seed;
mod serve;
mod session;
mod user;

use crate::{
    config::{self, Config, Source},
    entropy::SystemEntropy,
};
use clap::{Parser, Subcommand};
use error::CliError;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

const EXAMPLES: &str = "\
Examples:
  vestibule                                     serve, on SQLite in ./data
  vestibule --env-file /etc/vestibule.env       the same, configured by a file
  vestibule user create --username maren --email maren@example.org --role admin
  vestibule check                               is the configuration right?
  vestibule backup vestibule-2026-11-20.db      a copy of the database, while it is in use

Every value can be set in the environment, in the file of --env-file or in .env, in this order;
.env.example lists them all. Exit codes: 0 done, 1 refused, 2 not understood.";

/// The front door of an application: sign up, sign in, stay signed in, sign out.
#[derive(Parser)]
#[command(name = "vestibule", version, after_help = EXAMPLES)]
struct CommandLine {
    /// Read settings from this file, where the environment has none
    #[arg(long, global = true, value_name = "PATH")]
    env_file: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until told to stop; this is also what happens without a command
    Serve(serve::Serve),
    /// Bring the database to this version's shape, or back
    Migrate(migrate::Migrate),
    /// Look after accounts without a browser
    User(user::User),
    /// List and end the sessions of an account
    Session(session::Session),
    /// Read the audit trail
    Audit(audit::Audit),
    /// Move everything into another database, of either engine
    Copy(copy::Copy),
    /// Copy an SQLite database into a file, while it is in use
    Backup(backup::Backup),
    /// Put a backup in the place of an SQLite database
    Restore(restore::Restore),
    /// Add made-up people, to see how it is with many
    Seed(seed::Seed),
    /// Print a fresh value for VESTIBULE_SECRET
    Secret(secret::Secret),
    /// Check the configuration and the database, and print what is in effect
    Check(check::Check),
    /// Ask the running server whether it is ready
    Health(health::Health),
    /// Print a script that completes commands and options in a shell
    Completions(completions::Completions),
    /// Print the manual page, or write one for each command
    Man(man::Manual),
}

/// Runs the command that was typed.
pub fn run() -> ExitCode {
    // Whatever is written from here on, locks and journals included, is for the owner's eyes alone.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    // Ends the process on a mistake (2) and after the help (0).
    let line = CommandLine::parse();
    match dispatch(line) {
        Ok(()) => ExitCode::SUCCESS,
        // A reader that has seen enough, such as `head`, is no failure.
        Err(CliError::ReaderGone) => ExitCode::SUCCESS,
        Err(error) => {
            output::error(&error.to_string());
            error.exit_code()
        }
    }
}

fn dispatch(line: CommandLine) -> Result<(), CliError> {
    let env_file = line.env_file.as_deref();
    match line.command.unwrap_or(Command::Serve(serve::Serve {})) {
        Command::Serve(serve) => serve.run(&configuration(env_file)?),
        Command::Migrate(migrate) => migrate.run(&configuration(env_file)?),
        Command::User(user) => user.run(&configuration(env_file)?),
        Command::Session(session) => session.run(&configuration(env_file)?),
        Command::Audit(audit) => audit.run(&configuration(env_file)?),
        Command::Copy(copy) => copy.run(&configuration(env_file)?),
        Command::Backup(backup) => backup.run(&configuration(env_file)?),
        Command::Restore(restore) => restore.run(&configuration(env_file)?),
        Command::Seed(seed) => seed.run(configuration(env_file)?),
        Command::Secret(secret) => secret.run(),
        Command::Check(check) => check.run(&configuration(env_file)?),
        Command::Completions(completions) => completions.run(),
        Command::Man(manual) => manual.run(),
        Command::Health(health) => health.run(config::listen(&Source::of_process(env_file)?)?),
    }
}

/// The configuration, after a word on what is set and means nothing.
fn configuration(env_file: Option<&Path>) -> Result<Config, CliError> {
    let source = Source::of_process(env_file)?;
    for name in source.unknown() {
        output::warning(&match config::OF_MAIL.contains(&name) {
            true => format!("{name} is set, but this version cannot send mail: it has no effect."),
            false => format!("{name} is set and has no meaning here: is it misspelt?"),
        });
    }
    // A database that is not ours is the greater mistake, and may be the cause: no secret belongs to it.
    Config::load(&source, &SystemEntropy).or_else(|error| {
        open::runtime()?.block_on(open::examine(&config::database_url(&source)?))?;
        Err(error.into())
    })
}
