//! A field of one's own that is set for many users: the menu in which it is chosen, and the input in the question before.

use super::bar::{action_button, menu};
use crate::actions::own_fields::list_own_fields;
use crate::language::current;
use crate::shared::bulk::SET_FIELD;
use crate::shared::{OwnFieldKind, OwnFieldName, OwnFieldView};
use crate::ui::browser::{attributes, fetch};
use crate::ui::components::choice::{options_html, select_named};
use crate::ui::components::own_values::{Entry, entry_of, options_of};
use crate::ui::components::{Shape, SmallIcon};
use crate::ui::embedded::embedded_or_fetched;
use crate::ui::page_data;
use crate::ui::routes::administrators::say;
use crate::ui::routes::administrators::users::own_filters::KnownFields;
use leptos::prelude::*;

/// The id of the input.
pub const VALUE: &str = "bulk-value";
/// The id of its hint.
const NOTE: &str = "bulk-value-note";
const INPUT: [(&str, &str); 5] =
    [("class", "input"), ("id", VALUE), ("name", "value"), ("autocomplete", "off"), ("aria-describedby", NOTE)];

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
    field.is_changed_by_administrators() && !field.definition.unique
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
    let definition = find(fields, name).map(|field| field.definition.clone()).unwrap_or_default();
    let options = options_of(&definition);
    let is_several = entry_of(definition.kind) == Entry::Boxes && definition.kind.has_choices();
    let several = is_several.then(|| options.iter().map(|(value, _)| *value).collect::<Vec<_>>().join(", "));
    let several = several.map(|values| format!("{} ", say::bulk_field_several(&values)));
    let hint = several.unwrap_or_default() + say::bulk_field_hint();
    view! {
        <div class="field">
            <label class="label" for=VALUE>
                {label}
            </label>
            {if is_several { line_input("text") } else { single_input(definition.kind, options) }}
            <p class="hint" id=NOTE>
                {hint}
            </p>
        </div>
    }
    .into_any()
}

/// `options`: what can be chosen, if anything can.
fn single_input(kind: OwnFieldKind, mut options: Vec<(&str, &str)>) -> AnyView {
    if options.is_empty() {
        let Entry::Line(kind, ..) = entry_of(kind) else { return line_input("text") };
        return line_input(kind);
    }
    options.insert(0, ("", "\u{2013}"));
    view! {
        <div class="choice relative">
            <select {..attributes(&INPUT)} inner_html=options_html(&options, "")></select>
            <SmallIcon shape=Shape::DOWN/>
        </div>
    }
    .into_any()
}

fn line_input(kind: &'static str) -> AnyView {
    view! { <input {..attributes(&INPUT)} type=kind/> }.into_any()
}
