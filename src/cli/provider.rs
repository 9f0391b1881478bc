//! `vestibule provider …`: providers at which people have accounts with which they sign in here.

use super::error::CliError;
use super::options::Given;
use super::output::{self, Column, Json};
use super::{input, open};
use crate::applications::Providers;
use crate::config::Config;
use crate::shared::fields::input::Defined as _;
use crate::shared::{ProviderDefinition, ProviderRequest, ProviderView, Text};
use clap::{Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  vestibule provider create google --kind google --client-id 123.apps.googleusercontent.com --secret-stdin < secret
  vestibule provider create company --issuer https://id.example.org --client-id vestibule --trust example.org --secret-stdin
  vestibule provider list

A running server applies changes within a second. What the environment or `vestibule.toml` defines can be changed only there.";

/// List, create, change and delete providers that people can sign in with.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Provider {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// List the providers, in the order of the sign-in page
    List(Json),
    /// Show a provider
    Show {
        /// The name of the provider
        name: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Create a provider, and print the redirect URI to enter there
    Create {
        /// 1 to 63 lower-case letters, digits and -; it cannot be changed later
        name: String,
        #[command(flatten)]
        definition: Definition,
    },
    /// Replace the definition of a provider; options that are left out get their defaults, except the secret, which stays
    Replace {
        /// The name of the provider
        name: String,
        #[command(flatten)]
        definition: Definition,
    },
    /// Delete a provider; the accounts there stay linked, for the case that it is defined again
    Delete {
        /// The name of the provider
        name: String,
    },
}

#[derive(Args)]
struct Definition {
    #[command(flatten)]
    given: Given<ProviderRequest>,
    /// Read the secret of this server at the provider from standard input; of apple the private key
    #[arg(long, display_order = 1)]
    secret_stdin: bool,
    /// Remove the secret, for a provider that knows this server as a public client
    #[arg(long, display_order = 1, conflicts_with = "secret_stdin")]
    without_secret: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Definition {
    /// `name`: of a new provider.
    fn request(&self, name: Option<String>) -> Result<ProviderRequest, CliError> {
        // Not an argument: all users of the machine can read those in the list of processes.
        let client_secret = match (self.secret_stdin, self.without_secret) {
            (true, _) => input::read_password(true)?,
            (false, true) => Text::from(""),
            (false, false) => Text::Missing,
        };
        Ok(ProviderRequest { name: Text::from(name), client_secret, ..self.given.request() })
    }
}

impl Provider {
    pub(super) fn creates_database(&self) -> bool {
        matches!(self.action, Action::Create { .. })
    }

    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| match self.action {
            Action::List(Json { json }) => {
                let list = accounts.providers().list_providers(&caller).await?;
                output::list_with_problems(json, "providers", &list.providers, COLUMNS, warn)
            }
            Action::Show { name, json } => print(&accounts.providers().show_provider(&caller, &name).await?, json),
            Action::Create { name, definition } => {
                let request = definition.request(Some(name))?;
                print(&accounts.providers().create_provider(&caller, request).await?, definition.json)
            }
            Action::Replace { name, definition } => {
                let request = definition.request(None)?;
                print(&accounts.providers().replace_provider(&caller, &name, request).await?, definition.json)
            }
            Action::Delete { name } => {
                accounts.providers().delete_provider(&caller, &name).await?;
                output::line(format_args!("Deleted the provider {name}."))
            }
        })
    }
}

/// Why providers are closed.
pub(super) fn closed_providers(all: &Providers) -> Vec<String> {
    let problems = all.iter().flat_map(|provider| {
        let name = &provider.name;
        provider.flaws.iter().map(move |flaw| format!("The provider {name} is closed: {flaw}"))
    });
    problems.collect()
}

const COLUMNS: [Column<ProviderView>; 7] = [
    ("NAME", |provider| provider.name.to_string()),
    ("KIND", |provider| provider.definition.kind.to_string()),
    ("CLIENT ID", |provider| provider.definition.client_id.clone()),
    ("SECRET", secret),
    ("REGISTRATION", |provider| provider.definition.registration.to_string()),
    ("ACCOUNTS", |provider| provider.identities.to_string()),
    ("DEFINED IN", |provider| provider.source.to_string()),
];

fn print(provider: &ProviderView, json: bool) -> Result<(), CliError> {
    if json {
        return output::json(provider);
    }
    let line = |name: &str, value: String| (name.to_owned(), value);
    let mut lines = vec![line("name", provider.name.to_string())];
    for field in ProviderDefinition::FIELDS {
        lines.push((field.name.replace('_', " "), (field.texts)(&provider.definition).join(" ")));
        if field.name == "client_id" {
            lines.push(line("secret", secret(provider)));
            lines.push(line("redirect uri", provider.callback_uri.clone()));
            lines.push(line("sign-out uri", provider.backchannel_logout_uri.clone().unwrap_or_default()));
        }
    }
    lines.push(line("accounts", provider.identities.to_string()));
    lines.push(line("defined in", provider.source.to_string()));
    output::pairs(&lines)?;
    warn(provider);
    Ok(())
}

fn warn(provider: &ProviderView) {
    output::problems(&provider.name, &provider.problems);
}

fn secret(provider: &ProviderView) -> String {
    if provider.has_secret { "set" } else { "none" }.to_owned()
}
