//! The file of applications, `vestibule.toml`.

use super::{
    Application, Demand, Origin, check_locations, check_own_host, check_ports, ordered_claims, parse_after_sign_out,
    parse_claim, parse_group, parse_location, parse_remote_user, parse_title,
};
use crate::shared::applications::{ApplicationName, ApplicationSource, Claim, MAX_APPLICATIONS, parse_proof_age};
use crate::shared::fields::Problem;
use crate::shared::groups::GroupNames;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;

/// What is wrong in the file, and how to fix it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct FileError {
    pub line: usize,
    pub message: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    #[serde(default, rename = "application")]
    applications: Vec<Spanned<Entry>>,
}

/// Values know their position, so that errors name the line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Option<Spanned<String>>,
    title: Option<Spanned<String>>,
    locations: Option<Spanned<Vec<Spanned<String>>>>,
    #[serde(default)]
    everyone: bool,
    #[serde(default)]
    groups: Vec<Spanned<String>>,
    claims: Option<Vec<Spanned<String>>>,
    remote_user: Option<Spanned<String>>,
    after_sign_out: Option<Spanned<String>>,
    #[serde(default)]
    second_factor: bool,
    max_age: Option<Spanned<Age>>,
}

/// A duration such as `"15m"`, or a number of seconds.
#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a duration, such as \"15m\"")]
enum Age {
    Seconds(u64),
    Text(String),
}

impl Age {
    fn into_text(self) -> String {
        match self {
            Self::Seconds(seconds) => seconds.to_string(),
            Self::Text(text) => text,
        }
    }
}

/// Reads all applications of the file. Whether their groups exist is not checked. `own`: the origin of Vestibule.
///
/// # Errors
/// The first mistake.
pub fn read_file(text: &str, own: Option<&Origin>) -> Result<Vec<Application>, FileError> {
    let document: Document = toml::from_str(text).map_err(|error| {
        let at = error.span().unwrap_or_default();
        error_at(text, &at, format!("{}.", error.message()))
    })?;
    let mut applications: Vec<Application> = Vec::new();
    for entry in document.applications {
        let at = entry.span();
        let application = application(text, &at, entry.into_inner(), own)?;
        for other in &applications {
            if other.name == application.name {
                return Err(error_at(text, &at, format!("The name {} is taken. Choose another one.", other.name)));
            }
            if let Some(location) = application.collision_with(other) {
                let message = format!("The location {location} is taken by {}. Choose another one.", other.name);
                return Err(error_at(text, &at, message));
            }
            check_ports(&application.locations, other).map_err(|problem| wrong(text, &at, &problem))?;
        }
        if applications.len() == MAX_APPLICATIONS {
            return Err(error_at(text, &at, format!("Define at most {MAX_APPLICATIONS} applications.")));
        }
        applications.push(application);
    }
    Ok(applications)
}

/// Reads the application whose table is at `at`.
fn application(text: &str, at: &Range<usize>, entry: Entry, own: Option<&Origin>) -> Result<Application, FileError> {
    let missing = |key: &str, example: &str| error_at(text, at, format!("The key {key} is missing: add {example}."));
    let name = entry.name.ok_or_else(|| missing("name", "name = \"journal\""))?;
    let name = read(text, &name, ApplicationName::parse)?;
    let title = entry.title.map(|title| read(text, &title, parse_title)).transpose()?.flatten();
    let locations =
        entry.locations.ok_or_else(|| missing("locations", "locations = [\"https://journal.example.com/\"]"))?;
    let at_locations = locations.span();
    let urls = locations.get_ref().iter();
    let locations = urls.map(|url| read(text, url, parse_location)).collect::<Result<Vec<_>, _>>()?;
    let checked = check_locations(&locations).and_then(|()| check_own_host(&locations, own));
    checked.map_err(|problem| wrong(text, &at_locations, &problem))?;
    let groups = entry.groups.iter().map(|group| read(text, group, parse_group)).collect::<Result<GroupNames, _>>()?;
    let claims = match &entry.claims {
        Some(names) => {
            ordered_claims(&names.iter().map(|name| read(text, name, parse_claim)).collect::<Result<Vec<_>, _>>()?)
        }
        None => Claim::ALL.to_vec(),
    };
    let remote_user = entry.remote_user.map(|value| read(text, &value, parse_remote_user)).transpose()?;
    let after_sign_out = entry.after_sign_out.map(|url| read(text, &url, parse_after_sign_out)).transpose()?;
    let max_age = entry.max_age.map(|age| {
        let at = age.span();
        parse_proof_age(&age.into_inner().into_text()).map_err(|problem| wrong(text, &at, &problem))
    });
    let max_age = max_age.transpose()?.flatten();
    Ok(Application {
        title: title.unwrap_or_else(|| name.to_string()),
        name,
        locations,
        everyone: entry.everyone,
        groups,
        claims,
        remote_user: remote_user.unwrap_or_default(),
        after_sign_out: after_sign_out.flatten(),
        demand: Demand { second_factor: entry.second_factor, max_age },
        source: ApplicationSource::File,
        flaws: Vec::new(),
        created_at: None,
        updated_at: None,
    })
}

