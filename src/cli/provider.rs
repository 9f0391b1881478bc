//! `vestibule provider …`: providers at which people have accounts with which they sign in here.

use super::error::CliError;
use super::{input, open, output};
use crate::applications::upstream::Providers;
use crate::config::{Config, Database};
use crate::shared::providers::{ProviderListView, ProviderRequest, ProviderView};
use crate::shared::values::{Expected, Text};
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
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
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
    /// A service that is known, such as google, or openid or oauth2
    #[arg(long, value_name = "KIND", default_value = "openid")]
    kind: String,
    /// The id of this server at the provider
    #[arg(long, value_name = "ID")]
    client_id: String,
    /// Read the secret of this server at the provider from standard input; of apple the private key
    #[arg(long)]
    secret_stdin: bool,
    /// Remove the secret, for a provider that knows this server as a public client
    #[arg(long, conflicts_with = "secret_stdin")]
    without_secret: bool,
    /// The issuer of a provider of the kind openid, exactly as it names it; of oauth2 an address that names it
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// Of oauth2: where people sign in there
    #[arg(long, value_name = "URL")]
    authorization_endpoint: Option<String>,
    /// Of oauth2: where a code is exchanged
    #[arg(long, value_name = "URL")]
    token_endpoint: Option<String>,
    /// Of oauth2: what says who has an access token
    #[arg(long, value_name = "URL")]
    userinfo_endpoint: Option<String>,
    /// Of oauth2: where something is in its answer, such as subject=data.id; may be repeated
    #[arg(long = "claim", value_name = "NAME=PLACE")]
    claims: Vec<String>,
    /// Of microsoft: the id of a directory, or common, organizations or consumers [default: common]
    #[arg(long, value_name = "DIRECTORY")]
    tenant: Option<String>,
    /// Of apple: the id of the team that the private key belongs to
    #[arg(long, value_name = "ID")]
    team_id: Option<String>,
    /// Of apple: the id of the private key
    #[arg(long, value_name = "ID")]
    key_id: Option<String>,
    /// What people see on its button [default: the name by which the provider is known]
    #[arg(long)]
    title: Option<String>,
    /// The address of a picture for its button, with https
    #[arg(long, value_name = "URL")]
    logo_uri: Option<String>,
    /// Providers with a lower number come first
    #[arg(long, value_name = "NUMBER", default_value = "0")]
    position: String,
    /// A scope to ask for beside the usual ones; may be repeated
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<String>,
    /// Of openid and oauth2: a domain of addresses for which the provider vouches, or * for all; may be repeated
    #[arg(long = "trust", value_name = "DOMAIN")]
    trusted_domains: Vec<String>,
    /// A domain or an organisation whose people alone may sign in; may be repeated
    #[arg(long = "allow", value_name = "DOMAIN")]
    allowed_domains: Vec<String>,
    /// Who may open an account through it: as-elsewhere, open or closed
    #[arg(long, value_name = "RULE", default_value = "as-elsewhere")]
    registration: String,
    /// A domain whose people may open an account while registration is closed; may be repeated
    #[arg(long = "register", value_name = "DOMAIN")]
    registration_domains: Vec<String>,
    /// The claim with the groups [default: groups are not taken over]
    #[arg(long, value_name = "CLAIM", requires = "groups_prefix")]
    groups_claim: Option<String>,
    /// What the names of the groups begin with that the provider decides about
    #[arg(long, value_name = "PREFIX")]
    groups_prefix: Option<String>,
    /// A value of acr or amr that counts as a second factor; may be repeated
    #[arg(long = "second-factor", value_name = "VALUE")]
    second_factor: Vec<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Definition {
    /// `name`: of a new provider.
    fn request(&self, name: Option<String>) -> Result<ProviderRequest, CliError> {
        let texts =
            |values: &[String]| Expected::Given(values.iter().map(|value| Text::from(value.as_str())).collect());
        // Not an argument: all users of the machine can read those in the list of processes.
        let client_secret = match (self.secret_stdin, self.without_secret) {
            (true, _) => input::read_password(true)?,
            (false, true) => Text::from(""),
            (false, false) => Text::Missing,
        };
        Ok(ProviderRequest {
            name: Text::from(name),
            kind: self.kind.as_str().into(),
            title: Text::from(self.title.clone()),
            logo_uri: Text::from(self.logo_uri.clone()),
            position: self.position.as_str().into(),
            issuer: Text::from(self.issuer.clone()),
            authorization_endpoint: Text::from(self.authorization_endpoint.clone()),
            token_endpoint: Text::from(self.token_endpoint.clone()),
            userinfo_endpoint: Text::from(self.userinfo_endpoint.clone()),
            claims: texts(&self.claims),
            tenant: Text::from(self.tenant.clone()),
            team_id: Text::from(self.team_id.clone()),
            key_id: Text::from(self.key_id.clone()),
            client_id: self.client_id.as_str().into(),
            client_secret,
            scopes: texts(&self.scopes),
            trusted_domains: texts(&self.trusted_domains),
            allowed_domains: texts(&self.allowed_domains),
            registration: self.registration.as_str().into(),
            registration_domains: texts(&self.registration_domains),
            groups_claim: Text::from(self.groups_claim.clone()),
            groups_prefix: Text::from(self.groups_prefix.clone()),
            second_factor: texts(&self.second_factor),
        })
    }
}

