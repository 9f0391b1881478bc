//! The fields of a client: of the form that creates one, and of the form that changes one.

use crate::shared::{ClientDefinition, ClientView};
use crate::ui::FormState;
use crate::ui::components::FormAlert;
use crate::ui::form::spec::clients as specs;
use crate::ui::routes::administrators::definition::{columns, text};
use crate::ui::routes::administrators::say;
use leptos::prelude::*;

/// The fields, with the values of `client` unless a rejected submission had others. None: of a new client.
pub fn fields(form: FormState, client: Option<&ClientView>) -> AnyView {
    let definition = client.map_or_else(ClientDefinition::of_new, ClientView::whole_definition);
    let id = client.is_none().then(|| text(form, &specs::CLIENT_ID, String::new(), say::client_id_hint()));
    let [first, second] = columns(form, &specs::FIELDS, &definition, client.is_none(), &|_| None);
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
