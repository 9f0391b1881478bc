//! The fields of a client: of the form that creates one, and of the form that changes one.

use crate::shared::client_texts::{ClientField, LAST_OF_FIRST_COLUMN};
use crate::shared::clients::{ClientDefinition, ClientView};
use crate::shared::fields::input::{Input, NONE};
use crate::ui::components::choice::choice_group;
use crate::ui::components::form_parts::{Field, FormAlert, TextArea};
use crate::ui::form::FormState;
use crate::ui::form::spec::Spec;
use crate::ui::form::spec::clients as specs;
use crate::ui::routes::administrators::say;
use leptos::prelude::*;

/// The fields, with the values of `client` unless a rejected submission had others. None: of a new client.
pub fn fields(form: FormState, client: Option<&ClientView>) -> AnyView {
    let definition = client.map_or_else(ClientDefinition::of_new, ClientView::whole_definition);
    let id = client.is_none().then(|| text(form, &specs::CLIENT_ID, String::new(), say::client_id_hint()));
    let column = |is_first: bool| {
        let is_in = |field: &ClientField| (field.place <= LAST_OF_FIRST_COLUMN) == is_first;
        let own = specs::FIELDS.iter().filter(|(field, _)| is_in(field));
        own.map(|(field, spec)| input(form, field, spec, &definition)).collect::<Vec<_>>()
    };
    let (first, second) = (column(true), column(false));
    view! {
        <div class="fields">
            <FormAlert form/>
            {id}
            {first}
        </div>
        <div class="grid content-start gap-6">
            {second}
        </div>
    }
    .into_any()
}

fn input(form: FormState, field: &'static ClientField, spec: &'static Spec, client: &ClientDefinition) -> AnyView {
    let (label, texts) = ((field.label)(), (field.texts)(client));
    match field.input {
        Input::Text(_, hint) | Input::Url(_, hint) | Input::Account(_, hint) => {
            text(form, spec, texts.concat(), hint())
        }
        Input::Lines(_, hint) => {
            let (field, value, hint) = (form.field(spec), texts.join("\n"), hint());
            view! { <TextArea form field value hint/> }.into_any()
        }
        Input::Flag(choice, _) => {
            let is_on = form.typed(field.name).map_or(!texts.is_empty(), |typed| !typed.is_empty());
            choice_group("checkbox", label, field.name, &choice(), &|_: &str| is_on)
        }
        Input::One(choices) | Input::AtMostOne(choices) => {
            let chosen = form.chosen(field.name, texts.first().map_or(NONE, String::as_str));
            choice_group("radio", label, field.name, &choices(), &|value: &str| value == chosen)
        }
        Input::Many(name, choices) => {
            let typed = form.typed(field.name);
            let chosen = typed.map_or(texts, |typed| typed.split(' ').map(str::to_owned).collect());
            choice_group("checkbox", label, name, &choices(), &|value: &str| chosen.iter().any(|one| one == value))
        }
    }
}

fn text(form: FormState, spec: &'static Spec, value: String, hint: &'static str) -> AnyView {
    let field = form.field(spec);
    view! { <Field form field value hint/> }.into_any()
}
