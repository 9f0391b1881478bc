//! Cards with a form.

use super::form_parts::{PostForm, hidden_inputs, submit_button};
use crate::ui::{FormState, Submit};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use std::sync::Arc;

/// A plain form: its heading, what is said below, and its button, also while it is sent. `hidden`: names and values.
pub fn form_card(
    form: FormState,
    action: &'static str,
    words: [&'static str; 4],
    hidden: Vec<(&'static str, String)>,
    fields: AnyView,
) -> AnyView {
    submitted_card(form, action, words, hidden, Arc::new(|_: SubmitEvent| ()), fields)
}

/// The same with a form that `submit` sends.
pub fn submitted_card(
    form: FormState,
    action: &'static str,
    [heading, about, label, busy]: [&'static str; 4],
    hidden: Vec<(&'static str, String)>,
    submit: Submit,
    fields: AnyView,
) -> AnyView {
    view! {
        <PostForm action class="card" submit>
            {hidden_inputs(hidden)}
            <div class="card-body">
                <h2>{heading}</h2>
                {fields}
            </div>
            <div class="card-foot">
                <span>{about}</span>
                {submit_button(form, [label, busy], "btn btn-primary")}
            </div>
        </PostForm>
    }
    .into_any()
}
