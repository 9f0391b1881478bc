//! What is said below an input, and describes it to a screen reader.

use super::icon::{Shape, SmallIcon};
use crate::ui::form::field::FieldState;
use leptos::prelude::*;

/// The question with which the server closes its words on a taken address.
const SIGN_IN: &str = "Sign in instead?";

/// The problem of `field`, else its hint, if it has one at the moment.
#[component]
pub fn Note(field: FieldState, hint: Box<dyn Fn() -> String + Send>) -> impl IntoView {
    view! {
        <div class="note" id=field.spec.note_id()>
            {move || match field.problem.get() {
                Some(problem) => wrong(&problem),
                None => hinted(hint()),
            }}
        </div>
    }
}

fn wrong(problem: &str) -> AnyView {
    let (words, link) = match problem.strip_suffix(SIGN_IN) {
        Some(words) => (words, view! { <a href="/login">"Sign in instead?"</a> }.into_any()),
        None => (problem, ().into_any()),
    };
    let words = words.to_owned();
    view! {
        <p class="error">
            <SmallIcon shape=Shape::Alert/>
            <span>{words} {link}</span>
        </p>
    }
    .into_any()
}

fn hinted(hint: String) -> AnyView {
    if hint.is_empty() {
        return ().into_any();
    }
    view! { <p class="hint">{hint}</p> }.into_any()
}
