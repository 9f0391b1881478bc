//! Parses rows of JSON Lines from chunks of any size.

use super::columns::{CellKind, Columns, escaped, truncated};
use super::{FileError, MAX_ROW_BYTES, Row};
use crate::language::message;
use crate::shared::{Problem, Text};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;

pub(super) struct JsonRows {
    columns: Columns,
    /// The current line, as far as it has been read.
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
            self.finish_line(rows)?;
            bytes = &bytes[end + 1..];
        }
        self.extend(bytes)
    }

    pub(super) fn finish(&mut self, rows: &mut Vec<Row>) -> Result<(), FileError> {
        self.finish_line(rows)
    }

    fn extend(&mut self, bytes: &[u8]) -> Result<(), FileError> {
        // Before the bytes are stored, so that a file without line breaks cannot fill the memory.
        if self.line.len() + bytes.len() > MAX_ROW_BYTES {
            return Err(FileError::RowTooLong { row: self.row + 1 });
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    /// Adds the line that has been read to `rows`, unless it is empty.
    fn finish_line(&mut self, rows: &mut Vec<Row>) -> Result<(), FileError> {
        // Empty lines count as well, so that the number is that of the line in an editor.
        let number = self.row + 1;
        self.row = number;
        let line = std::str::from_utf8(&self.line).map_err(|_| FileError::Encoding { row: number })?.trim();
        if !line.is_empty() {
            rows.push(Row::new(number, cells(&mut self.columns, line)));
        }
        self.line.clear();
        Ok(())
    }
}

/// The values of an object in the order of the known columns.
fn cells(columns: &mut Columns, line: &str) -> Result<Vec<Text>, Problem> {
    let Object(entries) = serde_json::from_str(line)
        .map_err(|error| Problem::new("not_json", message::import_row_not_json(error.column().to_string())))?;
    let (mut cells, mut names) = (vec![Text::Missing; columns.len()], HashMap::new());
    let inner = entries.into_iter().flat_map(|(name, value)| nested(columns, name, value)).collect::<Vec<_>>();
    for (name, value) in inner {
        let position = columns.position(&name);
        // Aliases of one column count as the same key.
        // A known column is identified by its position, an unknown key by its own name.
        let meaning = position.map_or_else(|| Err(name.clone()), Ok);
        if let Some(earlier) = names.insert(meaning, name.clone()) {
            return Err(duplicate_key(&earlier, &name));
        }
        match position {
            Some(position) if columns.is_one_more(position) => {
                cells[position] = decimal(list(value.clone(), ","), &value)
            }
            Some(position) => {
                cells[position] = match columns.kind(position) {
                    CellKind::Text => text(value),
                    CellKind::List => list(value, " "),
                    CellKind::Json => json(value),
                }
            }
            None => columns.ignore(&name),
        }
    }
    Ok(cells)
}

/// Duplicate keys are rejected, because parsers disagree on which value counts (RFC 8259, section 4).
fn duplicate_key(one: &str, other: &str) -> Problem {
    let (one, other) = (truncated(one), truncated(other));
    let message = if one == other {
        message::import_row_key_twice(escaped(&one))
    } else {
        message::import_row_same_key(escaped(&one), escaped(&other))
    };
    Problem::new("duplicate_key", message)
}

/// A JSON object with duplicate keys, which a map would lose.
struct Object(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Entries)
    }
}

struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Object;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Object(entries))
    }
}

/// The members of an object with columns in it, as exports have them: `{"fields": {"department": "sales"}}` is the column
/// `fields.department`.
fn nested(columns: &Columns, name: String, value: Value) -> Vec<(String, Value)> {
    match value {
        Value::Object(members) if columns.has_inner(&name) => {
            members.into_iter().map(|(member, value)| (format!("{name}.{member}"), value)).collect()
        }
        value => vec![(name, value)],
    }
}

/// A number with decimals is one here, where others are ids. Without an exponent, with which JSON writes small ones.
fn decimal(text: Text, value: &Value) -> Text {
    match value.as_f64().filter(|_| !value.is_i64() && !value.is_u64()) {
        Some(number) => Text::from(number.to_string()),
        None => text,
    }
}

/// A text, or an array of texts with this between them.
fn list(value: Value, between: &str) -> Text {
    let Value::Array(items) = value else { return text(value) };
    let texts: Option<Vec<_>> = items.iter().map(Value::as_str).collect();
    texts.map_or(Text::WrongType, |texts| text(Value::String(texts.join(between))))
}

/// A text, or JSON as its text.
fn json(value: Value) -> Text {
    match value {
        Value::Array(_) | Value::Object(_) => Text::from(value.to_string()),
        value => text(value),
    }
}

fn text(value: Value) -> Text {
    match value {
        Value::Null => Text::Missing,
        Value::String(text) if text.trim().is_empty() => Text::Missing,
        Value::String(text) => Text::from(text),
        Value::Bool(yes) => Text::from(yes.to_string()),
        // Ids are often integers; in CSV they would be text as well.
        Value::Number(number) if number.is_i64() || number.is_u64() => Text::from(number.to_string()),
        // MongoDB exports an id as `{"$oid": …}` (Extended JSON v2).
        Value::Object(mut fields) if fields.len() == 1 => fields.remove("$oid").map_or(Text::WrongType, text),
        Value::Number(_) | Value::Array(_) | Value::Object(_) => Text::WrongType,
    }
}
