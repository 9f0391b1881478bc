//! Filters of the list of users that are texts.

use crate::ui::Markup;
use crate::ui::browser::attributes;
use crate::ui::routes::administrators::say;
use leptos::prelude::*;

pub const FIELDS: &str = "fields";
pub const USERNAMES: &str = "usernames";

/// Values of fields of one's own.
pub fn own_fields(value: String) -> AnyView {
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
    view! {
        <label class="grid gap-1">
            <span>{say::own_fields()}</span>
            <input {..attributes(&own)} value=value/>
        </label>
    }
    .into_any()
}

/// Where the names of people are pasted who have nothing else in common.
pub fn pasted(usernames: &str) -> AnyView {
    let own = [
        ("class", "input"),
        ("id", USERNAMES),
        ("name", USERNAMES),
        ("rows", "3"),
        ("autocomplete", "off"),
        ("autocapitalize", "none"),
        ("spellcheck", "false"),
        ("placeholder", say::users_pasted_hint()),
    ];
    // As HTML: a text node would be followed by a hydration marker, which a text area shows as text.
    let mut text = Markup::default();
    text.text(usernames);
    view! {
        <label class="grid gap-1">
            <span>{say::users_paste()}</span>
            <textarea {..attributes(&own)} inner_html=text.into_html()></textarea>
        </label>
    }
    .into_any()
}
