//! Inputs of the search and the filters of a list.

use crate::language::say;
use crate::ui::browser::{attributes, input};
use leptos::prelude::*;

/// The attributes of a search field.
pub const fn search(id: &'static str, name: &'static str) -> [(&'static str, &'static str); 7] {
    [
        ("class", "input"),
        ("id", id),
        ("type", "search"),
        ("name", name),
        ("autocomplete", "off"),
        ("enterkeyhint", "search"),
        ("spellcheck", "false"),
    ]
}

/// A date input with its label. Its name is its id.
pub fn day(id: &'static str, label: &'static str, value: String) -> AnyView {
    let title = say::day_in_utc();
    let own = [("class", "input"), ("id", id), ("name", id), ("type", type_for(&value)), ("title", title)];
    view! {
        <label class="day">
            <span>{label}</span>
            <input {..attributes(&own)} value=value/>
        </label>
    }
    .into_any()
}

/// Sets the value of a date input after the address has changed.
pub fn set_day(id: &str, value: &str) {
    if let Some(input) = input(id) {
        // Cleared first: the browser warns if a date input gets a value that is no date.
        input.set_value("");
        input.set_type(type_for(value));
        input.set_value(value);
    }
}

/// A date input holds dates only. Any other value from the address stays visible in a text input.
fn type_for(value: &str) -> &'static str {
    let is_day = value.is_empty() || humantime::parse_rfc3339(&format!("{value}T00:00:00Z")).is_ok();
    if is_day { "date" } else { "text" }
}
