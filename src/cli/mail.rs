//! `vestibule mail test`, and `templates`, which writes the texts of messages.

use super::error::CliError;
use super::{open, output};
use crate::clock::{Clock as _, SystemClock};
use crate::config::Config;
use crate::entropy::{Entropy, SystemEntropy};
use crate::mail::{FinalDot, Mail, Mailer, Outgoing, SendError, built_in_files};
use crate::shared::fields::credentials::EmailAddress;
use crate::shared::ids::id_at;
use clap::{Args, Subcommand};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::time::timeout;

const EXAMPLES: &str = "\
Examples:
  vestibule mail test maren@example.org

Sends one message at once and prints what the mail server answers. Without SMTP_URL nothing is sent: the message is
written to a file.";

const TEMPLATES_EXAMPLES: &str = "\
Examples:
  vestibule mail templates /etc/vestibule/mail

Writes the texts of the program into a folder for each language there, such as `en`. Files that exist are kept. Change
those that you want to replace, delete the others, and set VESTIBULE_MAIL_TEMPLATES=/etc/vestibule/mail: a text without
a file is that of the program.";

/// How long the mail server may take.
const LIMIT: Duration = Duration::from_secs(60);

/// Check that mail can be sent, and write the texts of messages.
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
    /// Write the texts of all messages to a folder, as a start for texts of your own
    #[command(after_help = TEMPLATES_EXAMPLES)]
    Templates {
        /// The folder to write to
        folder: PathBuf,
    },
}

impl MailCommand {
    /// `configuration`: loads it. It is not needed to write texts, which may be what it lacks.
    pub(super) fn run(self, configuration: impl FnOnce() -> Result<Config, CliError>) -> Result<(), CliError> {
        match self.action {
            Action::Test { address } => open::runtime()?.block_on(test(&configuration()?, &address)),
            Action::Templates { folder } => write_templates(&folder),
        }
    }
}

fn write_templates(folder: &Path) -> Result<(), CliError> {
    for (path, text) in built_in_files() {
        let path = folder.join(path);
        let shown = path.display();
        match write_new(&path, &text) {
            Ok(()) => output::line(format_args!("written: {shown}"))?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => output::line(format_args!("kept: {shown}"))?,
            Err(error) => return Err(CliError::failed(format!("{shown} cannot be written: {error}"))),
        }
    }
    output::line(format_args!(
        "Change what you want to replace, delete the other files, and set VESTIBULE_MAIL_TEMPLATES={}.",
        folder.display()
    ))
}

/// # Errors
/// Also if the file exists.
fn write_new(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    File::create_new(path)?.write_all(text.as_bytes())
}

async fn test(config: &Config, address: &str) -> Result<(), CliError> {
    let recipient = EmailAddress::parse(address).map_err(|problem| CliError::Usage(problem.message.to_string()))?;
    let mailer = Mailer::new(config)?;
    output::line(format_args!("mail goes to {mailer}"))?;
    let entropy: &dyn Entropy = &SystemEntropy;
    let created_at = SystemClock.now();
    let id = id_at(created_at, &entropy.bytes());
    let (recipient, language) = (recipient.as_str(), config.language);
    let outgoing = Outgoing { id, created_at, recipient, language, mail: &Mail::Test, one_time: None };
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
