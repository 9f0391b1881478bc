//! The fields of one's own in the file of applications: what the tables `[[field]]` say.

use super::file_problem::{FileError, error_at, line_of, of_toml};
use crate::language::{Message, message};
use crate::own_fields::definition_problems;
use crate::shared::fields::input::Defined as _;
use crate::shared::own_fields::MAX_OWN_FIELDS;
use crate::shared::{ApplicationName, OwnFieldDefinition, OwnFieldName};
use serde::Deserialize as _;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// A field of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileField {
    pub name: OwnFieldName,
    /// The name that it had before, if it has another one now.
    pub renamed_from: Option<OwnFieldName>,
    pub definition: OwnFieldDefinition,
    /// Where it is in the file.
    pub line: usize,
}

/// A field that another entry of the file names.
#[derive(Clone, Debug)]
pub struct NamedField {
    pub field: OwnFieldName,
    /// The application that is told it. None: a provider fills it in.
    pub application: Option<ApplicationName>,
    pub line: usize,
}

/// Reads the fields. A mistake in one stops it and no other. None: what is there are no tables.
pub(super) fn read_own_fields(text: &str, fields: Spanned<DeValue<'_>>) -> (Option<Vec<FileField>>, Vec<FileError>) {
    let at = fields.span();
    let DeValue::Array(tables) = fields.into_inner() else {
        return (None, vec![error_at(text, &at, "Write [[field]].")]);
    };
    let (mut read, mut mistakes): (Vec<FileField>, _) = (Vec::new(), Vec::new());
    for table in tables {
        let at = table.span();
        let DeValue::Table(table) = table.into_inner() else {
            mistakes.push(error_at(text, &at, "Write [[field]]."));
            continue;
        };
        match field(text, &at, table) {
            Ok(field) if read.iter().any(|other| other.name == field.name) => {
                mistakes.push(error_at(text, &at, format!("The name {} is taken. Choose another one.", field.name)));
            }
            Ok(_) if read.len() == MAX_OWN_FIELDS => {
                mistakes.push(error_at(text, &at, format!("Define at most {MAX_OWN_FIELDS} fields.")));
            }
            Ok(field) => read.push(field),
            Err(error) => mistakes.push(error),
        }
    }
    refuse_names_in_use(&mut read, &mut mistakes);
    (Some(read), mistakes)
}

/// Removes the fields whose name from before is that of another field, or of which another one has that name as well.
fn refuse_names_in_use(fields: &mut Vec<FileField>, mistakes: &mut Vec<FileError>) {
    let all = fields.clone();
    fields.retain(|field| {
        let Some(before) = &field.renamed_from else { return true };
        let is_in_use = all.iter().any(|other| {
            other.name == *before || (other.name != field.name && other.renamed_from == field.renamed_from)
        });
        if is_in_use {
            let message = format!("The field {}: {before} is named elsewhere as well. Choose another one.", field.name);
            mistakes.push(FileError { line: field.line, message: Message::written(message) });
        }
        !is_in_use
    });
}

/// Reads the field whose table is at `at`.
fn field(text: &str, at: &Range<usize>, mut table: DeTable<'_>) -> Result<FileField, FileError> {
    let lines: BTreeMap<_, _> =
        table.iter().map(|(key, value)| (key.get_ref().to_string(), line_of(text, &value.span()))).collect();
    let line = line_of(text, at);
    let at_key = |key: &str, message| FileError { line: lines.get(key).copied().unwrap_or(line), message };
    let name = match table.remove("name").map(Spanned::into_inner) {
        Some(DeValue::String(name)) => name,
        Some(_) => return Err(error_at(text, at, "Write the name as a text.")),
        None => return Err(error_at(text, at, "The key name is missing: add name = \"department\".")),
    };
    let name = OwnFieldName::parse(name.trim()).map_err(|problem| at_key("name", problem.message))?;
    // From here on it is known which field the mistake is in.
    let of_field = |FileError { line, message }| {
        let message = message::file_field(name.to_string(), message);
        FileError { line, message }
    };
    let renamed_from = match table.remove("renamed_from").map(Spanned::into_inner) {
        None => None,
        Some(DeValue::String(before)) => {
            let before = OwnFieldName::parse(before.trim());
            Some(before.map_err(|problem| of_field(at_key("renamed_from", problem.message)))?)
        }
        Some(_) => return Err(of_field(error_at(text, at, "Write renamed_from as a text."))),
    };
    let is_known = |key: &str| OwnFieldDefinition::FIELDS.iter().any(|property| property.name == key);
    if let Some(key) = table.keys().find(|key| !is_known(key.get_ref())) {
        return Err(of_field(error_at(text, &key.span(), format!("unknown field `{}`.", key.get_ref()))));
    }
    let definition =
        OwnFieldDefinition::deserialize(ValueDeserializer::from(Spanned::new(at.clone(), DeValue::Table(table))));
    let definition = definition.map_err(|error| of_field(of_toml(text, at, &error)))?;
    if let Some(problem) = definition_problems(&definition).into_iter().next() {
        return Err(of_field(at_key(&problem.field, problem.message)));
    }
    Ok(FileField { name, renamed_from, definition, line })
}

