//! Definitions as texts: what people read of a field, in their language; and the properties in forms, on pages and in files.

use super::definition::{OwnFieldDefinition, OwnFieldKind, OwnFieldNeed, OwnFieldParty};
use super::properties::own_field_properties;
use super::value::FieldValue;
use crate::language::{Language, say};
use crate::shared::fields::input::{self, ON, choices, printed_texts, texts};

own_field_properties!(texts OwnFieldDefinition);

printed_texts!(OwnFieldKind, OwnFieldNeed, OwnFieldParty);

/// The text for a language, as [`line_for`] finds it.
pub fn words(lines: &[String], language: Language) -> Option<&str> {
    line_for(lines, language).map(|(_, text)| text)
}

/// The language of what [`words`] finds, if it is known to be another one: of a field that is described in German alone.
pub fn other_language(lines: &[String], language: Language) -> Option<Language> {
    line_for(lines, language)?.0.filter(|own| *own != language)
}

/// The line for a language: that of it, or else that of all, that in English, or the first one. None if there is no line.
pub fn line_for(lines: &[String], language: Language) -> Option<(Option<Language>, &str)> {
    let of = |wanted: Option<Language>| lines.iter().map(|line| split(line)).find(|(of, _)| *of == wanted);
    let found = of(Some(language)).or_else(|| of(None)).or_else(|| of(Some(Language::English)));
    found.or_else(|| lines.first().map(|line| split(line)))
}

/// The language of a line, and its text. None: it is for all of them.
pub fn split(line: &str) -> (Option<Language>, &str) {
    let in_one = line.split_once('=').and_then(|(tag, text)| {
        let language = Language::ALL.into_iter().find(|language| language.as_str() == tag.trim())?;
        Some((Some(language), text.trim()))
    });
    in_one.unwrap_or((None, line.trim()))
}

/// A value that can be chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice<'a> {
    pub value: &'a str,
    /// The value, if there is no label.
    pub label: &'a str,
}

/// The parts of a line of `choices`: the value, a language, and the label.
pub fn split_choice(line: &str) -> (&str, Option<&str>, Option<&str>) {
    let (name, label) = line.split_once('=').map_or((line, None), |(name, label)| (name, Some(label.trim())));
    let (value, language) = name.split_once(':').map_or((name, None), |(value, tag)| (value, Some(tag.trim())));
    (value.trim(), language, label.filter(|label| !label.is_empty()))
}

/// What can be chosen, in its order, with labels in a language.
pub fn choices_of(definition: &OwnFieldDefinition, language: Language) -> Vec<Choice<'_>> {
    let lines: Vec<_> = definition.choices.iter().map(|line| split_choice(line)).collect();
    let mut found: Vec<Choice<'_>> = Vec::new();
    for &(value, _, _) in &lines {
        if found.iter().any(|choice| choice.value == value) {
            continue;
        }
        let of = |wanted: Option<&str>| {
            let is_of = |line: &&(&str, Option<&str>, Option<&str>)| line.0 == value && line.1 == wanted;
            lines.iter().find(is_of).and_then(|line| line.2)
        };
        let label = of(Some(language.as_str())).or_else(|| of(None)).or_else(|| of(Some(Language::English.as_str())));
        found.push(Choice { value, label: label.unwrap_or(value) });
    }
    found
}

/// A value as people read it, with the labels of what was chosen.
pub fn value_words(definition: &OwnFieldDefinition, value: &FieldValue, language: Language) -> String {
    let choices = choices_of(definition, language);
    let label = |value: &str| {
        choices
            .iter()
            .find(|choice| choice.value == value)
            .map_or_else(|| value.to_owned(), |choice| choice.label.to_owned())
    };
    match value {
        FieldValue::Truth(true) => say::own_field_yes().to_owned(),
        FieldValue::Truth(false) => say::own_field_no().to_owned(),
        FieldValue::Several(items) => items.iter().map(|item| label(item)).collect::<Vec<_>>().join(", "),
        FieldValue::Text(text) if definition.kind.has_choices() => label(text),
        FieldValue::Text(_) | FieldValue::Number(_) => value.to_text().into_owned(),
    }
}

fn kinds() -> Vec<input::Choice> {
    OwnFieldKind::ALL.map(OwnFieldKind::choice).to_vec()
}

fn needs() -> Vec<input::Choice> {
    use OwnFieldNeed::{Never, Registration, SignIn};
    choices! {
        "required-never" Never.as_str() => own_field_never, own_field_never_about;
        "required-registration" Registration.as_str() => own_field_at_registration, own_field_at_registration_about;
        "required-sign-in" SignIn.as_str() => own_field_at_sign_in, own_field_at_sign_in_about;
    }
}