impl Provider {
    /// The database that the command needs.
    pub(super) fn database(&self) -> Database {
        match self.action {
            Action::Create { .. } => Database::ExistingOrNew,
            _ => Database::Existing,
        }
    }

    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| match self.action {
            Action::List { json } => {
                let list = accounts.list_providers(&caller).await?;
                if json { output::json(&list) } else { table(&list) }
            }
            Action::Show { name, json } => print(&accounts.show_provider(&caller, &name).await?, json),
            Action::Create { name, definition } => {
                let request = definition.request(Some(name))?;
                print(&accounts.create_provider(&caller, request).await?, definition.json)
            }
            Action::Replace { name, definition } => {
                let request = definition.request(None)?;
                print(&accounts.replace_provider(&caller, &name, request).await?, definition.json)
            }
            Action::Delete { name } => {
                accounts.delete_provider(&caller, &name).await?;
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

fn table(list: &ProviderListView) -> Result<(), CliError> {
    let head = ["NAME", "KIND", "CLIENT ID", "SECRET", "REGISTRATION", "ACCOUNTS", "DEFINED IN"];
    let rows = list.providers.iter().map(|provider| {
        [
            provider.name.to_string(),
            provider.definition.kind.to_string(),
            provider.definition.client_id.clone(),
            secret(provider),
            provider.definition.registration.to_string(),
            provider.identities.to_string(),
            provider.source.to_string(),
        ]
    });
    output::table(head, rows.collect())?;
    list.providers.iter().for_each(warn);
    Ok(())
}

fn print(provider: &ProviderView, json: bool) -> Result<(), CliError> {
    if json {
        return output::json(provider);
    }
    let definition = &provider.definition;
    output::pairs(&[
        ("name", provider.name.to_string()),
        ("kind", definition.kind.to_string()),
        ("title", definition.title.clone().unwrap_or_default()),
        ("logo uri", definition.logo_uri.clone().unwrap_or_default()),
        ("position", definition.position.to_string()),
        ("issuer", definition.issuer.clone().unwrap_or_default()),
        ("authorization endpoint", definition.authorization_endpoint.clone().unwrap_or_default()),
        ("token endpoint", definition.token_endpoint.clone().unwrap_or_default()),
        ("userinfo endpoint", definition.userinfo_endpoint.clone().unwrap_or_default()),
        ("claims", definition.claims.join(" ")),
        ("tenant", definition.tenant.clone().unwrap_or_default()),
        ("team id", definition.team_id.clone().unwrap_or_default()),
        ("key id", definition.key_id.clone().unwrap_or_default()),
        ("client id", definition.client_id.clone()),
        ("secret", secret(provider)),
        ("redirect uri", provider.callback_uri.clone()),
        ("sign-out uri", provider.backchannel_logout_uri.clone().unwrap_or_default()),
        ("scopes", definition.scopes.join(" ")),
        ("trusted domains", definition.trusted_domains.join(" ")),
        ("allowed domains", definition.allowed_domains.join(" ")),
        ("registration", definition.registration.to_string()),
        ("registration domains", definition.registration_domains.join(" ")),
        ("groups claim", definition.groups_claim.clone().unwrap_or_default()),
        ("groups prefix", definition.groups_prefix.clone().unwrap_or_default()),
        ("second factor", definition.second_factor.join(" ")),
        ("accounts", provider.identities.to_string()),
        ("defined in", provider.source.to_string()),
    ])?;
    warn(provider);
    Ok(())
}

fn secret(provider: &ProviderView) -> String {
    if provider.has_secret { "set" } else { "none" }.to_owned()
}

fn warn(provider: &ProviderView) {
    provider.problems.iter().for_each(|problem| output::warning(&format!("{}: {problem}", provider.name)));
}
