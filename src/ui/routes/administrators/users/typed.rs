//! A filter of the list of users that is a text.

use crate::ui::Markup;
use crate::ui::browser::attributes;
use crate::ui::routes::administrators::say;
use leptos::prelude::*;

pub const USERNAMES: &str = "usernames";

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
