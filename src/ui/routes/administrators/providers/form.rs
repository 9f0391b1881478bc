//! The fields of a provider: all that its kind has.

use crate::language::Label;
use crate::shared::{Form, ProviderDefinition, ProviderKind, ProviderView};
use crate::ui::FormState;
use crate::ui::form::spec::providers as specs;
use crate::ui::routes::administrators::definition::{Parts, folded_form, text};
use crate::ui::routes::administrators::say;
use leptos::prelude::*;

/// The part of the kind, which never changes, and what every provider needs.
const KIND: &str = "kind";
const FIRST: &str = "";

/// The parts that are folded, in the order of the page.
const PARTS: [(&str, Label); 4] = [
    ("who", say::provider_part_who),
    ("new", say::provider_part_new),
    ("taken", say::provider_part_taken),
    ("button", say::provider_part_button),
];

/// The fields of a new provider of this kind: those that it needs, and folded, all others.
pub fn of_new(form: FormState, kind: ProviderKind) -> (Vec<AnyView>, Vec<AnyView>) {
    let definition = ProviderDefinition { kind, ..ProviderDefinition::default() };
    let secret = |field: &str| secret_behind(form, field, say::provider_client_secret_hint());
    let kind = Some(kind.as_str());
    let parts = Parts { form, specs: &specs::FIELDS, values: &definition, kind, saves: false, after: &secret };
    let folded = PARTS.iter().filter_map(|(part, heading)| parts.fold(part, heading(), false));
    (parts.inputs(FIRST), folded.collect())
}

/// The form with the settings of a provider, unless a rejected submission had others. Its kind does not change, and what another kind
/// needs is not shown.
pub fn settings(provider: &ProviderView) -> AnyView {
    let (form, definition) = (FormState::new(Form::Provider), &provider.definition);
    let hint = if provider.has_secret { say::provider_secret_stays() } else { say::provider_secret_none() };
    let secret = |field: &str| secret_behind(form, field, hint);
    let kind = definition.kind.as_str();
    let parts =
        Parts { form, specs: &specs::FIELDS, values: definition, kind: Some(kind), saves: true, after: &secret };
    let before = provider.updated_at.map(|at| at.to_string()).unwrap_or_default();
    let hidden = vec![("before", before), ("id", provider.name.to_string()), (KIND, kind.to_owned())];
    let first = parts.fold(FIRST, say::provider_part_first(), true);
    let folded = PARTS.iter().filter_map(|(part, heading)| parts.fold(part, heading(), false));
    folded_form(form, "/actions/providers/replace", hidden, first.into_iter().chain(folded).collect())
}

/// The field for the secret, behind that for the id.
fn secret_behind(form: FormState, field: &str, hint: &'static str) -> Option<AnyView> {
    (field == "client_id").then(|| text(form, &specs::CLIENT_SECRET, String::new(), hint))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::fields::input::Defined as _;

    #[test]
    fn each_field_is_in_a_part_of_the_page() {
        for field in ProviderDefinition::FIELDS {
            let is_in_one = PARTS.iter().any(|(part, _)| *part == field.part);
            assert!(is_in_one || [KIND, FIRST].contains(&field.part), "{}", field.name);
        }
    }
}
