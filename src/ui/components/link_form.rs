//! The form on the page of a one-time link: a button, and a field for the digits in the message unless this browser has asked for
//! the link. Opening the page changes nothing, because programs that scan mail open links as well.

use crate::{
    shared::{
        page::{LinkView, PageData},
        visit::Form,
    },
    ui::{
        browser::handler,
        components::{field::Field, form_alert::FormAlert, post_form::PostForm, submit_button::SubmitButton},
        embedded::embedded,
        form::{FormState, Reply, field::FieldState, spec},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_query_map;

#[component]
pub fn LinkForm<T: 'static>(
    form: Form,
    /// The address that the form is sent to without JavaScript.
    action: &'static str,
    label: &'static str,
    busy: &'static str,
    /// Sends the token and the digits.
    send: fn(String, String) -> Reply<T>,
    accepted: Callback<T>,
) -> impl IntoView {
    let token = use_query_map().with_untracked(|query| query.get("token").unwrap_or_default());
    let needs_digits = embedded(|| match use_context() {
        Some(PageData::Link(LinkView { needs_digits })) => needs_digits,
        // Without data from the server: the server decides when the form is sent.
        _ => true,
    });
    let form = FormState::new(form);
    let digits = needs_digits.then(|| form.field(&spec::DIGITS));
    let value = token.clone();
    let submit = move |event: SubmitEvent| {
        let typed = digits.map(FieldState::value).unwrap_or_default();
        let token = token.clone();
        form.submit(&event, move || send(token, typed), move |value| accepted.run(value));
    };
    view! {
        <PostForm action=action class="fields" submit=handler(submit)>
            <FormAlert form/>
            <input type="hidden" name="token" value=value/>
            {digits.map(|digits| view! { <Field form field=digits/> })}
            <SubmitButton form label=label busy=busy class="btn btn-primary btn-large"/>
        </PostForm>
    }
}
