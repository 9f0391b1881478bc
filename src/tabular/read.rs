//! Reads a file, and detects its format from its first bytes.

use super::{Column, FileError, MAX_ROW_BYTES, columns::Columns, csv_rows::CsvRows, json_rows::JsonRows};
use crate::shared::{fields::Problem, text::Text};

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
    /// A reader for files with these columns, all of which are optional.
    pub fn new(known: &'static [Column]) -> Self {
        Self(State::Head(Vec::new(), Columns::new(known)))
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

    /// The names of unknown columns, which are ignored; limited to [`MAX_COLUMNS`](super::MAX_COLUMNS).
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
        // Only the first line, so that the result does not depend on how much of the file has arrived.
        let line = first_line(&head).unwrap_or(&head);
        // A byte order mark of UTF-16, or a NUL, which UTF-16 without a mark has next to each ASCII letter.
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || line.contains(&0) {
            return Err(FileError::Utf16);
        }
        let head = head.strip_prefix(UTF8_BOM).unwrap_or(&head);
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KNOWN: &[Column] = &[
        Column { name: "email", aliases: &["mail_address"], is_list: false },
        Column { name: "name", aliases: &[], is_list: true },
    ];

    /// Reads a file in chunks of this size.
    fn read(file: &[u8], size: usize) -> Result<(Vec<Row>, Vec<String>), FileError> {
        let (mut reader, mut rows) = (Reader::new(KNOWN), Vec::new());
        for chunk in file.chunks(size) {
            reader.push(chunk, &mut rows)?;
        }
        reader.finish(&mut rows)?;
        Ok((rows, reader.ignored()))
    }

    fn cells(file: &str) -> Vec<(u64, Vec<String>)> {
        let texts = |row: Row| (row.number, row.cells.unwrap().iter().map(|cell| cell.as_str().to_owned()).collect());
        let (rows, _) = read(file.as_bytes(), 3).unwrap();
        rows.into_iter().map(texts).collect()
    }

    fn row(number: u64, email: &str, name: &str) -> (u64, Vec<String>) {
        (number, vec![email.to_owned(), name.to_owned()])
    }

    #[test]
    fn csv_is_read_with_any_line_ending_byte_order_mark_and_delimiter() {
        let rows = [row(2, "a@x.org", "Ann, \"A\""), row(3, "b@x.org", "")];
        assert_eq!(cells("email,name\na@x.org,\"Ann, \"\"A\"\"\"\nb@x.org,\n"), rows);
        assert_eq!(cells("\u{feff}Email;NAME\r\na@x.org;\"Ann, \"\"A\"\"\"\r\n\r\nb@x.org;"), rows);
        assert_eq!(cells("name\temail\n\"Ann, \"\"A\"\"\"\ta@x.org\n\tb@x.org\n"), rows);
        assert_eq!(cells("\n\r\nemail;name\na@x.org;\"Ann, \"\"A\"\"\"\nb@x.org;\n"), rows);
    }

    #[test]
    fn json_lines_are_read_and_values_other_than_text_are_marked() {
        let lines = "{\"email\": \"a@x.org\", \"name\": null}\n\n{\"name\": \"B\", \"x\": [1]}";
        assert_eq!(cells(lines), [row(1, "a@x.org", ""), row(3, "", "B")]);
        // Only the column `name` is a list.
        let list = |name: &str| cells(&format!("{{\"name\": {name}}}"))[0].1[1].clone();
        assert_eq!([list(r#"["a", "b"]"#), list("[]"), list("[\" \"]"), list("\"a b\"")], ["a b", "", "", "a b"]);
        let (rows, _) = read(br#"{"name": ["a", 7], "email": ["a@x.org"]}"#, 5).unwrap();
        assert_eq!(rows[0].cells, Ok(vec![Text::WrongType, Text::WrongType]));
        let (rows, ignored) = read(b"{\"email\": [7], \"y\": 1}\n[]\n{", 5).unwrap();
        assert_eq!(rows[0].cells.as_ref().unwrap()[0], Text::WrongType);
        assert_eq!(rows[1].cells.as_ref().unwrap_err().code, "not_json");
        assert_eq!(rows[2].cells.as_ref().unwrap_err().code, "not_json");
        assert_eq!(ignored, ["y"]);
    }

    #[test]
    fn cells_escaped_for_spreadsheets_are_unescaped() {
        assert_eq!(cells("email,name\na@x.org,'=1+1\n"), [row(2, "a@x.org", "=1+1")]);
    }

    #[test]
    fn columns_match_other_spellings_and_aliases() {
        for name in ["email", "Email", "E-Mail", "e_mail", "mail_address", "mailAddress", "Mail Address"] {
            assert_eq!(cells(&format!("{name},x\na@x.org,1\n")), [row(2, "a@x.org", "")], "{name}");
            assert_eq!(cells(&format!("{{\"{name}\": \"a@x.org\"}}\n")), [row(1, "a@x.org", "")], "{name}");
        }
    }

    #[test]
    fn a_duplicate_key_in_a_line_is_named() {
        let problem = |line: &str| read(line.as_bytes(), 5).unwrap().0.remove(0).cells.unwrap_err();
        for (line, message) in [
            (
                r#"{"email": "a@x.org", "name": "A", "email": "b@x.org"}"#,
                r#"The key "email" appears twice. Remove one of them."#,
            ),
            (r#"{"x": 1, "\u0078": 1}"#, r#"The key "x" appears twice. Remove one of them."#),
            (
                r#"{"email": null, "mailAddress": "a@x.org"}"#,
                r#"The keys "email" and "mailAddress" have the same meaning. Remove one of them."#,
            ),
        ] {
            let problem = problem(line);
            assert_eq!((problem.code, problem.message.as_ref()), ("duplicate_key", message));
        }
        let long = "k".repeat(500);
        assert!(problem(&format!("{{\"{long}\": 1, \"{long}\": 2}}")).message.len() < 200);
    }

    #[test]
    fn a_row_with_the_wrong_number_of_cells_is_reported_and_the_others_are_read() {
        let (rows, ignored) = read(b"email,Shoe size,name\na,1,b\nc,2\nd,3,e\n", 4).unwrap();
        assert_eq!(rows[1].cells.as_ref().unwrap_err().code, "wrong_columns");
        assert!(rows[0].cells.is_ok() && rows[2].cells.is_ok());
        assert_eq!(ignored, ["Shoe size"]);
    }

    #[test]
    fn an_unreadable_file_is_rejected_with_the_reason() {
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
        fn the_chunk_size_makes_no_difference(file in "(email|name|[a-z]),(name|email)(\r?\n[a-z\"' ,ä]{0,12}){0,6}", size in 1..9_usize) {
            prop_assert_eq!(read(file.as_bytes(), size), read(file.as_bytes(), 10_000));
        }

        #[test]
        fn the_chunk_size_makes_no_difference_to_damaged_files(
            head in "(\u{feff}|)[ \n]{0,2}(email,name\n|name;email\r\n|\\{\"email\": \"a\"\\}\n|)",
            rest in prop::collection::vec(prop::sample::select(b"\n\r\",;{}:a\0\xc3\xa4\xff".to_vec()), 0..40),
            size in 1..9_usize,
        ) {
            let file = [head.as_bytes(), &rest].concat();
            prop_assert_eq!(read(&file, size), read(&file, 10_000), "{}", file.escape_ascii());
        }

        #[test]
        fn any_text_of_a_json_line_is_read_unchanged(email in "\\PC{0,20}", name in any::<String>()) {
            let line = serde_json::json!({ "email": email, "name": name }).to_string();
            let (rows, _) = read(line.as_bytes(), 7).unwrap();
            for (cell, text) in rows[0].cells.as_ref().unwrap().iter().zip([email, name]) {
                let expected = if text.trim().is_empty() { Text::Missing } else { Text::from(text) };
                prop_assert!(*cell == expected, "{line}");
            }
        }

        #[test]
        fn no_input_causes_a_panic(file in prop::collection::vec(any::<u8>(), 0..200), size in 1..50_usize) {
            _ = read(&file, size);
        }

        #[test]
        fn written_files_can_be_read(names in prop::collection::vec("[^\\p{Cc}]{1,20}", 1..5)) {
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
