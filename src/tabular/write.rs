//! Tables out.

use csv::{Error, Terminator, WriterBuilder};
use serde::Serialize;
use std::borrow::Cow;

/// These rows, one to a line.
pub fn json_lines<T: Serialize>(rows: &[T]) -> serde_json::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut lines, row)?;
        lines.push(b'\n');
    }
    Ok(lines)
}

/// The lines of these rows, in which nothing is a formula.
pub fn csv_lines<R, C>(rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>, Error>
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
    if cell.starts_with(FORMULA) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell that [`inert`] has made such.
pub(super) fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(cell)
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
