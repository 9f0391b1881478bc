//! A time in words, with the exact one behind it.

use crate::{
    shared::timestamp::Timestamp,
    ui::markup::{Markup, write_markup},
};
use leptos::prelude::*;

#[component]
pub fn Time(at: Timestamp, words: String) -> impl IntoView {
    view! {
        <time datetime=at.to_string() title=at.minute_in_words()>
            {words}
        </time>
    }
}

/// The same where the page is written as text.
pub fn write_time(out: &mut Markup, at: Timestamp, words: &str) {
    write_markup!(out; "<time datetime=\"" (&at.to_string()) "\" title=\"" (&at.minute_in_words()) "\">" (words) "</time>");
}
