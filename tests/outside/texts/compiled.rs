//! What of the catalogue does not compile, and the functions that it becomes. `build.rs` uses the same module.

#[path = "../../../locales/compile.rs"]
mod compile;

use crate::repository::read;
use std::fs;
use tempfile::TempDir;

/// The code of the browser: the messages that it does not name are only for the server.
const PAGE: &str = "say::exact(1); message::in_german(2); say::plain(); label: say::plural, event_open";

/// The functions and the tables of these texts.
///
/// # Errors
/// The mistake.
fn compiled(english: &str, german: &str) -> Result<[String; 2], String> {
    let [functions, _, tables] = compiled_files(&[("en.ftl", english), ("de.ftl", german)])?;
    Ok([functions, tables])
}

/// The functions, those for administrators, and the tables of the texts in these files.
///
/// # Errors
/// The mistake.
fn compiled_files(files: &[(&str, &str)]) -> Result<[String; 3], String> {
    let folder = TempDir::new().expect("a folder");
    let sources = folder.path().join("src");
    fs::create_dir_all(sources.join("pages")).expect("a folder");
    fs::write(sources.join("pages/page.rs"), PAGE).expect("a file");
    for (name, texts) in files {
        fs::write(folder.path().join(name), texts).expect("a file");
    }
    compile::compile(folder.path(), &[sources.as_path()], folder.path())?;
    let file = |name: &str| fs::read_to_string(folder.path().join(name)).expect("a file");
    Ok(["say.rs", "administrators.rs", "tables.rs"].map(file))
}

#[track_caller]
fn assert_refused(english: &str, german: &str, mistake: &str) {
    assert_eq!(compiled(english, german), Err(mistake.to_owned()));
}

#[test]
fn a_syntax_error_is_named_with_its_file_and_line() {
    for (texts, line, mistake) in [
        ("a = A\nb\nc = C\n", 2, "Expected a token starting with \"=\""),
        ("a = A\n\nb =\nc = C\n", 3, "Expected a message field for \"b\""),
        ("a = A\nb = } B\n", 2, "Unbalanced closing brace"),
        ("a = { $n ->\n    [one] A\n}\n", 3, "The select expression must have a default variant"),
    ] {
        assert_refused(texts, "a = A\n", &format!("locales/en.ftl, line {line}: {mistake}"));
        assert_refused("a = A\n", texts, &format!("locales/de.ftl, line {line}: {mistake}"));
    }
}

#[test]
fn each_language_has_the_same_messages_and_attributes() {
    for (more, missing) in [("a = A\nb = B\n", "b"), ("a = A\n    .b = B\n", "a-b")] {
        let mistake = |tag| format!("locales/{tag}.ftl: {missing} is missing, which another language has");
        assert_refused(more, "a = A\n", &mistake("de"));
        assert_refused("a = A\n", more, &mistake("en"));
    }
}

#[test]
fn each_language_has_the_same_arguments() {
    assert_refused("a = { $x }\n", "a = A\n", "locales/de.ftl: a lacks $x");
    assert_refused("a = A\n", "a = { $x }\n", "locales/de.ftl: a has $x, but not in en.ftl");
    assert_refused("a = { $x }\n", "a = { $y }\n", "locales/de.ftl: a has $y, but not in en.ftl");
    // Those of a variant.
    let choice = "a = { $n ->\n    [one] A\n   *[other] { $x }\n}\n";
    assert_refused(choice, "a = { NUMBER($n) }\n", "locales/de.ftl: a lacks $x");
}

#[test]
fn what_the_program_cannot_read_is_refused() {
    const REFERENCE: &str = "messages and terms cannot be referred to";
    const FUNCTION: &str = "NUMBER of an argument is the only function";
    for (english, german, mistake) in [
        ("a = { -brand }\n", "a = A\n", REFERENCE),
        ("a = { b.c }\nb = B\n    .c = C\n", "a = A\nb = B\n    .c = C\n", REFERENCE),
        ("a = { DATETIME($x) }\n", "a = { $x }\n", FUNCTION),
        ("a = { NUMBER(3) }\n", "a = 3\n", FUNCTION),
        ("a = { b }\nb = B\n", "a = A\nb = B\n", REFERENCE),
    ] {
        assert_refused(english, german, &format!("locales/en.ftl: a: {mistake}"));
    }
    assert_refused("-brand = B\n", "a = A\n", "locales/en.ftl: -brand is a term; use a message");
    let choice = "a = { NUMBER($n) ->\n    [one] A\n   *[other] B\n}\n";
    assert_refused(choice, "a = A\n", "locales/en.ftl: a: choose by an argument");
    assert_refused("a = A\u{2}\n", "a = A\n", "locales/en.ftl: a has a control character");
}

