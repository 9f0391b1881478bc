//! The hint or error below an input, which describes the input to screen readers.

use super::icon::{Shape, SmallIcon};
use crate::{
    shared::error::FieldError,
    ui::{client_state::ClientState, form::field::FieldState},
};
use leptos::prelude::*;

/// The error of `field`, or else its current hint.
#[component]
pub fn Note(field: FieldState, hint: Box<dyn Fn() -> String + Send>) -> impl IntoView {
    let signed_in = ClientState::current().is_signed_in();
    view! {
        <div class="note" id=field.spec.note_id()>
            {move || match field.problem.get() {
                Some(problem) => error(problem, signed_in),
                None => hint_text(hint()),
            }}
        </div>
    }
}

fn error(problem: FieldError, signed_in: bool) -> AnyView {
    let link = match (&*problem.field, &*problem.code) {
        // On the registration form the user probably has an account. Signed-in users change a profile instead.
        ("email", "taken") if !signed_in => view! { " " <a href="/login">"Sign in instead?"</a> }.into_any(),
        _ => ().into_any(),
    };
    view! {
        <p class="error">
            <SmallIcon shape=Shape::Alert/>
            <span>{problem.message.into_owned()} {link}</span>
        </p>
    }
    .into_any()
}

fn hint_text(hint: String) -> AnyView {
    if hint.is_empty() {
        return ().into_any();
    }
    view! { <p class="hint">{hint}</p> }.into_any()
}