#[cfg(test)]
mod tests {
    use crate::applications::{FileDefinitions, NamedField, read_file};
    use crate::shared::OwnFieldKind;

    fn read(text: &str) -> FileDefinitions {
        read_file(text, None, &|_| Err("no secret".to_owned())).unwrap()
    }

    #[test]
    fn a_field_is_a_table() {
        let found = read(
            "[[field]]\nname = \"department\"\nkind = \"choice\"\nlabel = [\"Department\", \"de=Abteilung\"]\n\
             choices = [\"sales=Sales\", \"it\"]\nfilterable = true\n[[field]]\nname = \"birthday\"\nkind = \"date\"\n",
        );
        assert!(found.problems.is_empty() && !found.has_wrong_field, "{found:?}");
        let Some([department, birthday]) = found.fields.as_deref() else { panic!("two fields: {found:?}") };
        assert_eq!((department.definition.kind, department.definition.choices.len()), (OwnFieldKind::Choice, 2));
        assert_eq!((birthday.name.as_str(), birthday.line, birthday.definition.personal), ("birthday", 7, true));
    }

    #[test]
    fn a_mistake_in_a_field_stops_it_and_no_other() {
        let good = "[[field]]\nname = \"birthday\"\nkind = \"date\"\n";
        for (more, line, part) in [
            ("name = \"a b\"\n", 2, "lower-case letters"),
            ("kind = \"date\"\n", 1, "The key name is missing"),
            ("name = \"a\"\nkind = \"colour\"\n", 3, "colour"),
            ("name = \"a\"\nkind = \"choice\"\n", 1, "at least one choice"),
            ("name = \"a\"\npattern = \"(?=a)\"\npattern_help = [\"x\"]\n", 3, "regular expression"),
            ("name = \"a\"\nrequird = true\n", 3, "unknown field `requird`"),
            ("name = \"a\"\nrequird = true\n", 3, "The field a: "),
            ("name = \"a\"\nrenamed_from = \"birthday\"\n", 1, "birthday is named elsewhere as well"),
            ("name = \"a\"\nrenamed_from = \"A b\"\n", 3, "lower-case letters"),
            ("name = \"birthday\"\n", 1, "is taken"),
        ] {
            let first = if part == "is taken" {
                format!("{good}[[field]]\n{more}")
            } else {
                format!("[[field]]\n{more}{good}")
            };
            let found = read(&first);
            let [problem] = found.problems.as_slice() else { panic!("{more}: {found:?}") };
            let line = if part == "is taken" { 4 } else { line };
            assert!(problem.error.line == line && problem.error.message.say().contains(part), "{more}: {problem:?}");
            assert_eq!(found.fields.as_ref().map(Vec::len), Some(1), "{more}");
            assert!(found.has_wrong_field);
        }
    }

    #[test]
    fn fields_that_entries_name_have_a_line() {
        let found = read(
            "[[application]]\nname = \"wiki\"\nfields = [\"plan\", \"age\"]\n\
             [[provider]]\nname = \"company\"\nissuer = \"https://id.example\"\nclient_id = \"v\"\n\
             fields = [\"plan=plan\"]\n",
        );
        let application = |named: &NamedField| named.application.as_ref().map(ToString::to_string).unwrap_or_default();
        let shown = |named: &NamedField| format!("{} {} {}", named.field, application(named), named.line);
        assert_eq!(found.named.iter().map(shown).collect::<Vec<_>>(), ["age wiki 3", "plan wiki 3", "plan  8"]);
    }

    #[test]
    fn a_file_says_that_there_is_no_field_or_nothing_of_fields() {
        assert_eq!(read("field = []\n").fields.as_deref(), Some([].as_slice()));
        assert_eq!(read("application = []\n").fields, None);
    }
}
