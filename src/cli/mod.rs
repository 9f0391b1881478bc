//! The command line. Each command calls a use case; those of one noun share a file.

mod access;
mod account;
mod application;
mod audit;
mod check;
mod client;
mod ephemeral;
mod error;
mod field;
mod generate;
mod group;
mod health;
mod input;
mod keys;
mod mail;
mod migrate;
mod open;
mod options;
mod output;
mod passwords;
mod program;
mod provider;
mod reload;
mod serve;
mod service;
mod session;
mod stats;
mod tasks;
mod terms;
mod token;
mod transfer;
mod user;

use crate::config::{self, Config, Database};
use crate::entropy::SystemEntropy;
use clap::{Parser, Subcommand};
use error::CliError;
use service::{SettingsFile, Use};
use std::path::PathBuf;
use std::process::ExitCode;

const EXAMPLES: &str = "\
Examples:
  vestibule                                     run the server with SQLite in ./data
  vestibule --env-file /etc/vestibule.env       run the server with the settings in a file
  vestibule serve --ephemeral                   run a server for the tests of another program
  vestibule user create --username maren --email maren@example.org --role admin
  vestibule check                               check the configuration and the database
  vestibule backup vestibule-2026-11-20.db      back up the database while it is in use

Settings are environment variables. One that is not set is read from the file of --env-file, then from .env.
.env.example lists all settings with their defaults. A command that is told of no database works on the service
of this machine, if there is one: with the settings in /etc/vestibule/vestibule.env, and as its user.

Exit codes: 0 success, 1 failed, 2 invalid arguments.";

/// The version with the commit and the target of the build, for reports of problems.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("BUILD"), ")");

/// Accounts, sign-in and sessions for an application.
#[derive(Parser)]
#[command(name = "vestibule", version, long_version = VERSION, after_help = EXAMPLES)]
struct CommandLine {
    /// Read settings that are not in the environment from this file
    #[arg(long, global = true, value_name = "PATH")]
    env_file: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

// Without doc comments: the help shows those of the arguments.
#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    Migrate(migrate::Migrate),
    User(user::User),
    Session(session::Session),
    Access(access::Access),
    Token(token::Token),
    ServiceAccount(token::ServiceAccount),
    Group(group::Group),
    Field(field::Fields),
    Terms(terms::Terms),
    Application(application::Application),
    Client(client::Client),
    Program(program::Programs),
    Provider(provider::Provider),
    Audit(audit::Audit),
    Stats(stats::Stats),
    Keys(keys::Keys),
    Passwords(passwords::Passwords),
    Mail(mail::MailCommand),
    Copy(transfer::Copy),
    Backup(transfer::Backup),
    Restore(transfer::Restore),
    Seed(migrate::Seed),
    Secret(generate::Secret),
    Check(check::Check),
    Health(health::Health),
    Openapi(generate::Openapi),
    Completions(generate::Completions),
    Man(generate::Manual),
}

/// Runs the command in the arguments of the process.
pub fn run() -> ExitCode {
    // All files that are created from here on, also by SQLite, are readable by their owner only.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    // Ends the process with 2 if the arguments are invalid, and with 0 after printing the help.
    let line = CommandLine::parse();
    match dispatch(line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(CliError::BrokenPipe) => ExitCode::SUCCESS,
        Err(error) => {
            output::error(&error.to_string());
            error.exit_code()
        }
    }
}

