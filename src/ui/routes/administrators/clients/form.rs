//! The fields of a client, in their parts: of the form that creates one, and of the form that changes one.

use crate::language::Label;
use crate::shared::fields::input::ON;
use crate::shared::{ClientDefinition, ClientView, Form};
use crate::ui::FormState;
use crate::ui::components::FormAlert;
use crate::ui::form::spec::clients as specs;
use crate::ui::routes::administrators::definition::{Parts, folded_form, text};
use crate::ui::routes::administrators::say;
use leptos::prelude::*;

/// What has to be said of a new client.
const SIGN_IN: &str = "sign-in";

/// The parts of the settings, in the order of the page.
const PARTS: [(&str, Label); 7] = [
    ("tile", say::client_part_tile),
    (SIGN_IN, say::client_part_sign_in),
    ("sign-out", say::client_part_sign_out),
    ("claims", say::client_part_claims),
    ("tokens", say::client_part_tokens),
    ("consent", say::client_part_consent),
    ("grants", say::client_part_grants),
];

/// The parts that are folded. One is open.
fn folds(parts: &Parts<'_, ClientDefinition>, open: &str) -> Vec<AnyView> {
    PARTS.iter().filter_map(|(part, heading)| parts.fold(part, heading(), *part == open)).collect()
}

/// The fields of a new client.
pub fn of_new(form: FormState) -> AnyView {
    let definition = ClientDefinition::of_new();
    let parts = Parts { form, specs: &specs::FIELDS, values: &definition, kind: None, saves: false, after: &|_| None };
    view! {
        <div class="fields whole">
            <FormAlert form/>
            {text(form, &specs::CLIENT_ID, String::new(), say::client_id_hint())}
        </div>
        <div class="whole">{folds(&parts, SIGN_IN)}</div>
    }
    .into_any()
}

/// The form with the settings of a client, unless a rejected submission had others.
pub fn settings(client: &ClientView) -> AnyView {
    let (form, definition) = (FormState::new(Form::Client), client.whole_definition());
    let parts =
        Parts { form, specs: &specs::FIELDS, values: &definition, kind: Some(""), saves: true, after: &|_| None };
    let mut hidden = vec![("before", client.updated_at.to_string()), ("id", client.client_id.to_string())];
    // It has a button of its own.
    hidden.extend(definition.closed.then(|| ("closed", ON.to_owned())));
    folded_form(form, "/actions/clients/replace", hidden, folds(&parts, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::fields::input::Defined as _;

    #[test]
    fn each_field_is_in_a_part_of_the_page_or_has_a_button_of_its_own() {
        for field in ClientDefinition::FIELDS {
            let is_in_one = PARTS.iter().any(|(part, _)| *part == field.part);
            assert!(is_in_one || (field.part.is_empty() && field.name == "closed"), "{}", field.name);
        }
    }
}