fn seers() -> Vec<input::Choice> {
    use OwnFieldParty::{Administrators, Applications, Owner};
    choices! {
        "seen-by-owner" Owner.as_str() => own_field_owner, own_field_seen_by_owner;
        "seen-by-administrators" Administrators.as_str() => own_field_administrators, own_field_seen_by_administrators;
        "seen-by-applications" Applications.as_str() => own_field_applications, own_field_seen_by_applications;
    }
}

fn changers() -> Vec<input::Choice> {
    use OwnFieldParty::{Administrators, Applications, Owner};
    choices! {
        "changed-by-owner" Owner.as_str() => own_field_owner, own_field_changed_by_owner;
        "changed-by-administrators" Administrators.as_str() => own_field_administrators, own_field_changed_by_administrators;
        "changed-by-applications" Applications.as_str() => own_field_applications, own_field_changed_by_applications;
    }
}

fn personal() -> Vec<input::Choice> {
    choices! {
        "own-field-personal" ON => own_field_personal_on, own_field_personal_about;
    }
}

fn in_audit() -> Vec<input::Choice> {
    choices! {
        "own-field-in-audit" ON => own_field_in_audit_on, own_field_in_audit_about;
    }
}

fn unique() -> Vec<input::Choice> {
    choices! {
        "own-field-unique" ON => own_field_unique_on, own_field_unique_about;
    }
}

fn searchable() -> Vec<input::Choice> {
    choices! {
        "own-field-searchable" ON => own_field_searchable_on, own_field_searchable_about;
    }
}

fn filterable() -> Vec<input::Choice> {
    choices! {
        "own-field-filterable" ON => own_field_filterable_on, own_field_filterable_about;
    }
}

fn column() -> Vec<input::Choice> {
    choices! {
        "own-field-column" ON => own_field_column_on, own_field_column_about;
    }
}

fn closed() -> Vec<input::Choice> {
    choices! {
        "own-field-closed" ON => own_field_closed_on, own_field_closed_about;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::fields::input::Defined as _;
    use std::collections::HashSet;

    #[test]
    fn a_line_is_for_one_language_or_for_all() {
        let lines = ["Department", "de=Abteilung", "a=b"].map(str::to_owned);
        assert_eq!(words(&lines, Language::German), Some("Abteilung"));
        assert_eq!(words(&lines, Language::English), Some("Department"));
        assert_eq!(words(&lines[1..2], Language::English), Some("Abteilung"));
        assert_eq!(words(&lines[2..], Language::English), Some("a=b"), "no language has this tag");
        assert_eq!(words(&[], Language::English), None);
    }

    #[test]
    fn the_language_of_a_line_is_said_where_it_is_another_one() {
        let lines = ["Department", "de=Abteilung"].map(str::to_owned);
        assert_eq!(other_language(&lines, Language::German), None);
        assert_eq!(other_language(&lines, Language::English), None, "it is for all of them");
        assert_eq!(other_language(&lines[1..], Language::English), Some(Language::German));
        assert_eq!(other_language(&[], Language::English), None);
    }

    #[test]
    fn a_choice_has_the_label_of_the_language_or_its_value() {
        let lines = ["sales=Sales", "sales:de=Vertrieb", "it"].map(str::to_owned);
        let definition = OwnFieldDefinition { choices: lines.to_vec(), ..OwnFieldDefinition::default() };
        let labels =
            |language| choices_of(&definition, language).into_iter().map(|choice| choice.label).collect::<Vec<_>>();
        assert_eq!(labels(Language::German), ["Vertrieb", "it"]);
        assert_eq!(labels(Language::English), ["Sales", "it"]);
    }

    #[test]
    fn people_read_labels() {
        let lines = ["sales=Sales", "sales:de=Vertrieb", "it"].map(str::to_owned);
        let kind = OwnFieldKind::Choices;
        let definition = OwnFieldDefinition { kind, choices: lines.to_vec(), ..OwnFieldDefinition::default() };
        let several = FieldValue::Several(vec!["sales".to_owned(), "it".to_owned(), "gone".to_owned()]);
        assert_eq!(value_words(&definition, &several, Language::German), "Vertrieb, it, gone");
        assert_eq!(value_words(&definition, &FieldValue::Truth(true), Language::English), say::own_field_yes());
    }

    #[test]
    fn each_property_has_a_place_of_its_own() {
        let places: HashSet<_> = OwnFieldDefinition::FIELDS.iter().map(|field| field.place).collect();
        assert_eq!(places, (1..=OwnFieldDefinition::FIELDS.len()).collect());
    }
}
