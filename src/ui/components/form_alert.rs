//! The error summary above the fields of a form.

use super::alert::{Alert, Tone};
use crate::{
    shared::error::AppError,
    ui::{
        browser::attributes,
        form::{FormState, spec::Spec},
        words,
    },
};
use leptos::prelude::*;

/// Shows why the form as a whole was rejected. Errors of fields are listed only if the form was sent without JavaScript:
/// with JavaScript the first invalid field gets the focus instead.
#[component]
pub fn FormAlert(form: FormState) -> impl IntoView {
    view! {
        {move || form.error.with(|error| match error {
            Some(error) => explanation(form, error),
            None if form.has_draft() => restored(form),
            None => ().into_any(),
        })}
    }
}

fn explanation(form: FormState, error: &AppError) -> AnyView {
    let invalid = form.invalid_fields(error);
    // With JavaScript there are none: `FormState::reject` shows errors of fields without setting `error`.
    if !invalid.is_empty() {
        return summary(&invalid);
    }
    let tone = if error.code.is_wait() { Tone::Warning } else { Tone::Danger };
    let (title, more) = words::first_sentence(&error.detail);
    view! { <Alert tone title=title.to_owned() more=more.to_owned().into_any()/> }.into_any()
}

/// The session had ended before the form was saved, and the user has signed in again.
fn restored(form: FormState) -> AnyView {
    let more = if form.has_file() {
        "Files are not kept while you sign in. Choose the file again."
    } else {
        "What you typed is still here, except passwords. Save it again."
    };
    view! { <Alert tone=Tone::Info title="Not saved yet." more=more.into_any()/> }.into_any()
}

/// The number of invalid fields, with a link to each.
fn summary(invalid: &[&Spec]) -> AnyView {
    let last = invalid.len() - 1;
    let link = |(index, spec): (usize, &&Spec)| {
        let after = match index {
            _ if index == last => ".",
            _ if index + 1 == last => " and ",
            _ => ", ",
        };
        // `rel=external`: the browser moves the focus to the field; the router would only scroll.
        view! {
            <a href=format!("#{}", spec.id) {..attributes(&[("rel", "external")])}>
                {spec.label}
            </a>
            {after}
        }
        .into_any()
    };
    let links: Vec<_> = invalid.iter().enumerate().map(link).collect();
    let title = words::problems(invalid.len());
    view! { <Alert tone=Tone::Danger title more=links.into_any()/> }.into_any()
}
