//! `vestibule session …`: the sessions of an account.

use super::account::{Asked, Login};
use super::error::CliError;
use super::output::{self, Column};
use crate::config::Config;
use crate::shared::{SessionId, SessionView};
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
    List(Asked),
    /// End one session of an account
    End {
        #[command(flatten)]
        account: Login,
        /// The id of the session, as `list` prints it
        session: SessionId,
    },
    /// End all sessions of an account
    EndAll(Login),
}

impl Session {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        match self.action {
            Action::List(asked) => asked.run(config, async |accounts, caller, user, json| {
                output::list(json, "sessions", &accounts.sessions().list_sessions(&caller, user.id).await?, COLUMNS)
            }),
            Action::End { account, session } => account.run(config, async move |accounts, caller, user| {
                let missing = || format!("{} has no such session: it may have ended already", user.username);
                CliError::or_missing(accounts.sessions().end_session_of(&caller, user.id, session).await, missing)?;
                output::line(format_args!("Ended the session {session} of {}.", user.username))
            }),
            Action::EndAll(account) => account.run(config, async |accounts, caller, user| {
                accounts.sessions().end_sessions_of(&caller, user.id).await?;
                output::line(format_args!("Ended all sessions of {}.", user.username))
            }),
        }
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
