//! Tables out, as CSV (RFC 4180).

use csv::{Error, Terminator, WriterBuilder};
use std::borrow::Cow;

/// The lines of these rows.
pub fn lines<R, C>(rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>, Error>
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
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: &[&str]) -> String {
        String::from_utf8(lines([cells]).unwrap()).unwrap()
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
        }
        assert_eq!(line(&["a=1", "1-1", " =1"]), "a=1,1-1, =1\r\n");
    }
}
