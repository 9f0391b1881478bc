//! Tables in: of which kind a file is, it tells itself.

use super::{Column, FileError, MOST_ROW_BYTES, columns::Columns, csv_rows::CsvRows, json_rows::JsonRows};
use crate::shared::{fields::Problem, text::Text};

/// What spreadsheets put between cells, depending on where they are used.
const DELIMITERS: [u8; 3] = *b",;\t";
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// A row of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// As a spreadsheet counts: in CSV the names of the columns are row 1.
    pub number: u64,
    /// The cells of the known columns, in their order; an empty one is missing.
    pub cells: Result<Vec<Text>, Problem>,
}

/// Reads a file a piece at a time, in bounded memory.
pub struct Reader(State);

enum State {
    /// The beginning, as long as it is not known what follows.
    Head(Vec<u8>, Columns),
    Csv(Box<CsvRows>),
    Json(JsonRows),
}

impl Reader {
    /// For files with these columns, of which any may be left out.
    pub fn new(known: &'static [Column]) -> Self {
        Self(State::Head(Vec::new(), Columns::new(known)))
    }

    /// Adds the rows that end in the next piece.
    ///
    /// # Errors
    /// When nothing after it can be read.
    pub fn push(&mut self, bytes: &[u8], rows: &mut Vec<Row>) -> Result<(), FileError> {
        match &mut self.0 {
            State::Csv(csv) => csv.push(bytes, rows),
            State::Json(json) => json.push(bytes, rows),
            State::Head(head, _) => {
                head.extend_from_slice(bytes);
                if head.len() > MOST_ROW_BYTES || head.contains(&b'\n') { self.begin(rows) } else { Ok(()) }
            }
        }
    }

    /// Adds the last row.
    ///
    /// # Errors
    /// When it cannot be read, or there was none.
    pub fn finish(&mut self, rows: &mut Vec<Row>) -> Result<(), FileError> {
        if matches!(self.0, State::Head(..)) {
            self.begin(rows)?;
        }
        match &mut self.0 {
            State::Csv(csv) => csv.finish(rows),
            State::Json(json) => json.finish(rows),
            State::Head(..) => Err(FileError::Empty),
        }
    }

    /// Columns that nobody knows; the first of them, if there are many.
    pub fn ignored(&self) -> Vec<String> {
        let columns = match &self.0 {
            State::Head(_, columns) => columns,
            State::Csv(csv) => csv.columns(),
            State::Json(json) => json.columns(),
        };
        columns.ignored()
    }

    /// Looks at the beginning, and reads on as what it is.
    fn begin(&mut self, rows: &mut Vec<Row>) -> Result<(), FileError> {
        let State::Head(head, columns) = &mut self.0 else { return Ok(()) };
        let (head, columns) = (std::mem::take(head), columns.clone());
        let head = head.strip_prefix(UTF8_MARK).unwrap_or(&head);
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || head.contains(&0) {
            return Err(FileError::Utf16);
        }
        self.0 = match head.trim_ascii_start().first() {
            None => return Err(FileError::Empty),
            Some(b'[') => return Err(FileError::JsonArray),
            Some(b'{') => State::Json(JsonRows::new(columns)),
            Some(_) => State::Csv(Box::new(CsvRows::new(delimiter(head), columns))),
        };
        self.push(head, rows)
    }
}

