//! Rows out of JSON Lines, however its bytes are cut into pieces.

use super::{FileError, MOST_ROW_BYTES, Row, read::Columns};
use crate::shared::{fields::Problem, text::Text};
use serde_json::{Map, Value};

pub(super) struct JsonRows {
    columns: Columns,
    /// The line under way.
    line: Vec<u8>,
    row: u64,
}

impl JsonRows {
    pub(super) fn new(columns: Columns) -> Self {
        Self { columns, line: Vec::new(), row: 0 }
    }

    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    pub(super) fn push(&mut self, mut bytes: &[u8], rows: &mut Vec<Row>) -> Result<(), FileError> {
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            self.extend(&bytes[..end])?;
            self.take(rows)?;
            bytes = &bytes[end + 1..];
        }
        self.extend(bytes)
    }

    pub(super) fn finish(&mut self, rows: &mut Vec<Row>) -> Result<(), FileError> {
        self.take(rows)
    }

    fn extend(&mut self, bytes: &[u8]) -> Result<(), FileError> {
        if self.line.len() + bytes.len() > MOST_ROW_BYTES {
            return Err(FileError::RowTooLong { row: self.row + 1 });
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    /// The line that has been read; an empty one is none.
    fn take(&mut self, rows: &mut Vec<Row>) -> Result<(), FileError> {
        let number = self.row + 1;
        self.row = number;
        let line = std::str::from_utf8(&self.line).map_err(|_| FileError::Encoding { row: number })?.trim();
        if !line.is_empty() {
            rows.push(Row { number, cells: self.columns.cells(line) });
        }
        self.line.clear();
        Ok(())
    }
}

impl Columns {
    /// The values of an object in the order of the known columns.
    fn cells(&mut self, line: &str) -> Result<Vec<Text>, Problem> {
        let object: Map<String, Value> = serde_json::from_str(line).map_err(|error| {
            Problem::new("not_json", format!("This is no JSON object, at column {}.", error.column()))
        })?;
        let mut cells = vec![Text::Missing; self.known.len()];
        for (name, value) in object {
            match self.known.iter().position(|known| *known == name) {
                Some(place) => cells[place] = text(value),
                None => self.ignore(&name),
            }
        }
        Ok(cells)
    }
}

fn text(value: Value) -> Text {
    match value {
        Value::Null => Text::Missing,
        Value::String(text) if text.trim().is_empty() => Text::Missing,
        Value::String(text) => Text::from(text),
        Value::Bool(yes) => Text::from(yes.to_string()),
        Value::Number(_) | Value::Array(_) | Value::Object(_) => Text::NotText,
    }
}
