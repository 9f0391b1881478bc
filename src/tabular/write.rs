//! Writes rows as CSV or JSON Lines.

use crate::shared::ExportFormat;
use csv::{Error, QuoteStyle, Terminator, WriterBuilder};
use futures::{Stream, StreamExt as _, stream};
use serde::Serialize;
use std::borrow::Cow;

/// An error of the source of the rows, or of writing a row.
pub type WriteError = Box<dyn std::error::Error + Send + Sync>;

/// Writes a file as a stream of chunks while the rows arrive. `columns` and `row` are the header and the cells of a CSV file.
pub fn write_table<T: Serialize, R: IntoIterator<Item = String>>(
    format: ExportFormat,
    columns: impl IntoIterator<Item = impl AsRef<str>>,
    row: impl Fn(&T) -> R,
    rows: impl Stream<Item = Result<Vec<T>, WriteError>>,
) -> impl Stream<Item = Result<Vec<u8>, WriteError>> {
    // A chunk of its own, so that a file without rows has a header as well.
    let header = (format == ExportFormat::Csv).then(|| csv_lines([columns]).map_err(WriteError::from));
    let lines = rows.map(move |rows| match format {
        ExportFormat::Csv => Ok(csv_lines(rows?.iter().map(&row))?),
        ExportFormat::JsonLines => Ok(json_lines(&rows?)?),
    });
    stream::iter(header).chain(lines)
}

/// One row per line.
fn json_lines<T: Serialize>(rows: &[T]) -> serde_json::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut lines, row)?;
        lines.push(b'\n');
    }
    Ok(lines)
}

/// One row per line. Every cell is quoted, and none is a formula to a spreadsheet.
pub(super) fn csv_lines<R, C>(rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>, Error>
where
    R: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let mut writer =
        WriterBuilder::new().quote_style(QuoteStyle::Always).terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        for cell in row {
            writer.write_field(escape(cell.as_ref()).as_bytes())?;
        }
        // Ends the record without adding a cell.
        writer.write_record(None::<&[u8]>)?;
    }
    writer.into_inner().map_err(|error| Error::from(error.into_error()))
}

/// Escapes a cell so that no spreadsheet evaluates it: a `'` is put before each part that it would take as a formula. A
/// spreadsheet whose delimiter is another, such as the semicolon, splits the cell there, because it ignores quotation marks that
/// are not at the beginning of a cell. Therefore each part after such a delimiter is escaped as well.
fn escape(cell: &str) -> String {
    cell.split_inclusive(SEPARATORS)
        .map(|part| if is_formula(part) { format!("'{part}") } else { part.to_owned() })
        .collect()
}

/// Reverses [`escape`].
pub(super) fn unescape(cell: &str) -> Cow<'_, str> {
    if !cell.contains('\'') {
        return Cow::Borrowed(cell);
    }
    let unescaped = |part| str::strip_prefix(part, '\'').filter(|rest| is_formula(rest)).unwrap_or(part);
    Cow::Owned(cell.split_inclusive(SEPARATORS).map(unescaped).collect())
}

/// Whether a part needs escaping. This includes parts that already begin with `'` and a formula, so that [`unescape`] restores
/// every cell exactly.
fn is_formula(part: &str) -> bool {
    part.trim_start_matches('\'').starts_with(FORMULA_PREFIXES)
}

/// The characters that begin a formula, half and full width (OWASP, CSV Injection).
const FORMULA_PREFIXES: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
/// Delimiters after which some spreadsheet may begin a cell. Not the comma: spreadsheets that split at it parse this file as it is
/// meant, with quoted cells.
const SEPARATORS: [char; 4] = [';', '\t', '\r', '\n'];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(cells: &[&str]) -> String {
        String::from_utf8(csv_lines([cells]).unwrap()).unwrap()
    }

    #[test]
    fn every_cell_is_quoted() {
        assert_eq!(line(&["a", "b,c", "d \"e\"", "f g", ""]), "\"a\",\"b,c\",\"d \"\"e\"\"\",\"f g\",\"\"\r\n");
    }

    #[test]
    fn cells_that_begin_like_a_formula_are_escaped() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t1", "\r1", "\n1", "＝1+1", "＋1", "－1", "＠SUM(A1)"] {
            assert_eq!(line(&[formula]), format!("\"'{formula}\"\r\n"));
            assert_eq!(unescape(&escape(formula)), formula);
        }
        assert_eq!(unescape("'quoted'"), "'quoted'");
        assert_eq!(line(&["a=1", "1-1", " =1"]), "\"a=1\",\"1-1\",\" =1\"\r\n");
    }

    #[test]
    fn parts_after_other_delimiters_are_escaped() {
        for (cell, escaped) in [
            ("x;=1+2;", "x;'=1+2;"),
            ("x;;@SUM(A1)", "x;;'@SUM(A1)"),
            ("x\t=1", "x\t'=1"),
            ("x\r\n=1", "x\r'\n'=1"),
            ("x;＝1", "x;'＝1"),
            ("x;'=1", "x;''=1"),
            ("x; y", "x; y"),
        ] {
            assert_eq!(escape(cell), escaped);
            assert_eq!(unescape(&escape(cell)), cell);
        }
    }

    proptest! {
        #[test]
        fn unescape_restores_every_cell(cell in "['=;+\t\r\n＝ax]{0,12}|\\PC{0,20}") {
            let escaped = escape(&cell);
            prop_assert_eq!(unescape(&escaped), cell);
        }
    }
}
