//! What has been made up so far, in a file of the folder that `--keep` names. So a run that is interrupted goes on, and the next one measures
//! the same again.

use crate::{Result, options::Engine};
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

#[derive(Default, Serialize, Deserialize)]
pub struct Done {
    /// Fields that are defined.
    pub fields: usize,
    /// Accounts, and the seconds that they took.
    pub seeded: Option<(u64, f64)>,
    pub administrators: usize,
    /// The time from which sessions and events are counted back, in milliseconds since 1970.
    pub now: i64,
    pub sessions: u64,
    /// Events that are there, of so many.
    pub events: (u64, u64),
}

pub struct Progress {
    /// None: nothing is kept.
    file: Option<PathBuf>,
    pub done: Done,
}

impl Progress {
    pub fn of(keep: Option<&Path>, engine: Engine) -> Result<Self> {
        let file = keep.map(|folder| folder.join(format!("{}.json", engine.name().to_lowercase())));
        let done = match file.as_ref().map(fs::read) {
            Some(Ok(text)) => serde_json::from_slice(&text)?,
            Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            Some(Err(_)) | None => Done::default(),
        };
        Ok(Self { file, done })
    }

    pub fn save(&self) -> Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let new = file.with_extension("new");
        fs::write(&new, serde_json::to_vec_pretty(&self.done)?)?;
        // At once, so that a run that is killed leaves the old one or the new one.
        Ok(fs::rename(new, file)?)
    }
}
