//! `vestibule application …`: the applications behind Vestibule.

use super::error::CliError;
use super::options::Given;
use super::output::{self, Column, Json};
use super::{input, open};
use crate::config::Config;
use crate::shared::applications::{Claim, proof_age};
use crate::shared::{ApplicationRequest, ApplicationView, ConnectionView, ProxyKind, Text};
use clap::{Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  vestibule application create journal --location https://journal.example.com/ --group editors
  vestibule application create wiki --title 'Our wiki' --location https://example.com/wiki --everyone --claim name
  vestibule application replace journal --location https://journal.example.com/ --group editors --group staff
  vestibule application list
  vestibule application connect journal --proxy caddy
  vestibule application export wiki > vestibule.toml

Nobody may enter an application without --everyone or --group. A running server applies changes within a second. What
`vestibule.toml` or another file of applications defines can be changed only there.";

/// List, create, change and delete the applications behind Vestibule.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Application {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// List the applications, by name
    List(Json),
    /// Show an application
    Show {
        /// The name of the application
        name: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the configuration of the reverse proxy in front of an application
    Connect {
        /// The name of the application
        name: String,
        /// caddy, nginx or traefik
        #[arg(long, value_parser = input::proxy)]
        proxy: ProxyKind,
    },
    /// Create an application
    Create(Definition),
    /// Replace the definition of an application; options that are left out get their defaults
    Replace(Definition),
    /// Print a file of applications that defines them with their clients
    Export {
        /// The names of the applications [default: all]
        names: Vec<String>,
    },
    /// Delete an application: nobody may enter it any more
    Delete {
        /// The name of the application
        name: String,
    },
}

#[derive(Args)]
struct Definition {
    /// 1 to 63 lower-case letters, digits and dashes; it cannot be changed later
    name: String,
    #[command(flatten)]
    given: Given<ApplicationRequest>,
    /// Print the application as JSON
    #[arg(long)]
    json: bool,
}

impl Definition {
    fn request(&self) -> ApplicationRequest {
        ApplicationRequest { name: Text::from(self.name.as_str()), ..self.given.request() }
    }
}

impl Application {
    pub(super) fn creates_database(&self) -> bool {
        matches!(self.action, Action::Create(_))
    }

    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| match self.action {
            Action::List(Json { json }) => {
                let applications = accounts.applications().list_applications(&caller).await?;
                output::list_with_problems(json, "applications", &applications, COLUMNS, warn)
            }
            Action::Show { name, json } => {
                print(&accounts.applications().show_application(&caller, &name).await?, json)
            }
            Action::Connect { name, proxy } => {
                connect(&accounts.applications().show_connection(&caller, &name).await?, proxy)
            }
            Action::Create(definition) => {
                let created = accounts.applications().create_application(&caller, definition.request()).await?;
                // No task goes on when this process ends.
                accounts.maintenance().apply_group_rules().await?;
                print(&created, definition.json)
            }
            Action::Replace(definition) => {
                let request = definition.request();
                let replaced = accounts.applications().replace_application(&caller, &definition.name, request).await?;
                accounts.maintenance().apply_group_rules().await?;
                print(&replaced, definition.json)
            }
            Action::Export { names } => {
                let file = accounts.clients().export_applications(&caller, &names).await?;
                output::line(file.trim_end())
            }
            Action::Delete { name } => {
                accounts.applications().delete_application(&caller, &name).await?;
                // No task goes on when this process ends.
                accounts.deletions().finish_deletions().await?;
                output::line(format_args!("Deleted the application {name}."))
            }
        })
    }
}

/// Prints what the operator has to do on standard error, so that standard output is a part of the configuration of the proxy.
fn connect(connection: &ConnectionView, proxy: ProxyKind) -> Result<(), CliError> {
    let mut configurations = connection.configurations.iter().filter(|found| found.proxy == proxy).peekable();
    if configurations.peek().is_none() {
        let guide = proxy.guide();
        return Err(CliError::failed(format!(
            "there is no configuration for its addresses: the server has its guide at {guide}"
        )));
    }
    configurations.try_for_each(|configuration| {
        output::notice(&format!("{}: {}", configuration.address, configuration.about));
        output::line(configuration.text.trim_end())
    })
}

fn print(application: &ApplicationView, json: bool) -> Result<(), CliError> {
    if json {
        return output::json(application);
    }
    output::pairs(&COLUMNS.map(|(heading, cell)| (heading.to_lowercase(), cell(application))))?;
    warn(application);
    Ok(())
}

fn warn(application: &ApplicationView) {
    output::problems(&application.name, &application.problems);
}

const COLUMNS: [Column<ApplicationView>; 9] = [
    ("NAME", |application| application.name.to_string()),
    ("TITLE", |application| application.title.clone()),
    ("LOCATIONS", locations),
    ("ADMITTED", admitted),
    ("CLAIMS", claims),
    ("REMOTE-USER", |application| application.remote_user.to_string()),
    ("AFTER SIGN-OUT", after_sign_out),
    ("DEMANDS", demands),
    ("DEFINED IN", |application| application.source.to_string()),
];

/// Where it is, or without a location, where its tile leads.
fn locations(application: &ApplicationView) -> String {
    match (&application.link, application.locations.is_empty()) {
        (Some(link), true) => format!("{link} (a tile)"),
        _ => application.locations.join(" "),
    }
}

/// Who may enter, in words.
fn admitted(application: &ApplicationView) -> String {
    match (application.everyone, application.groups.is_empty()) {
        (true, _) => "everyone".to_owned(),
        (false, true) => "nobody".to_owned(),
        (false, false) => application.groups.joined(" "),
    }
}

fn claims(application: &ApplicationView) -> String {
    let names: Vec<_> = application.claims.iter().copied().map(Claim::as_str).collect();
    let fields = application.fields.iter().map(|name| format!("fields.{name}"));
    let all: Vec<_> = names.into_iter().map(str::to_owned).chain(fields).collect();
    if all.is_empty() { "none".to_owned() } else { all.join(" ") }
}

fn after_sign_out(application: &ApplicationView) -> String {
    application.after_sign_out.clone().unwrap_or_else(|| "its own origin".to_owned())
}

/// What it demands of a sign-in.
fn demands(application: &ApplicationView) -> String {
    let factor = application.second_factor.then(|| "second factor".to_owned());
    let age = application.max_age.map(|seconds| format!("proof at most {} old", proof_age(seconds)));
    let all: Vec<_> = factor.into_iter().chain(age).collect();
    if all.is_empty() { "nothing more".to_owned() } else { all.join(", ") }
}
