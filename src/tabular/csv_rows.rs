//! Parses rows of CSV from chunks of any size.

use super::columns::Columns;
use super::write::unescape;
use super::{FileError, MAX_COLUMNS, MAX_ROW_BYTES, Row};
use crate::language::message;
use crate::shared::{Problem, Text};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

pub(super) struct CsvRows {
    reader: Reader,
    columns: Columns,
    /// For each cell of a row, the position of its known column. Empty until the first row, the header, has been read.
    positions: Vec<Option<usize>>,
    /// The text of the current row, of which the first `text_len` bytes are filled.
    text: Vec<u8>,
    text_len: usize,
    /// Where the cells end in `text`; the first `cell_count` entries are filled.
    ends: Vec<usize>,
    cell_count: usize,
    row: u64,
}

impl CsvRows {
    pub(super) fn new(delimiter: u8, columns: Columns) -> Self {
        Self {
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            columns,
            positions: Vec::new(),
            text: vec![0; MAX_ROW_BYTES],
            text_len: 0,
            // One more, to notice a row with too many.
            ends: vec![0; MAX_COLUMNS + 1],
            cell_count: 0,
            row: 0,
        }
    }

    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    pub(super) fn push(&mut self, mut bytes: &[u8], rows: &mut Vec<Row>) -> Result<(), FileError> {
        // The reader takes an empty slice as the end of the file.
        while !bytes.is_empty() {
            let read = self.read(bytes, rows)?;
            bytes = &bytes[read..];
        }
        Ok(())
    }

    pub(super) fn finish(&mut self, rows: &mut Vec<Row>) -> Result<(), FileError> {
        // An empty slice ends the file, and with it a last row that has no line break.
        self.read(&[], rows)?;
        if self.row == 0 { Err(FileError::Empty) } else { Ok(()) }
    }

    /// Reads up to the end of a row; returns the number of bytes consumed.
    fn read(&mut self, bytes: &[u8], rows: &mut Vec<Row>) -> Result<usize, FileError> {
        let (text, ends) = (&mut self.text[self.text_len..], &mut self.ends[self.cell_count..]);
        let (result, read, text_len, cell_count) = self.reader.read_record(bytes, text, ends);
        self.text_len += text_len;
        self.cell_count += cell_count;
        let row = self.row + 1;
        match result {
            // The row continues in the next chunk.
            ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
            ReadRecordResult::OutputFull => return Err(FileError::RowTooLong { row }),
            ReadRecordResult::OutputEndsFull => return Err(FileError::TooManyColumns { row }),
            ReadRecordResult::Record => {
                self.row = row;
                self.finish_row(rows)?;
                (self.text_len, self.cell_count) = (0, 0);
            }
        }
        Ok(read)
    }

    /// Adds the row that has been read to `rows`, or takes it as the header.
    fn finish_row(&mut self, rows: &mut Vec<Row>) -> Result<(), FileError> {
        let number = self.row;
        if self.cell_count > MAX_COLUMNS {
            return Err(FileError::TooManyColumns { row: number });
        }
        let unreadable = |_| FileError::Encoding { row: number };
        let text = std::str::from_utf8(&self.text[..self.text_len]).map_err(unreadable)?;
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        // `get` is None if a cell ends inside of a character: the row is valid UTF-8, but the cell is not.
        let cells = starts.zip(&self.ends[..self.cell_count]).map(|(start, end)| text.get(start..*end));
        let cells: Vec<&str> = cells.collect::<Option<_>>().ok_or(FileError::Encoding { row: number })?;
        if self.positions.is_empty() {
            self.positions = self.columns.positions(&cells)?;
            return Ok(());
        }
        rows.push(Row::new(number, reorder(&cells, &self.positions, self.columns.len())));
        Ok(())
    }
}

/// The cells in the order of the known columns.
fn reorder(cells: &[&str], positions: &[Option<usize>], known: usize) -> Result<Vec<Text>, Problem> {
    // A missing cell shifts all cells after it, so none of them can be trusted.
    if cells.len() != positions.len() {
        let message = message::import_row_wrong_columns(cells.len() as u64, positions.len() as u64);
        return Err(Problem::new("wrong_columns", message));
    }
    let mut reordered = vec![Text::Missing; known];
    for (cell, position) in cells.iter().zip(positions) {
        if let Some(position) = position
            && !cell.trim().is_empty()
        {
            // Our own exports escape formulas, and reading them restores the text.
            reordered[*position] = Text::from(unescape(cell).into_owned());
        }
    }
    Ok(reordered)
}
