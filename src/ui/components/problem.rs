//! What is wrong with a field, below it.

use super::icon::{Shape, SmallIcon};
use crate::ui::form::field::FieldState;
use leptos::prelude::*;

/// The question with which the server closes its words on a taken address.
const SIGN_IN: &str = "Sign in instead?";

/// The problem of `field`, in place of its hint. There the question is a way to go.
#[component]
pub fn Problem(field: FieldState) -> impl IntoView {
    move || {
        let message = field.problem.get()?;
        let (words, link) = match message.strip_suffix(SIGN_IN) {
            Some(words) => (
                words.to_owned(),
                Some(view! { <a href="/login">{SIGN_IN}</a> }),
            ),
            None => (message.into_owned(), None),
        };
        Some(view! {
            <p class="error" id=problem_id(field)>
                <SmallIcon shape=Shape::Alert/>
                <span>{words} {link}</span>
            </p>
        })
    }
}

/// The id of the problem's sentence.
fn problem_id(field: FieldState) -> String {
    format!("{}-problem", field.id())
}

/// The id of the hint of `field`.
pub fn hint_id(field: FieldState) -> String {
    format!("{}-hint", field.id())
}

/// What describes the field at the moment: its problem, else its hint, if it has one.
pub fn described_by(
    field: FieldState,
    has_hint: bool,
) -> impl Fn() -> Option<String> + Copy + Send + 'static {
    move || match field.problem.with(Option::is_some) {
        true => Some(problem_id(field)),
        false => has_hint.then(|| hint_id(field)),
    }
}
