//! The files of systems that people leave, read as these write them, as the rows of an import.
//!
//! A system is a row of [`splitter_of`]: how its file is split into people, and the file of this folder that says what it calls things.
//! What cannot be imported of somebody is left out and counted, with the reason: whoever imports cannot change the file as they would
//! a table ([decision 98](../../docs/decisions/0098-files-of-other-systems.md)).

mod auth0;
mod authelia;
mod documents;
mod firebase;
mod found;
mod kept;
mod keycloak;
mod ldif;
mod left_out;
mod lines;
mod pocketbase;
mod splitter;
mod supabase;
mod tables;
#[cfg(test)]
mod tests;
mod wordpress;

pub use left_out::{Left, LeftOuts};

use crate::shared::{ImportSystem, Timestamp};
use crate::tabular::{self, Column, ColumnNames, FileError, MAX_ROW_BYTES, Row, text_of};
use documents::Documents;
use found::Found;
use lines::Lines;
use splitter::Splitter;
use std::path::Path;
use tables::Table;

/// As much as is needed to tell a text from a workbook or a database.
const HEAD_BYTES: usize = 16;

/// How the file of a system is read. `folder`: where to keep what has to wait for the end of the file.
fn splitter_of(system: ImportSystem, folder: &Path) -> Result<Box<dyn Splitter>, FileError> {
    let splitter: Box<dyn Splitter> = match system {
        ImportSystem::Keycloak => Box::new(Documents::new(Some("users"), keycloak::Users)),
        ImportSystem::Auth0 => Box::new(Documents::new(None, auth0::Users::new(folder)?)),
        ImportSystem::Firebase => Box::new(Documents::new(Some("users"), firebase::Users::default())),
        ImportSystem::Supabase => Box::new(Table::new(&supabase::COLUMNS, supabase::read)),
        ImportSystem::Pocketbase => Box::new(Table::new(&pocketbase::COLUMNS, pocketbase::read)),
        ImportSystem::Wordpress => Box::new(Table::new(&wordpress::COLUMNS, wordpress::read)),
        ImportSystem::Authelia => Box::new(Lines::new(MAX_ROW_BYTES, authelia::Users::default())),
        ImportSystem::Ldif => Box::new(Lines::new(MAX_ROW_BYTES, ldif::Entries::new(folder)?)),
    };
    Ok(splitter)
}

/// Reads a file of an import in chunks, in bounded memory: a table, or the file of a system.
pub struct Reader(Kind);

enum Kind {
    Table(tabular::Reader),
    System {
        splitter: Box<dyn Splitter>,
        found: Found,
        /// The first bytes, until there are enough. None afterwards.
        head: Option<Vec<u8>>,
    },
}

impl Reader {
    /// A reader of tables with these columns. `names`: what the file calls some of them.
    pub fn of_table(columns: &'static [Column], names: ColumnNames) -> Self {
        Self(Kind::Table(tabular::Reader::new(columns, names)))
    }

    /// A reader of the files of a system, whose people become rows with these columns. What has to wait for the end of the file is
    /// kept in `folder`.
    ///
    /// # Errors
    /// If nothing can be kept there.
    pub fn of_system(
        system: ImportSystem,
        columns: &'static [Column],
        now: Timestamp,
        folder: &Path,
    ) -> Result<Self, FileError> {
        let splitter = splitter_of(system, folder)?;
        Ok(Self(Kind::System { splitter, found: Found::new(columns, now), head: Some(Vec::new()) }))
    }

    /// Reads a chunk, and adds the rows that end in it.
    ///
    /// # Errors
    /// If the rest of the file cannot be read.
    pub fn push(&mut self, bytes: &[u8], rows: &mut Vec<Row>) -> Result<(), FileError> {
        match &mut self.0 {
            Kind::Table(table) => table.push(bytes, rows),
            Kind::System { splitter, found, head } => {
                match head.take() {
                    None => splitter.push(bytes, found)?,
                    Some(first) => {
                        let first = [first.as_slice(), bytes].concat();
                        if first.len() < HEAD_BYTES {
                            *head = Some(first);
                            return Ok(());
                        }
                        splitter.push(text_of(&first)?, found)?;
                    }
                }
                rows.append(&mut found.rows);
                Ok(())
            }
        }
    }

    /// Adds rows after the end of the file. Returns whether there may be more: then it is called again.
    ///
    /// # Errors
    /// If the file ends too early, or has nobody in it.
    pub fn finish(&mut self, rows: &mut Vec<Row>) -> Result<bool, FileError> {
        match &mut self.0 {
            Kind::Table(table) => table.finish(rows).map(|()| false),
            Kind::System { splitter, found, head } => {
                if let Some(first) = head.take() {
                    splitter.push(text_of(&first)?, found)?;
                }
                let has_more = splitter.finish(found)?;
                rows.append(&mut found.rows);
                if !has_more && found.people == 0 {
                    return Err(FileError::Unreadable(left_out::nobody()));
                }
                Ok(has_more)
            }
        }
    }

    /// The names of unknown columns of a table.
    pub fn ignored(&self) -> Vec<String> {
        match &self.0 {
            Kind::Table(table) => table.ignored(),
            Kind::System { .. } => Vec::new(),
        }
    }

    /// What the file of a system has and the rows have not.
    pub fn left_out(&self) -> LeftOuts {
        match &self.0 {
            Kind::Table(_) => LeftOuts::default(),
            Kind::System { found, .. } => found.left_out.clone(),
        }
    }
}
