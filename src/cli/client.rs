//! `vestibule client …`: OpenID Connect clients of applications, and their secrets.

use super::error::CliError;
use super::options::Given;
use super::output::{self, Column};
use super::{input, open};
use crate::accounts::ClientPreview;
use crate::config::Config;
use crate::shared::fields::input::Texts as _;
use crate::shared::{
    ClientRequest, ClientSecretId, ClientSecretRequest, ClientSecretView, ClientView, Mend, NewClientSecretView,
    RefusalId, RefusalView, Text,
};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

const EXAMPLES: &str = "\
Examples:
  vestibule client create wiki --client-id wiki --redirect-uri https://wiki.example.com/callback
  vestibule client create wiki --public --redirect-uri com.example.wiki:/callback --grant authorization_code --grant refresh_token
  vestibule client list wiki
  vestibule client secret add wiki --expires-in 90d
  vestibule client preview wiki --user ada
  vestibule client refusals wiki

A client belongs to an application, which decides who may enter and what the client may learn. A running server applies
changes within a second. What `vestibule.toml` or another file of applications defines can be changed only there.";

/// List, create, change and delete OpenID Connect clients, and their secrets.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Client {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// List the clients of an application, by id
    List {
        /// The name of the application
        application: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show a client
    Show {
        /// The id of the client
        id: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Create a client of an application, and print its secret, which is not shown again
    Create {
        /// The name of the application
        application: String,
        /// 1 to 255 visible ASCII characters; it cannot be changed later [default: the application with a random ending]
        #[arg(long, value_name = "ID")]
        client_id: Option<String>,
        #[command(flatten)]
        definition: Definition,
    },
    /// Replace the definition of a client; options that are left out get their defaults
    Replace {
        /// The id of the client
        id: String,
        #[command(flatten)]
        definition: Definition,
    },
    /// Delete a client with all that was granted to it
    Delete {
        /// The id of the client
        id: String,
    },
    /// Add and remove secrets, so that one can replace another
    #[command(subcommand)]
    Secret(SecretAction),
    /// Print what a client would learn of a user, as JSON
    Preview {
        /// The id of the client
        id: String,
        /// Username, email address or id
        #[arg(long, value_name = "LOGIN")]
        user: String,
    },
    /// List what a client was refused in the last 30 days, the last first
    Refusals {
        /// The id of the client
        id: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Change a client so that it is not refused something again: look at an address before, anybody can have sent it
    Mend {
        /// The id of the client
        id: String,
        /// The id of the refusal, as `refusals` prints it
        refusal: RefusalId,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
enum SecretAction {
    /// Add a secret to a client, and print it; it is not shown again
    Add {
        /// The id of the client
        id: String,
        /// How long it is valid, such as 90d [default: until it is removed]
        #[arg(long, value_name = "DURATION")]
        expires_in: Option<String>,
        /// Read an own secret of 24 to 200 characters from standard input, for moving in
        #[arg(long)]
        stdin: bool,
        /// Print the secret as JSON
        #[arg(long)]
        json: bool,
    },
    /// Remove a secret of a client
    Remove {
        /// The id of the client
        id: String,
        /// The id of the secret, as `show` prints it
        secret: ClientSecretId,
    },
}

#[derive(Args)]
struct Definition {
    #[command(flatten)]
    given: Given<ClientRequest>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Definition {
    fn request(&self, client_id: Option<String>) -> ClientRequest {
        ClientRequest { client_id: Text::from(client_id), ..self.given.request() }
    }
}

impl Client {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| match self.action {
            Action::List { application, json } => {
                // One that does not exist is an error, in contrast to one without clients.
                accounts.applications().show_application(&caller, &application).await?;
                let clients = accounts.clients().list_clients(&caller, &application).await?;
                output::list_with_problems(json, "clients", &clients, COLUMNS, warn)
            }
            Action::Show { id, json } => print(&accounts.clients().show_client(&caller, &id).await?, json),
            Action::Create { application, client_id, definition } => {
                let new =
                    accounts.clients().create_client(&caller, &application, definition.request(client_id)).await?;
                if definition.json {
                    return output::json(&new);
                }
                print(&new.client, false)?;
                new.secret.iter().try_for_each(|new| output::line(&new.secret))
            }
            Action::Replace { id, definition } => print(
                &accounts.clients().replace_client(&caller, &id, definition.request(None)).await?,
                definition.json,
            ),
            Action::Delete { id } => {
                accounts.clients().delete_client(&caller, &id).await?;
                // No task goes on when this process ends.
                accounts.deletions().finish_deletions().await?;
                output::line(format_args!("Deleted the client {id}."))
            }
            Action::Secret(SecretAction::Add { id, expires_in, stdin, json }) => {
                // Not an argument: all users of the machine can read those in the list of processes.
                let secret = if stdin { input::read_password(true)? } else { Text::Missing };
                let request = ClientSecretRequest { secret, expires_in: Text::from(expires_in) };
                let new: NewClientSecretView = accounts.clients().add_client_secret(&caller, &id, request).await?;
                if json { output::json(&new) } else { output::line(&new.secret) }
            }
            Action::Secret(SecretAction::Remove { id, secret }) => {
                accounts.clients().remove_client_secret(&caller, &id, secret).await?;
                output::line(format_args!("Removed the secret {secret} of the client {id}."))
            }
            Action::Preview { id, user } => {
                output::json(&shown(&accounts.clients().preview_client(&caller, &id, &user).await?))
            }
            Action::Refusals { id, json } => {
                let refusals = accounts.clients().list_client_refusals(&caller, &id).await?;
                output::list(json, "refusals", &refusals, REFUSAL_COLUMNS)
            }
            Action::Mend { id, refusal, json } => {
                print(&accounts.clients().mend_client_refusal(&caller, &id, refusal).await?, json)
            }
        })
    }
}

fn shown(preview: &ClientPreview) -> Value {
    let ClientPreview { user, may_enter, scopes, id_token, userinfo, access_token, notes } = preview;
    json!({
        "username": user.username, "may_enter": may_enter, "scopes": scopes.to_string(), "id_token": id_token,
        "userinfo": userinfo, "access_token": access_token, "notes": notes,
    })
}

const COLUMNS: [Column<ClientView>; 8] = [
    ("ID", |client| client.client_id.to_string()),
    ("KIND", |client| client.definition.kind.to_string()),
    ("GRANTS", |client| client.definition.grants.texts().join(" ")),
    ("REDIRECT URIS", |client| client.definition.redirect_uris.join(" ")),
    ("CONSENT", |client| client.definition.consent.to_string()),
    ("SECRETS", |client| client.secrets.len().to_string()),
    ("LAST USED", |client| output::or_never(client.last_used_at)),
    ("DEFINED IN", |client| client.source.to_string()),
];

fn print(client: &ClientView, json: bool) -> Result<(), CliError> {
    if json {
        return output::json(client);
    }
    let definition = &client.definition;
    output::pairs(&[
        ("client id", client.client_id.to_string()),
        ("application", client.application.to_string()),
        ("kind", definition.kind.to_string()),
        ("grants", definition.grants.texts().join(" ")),
        ("redirect uris", definition.redirect_uris.join(" ")),
        ("pkce", if definition.require_pkce { "required" } else { "not required" }.to_owned()),
        ("consent", definition.consent.to_string()),
        ("last used", output::or_never(client.last_used_at)),
        ("defined in", client.source.to_string()),
    ])?;
    if !client.secrets.is_empty() {
        output::list(false, "secrets", &client.secrets, SECRET_COLUMNS)?;
    }
    warn(client);
    Ok(())
}

fn warn(client: &ClientView) {
    output::problems(&client.client_id, &client.problems);
}

const SECRET_COLUMNS: [Column<ClientSecretView>; 5] = [
    ("SECRET", |secret| secret.id.to_string()),
    ("BEGINS WITH", |secret| secret.prefix.clone()),
    ("CREATED", |secret| secret.created_at.to_string()),
    ("EXPIRES", |secret| output::or_never(secret.expires_at)),
    ("LAST USED", |secret| output::or_never(secret.last_used_at)),
];

const REFUSAL_COLUMNS: [Column<RefusalView>; 9] = [
    ("REFUSAL", |refusal| refusal.id.to_string()),
    ("LAST", |refusal| refusal.last_at.to_string()),
    ("TIMES", |refusal| refusal.times.to_string()),
    ("ENDPOINT", |refusal| refusal.endpoint.to_string()),
    ("ERROR", |refusal| refusal.error.clone().unwrap_or_default()),
    ("FAULT", |refusal| refusal.fault.to_string()),
    ("SENT", |refusal| refusal.sent.clone().unwrap_or_default()),
    ("BY", |refusal| if refusal.by_client { "the client" } else { "somebody without the secret" }.to_owned()),
    ("MEND", |refusal| refusal.mend.map(Mend::as_str).unwrap_or_default().to_owned()),
];
