//! `vestibule mail test`

use super::error::CliError;
use super::{open, output};
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;
use crate::entropy::{Entropy, SystemEntropy};
use crate::mail::{FinalDot, Mail, Mailer, Outgoing, SendError};
use crate::shared::fields::credentials::EmailAddress;
use crate::shared::ids::id_at;
use clap::{Args, Subcommand};
use std::time::Duration;
use tokio::time::timeout;

const EXAMPLES: &str = "\
Examples:
  vestibule mail test maren@example.org

Sends one message at once and prints what the mail server answers. Without SMTP_URL nothing is sent: the message is
written to a file.";

/// How long the mail server may take.
const LIMIT: Duration = Duration::from_secs(60);

/// Check that mail can be sent.
#[derive(Args)]
pub(super) struct MailCommand {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Send a test message and print the conversation with the mail server
    #[command(after_help = EXAMPLES)]
    Test {
        /// The address to send to
        address: String,
    },
}

impl MailCommand {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let Action::Test { address } = self.action;
        open::runtime()?.block_on(test(config, &address))
    }
}

async fn test(config: &Config, address: &str) -> Result<(), CliError> {
    let recipient = EmailAddress::parse(address).map_err(|problem| CliError::Usage(problem.message.to_string()))?;
    let mailer = Mailer::new(config)?;
    output::line(format_args!("mail goes to {mailer}"))?;
    let entropy: &dyn Entropy = &SystemEntropy;
    let created_at = SystemClock.now();
    let id = id_at(created_at, &entropy.bytes());
    let outgoing = Outgoing { id, created_at, recipient: recipient.as_str(), mail: &Mail::Test, one_time: None };
    let mut printed = Ok(());
    let mut report = |line: &str| {
        // The first error is returned below; until then the message is still sent.
        if printed.is_ok() {
            printed = output::line(line);
        }
    };
    let final_dot = FinalDot::default();
    let sent = timeout(LIMIT, mailer.send(outgoing, &final_dot, &mut report)).await;
    printed?;
    match sent {
        Ok(Ok(())) if config.smtp.is_some() => output::line("The message was sent."),
        Ok(Ok(())) => output::line(format_args!(
            "No mail server is set: the message was not sent, it is now among the {mailer}. To send messages, set SMTP_URL, for \
             example SMTP_URL=smtp://user:password@mail.example.org:587, and run this command again."
        )),
        Ok(Err(error @ SendError::Unanswered(_))) => {
            Err(CliError::failed(format!("the mail server has the message and may have accepted it: {error}")))
        }
        Ok(Err(error)) => Err(CliError::failed(format!("the message was not sent: {error}"))),
        Err(_) => Err(CliError::failed(too_late(&final_dot))),
    }
}

/// What is known about a message when the time is over.
fn too_late(final_dot: &FinalDot) -> &'static str {
    if final_dot.is_sent() {
        "the mail server has the message but has not answered within a minute: it may have accepted it"
    } else {
        "the message was not sent: the mail server took longer than a minute"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_the_server_may_have_accepted_is_not_called_unsent() {
        let final_dot = FinalDot::default();
        assert!(too_late(&final_dot).contains("was not sent"));
        final_dot.send();
        let message = too_late(&final_dot);
        assert!(message.contains("may have accepted") && !message.contains("was not sent"), "{message}");
    }
}
