//! Why a form was not accepted, above its fields.

use super::alert::{Alert, Tone};
use crate::{
    shared::error::{AppError, ErrorCode},
    ui::{form::FormState, words},
};
use leptos::prelude::*;

/// Says why the form as a whole came back. Problems of fields are listed only for those who cannot be taken to
/// the first one: who sent the form without JavaScript.
#[component]
pub fn FormAlert(form: FormState) -> impl IntoView {
    move || form.refusal.get().map(|error| explanation(form, &error))
}

fn explanation(form: FormState, error: &AppError) -> AnyView {
    let fields: Vec<_> = error
        .errors
        .iter()
        .filter_map(|error| Some((form.id_of(&error.field), form.label_of(&error.field)?)))
        .collect();
    if !fields.is_empty() {
        return changes_needed(fields);
    }
    let (tone, title, more) = match error.code {
        ErrorCode::TooManyAttempts => {
            let wait = words::duration(error.retry_after.unwrap_or(60));
            let more = format!("Wait {wait}, then try again. Your account is safe.");
            (Tone::Warning, "Too many tries.".to_owned(), more)
        }
        _ => {
            let (title, more) = words::first_sentence(&error.detail);
            (Tone::Danger, title.to_owned(), more.to_owned())
        }
    };
    let more = (!more.is_empty()).then(|| view! { <p>{more}</p> });
    view! { <Alert tone title more=more.into_any()/> }.into_any()
}

/// How many answers need a change, with a link to each.
fn changes_needed(fields: Vec<(String, &'static str)>) -> AnyView {
    let (count, last) = (fields.len(), fields.len() - 1);
    let links = fields
        .into_iter()
        .enumerate()
        .map(|(index, (id, label))| {
            let before = match index {
                0 => "",
                _ if index == last => " and ",
                _ => ", ",
            };
            // The browser itself takes the focus along; the router would only scroll.
            view! {
                {before}
                <a href=format!("#{id}") rel="external">
                    {label}
                </a>
            }
        })
        .collect_view();
    let more = view! { <p>{links} "."</p> }.into_any();
    view! { <Alert tone=Tone::Danger title=words::answers_to_change(count) more/> }.into_any()
}
