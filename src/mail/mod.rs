//! Mail: what the messages say, and how they leave this process. Nothing here knows the database.
//!
//! A [`Mail`] says what happened, and a [`Letter`] in which language. It becomes text, HTML and headers when it is sent, so that a
//! message which has waited still has the links and the wording of the version that sends it, or of the operator ([`templates`]).

mod compose;
mod connection;
mod content;
mod folder;
mod html;
mod letter;
mod messages;
mod previews;
mod replies;
mod site;
mod smtp;
mod templates;

pub use letter::Letter;
pub use messages::{Factor, FactorChange, Mail, OneTime, To};
pub use previews::{Preview, Previews};
pub use templates::built_in_files;

use crate::config::Config;
use crate::language::Language;
use crate::shared::Timestamp;
use folder::Folder;
use html::Design;
use lettre::message::Mailbox;
use site::Site;
use smtp::Smtp;
use std::fmt;
use std::sync::Arc;
use templates::Templates;
use tokio::sync::watch;
use uuid::Uuid;

/// A message that is to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing<'a> {
    /// Becomes the Message-ID: a message that is sent again after a crash has the same one.
    pub id: Uuid,
    pub created_at: Timestamp,
    pub recipient: &'a str,
    pub language: Language,
    pub mail: &'a Mail,
    pub one_time: Option<&'a OneTime>,
}

/// Why a message was not sent. The text has codes of the server's replies only: what a server says often contains the address.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SendError {
    /// The address refuses mail for good.
    #[error("{0}")]
    AddressRefused(String),
    /// This message is refused for good, or cannot be composed.
    #[error("{0}")]
    MessageRefused(String),
    /// It may succeed later: the server cannot be reached, or it refuses for now, or the configuration is wrong.
    #[error("{0}")]
    Later(String),
    /// The server has the whole message, and the connection ended before a valid answer: it may have accepted it (RFC 1047).
    #[error("{0}")]
    Unanswered(String),
}

/// The final dot of one message, the line that ends its text (RFC 5321, 4.1.1.4). From then on the server may have accepted the
/// message, and a client that sends it again without waiting for the answer may deliver it twice (RFC 1047).
#[derive(Debug)]
pub struct FinalDot(watch::Sender<bool>);

impl Default for FinalDot {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl FinalDot {
    /// To be called just before it is sent.
    pub fn send(&self) {
        self.0.send_replace(true);
    }

    pub fn is_sent(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is sent.
    pub async fn sent(&self) {
        // Fails only if the sender is dropped, which this borrows.
        _ = self.0.subscribe().wait_for(|sent| *sent).await;
    }
}

/// Receives what happens while a message is sent, line by line, without secrets.
pub type Report<'a> = dyn FnMut(&str) + Send + 'a;

/// Why mail cannot be sent with this configuration.
#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    #[error("the file that `ca` in SMTP_URL names has no readable certificates ({0})")]
    Certificates(String),
    #[error("SMTP_URL names `{0}`, which TLS does not accept as the name of a server")]
    ServerName(String),
    /// The file and the line are named.
    #[error("VESTIBULE_MAIL_TEMPLATES: {0}.")]
    Templates(String),
}

/// Sends mail: to a server, or without one to files. Cheap to clone.
#[derive(Clone)]
pub struct Mailer(Arc<Parts>);

struct Parts {
    /// The sender in each language, in the order of [`Language::ALL`].
    senders: [Mailbox; Language::ALL.len()],
    /// The site in each language, in the same order.
    sites: [Site; Language::ALL.len()],
    design: Design,
    transport: Transport,
}

enum Transport {
    Smtp(Box<Smtp>),
    Folder {
        folder: Folder,
        /// Whether the parts of each message are written as well, to be shown on a page.
        previews: bool,
    },
}

impl Mailer {
    /// Prepares sending. Does not connect.
    ///
    /// # Errors
    /// If the operator's texts have a mistake, or TLS cannot be set up: the certificates cannot be read, or the name of the server
    /// is not valid.
    pub fn new(config: &Config) -> Result<Self, MailerError> {
        let templates = match &config.mail_templates {
            Some(folder) => Templates::with_files_of(folder).map_err(MailerError::Templates)?,
            None => Templates::built_in(),
        };
        let sites = templates.0.map(|texts| {
            let (name, look) = (config.name_in(texts.language).clone(), config.look_in(texts.language));
            Site::new(&config.base_url, name, look, texts)
        });
        let senders = Language::ALL.map(|language| config.mail_from_in(language).clone());
        let transport = match &config.smtp {
            Some(url) => Transport::Smtp(Box::new(Smtp::new(url, &sites[0].host)?)),
            None => Transport::Folder {
                folder: Folder::new(config.message_folder()),
                previews: Previews::of(config).is_some(),
            },
        };
        Ok(Self(Arc::new(Parts { senders, sites, design: Design::new(&config.look), transport })))
    }

    /// Sends a message. May take as long as the server does: the caller limits the time, but only until `final_dot` is sent.
    ///
    /// # Errors
    /// If the message was not sent, or if that is unknown.
    pub async fn send(
        &self,
        outgoing: Outgoing<'_>,
        final_dot: &FinalDot,
        report: &mut Report<'_>,
    ) -> Result<(), SendError> {
        let Parts { senders, sites, design, transport } = &*self.0;
        let language = outgoing.language as usize;
        let content = outgoing.mail.content(&sites[language], outgoing.one_time);
        let content = content.ok_or_else(|| SendError::MessageRefused("its one-time link is missing".to_owned()))?;
        let message =
            compose::compose(&senders[language], &outgoing, &content, design).map_err(SendError::MessageRefused)?;
        match transport {
            Transport::Smtp(smtp) => smtp.send(&message, final_dot, report).await,
            Transport::Folder { folder, previews } => {
                let message = message.formatted();
                let preview = previews.then(|| Preview::of(&outgoing, &content, design, &message));
                folder.write(outgoing.id, message, preview, report).await
            }
        }
    }
}

/// Where the messages go, without secrets.
impl fmt::Display for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.transport {
            Transport::Smtp(smtp) => write!(f, "{smtp}"),
            Transport::Folder { folder, .. } => write!(f, "{folder}"),
        }
    }
}
