//! Radio buttons with explanations.

use crate::ui::browser::{attributes, input};
use leptos::prelude::*;

/// One of the buttons.
#[derive(Clone, Copy)]
pub struct RadioButton {
    pub id: &'static str,
    pub value: &'static str,
    pub label: &'static str,
    pub about: &'static str,
}

/// A group of radio buttons with the same `name`, of which the one with the value `chosen` is selected.
pub fn radio_group(legend: &'static str, name: &'static str, buttons: &'static [RadioButton], chosen: &str) -> AnyView {
    let button = |button: &RadioButton| {
        let RadioButton { id, value, label, about } = *button;
        let mut own = vec![("class", "box"), ("id", id), ("type", "radio"), ("name", name), ("value", value)];
        if value == chosen {
            own.push(("checked", ""));
        }
        view! {
            <label class="check">
                <input {..attributes(&own)}/>
                <span>{label} <small>{about}</small></span>
            </label>
        }
        .into_any()
    };
    view! {
        <fieldset class="roles">
            <legend class="label">{legend}</legend>
            {buttons.iter().map(button).collect::<Vec<_>>()}
        </fieldset>
    }
    .into_any()
}

/// Whether the radio button with this id is selected; false if the user has left its page.
pub fn is_selected(id: &str) -> bool {
    input(id).is_some_and(|button| button.checked())
}