/// What is between the names of the columns.
fn delimiter(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: &u8| line.iter().filter(|byte| *byte == delimiter).count();
    // Of equals the last would win.
    DELIMITERS.into_iter().rev().max_by_key(count).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KNOWN: &[Column] =
        &[Column { name: "email", aliases: &["mail_address"] }, Column { name: "name", aliases: &[] }];

    /// The rows of a file that comes in pieces of this size.
    fn read(file: &[u8], size: usize) -> Result<(Vec<Row>, Vec<String>), FileError> {
        let (mut reader, mut rows) = (Reader::new(KNOWN), Vec::new());
        for piece in file.chunks(size) {
            reader.push(piece, &mut rows)?;
        }
        reader.finish(&mut rows)?;
        Ok((rows, reader.ignored()))
    }

    fn cells(file: &str) -> Vec<(u64, Vec<String>)> {
        let told = |row: Row| (row.number, row.cells.unwrap().iter().map(|cell| cell.as_str().to_owned()).collect());
        let (rows, _) = read(file.as_bytes(), 3).unwrap();
        rows.into_iter().map(told).collect()
    }

    fn row(number: u64, email: &str, name: &str) -> (u64, Vec<String>) {
        (number, vec![email.to_owned(), name.to_owned()])
    }

    #[test]
    fn csv_is_read_whatever_its_ends_marks_and_delimiters() {
        let rows = [row(2, "a@x.org", "Ann, \"A\""), row(3, "b@x.org", "")];
        assert_eq!(cells("email,name\na@x.org,\"Ann, \"\"A\"\"\"\nb@x.org,\n"), rows);
        assert_eq!(cells("\u{feff}Email;NAME\r\na@x.org;\"Ann, \"\"A\"\"\"\r\n\r\nb@x.org;"), rows);
        assert_eq!(cells("name\temail\n\"Ann, \"\"A\"\"\"\ta@x.org\n\tb@x.org\n"), rows);
    }

    #[test]
    fn json_lines_are_read_with_what_is_no_text_marked_as_such() {
        let lines = "{\"email\": \"a@x.org\", \"name\": null}\n\n{\"name\": \"B\", \"x\": [1]}";
        assert_eq!(cells(lines), [row(1, "a@x.org", ""), row(3, "", "B")]);
        let (rows, ignored) = read(b"{\"email\": [7], \"y\": 1}\n[]\n{", 5).unwrap();
        assert_eq!(rows[0].cells.as_ref().unwrap()[0], Text::NotText);
        assert_eq!(rows[1].cells.as_ref().unwrap_err().code, "not_json");
        assert_eq!(rows[2].cells.as_ref().unwrap_err().code, "not_json");
        assert_eq!(ignored, ["y"]);
    }

    #[test]
    fn what_was_marked_as_text_for_spreadsheets_comes_back_as_it_was() {
        assert_eq!(cells("email,name\na@x.org,'=1+1\n"), [row(2, "a@x.org", "=1+1")]);
    }

    #[test]
    fn columns_are_known_by_other_spellings_and_names() {
        for name in ["email", "Email", "E-Mail", "e_mail", "mail_address", "mailAddress", "Mail Address"] {
            assert_eq!(cells(&format!("{name},x\na@x.org,1\n")), [row(2, "a@x.org", "")], "{name}");
            assert_eq!(cells(&format!("{{\"{name}\": \"a@x.org\"}}\n")), [row(1, "a@x.org", "")], "{name}");
        }
    }

    #[test]
    fn a_key_that_is_twice_in_a_line_is_named() {
        let problem = |line: &str| read(line.as_bytes(), 5).unwrap().0.remove(0).cells.unwrap_err();
        for (line, message) in [
            (
                r#"{"email": "a@x.org", "name": "A", "email": "b@x.org"}"#,
                r#"The key "email" is there twice. Leave one of them out."#,
            ),
            (r#"{"x": 1, "\u0078": 1}"#, r#"The key "x" is there twice. Leave one of them out."#),
            (
                r#"{"email": null, "mailAddress": "a@x.org"}"#,
                r#"The keys "email" and "mailAddress" mean the same. Leave one of them out."#,
            ),
        ] {
            let problem = problem(line);
            assert_eq!((problem.code, problem.message.as_ref()), ("duplicate_key", message));
        }
        let long = "k".repeat(500);
        assert!(problem(&format!("{{\"{long}\": 1, \"{long}\": 2}}")).message.len() < 200);
    }

    #[test]
    fn a_row_with_other_columns_is_told_and_the_others_are_read() {
        let (rows, ignored) = read(b"email,Shoe size,name\na,1,b\nc,2\nd,3,e\n", 4).unwrap();
        assert_eq!(rows[1].cells.as_ref().unwrap_err().code, "wrong_columns");
        assert!(rows[0].cells.is_ok() && rows[2].cells.is_ok());
        assert_eq!(ignored, ["Shoe size"]);
    }

    #[test]
    fn what_is_no_such_file_is_told_in_words() {
        let error = |file: &[u8]| read(file, 1000).unwrap_err();
        assert_eq!(error(b""), FileError::Empty);
        assert_eq!(error(b" \n\n"), FileError::Empty);
        assert_eq!(error(b"\xff\xfee\0m\0a\0"), FileError::Utf16);
        assert_eq!(error(b"email\nJos\xe9@x.org\n"), FileError::Encoding { row: 2 });
        assert_eq!(error(b"{\"email\": \"\xe9\"}\n"), FileError::Encoding { row: 1 });
        assert_eq!(error(b"email,name,email\n"), FileError::ColumnTwice("email".to_owned()));
        assert_eq!(
            error(b"E-mail,mailAddress,name\n"),
            FileError::SameColumn("E-mail".to_owned(), "mailAddress".to_owned())
        );
        assert_eq!(error(b"shoe,size\n1,2\n"), FileError::NoKnownColumn("email, name".to_owned()));
        assert_eq!(error(b"[{\"email\": \"a\"}]"), FileError::JsonArray);
        assert_eq!(error(format!("email\n\"{}", "a\n".repeat(40_000)).as_bytes()), FileError::RowTooLong { row: 2 });
        assert_eq!(
            error(format!("{{\"email\": \"{}", "a".repeat(70_000)).as_bytes()),
            FileError::RowTooLong { row: 1 }
        );
        assert_eq!(error("x,".repeat(20_000).as_bytes()), FileError::TooManyColumns { row: 1 });
        assert_eq!(error("x,".repeat(2_000_000).as_bytes()), FileError::TooManyColumns { row: 1 });
    }

    proptest! {
        #[test]
        fn where_a_file_is_cut_makes_no_difference(file in "(email|name|[a-z]),(name|email)(\r?\n[a-z\"' ,ä]{0,12}){0,6}", size in 1..9_usize) {
            prop_assert_eq!(read(file.as_bytes(), size), read(file.as_bytes(), 10_000));
        }

        #[test]
        fn no_bytes_bring_it_down(file in prop::collection::vec(any::<u8>(), 0..200), size in 1..50_usize) {
            _ = read(&file, size);
        }

        #[test]
        fn what_was_written_is_read(names in prop::collection::vec("[^\\p{Cc}]{1,20}", 1..5)) {
            let header = [vec!["email".to_owned(), "name".to_owned()]];
            let rows: Vec<_> = header.into_iter().chain(names.iter().map(|name| vec!["e".to_owned(), name.clone()])).collect();
            let file = super::super::write::csv_lines(rows).unwrap();
            let (read, _) = read(&file, 7).unwrap();
            for (row, name) in read.iter().zip(&names) {
                prop_assert_eq!(row.cells.as_ref().unwrap()[1].as_str().trim(), name.trim());
            }
        }
    }
}
