//! `vestibule client …`: OpenID Connect clients of applications, and their secrets.

use super::error::CliError;
use super::output::{self, Column};
use super::{input, open};
use crate::accounts::ClientPreview;
use crate::config::Config;
use crate::shared::clients::{
    ClientDefinition, ClientListView, ClientRequest, ClientSecretRequest, ClientSecretView, ClientView, GrantKind,
    NewClientSecretView,
};
use crate::shared::ids::ClientSecretId;
use crate::shared::values::{Expected, Text};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

const EXAMPLES: &str = "\
Examples:
  vestibule client create wiki --client-id wiki --redirect-uri https://wiki.example.com/callback
  vestibule client create wiki --public --redirect-uri com.example.wiki:/callback --grant authorization_code --grant refresh_token
  vestibule client list wiki
  vestibule client secret add wiki --expires-in 90d
  vestibule client preview wiki --user ada

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
    /// A program that cannot keep a secret: in a browser, or on the device of its user
    #[arg(long)]
    public: bool,
    /// Where people return after signing in; may be repeated
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// Where people may return after signing out; may be repeated
    #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
    post_logout_redirect_uris: Vec<String>,
    /// Where the client learns that a session has ended
    #[arg(long, value_name = "URI")]
    backchannel_logout_uri: Option<String>,
    /// The client need not use PKCE: only for one that cannot
    #[arg(long, conflicts_with = "public")]
    without_pkce: bool,
    /// authorization_code, refresh_token, client_credentials or the URN of device_code; may be repeated [default: authorization_code]
    #[arg(long = "grant", value_name = "GRANT")]
    grants: Vec<String>,
    /// An API for which it may request tokens; may be repeated
    #[arg(long = "resource", value_name = "URI")]
    resources: Vec<String>,
    /// The lifetime of its access tokens, at most 15m [default: that of the server]
    #[arg(long, value_name = "DURATION")]
    access_ttl: Option<String>,
    /// How long a refresh token may stay unused [default: as long as it is valid]
    #[arg(long, value_name = "DURATION")]
    refresh_ttl: Option<String>,
    /// The ID token has all claims, for clients that do not ask the userinfo endpoint
    #[arg(long)]
    id_token_claims: bool,
    /// Whether people are asked what it may learn: never, once or always
    #[arg(long, value_name = "WHEN", default_value = "never")]
    consent: String,
    /// The proof that it demands: second-factor or passkey
    #[arg(long, value_name = "LEVEL")]
    acr: Option<String>,
    /// How long ago people may have proved who they are, such as 15m
    #[arg(long, value_name = "DURATION")]
    max_age: Option<String>,
    /// Where people open it
    #[arg(long, value_name = "URI")]
    launch_uri: Option<String>,
    /// Its logo
    #[arg(long, value_name = "URI")]
    logo_uri: Option<String>,
    /// What it is, in a sentence
    #[arg(long)]
    description: Option<String>,
    /// The name of the claim with the groups [default: groups]
    #[arg(long, value_name = "NAME")]
    groups_claim: Option<String>,
    /// name=value, or name@group=value for the members of a group; may be repeated
    #[arg(long = "claim", value_name = "RULE")]
    claims: Vec<String>,
    /// The id of the service account of which client_credentials gives tokens
    #[arg(long, value_name = "ID")]
    service_account: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Definition {
    fn request(&self, client_id: Option<String>) -> ClientRequest {
        let texts =
            |values: &[String]| Expected::Given(values.iter().map(|value| Text::from(value.as_str())).collect());
        let text = |value: &Option<String>| value.as_deref().map(Text::from).unwrap_or_default();
        ClientRequest {
            client_id: Text::from(client_id),
            kind: if self.public { "public" } else { "confidential" }.into(),
            redirect_uris: texts(&self.redirect_uris),
            post_logout_redirect_uris: texts(&self.post_logout_redirect_uris),
            backchannel_logout_uri: text(&self.backchannel_logout_uri),
            require_pkce: Expected::Given(!self.without_pkce),
            grants: if self.grants.is_empty() { Expected::Missing } else { texts(&self.grants) },
            resources: texts(&self.resources),
            access_ttl: text(&self.access_ttl),
            refresh_ttl: text(&self.refresh_ttl),
            id_token_claims: Expected::Given(self.id_token_claims),
            consent: self.consent.as_str().into(),
            acr: text(&self.acr),
            max_age: text(&self.max_age),
            launch_uri: text(&self.launch_uri),
            logo_uri: text(&self.logo_uri),
            description: text(&self.description),
            groups_claim: text(&self.groups_claim),
            claims: texts(&self.claims),
            service_account: text(&self.service_account),
        }
    }
}

