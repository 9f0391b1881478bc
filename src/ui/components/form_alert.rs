//! Why a form was not accepted, above its fields.

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

/// Says why the form as a whole came back. Problems of fields are listed only for those who cannot be taken to
/// the first one: who sent the form without JavaScript.
#[component]
pub fn FormAlert(form: FormState) -> impl IntoView {
    view! {
        {move || form.refusal.with(|error| match error {
            Some(error) => explanation(form, error),
            None => ().into_any(),
        })}
    }
}

fn explanation(form: FormState, error: &AppError) -> AnyView {
    let asked = form.asked(error);
    if !asked.is_empty() {
        return changes_needed(&asked);
    }
    let tone = if error.code.is_wait() { Tone::Warning } else { Tone::Danger };
    let (title, more) = words::first_sentence(&error.detail);
    view! { <Alert tone title=title.to_owned() more=more.to_owned().into_any()/> }.into_any()
}

/// How many answers need a change, with a link to each.
fn changes_needed(asked: &[&Spec]) -> AnyView {
    let last = asked.len() - 1;
    let link = |(index, spec): (usize, &&Spec)| {
        let after = match index {
            _ if index == last => ".",
            _ if index + 1 == last => " and ",
            _ => ", ",
        };
        // The browser itself takes the focus along; the router would only scroll.
        view! {
            <a href=format!("#{}", spec.id) {..attributes(&[("rel", "external")])}>
                {spec.label}
            </a>
            {after}
        }
        .into_any()
    };
    let links: Vec<_> = asked.iter().enumerate().map(link).collect();
    let title = words::answers_to_change(asked.len());
    view! { <Alert tone=Tone::Danger title more=links.into_any()/> }.into_any()
}
