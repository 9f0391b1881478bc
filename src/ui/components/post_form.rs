//! A POST form that works with and without JavaScript.

use crate::ui::browser::attributes;
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn PostForm(
    /// The address that the form is sent to without JavaScript.
    action: &'static str,
    class: &'static str,
    /// Sends it with JavaScript.
    submit: Box<dyn FnMut(SubmitEvent)>,
    children: Children,
) -> impl IntoView {
    // `novalidate`: the page shows its own error messages instead of the browser's.
    let own = [("method", "post"), ("action", action), ("class", class), ("novalidate", "")];
    view! {
        <form {..attributes(&own)} on:submit=submit>
            {children()}
        </form>
    }
}