impl Client {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| match self.action {
            Action::List { application, json } => {
                // One that does not exist is an error, in contrast to one without clients.
                accounts.show_application(&caller, &application).await?;
                let clients = accounts.list_clients(&caller, &application).await?;
                if json { output::json(&ClientListView { clients }) } else { table(&clients) }
            }
            Action::Show { id, json } => print(&accounts.show_client(&caller, &id).await?, json),
            Action::Create { application, client_id, definition } => {
                let new = accounts.create_client(&caller, &application, definition.request(client_id)).await?;
                if definition.json {
                    return output::json(&new);
                }
                print(&new.client, false)?;
                new.secret.iter().try_for_each(|new| output::line(&new.secret))
            }
            Action::Replace { id, definition } => {
                print(&accounts.replace_client(&caller, &id, definition.request(None)).await?, definition.json)
            }
            Action::Delete { id } => {
                accounts.delete_client(&caller, &id).await?;
                // No task goes on when this process ends.
                accounts.finish_deletions().await?;
                output::line(format_args!("Deleted the client {id}."))
            }
            Action::Secret(SecretAction::Add { id, expires_in, stdin, json }) => {
                // Not an argument: all users of the machine can read those in the list of processes.
                let secret = if stdin { input::read_password(true)? } else { Text::Missing };
                let request = ClientSecretRequest { secret, expires_in: Text::from(expires_in) };
                let new: NewClientSecretView = accounts.add_client_secret(&caller, &id, request).await?;
                if json { output::json(&new) } else { output::line(&new.secret) }
            }
            Action::Secret(SecretAction::Remove { id, secret }) => {
                accounts.remove_client_secret(&caller, &id, secret).await?;
                output::line(format_args!("Removed the secret {secret} of the client {id}."))
            }
            Action::Preview { id, user } => output::json(&shown(&accounts.preview_client(&caller, &id, &user).await?)),
        })
    }
}

fn shown(preview: &ClientPreview) -> Value {
    let ClientPreview { user, may_enter, scopes, id_token, userinfo } = preview;
    json!({
        "username": user.username, "may_enter": may_enter, "scopes": scopes.to_string(), "id_token": id_token,
        "userinfo": userinfo,
    })
}

fn table(clients: &[ClientView]) -> Result<(), CliError> {
    let head = ["ID", "KIND", "GRANTS", "REDIRECT URIS", "CONSENT", "SECRETS", "LAST USED", "DEFINED IN"];
    let rows = clients.iter().map(|client| {
        [
            client.client_id.to_string(),
            client.definition.kind.to_string(),
            grants(&client.definition),
            client.definition.redirect_uris.join(" "),
            client.definition.consent.to_string(),
            client.secrets.len().to_string(),
            output::or_never(client.last_used_at),
            client.source.to_string(),
        ]
    });
    output::table(head, rows.collect())?;
    clients.iter().for_each(warn);
    Ok(())
}

fn print(client: &ClientView, json: bool) -> Result<(), CliError> {
    if json {
        return output::json(client);
    }
    let definition = &client.definition;
    output::pairs(&[
        ("client id", client.client_id.to_string()),
        ("application", client.application.to_string()),
        ("kind", definition.kind.to_string()),
        ("grants", grants(definition)),
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

const SECRET_COLUMNS: [Column<ClientSecretView>; 5] = [
    ("SECRET", |secret| secret.id.to_string()),
    ("BEGINS WITH", |secret| secret.prefix.clone()),
    ("CREATED", |secret| secret.created_at.to_string()),
    ("EXPIRES", |secret| output::or_never(secret.expires_at)),
    ("LAST USED", |secret| output::or_never(secret.last_used_at)),
];

fn warn(client: &ClientView) {
    client.problems.iter().for_each(|problem| output::warning(&format!("{}: {problem}", client.client_id)));
}

fn grants(definition: &ClientDefinition) -> String {
    definition.grants.iter().copied().map(GrantKind::as_str).collect::<Vec<_>>().join(" ")
}
