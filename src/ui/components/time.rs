//! A time as text, with the exact time as a tooltip.

use crate::{
    shared::timestamp::Timestamp,
    ui::markup::{self, Markup, write_markup},
};
use leptos::prelude::*;

#[component]
pub fn Time(at: Timestamp, words: String) -> impl IntoView {
    markup::element(|out| write_time(out, at, &words))
}

pub fn write_time(out: &mut Markup, at: Timestamp, words: &str) {
    write_markup!(out; "<time datetime=\"" (&at.to_string()) "\" title=\"" (&at.minute_in_words()) "\">" (words) "</time>");
}
