//! `vestibule session …`: the sessions of an account.

use super::{error::CliError, open, output, user::find};
use crate::{
    accounts::Caller,
    config::Config,
    shared::{error::ErrorCode, ids::SessionId, views::SessionView},
};
use clap::{Args, Subcommand};
use serde_json::json;

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
        let caller = Caller::system();
        open::with_accounts(config, async |accounts| match self.action {
            Action::List { login, json } => {
                let user = find(&accounts, &caller, &login).await?;
                let sessions = accounts.list_sessions(&caller, user.id).await?;
                if json { output::json_of(&json!({ "sessions": sessions })) } else { print(&sessions) }
            }
            Action::End { login, session } => {
                let user = find(&accounts, &caller, &login).await?;
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
                let user = find(&accounts, &caller, &login).await?;
                accounts.end_sessions_of(&caller, user.id).await?;
                output::line(format_args!("Ended all sessions of {}.", user.username))
            }
        })
    }
}

fn print(sessions: &[SessionView]) -> Result<(), CliError> {
    let rows = sessions.iter().map(|session| {
        [
            session.id.to_string(),
            session.device.clone(),
            session.address.clone().unwrap_or_default(),
            session.created_at.to_string(),
            session.last_used_at.to_string(),
            session.expires_at.to_string(),
        ]
    });
    output::table(["ID", "DEVICE", "ADDRESS", "SIGNED IN", "LAST USED", "EXPIRES"], rows.collect())
}
