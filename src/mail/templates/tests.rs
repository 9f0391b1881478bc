//! The texts of the program, files that replace them, and their mistakes.

use super::layout::Line;
use super::placeholders::Values;
use super::*;
use crate::mail::content::Block;
use std::collections::BTreeMap;
use tempfile::TempDir;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The texts of a language with the files of a folder.
fn texts(folder: &TempDir, language: Language) -> Texts {
    let Templates(all) = Templates::with_files_of(folder.path()).unwrap();
    all.into_iter().find(|texts| texts.language == language).unwrap()
}

/// The error of a folder with one file, without the path of the folder.
fn mistake(path: &str, text: &str) -> String {
    let folder = folder(&[(path, text)]);
    let error = Templates::with_files_of(folder.path()).unwrap_err();
    let start = format!("{}/", folder.path().display());
    error.strip_prefix(&start).unwrap_or_else(|| panic!("{error}")).to_owned()
}

/// The words of the program around each message.
fn layout() -> String {
    built_in::layout(Language::English)
}

/// The values of a message, each placeholder in angle brackets.
fn values() -> Values {
    Placeholder::ALL.into_iter().fold(Values::default(), |values, name| values.with(name, format!("<{name}>")))
}

#[test]
fn the_documentation_lists_every_text_with_its_placeholders() {
    let page = include_str!("../../../docs/look.md");
    let rows = page.lines().skip_while(|line| !line.starts_with("| file |")).skip(2);
    let documented: BTreeMap<String, Vec<String>> = rows
        .take_while(|line| !line.is_empty())
        .map(|row| {
            let quoted: Vec<_> = row.split('`').skip(1).step_by(2).collect();
            let placeholders = quoted.iter().filter_map(|text| text.strip_prefix('{')?.strip_suffix('}'));
            (quoted[0].to_owned(), placeholders.map(str::to_owned).collect())
        })
        .collect();
    let of = |name: TextName| {
        let all = name.placeholders().iter().filter(|placeholder| **placeholder != Placeholder::Installation);
        (name.as_str().to_owned(), all.map(ToString::to_string).collect())
    };
    let known: BTreeMap<String, Vec<String>> = TextName::ALL.into_iter().map(of).collect();
    assert_eq!(documented, known);
    for example in [layout(), TextName::PasswordReset.text(Language::English)] {
        assert!(page.contains(&example), "the examples are the files: {example}");
    }
    for placeholder in Placeholder::ALL {
        assert!(page.contains(&format!("`{{{placeholder}}}`")), "{placeholder}");
    }
}

#[test]
fn the_texts_of_the_program_can_be_written_and_read_again() {
    let files: Vec<_> = built_in_files().collect();
    assert_eq!(files.len(), Language::ALL.len() * (TextName::ALL.len() + 1));
    let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Templates::with_files_of(folder(&files).path()).unwrap();
    for path in ["en/invitation.txt", "de/invitation.txt", "en/layout.txt", "de/layout.txt"] {
        assert!(files.iter().any(|(name, _)| *name == path), "{path}");
    }
}

#[test]
fn each_language_says_the_same_in_its_words() {
    let parts = |language| {
        let text = |name| format!("{:?}", Texts::built_in(language).message(name).fill(&values()));
        TextName::ALL.map(text)
    };
    let marks = |text: &String| {
        let mut marks: Vec<_> = Placeholder::ALL.into_iter().map(|name| text.contains(&format!("<{name}>"))).collect();
        marks.extend(["Button {", "Code {"].map(|block| text.contains(block)));
        marks
    };
    let english = parts(Language::English);
    for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
        for (own, english) in parts(language).iter().zip(&english) {
            assert_ne!(own, english, "{language}");
            assert_eq!(marks(own), marks(english), "{language}: {own}");
        }
    }
}

#[test]
fn a_file_replaces_one_text_and_leaves_the_others() {
    // As some editors on Windows write it.
    let text =
        "\u{feff}Subject: Welcome to {installation}\n\nAn account\nis waiting.\n\n[Go]({link})\n\n\nFor {lifetime}.";
    let text = text.replace('\n', "\r\n");
    let folder = folder(&[("en/invitation.txt", &text), ("en/.invitation.txt.swp", "x"), (".git/config", "x")]);
    let english = texts(&folder, Language::English);
    let (subject, blocks) = english.message(TextName::Invitation).fill(&values()).unwrap();
    assert_eq!((subject.as_str(), blocks.len()), ("Welcome to <installation>", 3));
    assert!(format!("{blocks:?}").contains("is waiting.") && format!("{blocks:?}").contains("<link>"), "{blocks:?}");
    assert!(english.message(TextName::Invitation).names_installation());
    let (subject, _) = english.message(TextName::Test).fill(&values()).unwrap();
    assert_eq!(subject, "Test message");
    assert!(!english.message(TextName::Test).names_installation());
    let (subject, _) = texts(&folder, Language::German).message(TextName::Invitation).fill(&values()).unwrap();
    assert_eq!(subject, "Ihr neues Konto");
}

#[test]
fn a_file_in_the_folder_of_a_language_replaces_its_text_only() {
    let text = "Subject: Willkommen\n\n[Los]({link})\n\nInnerhalb von {lifetime}.\n";
    let folder =
        folder(&[("de/invitation.txt", text), ("de/layout.txt", &layout().replace("Terms: Terms", "Terms: AGB"))]);
    let (german, english) = (texts(&folder, Language::German), texts(&folder, Language::English));
    let (subject, blocks) = german.message(TextName::Invitation).fill(&values()).unwrap();
    assert_eq!(subject, "Willkommen");
    assert!(matches!(&blocks[0], Block::Button(button) if button.label == "Los"), "{blocks:?}");
    assert_eq!(english.message(TextName::Invitation).fill(&values()).unwrap().0, "Your new account");
    assert_eq!(german.message(TextName::Test).fill(&values()).unwrap().0, "Testnachricht");
    assert_eq!(
        (german.layout.words(Line::Terms, &values()).as_str(), english.layout.words(Line::Terms, &values()).as_str()),
        ("AGB", "Terms")
    );
}

