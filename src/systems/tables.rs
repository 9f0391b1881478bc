//! Tables: CSV files, or JSON Lines, with the columns of a system.

use super::found::Found;
use super::splitter::Splitter;
use crate::shared::Text;
use crate::tabular::{CellKind, Column, ColumnNames, FileError, Reader, Row};
use serde_json::Value;

/// What a system says about somebody in a row of its table.
type Read = fn(&Cells<'_>, &mut Found);

/// Splits a table into people.
pub(super) struct Table {
    reader: Reader,
    columns: &'static [Column],
    read: Read,
}

impl Table {
    pub(super) fn new(columns: &'static [Column], read: Read) -> Self {
        Self { reader: Reader::new(columns, ColumnNames::default()), columns, read }
    }

    fn add(&self, rows: Vec<Row>, found: &mut Found) {
        for row in rows {
            match row.cells {
                Ok(cells) => (self.read)(&Cells { columns: self.columns, cells }, found),
                Err(problem) => found.unreadable(problem),
            }
        }
    }
}

impl Splitter for Table {
    fn push(&mut self, bytes: &[u8], found: &mut Found) -> Result<(), FileError> {
        let mut rows = Vec::new();
        self.reader.push(bytes, &mut rows)?;
        self.add(rows, found);
        Ok(())
    }

    fn finish(&mut self, found: &mut Found) -> Result<bool, FileError> {
        let mut rows = Vec::new();
        self.reader.finish(&mut rows)?;
        self.add(rows, found);
        Ok(false)
    }
}

/// The cells of a row.
pub(super) struct Cells<'c> {
    columns: &'c [Column],
    cells: Vec<Text>,
}

impl Cells<'_> {
    /// The text of a cell; empty if there is none.
    pub(super) fn text(&self, column: &str) -> String {
        let position = self.columns.iter().position(|known| known.name == column);
        position.and_then(|at| self.cells.get(at)).map_or("", Text::as_str).trim().to_owned()
    }

    /// The value of a cell with JSON; null if it has none.
    pub(super) fn json(&self, column: &str) -> Value {
        serde_json::from_str(&self.text(column)).unwrap_or_default()
    }

    pub(super) fn is_empty(&self, column: &str) -> bool {
        self.text(column).is_empty()
    }

    /// Whether a cell is true, as databases write it.
    pub(super) fn is_true(&self, column: &str) -> bool {
        matches!(self.text(column).to_ascii_lowercase().as_str(), "t" | "true" | "1")
    }
}

pub(super) const fn column(name: &'static str) -> Column {
    Column { name, aliases: &[], kind: CellKind::Text }
}
