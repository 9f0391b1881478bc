//! The file of applications while a server runs: whether it has changed since it was read.

use super::ConfigError;
use super::applications::read_with_secrets;
use crate::applications::{FileDefinitions, Origin};
use std::fs::metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What changes when a file is written or replaced. A link leads to another file then, as in a volume of Kubernetes. None: there is
/// no such file.
type Stamp = Option<(Option<SystemTime>, u64, u64)>;

/// The file of applications with the files of secrets that it names.
pub struct WatchedFile {
    path: PathBuf,
    own: Option<Origin>,
    /// Of the files as they were read.
    read: Vec<(PathBuf, Stamp)>,
    /// As they were seen last.
    seen: Vec<Stamp>,
}

impl WatchedFile {
    /// `own`: the origin of Vestibule. Nothing counts as changed until it is read.
    pub fn new(path: PathBuf, own: Option<Origin>) -> Self {
        Self { path, own, read: Vec::new(), seen: Vec::new() }
    }

    /// Whether a file has changed since it was read, and has stayed the same since the last question: what is being written is not
    /// read by halves.
    pub fn has_changed(&mut self) -> bool {
        let is_quiet = self.is_quiet();
        let is_as_read = self.read.iter().zip(&self.seen).all(|((_, read), seen)| read == seen);
        !is_as_read && is_quiet
    }

    /// Whether the files have stayed the same since the last question.
    pub fn is_quiet(&mut self) -> bool {
        let now: Vec<_> = self.read.iter().map(|(path, _)| stamp(path)).collect();
        let is_quiet = self.seen == now;
        self.seen = now;
        is_quiet
    }

    /// Reads it. After an error it counts as read, so that the error is reported once.
    ///
    /// # Errors
    /// If it cannot be read or is no TOML.
    pub fn read(&mut self) -> Result<FileDefinitions, ConfigError> {
        // Before it is read: a change while it is being read is read as well.
        let mut read = vec![(self.path.clone(), stamp(&self.path))];
        let definitions = read_with_secrets(&self.path, self.own.as_ref());
        match definitions {
            Ok((definitions, secrets)) => {
                let stamped = |path: PathBuf| {
                    let stamp = stamp(&path);
                    (path, stamp)
                };
                read.extend(secrets.into_iter().map(stamped));
                self.read = read;
                Ok(definitions)
            }
            Err(error) => {
                // Those of secrets are watched on.
                read.extend(self.read.drain(..).skip(1));
                self.read = read;
                Err(error)
            }
        }
    }
}

fn stamp(path: &Path) -> Stamp {
    let found = metadata(path).ok()?;
    Some((found.modified().ok(), found.len(), found.ino()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    #[test]
    fn a_change_of_the_file_or_of_a_secret_is_seen_once_it_is_complete() {
        let folder = TempDir::new().unwrap();
        let (path, secret) = (folder.path().join("vestibule.toml"), folder.path().join("secret"));
        let text = "[[application]]\nname = \"wiki\"\n[[application.client]]\nclient_id = \"wiki\"\nsecret_file = \"secret\"\n";
        fs::write(&path, text).unwrap();
        fs::write(&secret, "s".repeat(30)).unwrap();
        let mut file = WatchedFile::new(path.clone(), None);
        assert_eq!(file.read().unwrap().clients.len(), 1);
        assert!(!file.has_changed() && !file.has_changed());

        fs::write(&secret, "t".repeat(40)).unwrap();
        assert!(!file.has_changed(), "it may be incomplete");
        assert!(file.has_changed());
        assert_eq!(file.read().unwrap().clients[0].secrets[0].prefix, "tttttttt");
        assert!(!file.has_changed() && !file.has_changed());

        fs::write(&path, "[[application\n").unwrap();
        assert!(
            !file.is_quiet() && file.is_quiet() && file.has_changed(),
            "asked for or not, it is read once it is quiet"
        );
        assert!(file.read().is_err());
        assert!(!file.has_changed() && !file.has_changed(), "a mistake is reported once");
        fs::remove_file(&path).unwrap();
        assert!(!file.has_changed() && file.has_changed());
        assert!(file.read().is_err());
    }
}
