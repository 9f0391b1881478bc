//! Tables out.

use crate::shared::audit::ExportFormat;
use csv::{Error, Terminator, WriterBuilder};
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

/// The lines of these rows, in which nothing is a formula.
pub(super) fn csv_lines<R, C>(rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>, Error>
where
    R: IntoIterator<Item = C>,
    C: AsRef<str>,
{
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        for cell in row {
            writer.write_field(inert(cell.as_ref()).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.into_inner().map_err(|error| Error::from(error.into_error()))
}

/// A cell that a spreadsheet shows and does not run: what it would take for a formula is marked as text.
fn inert(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell that [`inert`] has made such.
pub(super) fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

/// Also one that bears the mark already, so that every cell comes back as it was.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(FORMULA)
}

/// With what a formula begins (OWASP, CSV Injection).
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: &[&str]) -> String {
        String::from_utf8(csv_lines([cells]).unwrap()).unwrap()
    }

    #[test]
    fn cells_that_need_it_are_quoted() {
        assert_eq!(line(&["a", "b,c", "d \"e\"", "f\r\ng", ""]), "a,\"b,c\",\"d \"\"e\"\"\",\"f\r\ng\",\r\n");
    }

    #[test]
    fn no_cell_begins_as_a_formula_does() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            let line = line(&[formula]);
            assert!(line.trim_start_matches('"').starts_with(&format!("'{formula}")), "{line}");
            assert_eq!(plain(&inert(formula)), formula);
        }
        assert_eq!(plain("'quoted'"), "'quoted'");
        assert_eq!(line(&["a=1", "1-1", " =1"]), "a=1,1-1, =1\r\n");
    }
}
