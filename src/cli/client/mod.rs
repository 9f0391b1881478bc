//! `vestibule client …`: OpenID Connect clients of applications, and their secrets.

mod printed;

use super::error::CliError;
use super::options::Given;
use super::{input, open, output};
use crate::accounts::{Accounts, Caller};
use crate::config::Config;
use crate::shared::programs::{Connecting, PasteListView};
use crate::shared::{
    ApplicationRequest, ClientRequest, ClientSecretId, ClientSecretRequest, Expected, NewClientSecretView, RefusalId,
    Text,
};
use clap::{Args, Subcommand};
use printed::{COLUMNS, REFUSAL_COLUMNS, print, print_connected, print_parts, print_secret, shown, warn};

const EXAMPLES: &str = "\
Examples:
  vestibule client create --program grafana --url https://grafana.example.com --group staff
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
        /// The name of the application [default: one is created for the program]
        #[arg(required_unless_present = "program")]
        application: Option<String>,
        /// 1 to 255 visible ASCII characters; it cannot be changed later [default: the application with a random ending]
        #[arg(long, value_name = "ID")]
        client_id: Option<String>,
        /// Everybody may enter the application that is created
        #[arg(long, conflicts_with = "application")]
        everyone: bool,
        /// Members of this group may enter the application that is created; may be repeated
        #[arg(long = "group", value_name = "GROUP", conflicts_with = "application")]
        groups: Vec<String>,
        #[command(flatten)]
        definition: Definition,
    },
    /// Print what goes into the settings of the program of a client
    Paste {
        /// The id of the client
        id: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Replace the definition of a client; options that are left out get their defaults
    Replace {
        /// The id of the client
        id: String,
        #[command(flatten)]
        definition: Definition,
    },
    /// Close a client for a while: it gets nothing, and what people have granted to it stays
    Close {
        /// The id of the client
        id: String,
    },
    /// Open a client again that was closed
    Open {
        /// The id of the client
        id: String,
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
    /// Where the program is, as people open it: what is left out is as the row of --program says
    #[arg(long, value_name = "URL", requires = "program")]
    url: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Definition {
    fn request(&self, client_id: Option<String>) -> ClientRequest {
        let url = Text::from(self.url.clone());
        ClientRequest { client_id: Text::from(client_id), url, ..self.given.request() }
    }
}

impl Client {
    /// With an application.
    pub(super) fn creates_database(&self) -> bool {
        matches!(self.action, Action::Create { application: None, .. })
    }

    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| match self.action {
            Action::List { application, json } => {
                // One that does not exist is an error, in contrast to one without clients.
                accounts.applications().show_application(&caller, &application).await?;
                let clients = accounts.clients().list_clients(&caller, &application).await?;
                output::list_with_problems(json, "clients", &clients, COLUMNS, warn)
            }
            Action::Show { id, json } => print(&accounts.clients().show_client(&caller, &id).await?, json),
            Action::Create { application: Some(application), client_id, definition, .. } => {
                let request = definition.request(client_id);
                let new = accounts.clients().create_client(&caller, &application, request).await?;
                if definition.json {
                    return output::json(&new);
                }
                print(&new.client, false)?;
                print_secret(new.secret.as_ref())
            }
            Action::Create { application: None, client_id, everyone, groups, definition } => {
                let connecting = connecting(everyone, groups, definition.request(client_id));
                let connected = accounts.clients().connect_program(&caller, connecting).await?;
                if definition.json { output::json(&connected) } else { print_connected(&connected) }
            }
            Action::Paste { id, json } => {
                let parts = accounts.clients().show_paste(&caller, &id).await?;
                if json { output::json(&PasteListView { parts }) } else { print_parts(&parts, None) }
            }
            Action::Replace { id, definition } => print(
                &accounts.clients().replace_client(&caller, &id, definition.request(None)).await?,
                definition.json,
            ),
            Action::Close { id } => {
                accounts.clients().close_client(&caller, &id).await?;
                output::line(format_args!("Closed the client {id}. `vestibule client open {id}` opens it again."))
            }
            Action::Open { id } => {
                accounts.clients().open_client(&caller, &id).await?;
                output::line(format_args!("Opened the client {id}."))
            }
            Action::Delete { id } => {
                accounts.clients().delete_client(&caller, &id).await?;
                // No task goes on when this process ends.
                accounts.deletions().finish_deletions().await?;
                output::line(format_args!("Deleted the client {id}."))
            }
            Action::Secret(action) => action.run(&accounts, &caller).await,
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

impl SecretAction {
    async fn run(self, accounts: &Accounts, caller: &Caller) -> Result<(), CliError> {
        match self {
            Self::Add { id, expires_in, stdin, json } => {
                // Not an argument: all users of the machine can read those in the list of processes.
                let secret = if stdin { input::read_password(true)? } else { Text::Missing };
                let request = ClientSecretRequest { secret, expires_in: Text::from(expires_in) };
                let new: NewClientSecretView = accounts.clients().add_client_secret(caller, &id, request).await?;
                if json { output::json(&new) } else { output::line(&new.secret) }
            }
            Self::Remove { id, secret } => {
                accounts.clients().remove_client_secret(caller, &id, secret).await?;
                output::line(format_args!("Removed the secret {secret} of the client {id}."))
            }
        }
    }
}

/// A program with settings of its own.
fn connecting(everyone: bool, groups: Vec<String>, client: ClientRequest) -> Connecting {
    let application = ApplicationRequest {
        everyone: Expected::Given(everyone),
        groups: Expected::Given(groups.into_iter().map(Text::from).collect()),
        ..ApplicationRequest::default()
    };
    Connecting { application, client, ..Connecting::default() }
}
