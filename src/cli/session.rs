//! `vestibule session …`: the sessions of an account.

use super::error::CliError;
use super::open;
use super::output::{self, Column};
use crate::config::Config;
use crate::shared::error::ErrorCode;
use crate::shared::ids::SessionId;
use crate::shared::sessions::SessionView;
use clap::{Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  vestibule session list maren
  vestibule session end maren 01920f3e-7b1c-7cc0-8000-5a2b1d3c4e5f
  vestibule session end-all maren@example.org

LOGIN is a username, an email address or an id. A running server applies changes within a second.";

/// List and end the sessions of an account.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Session {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// List the sessions of an account, most recently used first
    List {
        /// Username, email address or id
        login: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// End one session of an account
    End {
        /// Username, email address or id
        login: String,
        /// The id of the session, as `list` prints it
        session: SessionId,
    },
    /// End all sessions of an account
    EndAll {
        /// Username, email address or id
        login: String,
    },
}

impl Session {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| match self.action {
            Action::List { login, json } => {
                let user = accounts.find_by_login(&caller, &login).await?;
                output::list(json, "sessions", &accounts.list_sessions(&caller, user.id).await?, COLUMNS)
            }
            Action::End { login, session } => {
                let user = accounts.find_by_login(&caller, &login).await?;
                accounts.end_session_of(&caller, user.id, session).await.map_err(|error| match error.code {
                    // The account was found above, so it is the session that does not exist.
                    ErrorCode::NotFound => {
                        CliError::failed(format!("{} has no such session: it may have ended already", user.username))
                    }
                    _ => error.into(),
                })?;
                output::line(format_args!("Ended the session {session} of {}.", user.username))
            }
            Action::EndAll { login } => {
                let user = accounts.find_by_login(&caller, &login).await?;
                accounts.end_sessions_of(&caller, user.id).await?;
                output::line(format_args!("Ended all sessions of {}.", user.username))
            }
        })
    }
}

const COLUMNS: [Column<SessionView>; 6] = [
    ("ID", |session| session.id.to_string()),
    ("DEVICE", |session| session.device.say()),
    ("ADDRESS", |session| session.address.clone().unwrap_or_default()),
    ("SIGNED IN", |session| session.created_at.to_string()),
    ("LAST USED", |session| session.last_used_at.to_string()),
    ("EXPIRES", |session| session.expires_at.to_string()),
];
