//! Reads and writes tables as CSV (RFC 4180) and JSON Lines (<https://jsonlines.org>), in chunks. The format of a file is detected
//! from its first bytes.

mod columns;
mod csv_rows;
mod json_rows;
mod records;
#[cfg(test)]
mod tests;
mod write;

pub use columns::{CellKind, Column, ColumnNames};
pub use records::{RecordError, Records, WrittenRecords};
pub use write::{WriteError, write_table};

use crate::language::{Message, message};
use crate::shared::{Problem, Text};
use columns::{Columns, escaped};
use csv_rows::CsvRows;
use json_rows::JsonRows;

/// The maximum size of a row. Real rows have a few hundred bytes, even with a password hash and a long name.
pub const MAX_ROW_BYTES: usize = 64 * 1024;
/// The maximum number of columns.
pub const MAX_COLUMNS: usize = 100;
/// The delimiters that spreadsheets use, depending on the locale.
const DELIMITERS: [u8; 3] = *b",;\t";
/// The byte order mark of UTF-8, which some spreadsheets write.
const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";

/// A row of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// Counted as in a spreadsheet: in CSV the header is row 1.
    pub number: u64,
    /// The cells of the known columns, in the order of these; empty cells are `Missing`.
    pub cells: Result<Vec<Text>, Problem>,
    /// Accounts at providers that are linked beside those in the cells: the name of each provider, and the id there.
    pub links: Vec<(String, String)>,
}

impl Row {
    fn new(number: u64, cells: Result<Vec<Text>, Problem>) -> Self {
        Self { number, cells, links: Vec::new() }
    }
}

/// Reads a file in chunks, in bounded memory.
pub struct Reader(State);

enum State {
    /// The first bytes, until there are enough to detect the format.
    Head(Vec<u8>, Columns),
    Csv(Box<CsvRows>),
    Json(JsonRows),
}

impl Reader {
    /// A reader for files with these columns, all of which are optional. `names`: what a file calls some of them.
    pub fn new(known: &'static [Column], names: ColumnNames) -> Self {
        Self(State::Head(Vec::new(), Columns::new(known, names)))
    }

    /// Reads a chunk, and adds the rows that end in it.
    ///
    /// # Errors
    /// If the rest of the file cannot be read.
    pub fn push(&mut self, bytes: &[u8], rows: &mut Vec<Row>) -> Result<(), FileError> {
        match &mut self.0 {
            State::Csv(csv) => csv.push(bytes, rows),
            State::Json(json) => json.push(bytes, rows),
            State::Head(head, _) => {
                head.extend_from_slice(bytes);
                // The first line decides on the format, so it must be complete. The parser rejects a long one.
                let is_enough = head.len() > MAX_ROW_BYTES || first_line(head).is_some();
                if is_enough { self.detect_format(rows) } else { Ok(()) }
            }
        }
    }

    /// Adds the last row, which may lack a line break.
    ///
    /// # Errors
    /// If this row cannot be read, or the file is empty.
    pub fn finish(&mut self, rows: &mut Vec<Row>) -> Result<(), FileError> {
        if matches!(self.0, State::Head(..)) {
            self.detect_format(rows)?;
        }
        match &mut self.0 {
            State::Csv(csv) => csv.finish(rows),
            State::Json(json) => json.finish(rows),
            State::Head(..) => Err(FileError::Empty),
        }
    }

    /// The names of unknown columns, which are ignored; limited to [`MAX_COLUMNS`].
    pub fn ignored(&self) -> Vec<String> {
        let columns = match &self.0 {
            State::Head(_, columns) => columns,
            State::Csv(csv) => csv.columns(),
            State::Json(json) => json.columns(),
        };
        columns.ignored()
    }

