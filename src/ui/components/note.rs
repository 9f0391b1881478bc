//! What is said below an input, and describes it to a screen reader.

use super::icon::{Shape, SmallIcon};
use crate::{
    shared::error::FieldError,
    ui::{form::field::FieldState, visitor::Visitor},
};
use leptos::prelude::*;

/// The problem of `field`, else its hint, if it has one at the moment.
#[component]
pub fn Note(field: FieldState, hint: Box<dyn Fn() -> String + Send>) -> impl IntoView {
    let signed_in = Visitor::here().is_signed_in();
    view! {
        <div class="note" id=field.spec.note_id()>
            {move || match field.problem.get() {
                Some(problem) => wrong(problem, signed_in),
                None => hinted(hint()),
            }}
        </div>
    }
}

fn wrong(problem: FieldError, signed_in: bool) -> AnyView {
    let way_out = match (&*problem.field, &*problem.code) {
        // Whoever registers twice wants to sign in. An administrator, or whoever changes a profile, has done so.
        ("email", "taken") if !signed_in => view! { " " <a href="/login">"Sign in instead?"</a> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        <p class="error">
            <SmallIcon shape=Shape::Alert/>
            <span>{problem.message.into_owned()} {way_out}</span>
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