fn dispatch(line: CommandLine) -> Result<(), CliError> {
    let command = line.command.unwrap_or(Command::Serve(serve::Serve::default()));
    let settings = service::settings(line.env_file, command.does())?;
    let database = if command.creates_database() { Database::ExistingOrNew } else { Database::Existing };
    let configuration = || load(&settings, None, database);
    match command {
        Command::Serve(serve) if serve.ephemeral => ephemeral::run(settings.source()?, &serve),
        Command::Serve(serve) => serve.run(&load(&settings, serve.applications.as_deref(), database)?),
        Command::Migrate(migrate) => migrate.run(&configuration()?),
        Command::User(user) => user.run(&configuration()?),
        Command::Session(session) => session.run(&configuration()?),
        Command::Access(access) => access.run(&configuration()?),
        Command::Token(token) => token.run(&configuration()?),
        Command::ServiceAccount(account) => account.run(&configuration()?),
        Command::Group(group) => group.run(&configuration()?),
        Command::Field(field) => field.run(&configuration()?),
        Command::Terms(terms) => terms.run(&configuration()?),
        Command::Application(application) => application.run(&configuration()?),
        Command::Client(client) => client.run(&configuration()?),
        Command::Program(programs) => programs.run(),
        Command::Provider(provider) => provider.run(&configuration()?),
        Command::Audit(audit) => audit.run(&configuration()?),
        Command::Stats(stats) => stats.run(&configuration()?),
        Command::Keys(keys) => keys.run(&configuration()?),
        Command::Passwords(passwords) => passwords.run(),
        Command::Mail(mail) => mail.run(configuration),
        Command::Copy(copy) => copy.run(&configuration()?),
        Command::Backup(backup) => backup.run(&configuration()?),
        Command::Restore(restore) => restore.run(&configuration()?),
        Command::Seed(seed) => seed.run(configuration()?),
        Command::Secret(secret) => secret.run(),
        // It lists the warnings itself.
        Command::Check(check) => check.run(&load_silently(&settings, check.applications.as_deref(), database)?),
        Command::Openapi(openapi) => openapi.run(),
        Command::Completions(completions) => completions.run(),
        Command::Man(manual) => manual.run(),
        // Reads only the address, because loading the configuration could create files.
        Command::Health(health) => health.run(config::listen(&settings.source()?)?),
    }
}

impl Command {
    /// What the command does with an installation.
    fn does(&self) -> Use {
        match self {
            Self::Serve(serve) if serve.ephemeral => Use::None,
            Self::Serve(_) => Use::Serves,
            Self::Health(_) => Use::Address,
            Self::Program(_) | Self::Passwords(_) | Self::Secret(_) | Self::Openapi(_) => Use::None,
            Self::Completions(_) | Self::Man(_) => Use::None,
            Self::Migrate(_) | Self::User(_) | Self::Session(_) | Self::Access(_) | Self::Token(_) => Use::Data,
            Self::ServiceAccount(_) | Self::Group(_) | Self::Application(_) | Self::Client(_) => Use::Data,
            Self::Field(_) | Self::Terms(_) => Use::Data,
            Self::Provider(_) | Self::Audit(_) | Self::Stats(_) | Self::Keys(_) | Self::Mail(_) => Use::Data,
            Self::Copy(_) | Self::Backup(_) | Self::Restore(_) | Self::Seed(_) | Self::Check(_) => Use::Data,
        }
    }

    /// Whether the command may create the database that it works with.
    fn creates_database(&self) -> bool {
        match self {
            Self::Serve(_) | Self::Mail(_) | Self::Copy(_) | Self::Restore(_) | Self::Seed(_) | Self::Check(_) => true,
            Self::Migrate(migrate) => migrate.creates_database(),
            Self::User(user) => user.creates_database(),
            Self::ServiceAccount(account) => account.creates_database(),
            Self::Group(group) => group.creates_database(),
            Self::Field(field) => field.creates_database(),
            Self::Terms(terms) => terms.creates_database(),
            Self::Application(application) => application.creates_database(),
            Self::Client(client) => client.creates_database(),
            Self::Provider(provider) => provider.creates_database(),
            _ => false,
        }
    }
}

/// Loads the configuration, and warns about variables that have no effect. `applications`: the value of `--applications`.
fn load(settings: &SettingsFile, applications: Option<&str>, database: Database) -> Result<Config, CliError> {
    let config = load_silently(settings, applications, database)?;
    warn_of_unknown_settings(&config);
    Ok(config)
}

fn warn_of_unknown_settings(config: &Config) {
    config.unknown_settings.warnings().iter().for_each(|warning| output::warning(warning));
}

/// Like [`load`], without the warnings.
fn load_silently(settings: &SettingsFile, applications: Option<&str>, database: Database) -> Result<Config, CliError> {
    let mut source = settings.source()?;
    if let Some(path) = applications {
        source = source.with("VESTIBULE_APPLICATIONS", path);
    }
    // If DATABASE_URL names the database of another program, report that instead: it may be the cause of an error about
    // the secret, because the database exists and its secret does not.
    Config::load(&source, database, &SystemEntropy).or_else(|error| {
        if let Ok(url) = config::database_url(&source) {
            open::runtime()?.block_on(open::reject_foreign_file(&url))?;
        }
        Err(error.into())
    })
}
