//! Terms in the file of applications: what the tables `[[terms]]` say. A table states what is to be in effect: when its documents change,
//! another version is published.

use super::file_problem::{FileError, error_at, line_of, of_toml, wrong};
use super::terms::{parse_terms_link, parse_terms_text, terms_problem};
use crate::shared::terms::TermsDocuments;
use crate::shared::{ApplicationName, Problem, Timestamp};
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// Terms of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileTerms {
    /// None: of the installation.
    pub application: Option<ApplicationName>,
    pub documents: TermsDocuments,
    /// None: from when the server first reads them.
    pub applies_from: Option<Timestamp>,
    /// Where they are in the file.
    pub line: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    application: Option<Spanned<String>>,
    #[serde(default)]
    links: Vec<Spanned<String>>,
    #[serde(default)]
    texts: Vec<Spanned<String>>,
    applies_from: Option<Spanned<String>>,
}

/// Reads the terms. A mistake in one table stops it and no other.
pub(super) fn read_terms(text: &str, terms: Spanned<DeValue<'_>>) -> (Vec<FileTerms>, Vec<FileError>) {
    let mistake = |at: &Range<usize>, words: &str| error_at(text, at, words);
    let at = terms.span();
    let DeValue::Array(tables) = terms.into_inner() else {
        return (Vec::new(), vec![mistake(&at, "Write [[terms]].")]);
    };
    let (mut found, mut mistakes): (Vec<FileTerms>, _) = (Vec::new(), Vec::new());
    for table in tables {
        let at = table.span();
        let DeValue::Table(table) = table.into_inner() else {
            mistakes.push(mistake(&at, "Write [[terms]]."));
            continue;
        };
        match read_one(text, &at, table) {
            Ok(new) if found.iter().any(|other| other.application == new.application) => {
                mistakes.push(mistake(&at, "Write one table for each application, and one for the installation."));
            }
            Ok(new) => found.push(new),
            Err(error) => mistakes.push(error),
        }
    }
    (found, mistakes)
}

/// Reads the terms whose table is at `at`.
fn read_one(text: &str, at: &Range<usize>, table: DeTable<'_>) -> Result<FileTerms, FileError> {
    let entry = Entry::deserialize(ValueDeserializer::from(Spanned::new(at.clone(), DeValue::Table(table))));
    let entry = entry.map_err(|error| of_toml(text, at, &error))?;
    let wrong_at = |at: &Range<usize>, problem: Problem| wrong(text, at, &problem);
    let read_all = |values: &[Spanned<String>], parse: fn(&str) -> Result<String, Problem>| {
        let read = |value: &Spanned<String>| parse(value.get_ref()).map_err(|problem| wrong_at(&value.span(), problem));
        values.iter().map(read).collect::<Result<Vec<_>, _>>()
    };
    let application = entry
        .application
        .as_ref()
        .map(|name| ApplicationName::parse(name.get_ref()).map_err(|problem| wrong_at(&name.span(), problem)));
    let applies_from = entry.applies_from.as_ref().map(|time| {
        let read = time.get_ref().parse::<Timestamp>();
        read.map_err(|_| wrong_at(&time.span(), Problem::invalid_time()))
    });
    let documents = TermsDocuments {
        links: read_all(&entry.links, parse_terms_link)?,
        texts: read_all(&entry.texts, parse_terms_text)?,
    };
    if let Some((_, problem)) = terms_problem(&documents) {
        return Err(wrong_at(at, problem));
    }
    let (application, applies_from) = (application.transpose()?, applies_from.transpose()?);
    Ok(FileTerms { application, documents, applies_from, line: line_of(text, at) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::{FileDefinitions, read_file};

    fn read(text: &str) -> FileDefinitions {
        read_file(text, None, &|_| Err("no secret".to_owned())).unwrap()
    }

    #[test]
    fn terms_are_of_the_installation_or_of_an_application() {
        let found = read(
            "[[terms]]\ntexts = [\"Be nice.\", \"de=Seien Sie nett.\"]\napplies_from = \"2026-12-01\"\n\
             [[terms]]\napplication = \"wiki\"\nlinks = [\"https://example.org/terms\"]\n",
        );
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        let [all, wiki] = found.terms.as_slice() else { panic!("{:?}", found.terms) };
        assert_eq!((all.application.as_ref(), all.documents.texts.len()), (None, 2));
        assert_eq!(all.applies_from, "2026-12-01".parse().ok());
        assert_eq!(wiki.application.as_ref().map(ApplicationName::as_str), Some("wiki"));
        assert_eq!(wiki.documents.links, ["https://example.org/terms"]);
    }

    #[test]
    fn a_mistake_stops_its_table_and_no_other() {
        let found = read(
            "[[terms]]\nlinks = [\"javascript:alert(1)\"]\n[[terms]]\ntexts = [\"Be nice.\"]\n\
             [[terms]]\ntexts = [\"Be nicer.\"]\n[[terms]]\napplication = \"wiki\"\nfrom = \"x\"\n",
        );
        assert_eq!(found.terms.len(), 1, "{:?}", found.terms);
        let lines: Vec<_> = found.problems.iter().map(|problem| problem.error.line).collect();
        assert_eq!((lines.len(), lines[0]), (3, 2));
    }
}