#[test]
fn the_words_around_messages_can_be_replaced() {
    let text = layout().replace("Terms: Terms", "Terms: House rules");
    let folder = folder(&[("en/layout.txt", &text)]);
    let layout = texts(&folder, Language::English).layout;
    assert_eq!(layout.words(Line::Terms, &values()), "House rules");
    assert!(layout.words(Line::Footer, &values()).starts_with("<installation> (<host>) has sent"));
}

#[test]
fn a_mistake_is_named_with_its_file_and_line() {
    let invitation = |body: &str| mistake("en/invitation.txt", &format!("Subject: Welcome\n\n{body}\n"));
    let button = "[Begin]({link})";
    for (body, line, what) in [
        ("{lifetim}", 3, "{lifetim} is no placeholder here: use {installation}, {link}, {lifetime}"),
        ("a\n{name}", 4, "{name} is no placeholder here: use {installation}, {link}, {lifetime}"),
        ("a } b", 3, "use braces around placeholders only, such as {installation}"),
        ("a { b", 3, "use braces around placeholders only, such as {installation}"),
        ("{lifetime}\n[Begin]({link})", 4, "put the button between empty lines: [Sign in]({link})"),
        ("[{name}]({link})", 3, "use words without placeholders for the button: [Sign in]({link})"),
        ("[]({link})", 3, "use words without placeholders for the button: [Sign in]({link})"),
        (format!("{button}\n\n{button}").as_str(), 5, "a text has one button and one code: remove the second"),
        (button, 3, "the text ends without {lifetime}: add it"),
        ("{lifetime}", 3, "the text ends without {link}: add it"),
    ] {
        assert_eq!(invitation(body), format!("en/invitation.txt, line {line}: {what}"), "{body}");
    }
    for text in ["", "Welcome", "Subject:  \n\na", "\nSubject: a"] {
        let expected = "en/test.txt, line 1: begin with the subject, such as `Subject: Your new account`";
        assert_eq!(mistake("en/test.txt", text), expected);
    }
    let code = "Subject: A\n\n[B]({link})\n\n{lifetime}\n\nThe code {code} is yours.";
    let expected = "en/confirm_email.txt, line 7: put an empty line below {code}, which ends its paragraph";
    assert_eq!(mistake("en/confirm_email.txt", code), expected);
    let subject = mistake("en/password_reset.txt", "Subject: {name}\n\na");
    assert_eq!(subject, "en/password_reset.txt, line 1: {name} is no placeholder here: use {installation}");
}

/// Without them the reader could not do what the message is about.
#[test]
fn a_text_without_its_link_or_its_code_stops_the_start_in_each_language() {
    let text = |body: &str| format!("Subject: Ihr Code\n\n{body}\n");
    for (body, line, missing) in [
        ("Innerhalb von {lifetime}.\n\nDer Code ist {code}", 5, "link"),
        ("[Los]({link})\n\nInnerhalb von {lifetime}.", 5, "code"),
    ] {
        let expected = format!("de/confirm_email.txt, line {line}: the text ends without {{{missing}}}: add it");
        assert_eq!(mistake("de/confirm_email.txt", &text(body)), expected);
    }
}

#[test]
fn a_mistake_in_the_layout_is_named_with_its_line() {
    for (from, to, line, what) in [
        ("Terms: Terms\n", "", 4, "the text ends without a line that begins with Terms: add it"),
        ("Terms: Terms", "Terms:", 3, "put words behind `Terms:`"),
        ("Privacy:", "Terms:", 4, "there is a line with `Terms:` already: remove one"),
        ("Terms: Terms", "Note: a", 3, "`Note` is no line of the layout: use Button, Footer, Terms, Privacy, Support"),
        ("Terms: Terms", "Terms: {host}", 3, "{host} cannot stand here: this line has no placeholders"),
        (" ({host})", "", 5, "the text has a footer without {host}: add it"),
    ] {
        let found = mistake("en/layout.txt", &layout().replace(from, to));
        assert_eq!(found, format!("en/layout.txt, line {line}: {what}"));
    }
}

#[test]
fn files_and_folders_that_have_no_effect_are_mistakes() {
    let unknown = "there is no message with this name; `vestibule mail templates FOLDER` writes a file for each";
    for name in ["invitatoin.txt", "invitation", "invitation.html", "README.md"] {
        assert_eq!(mistake(&format!("en/{name}"), "a"), format!("en/{name}: {unknown}"));
    }
    let folders = Language::ALL.map(|language| format!("`{language}`")).join(" or ");
    let language = format!("put texts into the folder of their language: {folders}");
    for (path, entry) in
        [("qaa/invitation.txt", "qaa"), ("DE/invitation.txt", "DE"), ("invitation.txt", "invitation.txt"), ("de", "de")]
    {
        assert_eq!(mistake(path, "a"), format!("{entry}: {language}"));
    }
    let missing = Templates::with_files_of(Path::new("/nowhere")).unwrap_err();
    assert!(missing.starts_with("/nowhere: use the path of a readable folder ("), "{missing}");
    let large = mistake("en/test.txt", &"a".repeat(64 * 1024 + 1));
    assert!(large.ends_with("use a readable text file (it is larger than 64 KiB)"), "{large}");
}
