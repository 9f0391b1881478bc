//! What a definition may say. What cannot work is refused when it is defined.

use super::{OwnScope, kinds};
use crate::language::{Language, Message, message};
use crate::shared::fields::names::{is_harmful, is_unseen};
use crate::shared::own_fields::{split, split_choice, words};
use crate::shared::{FieldError, OwnFieldDefinition, OwnFieldKind, OwnFieldNeed, OwnFieldParty, Problem};
use regex::{Error, Regex, RegexBuilder};
use std::collections::{HashMap, HashSet};

const MAX_LABEL_CHARS: usize = 100;
const MAX_HELP_CHARS: usize = 500;
const MAX_CHOICE_CHARS: usize = 60;
const MAX_PATTERN_CHARS: usize = 500;
const MAX_CHARS: u32 = 4_000;
/// What a compiled pattern may take in memory, and how deep it may be nested. Its time is linear: the library never goes back in the text.
const MAX_PATTERN_SIZE: usize = 256 * 1024;
const MAX_NESTING: u32 = 50;

/// All problems of a definition, each with the name of its property.
pub fn definition_problems(definition: &OwnFieldDefinition) -> Vec<FieldError> {
    let mut found = Found(Vec::new());
    found.texts(definition);
    found.choices(definition);
    found.lengths(definition);
    found.pattern(definition);
    found.rights(definition);
    found.scope(definition);
    found.uses(definition);
    // Read by the rules above, so only if these are right.
    if found.0.is_empty() {
        found.default(definition);
    }
    found.0
}

/// A pattern that matches the whole text.
pub(super) fn compiled(pattern: &str) -> Result<Regex, Error> {
    let bounded = |pattern: &str| {
        RegexBuilder::new(pattern)
            .size_limit(MAX_PATTERN_SIZE)
            .nest_limit(MAX_NESTING)
            .dfa_size_limit(MAX_PATTERN_SIZE)
            .build()
    };
    // By itself first: with `a)|(b` the group around it would be another one.
    bounded(pattern)?;
    bounded(&format!("^(?:{pattern})$"))
}

/// What is said to whoever enters something else than the pattern allows.
// The message is what the administrator wrote. It is for everybody who reads, so it names each language that is defined.
pub(super) fn pattern_help(definition: &OwnFieldDefinition) -> Message {
    let lines = &definition.pattern_help;
    let all = Language::ALL.into_iter().filter_map(|language| words(lines, language));
    let mut different: Vec<&str> = Vec::new();
    for text in all {
        if !different.contains(&text) {
            different.push(text);
        }
    }
    Message::written(different.join(" / "))
}

/// Whether people can read a text: it is not too long, and what is in it can be seen.
fn is_shown(text: &str, max: usize) -> bool {
    text.chars().count() <= max && !text.chars().any(is_harmful) && !text.chars().all(is_unseen)
}

struct Found(Vec<FieldError>);

impl Found {
    fn add(&mut self, property: &'static str, code: &'static str, message: Message) {
        // The first problem of each property says enough.
        if self.0.iter().all(|error| error.field != property) {
            self.0.push(Problem::new(code, message).of(property));
        }
    }

    fn not_allowed(&mut self, property: &'static str, message: Message) {
        self.add(property, "not_allowed", message);
    }

    fn texts(&mut self, definition: &OwnFieldDefinition) {
        let lists = [
            ("label", &definition.label, MAX_LABEL_CHARS),
            ("help", &definition.help, MAX_HELP_CHARS),
            ("section", &definition.section, MAX_LABEL_CHARS),
            ("pattern_help", &definition.pattern_help, MAX_HELP_CHARS),
        ];
        for (property, lines, max) in lists {
            let mut languages = HashSet::new();
            for (language, text) in lines.iter().map(|line| split(line)) {
                if !is_shown(text, max) {
                    self.not_allowed(property, message::own_field_line_rule(max as u64));
                }
                if !languages.insert(language) {
                    self.add(property, "duplicate", message::own_field_line_twice());
                }
            }
        }
    }

