//! Reading files of both formats, whole and damaged.

use super::*;
use proptest::prelude::*;

const KNOWN: &[Column] = &[
    Column { name: "email", aliases: &["mail_address"], kind: CellKind::Text },
    Column { name: "name", aliases: &[], kind: CellKind::List },
];

/// Reads a file in chunks of this size.
fn read(file: &[u8], size: usize) -> Result<(Vec<Row>, Vec<String>), FileError> {
    let (mut reader, mut rows) = (Reader::new(KNOWN, ColumnNames::default()), Vec::new());
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
fn columns_can_have_the_names_of_the_file() {
    let read = |names: &str, file: &[u8]| {
        let (mut reader, mut rows) =
            (Reader::new(KNOWN, ColumnNames::parse(names, KNOWN, Vec::new()).unwrap()), Vec::new());
        reader.push(file, &mut rows).unwrap();
        reader.finish(&mut rows).unwrap();
        let cells = rows.remove(0).cells.unwrap();
        (cells[0].as_str().to_owned(), cells[1].as_str().to_owned(), reader.ignored())
    };
    let of = |email: &str, name: &str, ignored: &[&str]| {
        (email.to_owned(), name.to_owned(), ignored.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
    };
    let names = "Ruf-Name = name\nE-Mail=\n\na=b=email\n";
    assert_eq!(read(names, b"ruf name,E-Mail,a=b\nAnn,x@x.org,a@x.org\n"), of("a@x.org", "Ann", &["E-Mail"]));
    assert_eq!(read(names, b"{\"Rufname\": \"Ann\", \"a=b\": \"a@x.org\"}\n"), of("a@x.org", "Ann", &[]));
    for wrong in ["Rufname", "Rufname=shoe", "Rufname=Email"] {
        assert_eq!(ColumnNames::parse(wrong, KNOWN, Vec::new()).unwrap_err().code, "unknown_column", "{wrong}");
    }
}

/// Reads a file with more columns: `fields.size`, `fields.first_aid` and `fields.firstaid`. Returns the cells of its first row after those
/// that are known, and what is ignored.
fn read_more(file: &str) -> (Vec<String>, Vec<String>) {
    let more = ["size", "first_aid", "firstaid"].map(|name| (format!("fields.{name}"), name.to_owned()));
    let (mut reader, mut rows) = (Reader::new(KNOWN, ColumnNames::and(more.to_vec())), Vec::new());
    reader.push(file.as_bytes(), &mut rows).unwrap();
    reader.finish(&mut rows).unwrap();
    let cells = rows.remove(0).cells.unwrap();
    (cells[KNOWN.len()..].iter().map(|cell| cell.as_str().to_owned()).collect(), reader.ignored())
}

#[test]
fn columns_that_are_known_only_now_are_told_apart() {
    let all = |cells: [&str; 3]| (cells.map(str::to_owned).to_vec(), Vec::<String>::new());
    assert_eq!(read_more("fields.firstaid,fields.first_aid,email\na,b,x\n"), all(["", "b", "a"]));
    assert_eq!(read_more("firstaid,First Aid,Size\na,b,1\n"), all(["1", "b", "a"]));
    let (cells, ignored) =
        read_more(r#"{"email": "x", "fields": {"size": 0.000001, "firstaid": ["a", "b"], "shoe": 1}}"#);
    assert_eq!((cells, ignored), (all(["0.000001", "", "a,b"]).0, vec!["fields.shoe".to_owned()]));
    for (size, expected) in [("12.0", "12"), ("7", "7"), ("-0.5", "-0.5"), ("true", "true"), ("null", "")] {
        assert_eq!(read_more(&format!("{{\"fields\": {{\"size\": {size}}}}}")).0[0], expected);
    }
    assert_eq!(read_more("{\"email\": \"x\", \"fields\": {}}"), all(["", "", ""]), "of an account without any");
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
        assert_eq!((problem.code, problem.message.say().as_str()), ("duplicate_key", message));
    }
    let long = "k".repeat(500);
    assert!(problem(&format!("{{\"{long}\": 1, \"{long}\": 2}}")).message.say().len() < 200);
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
    assert_eq!(error(b"e\0m\0a\0i\0l\0\n\0"), FileError::Utf16);
    assert_eq!(error(b"PK\x03\x04\x14\0\x06\0\n"), FileError::Workbook);
    assert_eq!(error(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), FileError::Workbook);
    assert_eq!(error(b"SQLite format 3\0\x10\0"), FileError::Database);
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
    assert_eq!(error(format!("{{\"email\": \"{}", "a".repeat(70_000)).as_bytes()), FileError::RowTooLong { row: 1 });
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
        let file = write::csv_lines(rows).unwrap();
        let (read, _) = read(&file, 7).unwrap();
        for (row, name) in read.iter().zip(&names) {
            prop_assert_eq!(row.cells.as_ref().unwrap()[1].as_str().trim(), name.trim());
        }
    }
}
