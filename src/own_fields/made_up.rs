//! Made-up values: of made-up users, and in the examples of the description of the API.

use super::DefinedField;
use super::kinds::{self, lengths};
use crate::shared::own_fields::{FieldValue, Sent};
use crate::shared::{OwnFieldDefinition, OwnFieldNeed};

impl DefinedField {
    /// A value for a made-up user with this number. One in eight has none, unless they need one, or no two may have the same. `run_id`
    /// keeps those of several runs apart.
    ///
    /// Nobody has a value where nothing made up would fit: in a field with a pattern, and in one of days, choices or countries in which
    /// no two may have the same, because there are too few of them.
    pub fn made_up(&self, number: u64, run_id: u32, die: u64) -> Option<FieldValue> {
        let definition = &self.definition;
        let sent = match definition.unique {
            true => Sent::Text(kinds::different(definition, number, run_id)?),
            false if definition.required == OwnFieldNeed::Never && die.is_multiple_of(8) => return None,
            false => kinds::usual(definition, number, die),
        };
        self.read(&sent).ok().flatten()
    }
}

/// The text, repeated or cut so that it has the length that the definition asks for. A space at its end would not count.
pub(super) fn fitted(text: &str, definition: &OwnFieldDefinition) -> String {
    let (least, most) = lengths(definition);
    let length = text.chars().count().max(least as usize).min(most as usize);
    let mut fitted: String = text.chars().cycle().take(length).collect();
    if fitted.ends_with(char::is_whitespace) {
        fitted.pop();
        fitted.push('.');
    }
    fitted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::own_fields::OwnFieldSource;
    use crate::shared::{OwnFieldKind, OwnFieldName, Timestamp};
    use std::collections::HashSet;

    fn field(definition: OwnFieldDefinition) -> DefinedField {
        let name = OwnFieldName::from_stored("plan".to_owned());
        let field = DefinedField::new(1, name, definition, OwnFieldSource::Database, Timestamp(0));
        assert!(field.is_in_effect(), "{field:?}");
        field
    }

    fn of(kind: OwnFieldKind) -> OwnFieldDefinition {
        let has_choices = matches!(kind, OwnFieldKind::Choice | OwnFieldKind::Choices);
        let choices = if has_choices { vec!["sales=Sales".to_owned(), "it".to_owned()] } else { Vec::new() };
        OwnFieldDefinition { kind, choices, ..OwnFieldDefinition::default() }
    }

    #[test]
    fn every_kind_has_values_and_who_needs_one_gets_one() {
        for kind in OwnFieldKind::ALL {
            let (usual, needed) =
                (field(of(kind)), field(OwnFieldDefinition { required: OwnFieldNeed::SignIn, ..of(kind) }));
            let count = |field: &DefinedField| (0..1_024).filter(|die| field.made_up(*die, 7, *die).is_some()).count();
            assert_eq!((count(&usual), count(&needed)), (896, 1_024), "{kind}");
        }
    }

    #[test]
    fn values_have_the_lengths_of_the_definition() {
        for kind in [OwnFieldKind::Text, OwnFieldKind::LongText] {
            for (min, max) in [(1, 1), (5, 5), (21, 30), (200, 200), (4_000, 4_000)] {
                let definition = OwnFieldDefinition { min_length: Some(min), max_length: Some(max), ..of(kind) };
                let field = field(definition);
                assert!((1..50).all(|die| die % 8 == 0 || field.made_up(die, 7, die).is_some()), "{kind} {min} {max}");
            }
        }
    }

    #[test]
    fn where_no_two_may_have_the_same_nobody_has_what_another_has() {
        use OwnFieldKind::{Choice, Country, Date, Number, Phone, Text, Url};
        for (kind, has_values) in
            [(Text, true), (Number, true), (Url, true), (Phone, true), (Date, false), (Choice, false), (Country, false)]
        {
            let field = field(OwnFieldDefinition { unique: true, ..of(kind) });
            let (mut keys, mut count) = (HashSet::new(), 0);
            for run_id in [0, 7, u32::MAX] {
                // More than a million, far apart.
                let made_up = (0..2_000).filter_map(|at| field.made_up(at * 997, run_id, at));
                for value in made_up {
                    keys.extend(field.items(&value).into_iter().map(|item| item.key));
                    count += 1;
                }
            }
            assert_eq!((keys.len(), count), if has_values { (6_000, 6_000) } else { (0, 0) }, "{kind}");
        }
    }

    #[test]
    fn nothing_is_made_up_that_does_not_fit() {
        let pattern = OwnFieldDefinition {
            pattern: Some("[A-Z]{3}".to_owned()),
            pattern_help: vec!["Three letters.".to_owned()],
            ..of(OwnFieldKind::Text)
        };
        let short = OwnFieldDefinition { unique: true, max_length: Some(5), ..of(OwnFieldKind::Text) };
        assert_eq!(field(pattern).made_up(1, 7, 1), None);
        assert_eq!(field(short).made_up(99_999, 7, 1), None);
    }
}