#[test]
fn an_id_is_defined_once() {
    assert_refused("a = A\na = B\n", "a = A\n", "locales/en.ftl: a is defined twice");
    assert_refused("a = A\n", "a-b = A\na = B\n    .b = C\n", "locales/de.ftl: a-b is defined twice");
}

#[test]
fn plurals_and_numbers_are_inferred_from_all_languages() {
    let english = "plural = { $count ->\n    [one] One in { $name }\n   *[other] { NUMBER($count) } in { $name }\n}\n\
                   exact = { $count ->\n    [0] None\n   *[other] Some\n}\n\
                   chosen = { $role ->\n    [admin] One\n   *[other] None\n}\n\
                   in-german = { $count }\n\
                   mail-a = Words\n\
                   plain = Word!\n\
                   plain-word = Word\n";
    let german = "plural = { $name }: { $count }\nexact = { $count }\nchosen = { $role }\n\
                  in-german = { NUMBER($count) }\nmail-a = Wörter\nplain = Wort.\nplain-word = Wort\n";
    let [functions, tables] = compiled(english, german).expect("texts that compile");
    // In the order of their names, those for the server last.
    for function in [
        "pub fn chosen(role: &str, ) -> String { composed(4, &[Argument::from(role), ]) }",
        "pub fn exact(count: u64, ) -> String { composed(0, &[Argument::from(count), ]) }",
        "pub fn in_german(count: u64, ) -> String",
        "pub fn plain() -> &'static str { text(2) }",
        "pub fn plural(count: u64, name: &str, ) -> String { composed(3, &[Argument::from(count), Argument::from(name), ]) }",
        "pub fn plural(count: u64, name: impl Into<Argument<'static>>, ) -> Message",
        "pub fn mail_a() -> &'static str { text(5) }",
        "pub fn mail_a() -> Message",
    ] {
        assert!(functions.contains(function), "{function} is not in {functions}");
    }
    for table in [
        r#""\u{2}\u{10}\u{3}admin\u{4}One\u{3}\u{4}None\u{5}","#,
        r#""\u{2}\u{10}\u{3}0\u{4}None\u{3}\u{4}Some\u{5}","#,
        r#""\u{2}\u{10}\u{3}one\u{4}One in \u{1}\u{11}\u{3}\u{4}\u{1}\u{10} in \u{1}\u{11}\u{5}","#,
        r#""\u{1}\u{11}: \u{1}\u{10}","#,
        r#""Word!","#,
        r#""Wörter","#,
        "const FOR_EVERYBODY: usize = 4;",
        "const FOR_BROWSERS: usize = 4;",
    ] {
        assert!(tables.contains(table), "{table} is not in {tables}");
    }
}

#[test]
fn texts_of_administrators_have_functions_of_their_own_and_follow_those_for_everybody() {
    let [plain, mail, theirs] = ["plain = Word\n", "mail-a = Words\n", "exact = { $name }\nusers = Users\n"];
    let everybody = format!("{plain}{mail}");
    let files = [
        ("en.ftl", everybody.as_str()),
        ("de.ftl", everybody.as_str()),
        ("en.administrators.ftl", theirs),
        ("de.administrators.ftl", theirs),
    ];
    let [functions, own, tables] = compiled_files(&files).expect("texts that compile");
    for function in [
        "pub fn exact(name: &str, ) -> String { composed(1, &[Argument::from(name), ]) }",
        "pub fn users() -> &'static str { text(2) }",
    ] {
        assert!(own.contains(function), "{function} is not in {own}");
    }
    assert!(functions.contains("pub fn plain() -> &'static str { text(0) }"), "{functions}");
    assert!(functions.contains("pub fn mail_a() -> &'static str { text(3) }"), "{functions}");
    for name in ["fn exact", "fn users"] {
        assert!(!functions.contains(name), "what everybody can name has {name}: {functions}");
    }
    assert!(!own.contains("fn plain") && !own.contains("Message"), "{own}");
    for table in ["const FOR_EVERYBODY: usize = 1;", "const FOR_BROWSERS: usize = 3;"] {
        assert!(tables.contains(table), "{table} is not in {tables}");
    }
}

