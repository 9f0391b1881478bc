//! The known columns of a file, with the aliases that other systems use.

use super::{FileError, MAX_COLUMNS};
use crate::language::message;
use crate::shared::Problem;
use std::collections::{BTreeMap, BTreeSet};

/// Longer names are truncated in messages.
const MAX_NAME_CHARS: usize = 60;

/// A known column.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    /// The names that other systems use.
    pub aliases: &'static [&'static str],
    pub kind: CellKind,
}

/// What a value of a column may be in JSON beside a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    Text,
    /// It has several words: an array of strings is read as a text with spaces between them, as in CSV.
    List,
    /// In CSV its text is JSON, so anything is read as such a text.
    Json,
}

impl Column {
    /// Ignores case, spaces, hyphens and underscores: `passwordHash` matches `password_hash`.
    fn matches(&self, name: &str) -> bool {
        std::iter::once(&self.name).chain(self.aliases).any(|known| normalized(known).eq(normalized(name)))
    }
}

/// What a file calls columns that have other names here, which take precedence over these; and columns that are known only while the
/// program runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnNames {
    names: BTreeMap<String, Option<usize>>,
    /// The columns after the known ones: the name, and another one that counts unless a column that is known has it.
    more: Vec<(String, String)>,
}

impl ColumnNames {
    /// With columns after the known ones.
    pub fn and(more: Vec<(String, String)>) -> Self {
        Self { names: BTreeMap::new(), more }
    }

    /// Reads a line for each column: its name in the file, `=`, and the name of one of `known` or `more`. Nothing after it: the column
    /// is ignored.
    ///
    /// # Errors
    /// If a line is not of this form, or names no known column.
    pub fn parse(text: &str, known: &[Column], more: Vec<(String, String)>) -> Result<Self, Problem> {
        let mut names = BTreeMap::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let unknown = || Problem::new("unknown_column", message::import_refused_column(truncated(line.trim())));
            // The last one, because the names of a file may have any character.
            let (name, column) = line.rsplit_once('=').ok_or_else(unknown)?;
            let position = match column.trim() {
                "" => None,
                column => {
                    let known = known.iter().map(|known| known.name).chain(more.iter().map(|(name, _)| name.as_str()));
                    Some(known.enumerate().find(|(_, name)| *name == column).ok_or_else(unknown)?.0)
                }
            };
            names.insert(normalized(name).collect(), position);
        }
        Ok(Self { names, more })
    }
}

fn normalized(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).flat_map(char::to_lowercase)
}

/// The known columns, and the names of unknown columns in the file, which are ignored.
#[derive(Clone)]
pub(super) struct Columns {
    known: &'static [Column],
    names: ColumnNames,
    ignored: BTreeSet<String>,
}

impl Columns {
    pub(super) fn new(known: &'static [Column], names: ColumnNames) -> Self {
        Self { known, names, ignored: BTreeSet::new() }
    }

    /// The number of known columns.
    pub(super) fn len(&self) -> usize {
        self.known.len() + self.names.more.len()
    }

    /// The position of the known column with this name.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        let normal: String = normalized(name.trim()).collect();
        if let Some(position) = self.names.names.get(&normal) {
            return *position;
        }
        let more = &self.names.more;
        // Exactly first: two of them may differ in what is ignored, such as `first_aid` and `firstaid`.
        let by_path = more.iter().position(|(known, _)| known == name.trim());
        let by_name = || more.iter().position(|(_, other)| other == name.trim());
        let is_meant = |known: &str| normalized(known).eq(normal.chars());
        let similar = || more.iter().position(|(known, other)| is_meant(known) || is_meant(other));
        let known = || self.known.iter().position(|column| column.matches(name.trim()));
        let after_known = |at: usize| self.known.len() + at;
        by_path.map(after_known).or_else(known).or_else(|| by_name().or_else(similar).map(after_known))
    }

    /// Whether there are columns of an object with this name, such as `fields.department`.
    pub(super) fn has_inner(&self, name: &str) -> bool {
        let begins = |known: &str| known.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        self.names.more.iter().any(|(known, _)| begins(known))
    }

    /// The kind of the known column at this position.
    pub(super) fn kind(&self, position: usize) -> CellKind {
        self.known.get(position).map_or(CellKind::Text, |column| column.kind)
    }

    /// Whether the column at this position is one of those after the known ones.
    pub(super) fn is_one_more(&self, position: usize) -> bool {
        position >= self.known.len()
    }

    /// For each name in the first line of a CSV file, the position of the known column. Fails if a column appears twice, or if
    /// none is known.
    pub(super) fn positions(&mut self, names: &[&str]) -> Result<Vec<Option<usize>>, FileError> {
        let mut positions: Vec<Option<usize>> = Vec::with_capacity(names.len());
        for name in names {
            let position = self.position(name);
            if position.is_none() {
                self.ignore(name.trim());
            } else if let Some(earlier) = positions.iter().position(|earlier| *earlier == position) {
                return Err(same_column(names[earlier], name));
            }
            positions.push(position);
        }
        if positions.iter().all(Option::is_none) {
            let more = self.names.more.iter().map(|(name, _)| name.as_str());
            let known: Vec<_> = self.known.iter().map(|column| column.name).chain(more).collect();
            return Err(FileError::NoKnownColumn(known.join(", ")));
        }
        Ok(positions)
    }

    pub(super) fn ignore(&mut self, name: &str) {
        // Bounded, because every line of JSON can have other keys.
        if self.ignored.len() < MAX_COLUMNS {
            self.ignored.insert(truncated(name));
        }
    }

    /// In alphabetical order.
    pub(super) fn ignored(&self) -> Vec<String> {
        self.ignored.iter().cloned().collect()
    }
}

fn same_column(one: &str, other: &str) -> FileError {
    let (one, other) = (truncated(one.trim()), truncated(other.trim()));
    if one == other { FileError::ColumnTwice(one) } else { FileError::SameColumn(one, other) }
}

/// A name, truncated for messages.
pub(super) fn truncated(name: &str) -> String {
    name.chars().take(MAX_NAME_CHARS).collect()
}

/// A name for a place between quotation marks: what is invisible is escaped.
pub(super) fn escaped(name: &str) -> String {
    let quoted = format!("{name:?}");
    quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(&quoted).to_owned()
}