    /// Detects the format, then reads the first bytes as this format.
    fn detect_format(&mut self, rows: &mut Vec<Row>) -> Result<(), FileError> {
        let State::Head(head, columns) = &mut self.0 else { return Ok(()) };
        let (head, columns) = (std::mem::take(head), columns.clone());
        let head = text_of(&head)?;
        // Only the first line, so that the result does not depend on how much of the file has arrived. UTF-16 without a byte order
        // mark has a NUL next to each ASCII letter.
        if first_line(head).unwrap_or(head).contains(&0) {
            return Err(FileError::Utf16);
        }
        self.0 = match head.trim_ascii_start().first() {
            None => return Err(FileError::Empty),
            Some(b'[') => return Err(FileError::JsonArray),
            Some(b'{') => State::Json(JsonRows::new(columns)),
            Some(_) => State::Csv(Box::new(CsvRows::new(delimiter(head), columns))),
        };
        // The format is known now, so this passes the bytes to its parser.
        self.push(head, rows)
    }
}

/// An error of the file as a whole. Rows are counted as in a spreadsheet: in a CSV file, the header is row 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    Empty,
    Utf16,
    /// A workbook of Excel or LibreOffice.
    Workbook,
    /// A database of SQLite.
    Database,
    /// What is wrong with the file of a system.
    Unreadable(Message),
    /// There is no room for what has to wait until the file has been read.
    NoSpace,
    Encoding {
        row: u64,
    },
    RowTooLong {
        row: u64,
    },
    TooManyColumns {
        row: u64,
    },
    ColumnTwice(String),
    /// Two names of one column.
    SameColumn(String, String),
    /// With the names of the known columns.
    NoKnownColumn(String),
    JsonArray,
}

impl FileError {
    /// What is wrong, and how to fix it.
    pub fn message(self) -> Message {
        match self {
            Self::Empty => message::import_unreadable_empty(),
            Self::Utf16 => message::import_unreadable_utf16(),
            Self::Workbook => message::import_unreadable_workbook(),
            Self::Database => message::import_unreadable_database(),
            Self::Unreadable(message) => message,
            Self::NoSpace => message::import_refused_no_space(),
            Self::Encoding { row } => message::import_unreadable_encoding(row.to_string()),
            Self::RowTooLong { row } => {
                message::import_unreadable_row_too_long((MAX_ROW_BYTES / 1024) as u64, row.to_string())
            }
            Self::TooManyColumns { row } => {
                message::import_unreadable_too_many_columns(MAX_COLUMNS as u64, row.to_string())
            }
            Self::ColumnTwice(name) => message::import_unreadable_column_twice(escaped(&name)),
            Self::SameColumn(one, other) => message::import_unreadable_same_column(escaped(&one), escaped(&other)),
            Self::NoKnownColumn(known) => message::import_unreadable_no_known_column(known),
            Self::JsonArray => message::import_unreadable_json_array(),
        }
    }
}

/// The beginning of a text file, without its byte order mark. It needs the first 16 bytes.
///
/// # Errors
/// If it is no text in UTF-8: it begins as a workbook or a database does, or with the mark of UTF-16.
pub fn text_of(head: &[u8]) -> Result<&[u8], FileError> {
    // Workbooks since 2007 are ZIP files, those before are compound files.
    let kinds: [(&[u8], FileError); 5] = [
        (b"PK\x03\x04", FileError::Workbook),
        (b"\xd0\xcf\x11\xe0", FileError::Workbook),
        (b"SQLite format 3\0", FileError::Database),
        (b"\xff\xfe", FileError::Utf16),
        (b"\xfe\xff", FileError::Utf16),
    ];
    match kinds.into_iter().find(|(beginning, _)| head.starts_with(beginning)) {
        Some((_, error)) => Err(error),
        None => Ok(head.strip_prefix(UTF8_BOM).unwrap_or(head)),
    }
}

/// The beginning of the file up to the end of the first line that is not blank; none until that has arrived.
fn first_line(head: &[u8]) -> Option<&[u8]> {
    let text = head.strip_prefix(UTF8_BOM).unwrap_or(head).trim_ascii_start();
    let blank = head.len() - text.len();
    let length = text.iter().position(|byte| *byte == b'\n')?;
    Some(&head[..blank + length])
}

/// The most frequent delimiter in the first line.
fn delimiter(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let count = |delimiter: &u8| line.iter().filter(|byte| *byte == delimiter).count();
    // Reversed, because `max_by_key` returns the last of equal elements.
    DELIMITERS.into_iter().rev().max_by_key(count).unwrap_or(b',')
}