/// Parses a value.
fn read<T>(
    text: &str,
    value: &Spanned<String>,
    parse: impl FnOnce(&str) -> Result<T, Problem>,
) -> Result<T, FileError> {
    parse(value.get_ref()).map_err(|problem| wrong(text, &value.span(), &problem))
}

fn wrong(text: &str, at: &Range<usize>, problem: &Problem) -> FileError {
    error_at(text, at, problem.message.say())
}

fn error_at(text: &str, at: &Range<usize>, message: String) -> FileError {
    // By bytes: a position inside of a character must not end the program.
    let before = text.as_bytes().iter().take(at.start);
    FileError { line: before.filter(|byte| **byte == b'\n').count() + 1, message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::applications::RemoteUser;
    use proptest::prelude::*;

    const JOURNAL: &str = "[[application]]\nname = \"journal\"\nlocations = [\"https://journal.example.com/\"]\n";

    fn read_file(text: &str) -> Result<Vec<Application>, FileError> {
        super::read_file(text, Origin::parse("https", "id.example.com").ok().as_ref())
    }

    fn error(text: &str) -> String {
        read_file(text).unwrap_err().to_string()
    }

    #[test]
    fn the_example_of_the_documentation_is_valid() {
        let page = include_str!("../../docs/applications/README.md");
        let (_, rest) = page.split_once("```toml\n").expect("an example");
        let (example, _) = rest.split_once("```").expect("the end of the example");
        let applications = read_file(example).unwrap();
        let [journal, wiki] = applications.as_slice() else { panic!("two applications: {applications:?}") };
        assert_eq!((journal.name.as_str(), journal.title.as_str()), ("journal", "The Journal"));
        assert_eq!(journal.groups.joined(" "), "editors staff");
        assert!(!journal.everyone && wiki.everyone);
        assert_eq!((wiki.claims.as_slice(), wiki.remote_user), (&[Claim::Name][..], RemoteUser::Id));
        assert_eq!(wiki.title, "wiki");
        let after = [journal, wiki].map(|one| one.after_sign_out.as_ref().map(ToString::to_string));
        assert_eq!(after, [Some("https://example.com/".to_owned()), None]);
        let strict = Demand { second_factor: true, max_age: Some(12 * 60 * 60) };
        assert_eq!([journal, wiki].map(|one| one.demand), [strict, Demand::default()]);
    }

    #[test]
    fn only_name_and_locations_are_required_and_nobody_may_enter() {
        let applications = read_file(JOURNAL).unwrap();
        let [journal] = applications.as_slice() else { panic!("one application: {applications:?}") };
        assert_eq!((journal.title.as_str(), journal.source), ("journal", ApplicationSource::File));
        assert!(!journal.everyone && journal.groups.is_empty());
        assert_eq!((journal.claims.as_slice(), journal.remote_user), (&Claim::ALL[..], RemoteUser::Username));
        assert!(read_file("").unwrap().is_empty());
        assert!(read_file("# nothing\n").unwrap().is_empty());
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
            ("[[application]]\nname = \"wiki\"\n", 4, "The key locations is missing"),
            ("[[application]]\nlocations = [\"https://w.example/\"]\n", 4, "The key name is missing"),
            ("[[application]]\nname = \"Wiki\"\nlocations = []\n", 5, "lower-case letters"),
            ("[[application]]\nname = \"wiki\"\nlocations = []\n", 6, "Enter at least one address"),
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
    fn there_are_at_most_500_applications() {
        let entry = |number: usize| {
            format!("[[application]]\nname = \"a{number}\"\nlocations = [\"https://a{number}.example/\"]\n")
        };
        let all: String = (0..MAX_APPLICATIONS).map(entry).collect();
        assert_eq!(read_file(&all).unwrap().len(), MAX_APPLICATIONS);
        assert!(error(&format!("{all}{}", entry(MAX_APPLICATIONS))).contains("at most 500"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(\\[\\[application\\]\\]\n|name = \"[a-z]\"\n|groups = \\[\\PC{0,3}\\]\n|\\PC{0,8}\n?){0,6}") {
            let lines = text.split('\n').count();
            if let Err(error) = read_file(&text) {
                prop_assert!((1..=lines).contains(&error.line), "{} of {}", error.line, lines);
            }
        }
    }
}
