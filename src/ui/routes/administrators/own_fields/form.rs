//! The properties of a field: all that its kind has.

use crate::language::Label;
use crate::shared::{Form, OwnFieldDefinition, OwnFieldKind, OwnFieldView};
use crate::ui::FormState;
use crate::ui::browser::attributes;
use crate::ui::form::spec::own_fields as specs;
use crate::ui::routes::administrators::definition::{Parts, folded_form, text};
use crate::ui::routes::administrators::say;
use leptos::prelude::*;

/// What every field has.
const FIRST: &str = "";

/// The parts that are folded, in the order of the page.
const PARTS: [(&str, Label); 3] =
    [("rules", say::own_field_part_rules), ("rights", say::own_field_part_rights), ("list", say::own_field_part_list)];

/// The properties of a new field of this kind: those that it needs, and folded, all others.
pub fn of_new(form: FormState, kind: OwnFieldKind) -> (Vec<AnyView>, Vec<AnyView>) {
    let definition = OwnFieldDefinition { kind, ..OwnFieldDefinition::default() };
    let (kind, nothing) = (Some(kind.as_str()), |_: &str| None);
    let parts = Parts { form, specs: &specs::OF_NEW, values: &definition, kind, saves: false, after: &nothing };
    let folded = PARTS.iter().filter_map(|(part, heading)| parts.fold(part, heading(), false));
    (parts.inputs(FIRST), folded.collect())
}

/// The form with the properties of a field, unless a rejected submission had others. What cannot change is sent as it is.
pub fn settings(field: &OwnFieldView) -> AnyView {
    let (form, definition) = (FormState::new(Form::OwnField), &field.definition);
    let name = field.name.to_string();
    // Behind the label, which people know it by.
    let after = |property: &str| {
        (property == "label").then(|| text(form, &specs::NAME, name.clone(), say::own_field_name_change_hint()))
    };
    let kind = definition.kind.as_str();
    let parts = Parts { form, specs: &specs::FIELDS, values: definition, kind: Some(kind), saves: true, after: &after };
    let mut hidden = vec![("before", field.updated_at.to_string()), ("id", name.clone()), ("kind", kind.to_owned())];
    hidden.extend(definition.unique.then(|| ("unique", "on".to_owned())));
    let first = parts.fold(FIRST, say::own_field_part_first(), true);
    let folded = PARTS.iter().filter_map(|(part, heading)| parts.fold(part, heading(), false));
    let all = confirmation(form).into_iter().chain(first).chain(folded).collect();
    folded_form(form, "/actions/fields/replace", hidden, all)
}

/// The button that saves a definition that some accounts do not fit, once it is said how many.
pub fn confirmation(form: FormState) -> Option<AnyView> {
    let is_asked =
        form.error.with_untracked(|error| error.as_ref().is_some_and(|error| error.of_field("confirmed").is_some()));
    let own = [("class", "btn btn-secondary"), ("type", "submit"), ("name", "confirmed"), ("value", "on")];
    is_asked.then(|| {
        view! {
            <div class="card-foot">
                <button {..attributes(&own)}>{say::own_field_save_all_the_same()}</button>
            </div>
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::fields::input::Defined as _;

    #[test]
    fn each_property_is_in_a_part_of_the_page() {
        for field in OwnFieldDefinition::FIELDS {
            let is_in_one = PARTS.iter().any(|(part, _)| *part == field.part);
            assert!(is_in_one || field.part == FIRST, "{}", field.name);
        }
    }
}
