//! Messages as files, for a server without `SMTP_URL`. They contain one-time links, so only their owner can read them.

use super::previews::Preview;
use super::{Report, SendError};
use crate::config::private;
use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use uuid::Uuid;

pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// `preview`: also written, for a server in development or in test mode.
    pub(super) async fn write(
        &self,
        id: Uuid,
        message: Vec<u8>,
        preview: Option<Preview>,
        report: &mut Report<'_>,
    ) -> Result<(), SendError> {
        let folder = self.0.clone();
        let writing = tokio::task::spawn_blocking(move || write_message(&folder, id, &message, preview.as_ref()));
        let written = writing.await.unwrap_or_else(|error| Err(io::Error::other(error)));
        let path = written.map_err(|error| SendError::Later(format!("cannot write to {self} ({error})")))?;
        report(&format!("written to {}", path.display()));
        Ok(())
    }
}

impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "files in {}", self.0.display())
    }
}

fn write_message(folder: &Path, id: Uuid, message: &[u8], preview: Option<&Preview>) -> io::Result<PathBuf> {
    private::create_folder(folder)?;
    if let Some(preview) = preview {
        write_file(folder, &format!("{id}.json"), &serde_json::to_vec(preview)?)?;
    }
    write_file(folder, &format!("{id}.eml"), message)
}

/// Writes the file under another name first, so that a reader never sees a part of it. Writing the same message again replaces it.
/// Not synchronized to the disk, which would take longer than everything else: without a mail server, messages are for developers.
fn write_file(folder: &Path, name: &str, content: &[u8]) -> io::Result<PathBuf> {
    let (path, unfinished) = (folder.join(name), folder.join(format!("{name}.unfinished")));
    let mut file = private::open(&unfinished, OpenOptions::new().write(true).create(true).truncate(true))?;
    file.write_all(content)?;
    fs::rename(&unfinished, &path)?;
    Ok(path)
}
