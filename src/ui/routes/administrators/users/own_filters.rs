//! Filters by fields of one's own: a text with conditions, as the address has it, or with a script an input for each field, which writes
//! into that text.

use crate::language::current;
use crate::shared::OwnFieldView;
use crate::ui::browser::{attributes, control, handler, live};
use crate::ui::components::choice::options_html;
use crate::ui::components::own_values::options_of;
use crate::ui::components::{Shape, SmallIcon};
use crate::ui::routes::administrators::say;
use leptos::ev::Event;
use leptos::prelude::*;

/// The text.
pub const FIELDS: &str = "fields";

/// All fields. None until they are there.
pub type KnownFields = RwSignal<Option<Vec<OwnFieldView>>>;

/// `text`: the conditions in the address.
pub fn field_filters(fields: KnownFields, text: String) -> AnyView {
    let own = [
        ("class", "input"),
        ("id", FIELDS),
        ("name", FIELDS),
        ("type", "text"),
        ("autocomplete", "off"),
        ("autocapitalize", "none"),
        ("spellcheck", "false"),
        ("placeholder", say::users_fields_hint()),
    ];
    let shown = text.clone();
    let inputs = live(move || {
        let all = fields.with(|fields| fields.clone().unwrap_or_default());
        let filters = all.iter().filter(|field| is_filter(field));
        filters.map(|field| filter(field, value_in(&shown, field.name.as_str()))).collect::<Vec<_>>().into_any()
    });
    view! {
        {inputs}
        <label class="grid gap-1 without-script">
            <span>{say::own_fields()}</span>
            <input
                {..attributes(&own)}
                value=text
                on:change=handler(move |event: Event| show(fields, &event_target_value(&event)))
            />
        </label>
    }
    .into_any()
}

fn is_filter(field: &OwnFieldView) -> bool {
    field.definition.filterable && field.problems.is_empty() && field.deleted_at.is_none()
}

fn id_of(field: &OwnFieldView) -> String {
    format!("filter-{}", field.name)
}

/// The input of a field. It is not sent itself.
fn filter(field: &OwnFieldView, value: &str) -> AnyView {
    let (name, id, label) = (field.name.to_string(), id_of(field), field.label(current()).to_owned());
    let chosen = handler(move |event: Event| take_over(&name, &event_target_value(&event)));
    let of_label = id.clone();
    let mut options = options_of(&field.definition);
    let input = if options.is_empty() {
        let note = format!("{id}-note");
        // Numbers and days are asked for by ranges as well.
        let hint = field.definition.kind.is_ordered().then(|| {
            let id = note.clone();
            view! { <p class="hint" id=id>{say::users_range_hint()}</p> }
        });
        let described = hint.is_some().then_some(note);
        view! {
            <input
                class="input"
                id=id
                type="text"
                autocomplete="off"
                aria-describedby=described
                value=value.to_owned()
                on:input=chosen
            />
            {hint}
        }
        .into_any()
    } else {
        options.insert(0, ("", say::users_any_value()));
        view! {
            <div class="choice relative">
                <select class="input" id=id inner_html=options_html(&options, value) on:change=chosen></select>
                <SmallIcon shape=Shape::DOWN/>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="grid gap-1 with-script">
            <label for=of_label>{label}</label>
            {input}
        </div>
    }
    .into_any()
}

/// Writes what was entered for a field into the text, from where the form takes it.
fn take_over(name: &str, value: &str) {
    if let Some(text) = control(FIELDS) {
        text.set_value(&with_condition(&text.value(), name, value));
    }
}

/// Shows in the inputs of the fields what a text says.
pub fn show(fields: KnownFields, text: &str) {
    fields.with_untracked(|fields| {
        for field in fields.iter().flatten() {
            if let Some(input) = control(&id_of(field)) {
                input.set_value(value_in(text, field.name.as_str()));
            }
        }
    });
}

fn conditions(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = text.split(';').filter_map(|condition| condition.split_once('='));
    pairs.map(|(name, value)| (name.trim(), value.trim()))
}

/// What a text says of a field.
fn value_in<'a>(text: &'a str, name: &str) -> &'a str {
    conditions(text).find(|(own, _)| *own == name).map(|(_, value)| value).unwrap_or_default()
}

/// The text with another condition about a field, or without one if the value is empty.
fn with_condition(text: &str, name: &str, value: &str) -> String {
    let mut all: Vec<_> = conditions(text).filter(|(own, _)| *own != name).collect();
    if !value.trim().is_empty() {
        all.push((name, value.trim()));
    }
    all.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_writes_its_condition_into_the_text() {
        assert_eq!(with_condition("", "team", " sales "), "team=sales");
        assert_eq!(with_condition("team=it; age=18..", "team", "sales"), "age=18..;team=sales");
        assert_eq!(with_condition("team=it;age=18..", "team", ""), "age=18..");
        assert_eq!(with_condition("team=it", "team", " "), "");
    }

    #[test]
    fn an_input_shows_what_the_text_says_of_its_field() {
        let text = " team = it ;birthday=1990-01-01..1999-12-31";
        assert_eq!((value_in(text, "team"), value_in(text, "birthday")), ("it", "1990-01-01..1999-12-31"));
        assert_eq!((value_in(text, "tea"), value_in("", "team")), ("", ""));
    }
}
