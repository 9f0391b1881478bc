//! A form that posts: by itself, or through its page once that has come to life.

use crate::ui::browser::attributes;
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn PostForm(
    /// Where a browser without JavaScript sends it.
    action: &'static str,
    class: &'static str,
    /// Sends it without leaving the page.
    submit: Box<dyn FnMut(SubmitEvent)>,
    children: Children,
) -> impl IntoView {
    // The words for what is wrong are the page's own, not the browser's.
    let own = [("method", "post"), ("action", action), ("class", class), ("novalidate", "")];
    view! {
        <form {..attributes(&own)} on:submit=submit>
            {children()}
        </form>
    }
}
