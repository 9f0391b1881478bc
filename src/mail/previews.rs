//! What the messages in the folder say.
//!
//! A server in development or in test mode writes it beside them: for the page that shows the messages, and for tests that read
//! them. Both could read the messages themselves, but then they would need a parser for MIME, which nothing else here does.

use super::Outgoing;
use super::content::{Block, Content, text};
use super::html::{Design, html};
use crate::config::{Config, Environment};
use crate::shared::Timestamp;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// The maximum number of messages in a list.
const MAX_LISTED: usize = 100;

/// What one message says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Preview {
    pub recipient: String,
    pub subject: String,
    pub created_at: Timestamp,
    /// As they are sent: encoded where that is necessary.
    pub headers: String,
    pub text: String,
    pub html: String,
    /// The link of the button.
    #[serde(default)]
    pub link: Option<String>,
    /// The six digits that do the same as the button.
    #[serde(default)]
    pub code: Option<String>,
}

impl Preview {
    pub(super) fn of(outgoing: &Outgoing<'_>, content: &Content, design: &Design, message: &[u8]) -> Self {
        let message = String::from_utf8_lossy(message);
        let link = content.blocks.iter().find_map(|block| match block {
            Block::Button(button) => Some(button.url.clone()),
            Block::Paragraph(_) | Block::Code { .. } => None,
        });
        let code = content.blocks.iter().find_map(|block| match block {
            Block::Code { digits, .. } => Some(digits.clone()),
            Block::Paragraph(_) | Block::Button(_) => None,
        });
        Self {
            recipient: outgoing.recipient.to_owned(),
            subject: content.subject.clone(),
            created_at: outgoing.created_at,
            headers: message.split("\r\n\r\n").next().unwrap_or_default().to_owned(),
            text: text(content),
            html: html(content, design, &design.logo_as_data()),
            link,
            code,
        }
    }
}

/// The previews that a server in development or in test mode has written.
#[derive(Clone, Debug)]
pub struct Previews(PathBuf);

impl Previews {
    /// None in production, except in test mode, and if the messages go to a mail server.
    pub fn of(config: &Config) -> Option<Self> {
        let is_shown = config.environment == Environment::Development || config.test_mode;
        (is_shown && config.smtp.is_none()).then(|| Self(config.message_folder()))
    }

    /// The newest messages, the newest first.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub async fn newest(&self) -> io::Result<Vec<(Uuid, Preview)>> {
        self.newest_of(|_| true).await
    }

    /// The newest messages to this address, the newest first. Case does not matter.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub async fn newest_to(&self, address: &str) -> io::Result<Vec<(Uuid, Preview)>> {
        let address = address.trim().to_lowercase();
        self.newest_of(move |preview| preview.recipient.to_lowercase() == address).await
    }

    async fn newest_of(
        &self,
        is_wanted: impl Fn(&Preview) -> bool + Send + 'static,
    ) -> io::Result<Vec<(Uuid, Preview)>> {
        let folder = self.0.clone();
        blocking(move || newest(&folder, is_wanted)).await
    }

    /// One message. None if there is none with this id.
    ///
    /// # Errors
    /// If its file cannot be read.
    pub async fn find(&self, id: Uuid) -> io::Result<Option<Preview>> {
        let folder = self.0.clone();
        blocking(move || read(&folder, id)).await
    }

    /// Deletes all messages that have been written.
    ///
    /// # Errors
    /// If the folder cannot be read, or a file cannot be deleted.
    pub async fn delete_all(&self) -> io::Result<()> {
        let folder = self.0.clone();
        blocking(move || delete_all(&folder)).await
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}

fn newest(folder: &Path, is_wanted: impl Fn(&Preview) -> bool) -> io::Result<Vec<(Uuid, Preview)>> {
    let mut previews = Vec::new();
    for id in ids(folder)? {
        previews.extend(read(folder, id)?.filter(&is_wanted).map(|preview| (id, preview)));
        if previews.len() == MAX_LISTED {
            break;
        }
    }
    Ok(previews)
}

fn delete_all(folder: &Path) -> io::Result<()> {
    for id in ids(folder)? {
        for extension in ["json", "eml"] {
            match fs::remove_file(folder.join(format!("{id}.{extension}"))) {
                // Another request has deleted it.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                removed => removed?,
            }
        }
    }
    Ok(())
}

/// The ids of all messages, the newest first.
fn ids(folder: &Path) -> io::Result<Vec<Uuid>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        // The first message creates the folder.
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut ids = Vec::new();
    for entry in entries {
        ids.extend(id_of(&entry?.path()));
    }
    // The ids are UUIDv7, which begin with the time.
    ids.sort_unstable_by(|one, other| other.cmp(one));
    Ok(ids)
}

fn id_of(path: &Path) -> Option<Uuid> {
    path.file_name()?.to_str()?.strip_suffix(".json")?.parse().ok()
}

/// None if there is no such file, or if another version has written it. The name is an id, so it leads nowhere else.
fn read(folder: &Path, id: Uuid) -> io::Result<Option<Preview>> {
    match fs::read(folder.join(format!("{id}.json"))) {
        Ok(json) => Ok(serde_json::from_slice(&json).ok()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::look::Look;
    use crate::mail::Mail;
    use crate::mail::content::{Button, Run};

    fn preview(blocks: Vec<Block>) -> Preview {
        let (id, created_at, recipient) = (Uuid::from_u128(7), Timestamp(0), "maren@example.org");
        let language = Language::English;
        let outgoing = Outgoing { id, created_at, recipient, language, mail: &Mail::Test, one_time: None };
        let content = Content { blocks, ..Content::default() };
        Preview::of(&outgoing, &content, &Design::new(&Look::default()), b"")
    }

    #[test]
    fn link_and_code_are_those_of_the_message_and_not_of_a_name() {
        let run = |text: &str| vec![Run { text: text.to_owned(), is_isolated: true }];
        let url = "http://127.0.0.1:4000/verify-email?token=dG9rZW4";
        let message = preview(vec![
            Block::Paragraph(run("https://evil.example\nhttps://evil.example\nThe page may ask for this code: 000000")),
            Block::Button(Button { label: "Confirm the address".to_owned(), url: url.to_owned() }),
            Block::Code { words: run("The page may ask for this code:"), digits: "048213".to_owned() },
        ]);
        assert_eq!((message.link.as_deref(), message.code.as_deref()), (Some(url), Some("048213")));
        let message = preview(Vec::new());
        assert_eq!((message.link, message.code), (None, None));
    }
}
