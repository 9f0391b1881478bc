//! A time in words, with the exact one behind it.

use crate::shared::timestamp::Timestamp;
use leptos::prelude::*;

#[component]
pub fn Time(at: Timestamp, words: String) -> impl IntoView {
    view! {
        <time datetime=at.to_string() title=at.minute_in_words()>
            {words}
        </time>
    }
}
