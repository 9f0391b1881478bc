//! A field of one's own that is set for many users: the menu in which it is chosen, and the input in the question before.

use super::bar::{action_button, menu};
use crate::actions::own_fields::list_own_fields;
use crate::language::current;
use crate::shared::bulk::SET_FIELD;
use crate::shared::own_fields::{OwnFieldName, OwnFieldParty, choices_of};
use crate::shared::{OwnFieldDefinition, OwnFieldKind, OwnFieldView};
use crate::ui::browser::{attributes, fetch};
use crate::ui::components::choice::{options_html, select_named};
use crate::ui::components::{Shape, SmallIcon};
use crate::ui::embedded::embedded_or_fetched;
use crate::ui::page_data;
use crate::ui::routes::administrators::say;
use crate::ui::routes::administrators::users::own_filters::KnownFields;
use leptos::prelude::*;

/// The id of the input.
pub const VALUE: &str = "bulk-value";

/// All fields. None until they are there.
pub fn read_fields() -> KnownFields {
    let known = || page_data!(Directory).map(|data| data.fields.clone());
    // After an error, the list of users says that the server does not respond.
    embedded_or_fetched(known, |fields| fetch(list_own_fields(), move |all| _ = fields.try_set(Some(all)), drop))
}

/// The menu that sets a field of the selected users. None if there is no field that can be the same in many accounts.
pub fn field_menu(fields: &[OwnFieldView]) -> Option<AnyView> {
    let settable = fields.iter().filter(|field| is_settable(field));
    let mut options: Vec<_> = settable.map(|field| (field.name.as_str(), field.label(current()))).collect();
    if options.is_empty() {
        return None;
    }
    options.insert(0, ("", say::bulk_field_choose()));
    let select = select_named("bulk-field", "field", say::bulk_field(), &options, "choice relative");
    let content = view! {
        {select}
        {action_button(SET_FIELD.to_owned(), say::bulk_set_field(), "menu-item")}
    };
    Some(menu(say::own_fields(), content.into_any()))
}

fn is_settable(field: &OwnFieldView) -> bool {
    !field.definition.unique && field.is_changed_by(OwnFieldParty::Administrators)
}

/// What people call a field.
pub fn label_of<'a>(fields: &'a [OwnFieldView], name: &'a OwnFieldName) -> &'a str {
    find(fields, name).map_or(name.as_str(), |field| field.label(current()))
}

fn find<'a>(fields: &'a [OwnFieldView], name: &OwnFieldName) -> Option<&'a OwnFieldView> {
    fields.iter().find(|field| field.name == *name)
}

/// The input for what a field is set to.
pub fn value_field(fields: &[OwnFieldView], name: &OwnFieldName) -> AnyView {
    let label = label_of(fields, name).to_owned();
    view! {
        <div class="field">
            <label class="label" for=VALUE>
                {label}
            </label>
            {value_input(find(fields, name).map(|field| &field.definition))}
            <p class="hint">{say::bulk_field_hint()}</p>
        </div>
    }
    .into_any()
}

fn value_input(definition: Option<&OwnFieldDefinition>) -> AnyView {
    let kind = definition.map(|definition| definition.kind).unwrap_or_default();
    let chosen = match (kind, definition) {
        (OwnFieldKind::Choice, Some(definition)) => {
            choices_of(definition, current()).into_iter().map(|choice| (choice.value, choice.label)).collect()
        }
        (OwnFieldKind::YesNo, _) => vec![("true", say::own_field_yes()), ("false", say::own_field_no())],
        _ => Vec::new(),
    };
    let own = [("class", "input"), ("id", VALUE), ("name", "value"), ("autocomplete", "off")];
    if chosen.is_empty() {
        let kind = if kind == OwnFieldKind::Date { "date" } else { "text" };
        return view! { <input {..attributes(&own)} type=kind/> }.into_any();
    }
    let options: Vec<_> = [("", "\u{2013}")].into_iter().chain(chosen).collect();
    view! {
        <div class="choice relative">
            <select {..attributes(&own)} inner_html=options_html(&options, "")></select>
            <SmallIcon shape=Shape::DOWN/>
        </div>
    }
    .into_any()
}