#[test]
fn a_text_is_for_everybody_or_for_administrators_in_each_language() {
    let refused = |english: [&str; 2], german: [&str; 2]| {
        let names = [["en.ftl", "en.administrators.ftl"], ["de.ftl", "de.administrators.ftl"]].concat();
        let texts = [english, german].concat();
        compiled_files(&names.into_iter().zip(texts).collect::<Vec<_>>()).expect_err("a mistake")
    };
    let missing = "locales/de.administrators.ftl: b is missing, which another language has";
    assert_eq!(
        refused(["a = A\n", "b = B\n"], ["a = A\nb = B\n", ""]),
        "locales/en.ftl: b is missing, which another language has"
    );
    assert_eq!(refused(["a = A\n", "b = B\n"], ["a = A\n", ""]), missing);
    let twice = "locales/en.administrators.ftl: a is defined twice";
    assert_eq!(refused(["a = A\n", "a = A\n"], ["a = A\n", "a = A\n"]), twice);
    let lacks = "locales/de.administrators.ftl: b lacks $x";
    assert_eq!(refused(["a = A\n", "b = { $x }\n"], ["a = A\n", "b = B\n"]), lacks);
    for (file, mistake) in [
        ("en.admins.ftl", "locales/en.admins.ftl: call it en.ftl or en.administrators.ftl"),
        ("qaa.administrators.ftl", "locales/qaa.ftl is missing"),
    ] {
        let files = [("en.ftl", "a = A\n"), ("de.ftl", "a = A\n"), (file, "b = B\n")];
        assert_eq!(compiled_files(&files), Err(mistake.to_owned()));
    }
}

#[test]
fn a_file_is_named_by_a_tag() {
    for name in ["pt_BR", "pt-", "-BR", "9", "français"] {
        let file = format!("{name}.ftl");
        let mistake = format!("locales/{file}: name it by the tag of its language, such as de or pt-BR");
        assert_eq!(compiled_files(&[("en.ftl", "a = A\n"), (file.as_str(), "a = A\n")]), Err(mistake));
    }
}

/// What docs/translating.md says of a new language, with a region.
#[test]
fn a_copy_of_our_texts_is_another_language() {
    let copied = |name: &str| (name.to_owned(), read(format!("locales/{}", name.replace("pt-BR", "de"))));
    let files =
        ["en.ftl", "en.administrators.ftl", "de.ftl", "de.administrators.ftl", "pt-BR.ftl", "pt-BR.administrators.ftl"];
    let files = files.map(copied);
    let files: Vec<_> = files.iter().map(|(name, texts)| (name.as_str(), texts.as_str())).collect();
    let [functions, _, tables] = compiled_files(&files).expect("texts that compile");
    assert!(functions.contains("const LANGUAGE_NAMES: [(&str, &str); 3]"), "{} bytes", functions.len());
    for line in ["\"pt-BR\" => &PT_BR,", "const TAGS: [&str; 3] = [\"de\", \"en\", \"pt-BR\"];"] {
        assert!(tables.contains(line), "{line} is not in the tables");
    }
    let names: Vec<_> = tables.split("static ").skip(1).filter_map(|rest| rest.split(':').next()).collect();
    assert!(names.contains(&"PT_BR"), "{names:?}");
}

#[test]
fn the_sentences_about_an_event_have_the_same_arguments() {
    let english = "event-open = Opened\n    .done = { $actor } opened it\n    .refused = { $whose } stays\n\
                   event-shut = Shut\n    .refused = { $actor } did not\n";
    let [functions, tables] = compiled(english, english).expect("texts that compile");
    for function in [
        "pub struct Parts<'a> { pub account: &'a str, pub actor: &'a str, pub by: &'a str, pub detail: &'a str, pub whose: &'a str, }",
        "pub fn event_open() -> Sentences { Sentences { done: 1, refused: Some(2) } }",
        // What is only ever refused has one sentence.
        "pub fn event_shut() -> Sentences { Sentences { done: 4, refused: Some(4) } }",
        "pub fn event_open() -> &'static str { text(0) }",
    ] {
        assert!(functions.contains(function), "{function} is not in {functions}");
    }
    assert!(!functions.contains("event_open_done"), "{functions}");
    // The sentences are where the name is, and the index of an argument is that of the part.
    for table in [r#""\u{1}\u{11} opened it","#, r#""\u{1}\u{14} stays","#, "const FOR_BROWSERS: usize = 3;"] {
        assert!(tables.contains(table), "{table} is not in {tables}");
    }
    let unknown = "event-open = Opened\n    .done = { $place } opened\n";
    let mistake = "locales/en.ftl: event-open-done has $place, which no sentence about an event has";
    assert_refused(unknown, unknown, mistake);
}