    fn choices(&mut self, definition: &OwnFieldDefinition) {
        match (definition.kind.has_choices(), definition.choices.is_empty()) {
            (true, true) => self.add("choices", "required", message::own_field_choices_missing()),
            (false, false) => self.not_allowed("choices", message::own_field_choices_unused()),
            (true, false) | (false, true) => {}
        }
        let (mut known, mut by_key) = (HashSet::new(), HashMap::new());
        for (value, language, label) in definition.choices.iter().map(|line| split_choice(line)) {
            // They separate values in a text.
            let is_separate = !value.contains([',', ';']);
            if !is_shown(value, MAX_CHOICE_CHARS)
                || !is_separate
                || label.is_some_and(|label| !is_shown(label, MAX_LABEL_CHARS))
            {
                self.not_allowed("choices", message::own_field_choice_rule(MAX_CHOICE_CHARS as u64));
            }
            if let Some(tag) = language
                && Language::ALL.iter().all(|language| language.as_str() != tag)
            {
                self.not_allowed("choices", message::own_field_language_unknown(tag.to_owned()));
            }
            // Two that are compared as the same could not be told apart in filters.
            let is_other = by_key.insert(super::key_of(value), value).is_some_and(|other| other != value);
            if is_other || !known.insert((value, language)) {
                self.add("choices", "duplicate", message::own_field_choice_twice(value.to_owned()));
            }
        }
    }

    fn lengths(&mut self, definition: &OwnFieldDefinition) {
        let has_length = definition.kind.has_length();
        for (property, length) in [("min_length", definition.min_length), ("max_length", definition.max_length)] {
            match length {
                Some(_) if !has_length => self.not_allowed(property, message::own_field_length_unused()),
                Some(0) if property == "max_length" => {
                    self.not_allowed(property, message::own_field_length_rule(u64::from(MAX_CHARS)));
                }
                Some(length) if length > MAX_CHARS => {
                    self.not_allowed(property, message::own_field_length_rule(u64::from(MAX_CHARS)));
                }
                Some(_) | None => {}
            }
        }
        let (min, max) = kinds::lengths(definition);
        if has_length && min > max {
            self.not_allowed("min_length", message::own_field_length_order());
        }
    }

    fn pattern(&mut self, definition: &OwnFieldDefinition) {
        let Some(pattern) = &definition.pattern else {
            if !definition.pattern_help.is_empty() {
                self.not_allowed("pattern_help", message::own_field_pattern_help_unused());
            }
            return;
        };
        if definition.kind != OwnFieldKind::Text {
            self.not_allowed("pattern", message::own_field_pattern_unused());
        } else if pattern.chars().count() > MAX_PATTERN_CHARS {
            self.add("pattern", "too_long", message::field_too_long(MAX_PATTERN_CHARS as u64));
        } else if pattern.chars().any(is_harmful) {
            self.not_allowed("pattern", message::field_invisible_characters());
        } else if compiled(pattern).is_err() {
            self.not_allowed("pattern", message::own_field_pattern_wrong());
        }
        if definition.pattern_help.is_empty() {
            self.add("pattern_help", "required", message::own_field_pattern_help_missing());
        }
    }

    fn rights(&mut self, definition: &OwnFieldDefinition) {
        if definition.seen_by.is_empty() {
            self.add("seen_by", "required", message::own_field_seen_by_nobody());
        }
        if definition.changed_by.iter().any(|party| !definition.seen_by.contains(party)) {
            self.not_allowed("changed_by", message::own_field_changed_unseen());
        }
        if definition.required == OwnFieldNeed::Never {
            return;
        }
        // Otherwise nobody could get past the question.
        if definition.closed {
            self.not_allowed("required", message::own_field_required_closed());
        } else if !definition.is_changed_by(OwnFieldParty::Owner) {
            self.not_allowed("required", message::own_field_required_nobody());
        }
    }

