//! Rows out of CSV, however its bytes are cut into pieces.

use super::{FileError, MOST_COLUMNS, MOST_ROW_BYTES, Row, columns::Columns, write::plain};
use crate::shared::{fields::Problem, text::Text};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

pub(super) struct CsvRows {
    reader: Reader,
    columns: Columns,
    /// For each cell of a row, which of the known columns it belongs to; empty until the first row has told.
    places: Vec<Option<usize>>,
    /// The row under way: its text, and where in it its cells end.
    text: Vec<u8>,
    written: usize,
    ends: Vec<usize>,
    ended: usize,
    row: u64,
}

impl CsvRows {
    pub(super) fn new(delimiter: u8, columns: Columns) -> Self {
        Self {
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            columns,
            places: Vec::new(),
            text: vec![0; MOST_ROW_BYTES],
            written: 0,
            ends: vec![0; MOST_COLUMNS + 1],
            ended: 0,
            row: 0,
        }
    }

    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    pub(super) fn push(&mut self, mut bytes: &[u8], rows: &mut Vec<Row>) -> Result<(), FileError> {
        // To the reader, no bytes are the end.
        while !bytes.is_empty() {
            let read = self.read(bytes, rows)?;
            bytes = &bytes[read..];
        }
        Ok(())
    }

    pub(super) fn finish(&mut self, rows: &mut Vec<Row>) -> Result<(), FileError> {
        self.read(&[], rows)?;
        if self.row == 0 { Err(FileError::Empty) } else { Ok(()) }
    }

    /// Reads to the end of a row at most; answers how far it came.
    fn read(&mut self, bytes: &[u8], rows: &mut Vec<Row>) -> Result<usize, FileError> {
        let (text, ends) = (&mut self.text[self.written..], &mut self.ends[self.ended..]);
        let (result, read, written, ended) = self.reader.read_record(bytes, text, ends);
        self.written += written;
        self.ended += ended;
        let row = self.row + 1;
        match result {
            ReadRecordResult::InputEmpty | ReadRecordResult::End => {}
            ReadRecordResult::OutputFull => return Err(FileError::RowTooLong { row }),
            ReadRecordResult::OutputEndsFull => return Err(FileError::TooManyColumns { row }),
            ReadRecordResult::Record => {
                self.row = row;
                self.take(rows)?;
                (self.written, self.ended) = (0, 0);
            }
        }
        Ok(read)
    }

    /// The row that has been read.
    fn take(&mut self, rows: &mut Vec<Row>) -> Result<(), FileError> {
        let number = self.row;
        if self.ended > MOST_COLUMNS {
            return Err(FileError::TooManyColumns { row: number });
        }
        let unreadable = |_| FileError::Encoding { row: number };
        let text = std::str::from_utf8(&self.text[..self.written]).map_err(unreadable)?;
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        // Two quoted halves of a letter would be a text together, though neither cell is.
        let cells = starts.zip(&self.ends[..self.ended]).map(|(start, end)| text.get(start..*end));
        let cells: Vec<&str> = cells.collect::<Option<_>>().ok_or(FileError::Encoding { row: number })?;
        if self.places.is_empty() {
            self.places = self.columns.places(&cells)?;
            return Ok(());
        }
        rows.push(Row { number, cells: sorted(&cells, &self.places, self.columns.len()) });
        Ok(())
    }
}

/// The cells in the order of the known columns.
fn sorted(cells: &[&str], places: &[Option<usize>], known: usize) -> Result<Vec<Text>, Problem> {
    if cells.len() != places.len() {
        let mend = format!("There are {} cells, and the first line names {} columns.", cells.len(), places.len());
        return Err(Problem::new("wrong_columns", mend));
    }
    let mut sorted = vec![Text::Missing; known];
    for (cell, place) in cells.iter().zip(places) {
        if let Some(place) = place
            && !cell.trim().is_empty()
        {
            sorted[*place] = Text::from(plain(cell).into_owned());
        }
    }
    Ok(sorted)
}
