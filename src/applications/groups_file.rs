//! The groups in the file of applications: what the tables `[[group]]` say.

use super::file_problem::{FileError, error_at, line_of, of_toml, wrong};
use crate::shared::GroupName;
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// A group of the file. What is None stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileGroup {
    pub name: GroupName,
    pub description: Option<String>,
    /// Who belongs to it. Whether there are such fields is not checked.
    pub rule: Option<String>,
    /// Where it is in the file.
    pub line: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Option<Spanned<String>>,
    description: Option<String>,
    rule: Option<String>,
}

/// Reads the groups. A mistake in one stops it and no other.
pub(super) fn read_groups(text: &str, groups: Spanned<DeValue<'_>>) -> (Vec<FileGroup>, Vec<FileError>) {
    let at = groups.span();
    let DeValue::Array(tables) = groups.into_inner() else {
        return (Vec::new(), vec![error_at(text, &at, "Write [[group]].")]);
    };
    let (mut found, mut mistakes): (Vec<FileGroup>, _) = (Vec::new(), Vec::new());
    for table in tables {
        let at = table.span();
        let DeValue::Table(table) = table.into_inner() else {
            mistakes.push(error_at(text, &at, "Write [[group]]."));
            continue;
        };
        match group(text, &at, table) {
            Ok(group) if found.iter().any(|other| other.name == group.name) => {
                mistakes.push(error_at(text, &at, format!("The name {} is taken. Choose another one.", group.name)));
            }
            Ok(group) => found.push(group),
            Err(error) => mistakes.push(error),
        }
    }
    (found, mistakes)
}

/// Reads the group whose table is at `at`.
fn group(text: &str, at: &Range<usize>, table: DeTable<'_>) -> Result<FileGroup, FileError> {
    let entry = Entry::deserialize(ValueDeserializer::from(Spanned::new(at.clone(), DeValue::Table(table))));
    let Entry { name, description, rule } = entry.map_err(|error| of_toml(text, at, &error))?;
    let name = name.ok_or_else(|| error_at(text, at, "The key name is missing: add name = \"editors\"."))?;
    let name = GroupName::parse(name.get_ref()).map_err(|problem| wrong(text, &name.span(), &problem))?;
    Ok(FileGroup { name, description, rule, line: line_of(text, at) })
}

#[cfg(test)]
mod tests {
    use crate::applications::read_file;

    #[test]
    fn a_mistake_in_a_group_stops_it_and_no_other() {
        let good = "[[group]]\nname = \"pros\"\nrule = \"plan=pro\"\n";
        for (more, line, part) in [
            ("name = \"A b\"\n", 5, "lower-case letters"),
            ("rule = \"plan=pro\"\n", 4, "The key name is missing"),
            ("name = \"pros\"\n", 4, "is taken"),
            ("name = \"a\"\nrul = \"x\"\n", 6, "rul"),
        ] {
            let text = format!("{good}[[group]]\n{more}");
            let found = read_file(&text, None, &|_| Err("no secret".to_owned())).unwrap();
            let [problem] = found.problems.as_slice() else { panic!("{more}: {found:?}") };
            assert!(problem.error.line == line && problem.error.message.say().contains(part), "{more}: {problem:?}");
            let [group] = found.groups.as_slice() else { panic!("{more}: {found:?}") };
            assert_eq!((group.name.as_str(), group.rule.as_deref(), group.line), ("pros", Some("plan=pro"), 1));
        }
    }
}