    /// In a file an empty one may be written.
    fn scope(&mut self, definition: &OwnFieldDefinition) {
        let name = definition.scope.as_deref().filter(|name| !name.is_empty());
        if let Some(problem) = name.and_then(|name| OwnScope::parse(name).err()) {
            self.add("scope", problem.code, problem.message);
        }
    }

    fn uses(&mut self, definition: &OwnFieldDefinition) {
        let kind = definition.kind;
        if definition.unique && !kind.can_be_unique() {
            self.not_allowed("unique", message::own_field_unique_unused());
        }
        if definition.filterable && !kind.is_compared() {
            self.not_allowed("filterable", message::own_field_filter_unused());
        }
        if definition.searchable && !kind.has_words() {
            self.not_allowed("searchable", message::own_field_search_unused());
        }
        // Who may not see a field could find out its values with a filter or a search, or read them in the audit log.
        let is_listed = definition.searchable || definition.filterable || definition.column || definition.in_audit;
        if is_listed && !definition.is_seen_by(OwnFieldParty::Administrators) {
            self.not_allowed("seen_by", message::own_field_list_unseen());
        }
    }

    fn default(&mut self, definition: &OwnFieldDefinition) {
        if definition.default.is_empty() {
            return;
        }
        if definition.unique {
            return self.not_allowed("default", message::own_field_default_unique());
        }
        let pattern = definition.pattern.as_deref().and_then(|pattern| compiled(pattern).ok());
        let sent = kinds::sent(definition.kind, definition.default.clone());
        if let Err(problem) = kinds::read(definition, pattern.as_ref(), &sent) {
            self.add("default", problem.code, problem.message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(definition: &OwnFieldDefinition) -> Vec<String> {
        definition_problems(definition).into_iter().map(|error| format!("{} {}", error.field, error.code)).collect()
    }

    fn text() -> OwnFieldDefinition {
        OwnFieldDefinition::default()
    }

    fn lines(lines: &[&str]) -> Vec<String> {
        lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_cannot_work_is_refused() {
        use OwnFieldParty::{Administrators, Applications, Owner};
        let choice = || OwnFieldDefinition { kind: OwnFieldKind::Choice, choices: lines(&["a", "b"]), ..text() };
        let pattern = |pattern: &str| OwnFieldDefinition {
            pattern: Some(pattern.to_owned()),
            pattern_help: lines(&["Like this."]),
            ..text()
        };
        for (definition, expected) in [
            (text(), ""),
            (OwnFieldDefinition { label: lines(&["en=Department", "de=Abteilung", "Department"]), ..text() }, ""),
            (OwnFieldDefinition { label: lines(&["de=a", "de=b"]), ..text() }, "label duplicate"),
            (OwnFieldDefinition { label: lines(&["de="]), ..text() }, "label not_allowed"),
            (OwnFieldDefinition { label: lines(&["\u{200b}"]), ..text() }, "label not_allowed"),
            (OwnFieldDefinition { help: lines(&["a\u{202e}b"]), ..text() }, "help not_allowed"),
            (choice(), ""),
            (OwnFieldDefinition { choices: Vec::new(), ..choice() }, "choices required"),
            (OwnFieldDefinition { choices: lines(&["a"]), ..text() }, "choices not_allowed"),
            (OwnFieldDefinition { choices: lines(&["a=A", "a:de=B", "a"]), ..choice() }, "choices duplicate"),
            (OwnFieldDefinition { choices: lines(&["a", "A"]), ..choice() }, "choices duplicate"),
            (OwnFieldDefinition { choices: lines(&["\u{e4}", "a\u{308}"]), ..choice() }, "choices duplicate"),
            (OwnFieldDefinition { choices: lines(&["a:xx=A"]), ..choice() }, "choices not_allowed"),
            (OwnFieldDefinition { choices: lines(&["a,b"]), ..choice() }, "choices not_allowed"),
            (OwnFieldDefinition { min_length: Some(3), max_length: Some(2), ..text() }, "min_length not_allowed"),
            (OwnFieldDefinition { min_length: Some(300), ..text() }, "min_length not_allowed"),
            (OwnFieldDefinition { min_length: Some(300), max_length: Some(300), ..text() }, ""),
            (OwnFieldDefinition { max_length: Some(4001), ..text() }, "max_length not_allowed"),
            (OwnFieldDefinition { max_length: Some(3), ..choice() }, "max_length not_allowed"),
            (pattern("[A-Z]{2}[0-9]+"), ""),
            (pattern("a)|(b"), "pattern not_allowed"),
            (pattern("a\u{202e}"), "pattern not_allowed"),
            (pattern("(?=a)b"), "pattern not_allowed"),
            (pattern("(a{1000}){1000}"), "pattern not_allowed"),
            (OwnFieldDefinition { pattern_help: Vec::new(), ..pattern("a") }, "pattern_help required"),
            (OwnFieldDefinition { pattern: None, ..pattern("a") }, "pattern_help not_allowed"),
            (OwnFieldDefinition { seen_by: Vec::new(), ..text() }, "seen_by required,changed_by not_allowed"),
            (OwnFieldDefinition { changed_by: vec![Applications], ..text() }, "changed_by not_allowed"),
            (OwnFieldDefinition { scope: Some("shop:billing".to_owned()), ..text() }, ""),
            (OwnFieldDefinition { scope: Some(String::new()), ..text() }, ""),
            (OwnFieldDefinition { scope: Some("a b".to_owned()), ..text() }, "scope not_allowed"),
            (OwnFieldDefinition { scope: Some("email".to_owned()), ..text() }, "scope reserved"),
            (OwnFieldDefinition { required: OwnFieldNeed::SignIn, ..text() }, ""),
            (
                OwnFieldDefinition { required: OwnFieldNeed::SignIn, changed_by: vec![Administrators], ..text() },
                "required not_allowed",
            ),
            (OwnFieldDefinition { required: OwnFieldNeed::SignIn, closed: true, ..text() }, "required not_allowed"),
            (OwnFieldDefinition { unique: true, default: lines(&["a"]), ..text() }, "default not_allowed"),
            (OwnFieldDefinition { default: lines(&["c"]), ..choice() }, "default not_allowed"),
            (OwnFieldDefinition { default: lines(&["a", "b"]), ..choice() }, "default wrong_type"),
            (
                OwnFieldDefinition {
                    kind: OwnFieldKind::LongText,
                    max_length: Some(4_000),
                    default: vec!["é".repeat(3_000)],
                    ..text()
                },
                "default too_long",
            ),
            (OwnFieldDefinition { kind: OwnFieldKind::Choices, default: lines(&["a", "b"]), ..choice() }, ""),
            (OwnFieldDefinition { kind: OwnFieldKind::LongText, unique: true, ..text() }, "unique not_allowed"),
            (
                OwnFieldDefinition { filterable: true, seen_by: vec![Owner], changed_by: vec![Owner], ..text() },
                "seen_by not_allowed",
            ),
            (
                OwnFieldDefinition { in_audit: true, seen_by: vec![Owner], changed_by: vec![Owner], ..text() },
                "seen_by not_allowed",
            ),
        ] {
            assert_eq!(errors(&definition).join(","), expected, "{definition:?}");
        }
    }

    #[test]
    fn a_pattern_is_for_the_whole_value() {
        let pattern = compiled("a|b").expect("a pattern");
        assert!(pattern.is_match("a") && pattern.is_match("b"));
        assert!(!pattern.is_match("ab") && !pattern.is_match("xa") && !pattern.is_match("a\n"));
    }
}
