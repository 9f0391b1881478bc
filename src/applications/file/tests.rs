use super::*;
use crate::shared::RemoteUser;
use proptest::prelude::*;

const JOURNAL: &str = "[[application]]\nname = \"journal\"\nlocations = [\"https://journal.example.com/\"]\n";

fn read_all(text: &str) -> Result<FileDefinitions, FileError> {
    super::read_file(text, Origin::parse("https", "id.example.com").ok().as_ref(), &|_| Err("no file".to_owned()))
}

/// The applications of a file without a mistake.
fn read_file(text: &str) -> Vec<Application> {
    let found = read_all(text).unwrap();
    assert!(found.problems.is_empty(), "{found:?}");
    found.applications
}

/// The only mistake of a file.
fn error(text: &str) -> String {
    match read_all(text) {
        Err(error) => error.to_string(),
        Ok(found) => {
            let [problem] = found.problems.as_slice() else { panic!("one mistake: {found:?}") };
            problem.error.to_string()
        }
    }
}

#[test]
fn the_example_of_the_documentation_is_valid() {
    let page = include_str!("../../../docs/applications/README.md");
    let (_, rest) = page.split_once("```toml\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("the end of the example");
    let applications = read_file(example);
    let [journal, wiki] = applications.as_slice() else { panic!("two applications: {applications:?}") };
    assert_eq!((journal.name.as_str(), journal.title.as_str()), ("journal", "The Journal"));
    assert_eq!(journal.groups.joined(" "), "editors staff");
    assert!(!journal.everyone && wiki.everyone);
    assert_eq!((wiki.claims.as_slice(), wiki.remote_user), (&[Claim::Name][..], RemoteUser::Id));
    assert_eq!(wiki.title, "wiki");
    let after = [journal, wiki].map(|one| one.after_sign_out.as_ref().map(ToString::to_string));
    assert_eq!(after, [Some("https://example.com/".to_owned()), None]);
    let strict = Demand::new(true, Some(12 * 60 * 60));
    assert_eq!([journal, wiki].map(|one| one.demand), [strict, Demand::default()]);
}

#[test]
fn only_the_name_is_required_and_nobody_may_enter() {
    let applications = read_file(JOURNAL);
    let [journal] = applications.as_slice() else { panic!("one application: {applications:?}") };
    assert_eq!((journal.title.as_str(), journal.source), ("journal", ApplicationSource::File));
    assert!(!journal.everyone && journal.groups.is_empty());
    assert_eq!((journal.claims.as_slice(), journal.remote_user), (&Claim::ALL[..], RemoteUser::Username));
    assert!(read_file("").is_empty());
    assert!(read_file("# nothing\n").is_empty());
    let alone = read_file("[[application]]\nname = \"wiki\"\n");
    assert!(alone[0].locations.is_empty(), "its clients may be all that it has");
}

#[test]
fn a_mistake_is_reported_with_its_line_and_how_to_fix_it() {
    for (more, line, part) in [
        ("titel = \"x\"\n", 4, "unknown field `titel`"),
        ("everyone = \"yes\"\n", 4, "expected a boolean"),
        ("groups = \"editors\"\n", 4, "expected a sequence"),
        ("\n\ngroups = [\n  \"editors\",\n  \"Staff\",\n]\n", 8, "“Staff” is not the name of a group"),
        ("claims = [\"phone\"]\n", 4, "The claims are name, email, groups."),
        ("remote_user = \"email\"\n", 4, "Use username or id."),
        ("after_sign_out = \"/bye\"\n", 4, "/bye: use http or https. Enter an absolute URL"),
        ("second_factor = \"yes\"\n", 4, "expected a boolean"),
        ("max_age = 59\n", 4, "Use at least one minute"),
        ("max_age = \"soon\"\n", 4, "Use at least one minute"),
        ("title = \"a\\nb\"\n", 4, "Remove line breaks"),
        ("name = \"wiki\"\n", 4, "duplicate key"),
        ("[[applications]]\n", 4, "unknown field `applications`"),
        ("[[application]]\nlocations = [\"https://w.example/\"]\n", 4, "The key name is missing"),
        ("[[application]]\nname = \"Wiki\"\nlocations = []\n", 5, "lower-case letters"),
        (
            "[[application]]\nname = \"wiki\"\nlocations = [\"https://w.example/\",\n\"http://w.example/\"]\n",
            7,
            "http://w.example/: use https",
        ),
        (
            "[[application]]\nname = \"journal\"\nlocations = [\"https://w.example/\"]\n",
            4,
            "The name journal is taken.",
        ),
        (
            "[[application]]\nname = \"wiki\"\nlocations = [\"https://JOURNAL.example.com\"]\n",
            4,
            "The location https://journal.example.com/ is taken by journal.",
        ),
        (
            "[[application]]\nname = \"wiki\"\nlocations = [\"https://journal.example.com:8443/wiki\"]\n",
            4,
            "https://journal.example.com:8443/wiki is on the host of https://journal.example.com/",
        ),
        (
            "[[application]]\nname = \"wiki\"\nlocations = [\"https://id.example.com:8443/\"]\n",
            6,
            "https://id.example.com:8443/ is on the host of Vestibule with another port or scheme.",
        ),
    ] {
        let error = error(&format!("{JOURNAL}{more}"));
        assert!(error.starts_with(&format!("line {line}: ")) && error.contains(part), "{more}: {error}");
    }
    assert!(error("[application]\nname = \"journal\"\n").starts_with("line 1: "));
}

#[test]
fn a_mistake_closes_its_application_and_no_other() {
    let wiki = "[[application]]\nname = \"wiki\"\nlocations = [\"https://w.example/\", \"https://journal.example.com/\"]\n\
                everyone = true\ngroup = [\"staff\"]\n";
    let found = read_all(&format!("{JOURNAL}{wiki}[[application]]\nname = \"shop\"\neveryone = true\n")).unwrap();
    let named: Vec<_> = found.applications.iter().map(|one| (one.name.as_str(), one.everyone)).collect();
    assert_eq!(named, [("journal", false), ("wiki", false), ("shop", true)]);
    let kept: Vec<_> = found.applications[1].locations.iter().map(ToString::to_string).collect();
    assert_eq!(kept, ["https://w.example/"], "what belongs to another one stays there");
    let [problem] = found.problems.as_slice() else { panic!("one mistake: {found:?}") };
    assert_eq!((problem.application.as_deref(), problem.error.line), (Some("wiki"), 8));
    assert!(problem.message().say().contains("unknown field `group`"), "{}", problem.message());
    assert!(read_all("[[application]\n").is_err(), "what is no TOML has no entries");
}

#[test]
fn there_are_at_most_500_applications() {
    let entry = |number: usize| {
        format!("[[application]]\nname = \"a{number}\"\nlocations = [\"https://a{number}.example/\"]\n")
    };
    let all: String = (0..MAX_APPLICATIONS).map(entry).collect();
    assert_eq!(read_file(&all).len(), MAX_APPLICATIONS);
    assert!(error(&format!("{all}{}", entry(MAX_APPLICATIONS))).contains("at most 500"));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "(\\[\\[application\\]\\]\n|name = \"[a-z]\"\n|groups = \\[\\PC{0,3}\\]\n|\\PC{0,8}\n?){0,6}") {
        let lines = text.split('\n').count();
        let errors = match read_all(&text) {
            Err(error) => vec![error],
            Ok(found) => found.problems.into_iter().map(|problem| problem.error).collect(),
        };
        for error in errors {
            prop_assert!((1..=lines).contains(&error.line), "{} of {}", error.line, lines);
        }
    }
}
