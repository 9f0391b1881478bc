//! Tables out.

use crate::shared::audit::ExportFormat;
use csv::{Error, QuoteStyle, Terminator, WriterBuilder};
use futures::{Stream, StreamExt as _, stream};
use serde::Serialize;
use std::borrow::Cow;

/// What can go wrong while a file is written: with where its rows come from, or with a row.
pub type WriteError = Box<dyn std::error::Error + Send + Sync>;

/// A file of these rows, as they come, written piece by piece. `row` gives the cells of a CSV file, below `columns`.
pub fn written<T: Serialize, const N: usize>(
    format: ExportFormat,
    columns: [&'static str; N],
    row: fn(&T) -> [String; N],
    rows: impl Stream<Item = Result<Vec<T>, WriteError>>,
) -> impl Stream<Item = Result<Vec<u8>, WriteError>> {
    let header = (format == ExportFormat::Csv).then(|| csv_lines([columns]).map_err(WriteError::from));
    let lines = rows.map(move |rows| match format {
        ExportFormat::Csv => Ok(csv_lines(rows?.iter().map(row))?),
        ExportFormat::JsonLines => Ok(json_lines(&rows?)?),
    });
    stream::iter(header).chain(lines)
}

/// These rows, one to a line.
fn json_lines<T: Serialize>(rows: &[T]) -> serde_json::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut lines, row)?;
        lines.push(b'\n');
    }
    Ok(lines)
}

/// The lines of these rows, in which every cell is quoted and nothing is a formula.
pub(super) fn csv_lines<R, C>(rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>, Error>
where
    R: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let mut writer =
        WriterBuilder::new().quote_style(QuoteStyle::Always).terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        for cell in row {
            writer.write_field(inert(cell.as_ref()).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.into_inner().map_err(|error| Error::from(error.into_error()))
}

/// A cell that a spreadsheet shows and does not run: what it would take for a formula is marked as text, wherever a cell could
/// begin. A spreadsheet whose lists are separated by semicolons splits a line at each of them, quoted or not, unless the
/// quotation mark is the first of a cell.
fn inert(cell: &str) -> String {
    cell.split_inclusive(SEPARATORS)
        .map(|part| if is_formula(part) { format!("'{part}") } else { part.to_owned() })
        .collect()
}

/// The cell that [`inert`] has made such.
pub(super) fn plain(cell: &str) -> Cow<'_, str> {
    if !cell.contains('\'') {
        return Cow::Borrowed(cell);
    }
    let unmarked = |part| str::strip_prefix(part, '\'').filter(|rest| is_formula(rest)).unwrap_or(part);
    Cow::Owned(cell.split_inclusive(SEPARATORS).map(unmarked).collect())
}

/// Also one that bears the mark already, so that every cell comes back as it was.
fn is_formula(part: &str) -> bool {
    part.trim_start_matches('\'').starts_with(FORMULA)
}

/// With what a formula begins, half and full width (OWASP, CSV Injection).
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
/// After these a cell begins to one spreadsheet or another. The comma is not among them: to those that split at it, this file is
/// what it says.
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
    fn no_cell_begins_as_a_formula_does() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t1", "\r1", "\n1", "＝1+1", "＋1", "－1", "＠SUM(A1)"] {
            assert_eq!(line(&[formula]), format!("\"'{formula}\"\r\n"));
            assert_eq!(plain(&inert(formula)), formula);
        }
        assert_eq!(plain("'quoted'"), "'quoted'");
        assert_eq!(line(&["a=1", "1-1", " =1"]), "\"a=1\",\"1-1\",\" =1\"\r\n");
    }

    #[test]
    fn no_part_of_a_cell_is_a_formula_to_a_spreadsheet_that_splits_at_semicolons() {
        for (cell, marked) in [
            ("x;=1+2;", "x;'=1+2;"),
            ("x;;@SUM(A1)", "x;;'@SUM(A1)"),
            ("x\t=1", "x\t'=1"),
            ("x\r\n=1", "x\r'\n'=1"),
            ("x;＝1", "x;'＝1"),
            ("x;'=1", "x;''=1"),
            ("x; y", "x; y"),
        ] {
            assert_eq!(inert(cell), marked);
            assert_eq!(plain(&inert(cell)), cell);
        }
    }

    proptest! {
        #[test]
        fn every_cell_comes_back_as_it_was(cell in "['=;+\t\r\n＝ax]{0,12}|\\PC{0,20}") {
            let marked = inert(&cell);
            prop_assert_eq!(plain(&marked), cell);
        }
    }
}
