//! What a message says, as a file beside it: for the page of a development server that shows the messages.
//!
//! The page could read the messages themselves, but then it would need a parser for MIME, which nothing else here does.

use super::{
    Outgoing, folder,
    layout::{self, Content},
};
use crate::{
    config::{Config, Environment},
    shared::timestamp::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};
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
}

impl Preview {
    pub(super) fn of(outgoing: &Outgoing<'_>, content: &Content, message: &[u8]) -> Self {
        let message = String::from_utf8_lossy(message);
        Self {
            recipient: outgoing.recipient.to_owned(),
            subject: content.subject.clone(),
            created_at: outgoing.created_at,
            headers: message.split("\r\n\r\n").next().unwrap_or_default().to_owned(),
            text: layout::text(content),
            html: layout::html(content),
        }
    }
}

/// The previews that a development server has written.
#[derive(Clone, Debug)]
pub struct Previews(PathBuf);

impl Previews {
    /// None in production, and if the messages go to a mail server.
    pub fn of(config: &Config) -> Option<Self> {
        let is_shown = config.environment == Environment::Development && config.smtp.is_none();
        is_shown.then(|| Self(folder::path(config)))
    }

    /// The newest messages, the newest first.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub async fn newest(&self) -> io::Result<Vec<(Uuid, Preview)>> {
        let folder = self.0.clone();
        blocking(move || newest(&folder)).await
    }

    /// One message. None if there is none with this id.
    ///
    /// # Errors
    /// If its file cannot be read.
    pub async fn find(&self, id: Uuid) -> io::Result<Option<Preview>> {
        let folder = self.0.clone();
        blocking(move || read(&folder, id)).await
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}

fn newest(folder: &Path) -> io::Result<Vec<(Uuid, Preview)>> {
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
    ids.truncate(MAX_LISTED);
    let mut previews = Vec::new();
    for id in ids {
        previews.extend(read(folder, id)?.map(|preview| (id, preview)));
    }
    Ok(previews)
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
