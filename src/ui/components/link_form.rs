//! The form on the page of a one-time link: a button, and a field for the digits in the message, or for the password of a
//! registration, unless this browser has asked for the link. Opening the page changes nothing, because programs that scan mail open links as well.

use crate::{
    shared::{
        page::{LinkView, PageData},
        visit::Form,
    },
    ui::{
        browser::handler,
        components::{
            field::Field, form_alert::FormAlert, password_field::PasswordField, post_form::PostForm,
            submit_button::SubmitButton,
        },
        embedded::embedded,
        form::{FormState, Reply, field::FieldState, spec},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_query_map;

/// What the form sends.
pub struct LinkFields {
    pub token: String,
    pub digits: String,
    pub password: String,
}

#[component]
pub fn LinkForm<T: 'static>(
    form: Form,
    /// The address that the form is sent to without JavaScript.
    action: &'static str,
    label: &'static str,
    busy: &'static str,
    send: fn(LinkFields) -> Reply<T>,
    accepted: Callback<T>,
) -> impl IntoView {
    let token = use_query_map().with_untracked(|query| query.get("token").unwrap_or_default());
    let LinkView { needs_digits, needs_password } = embedded(|| match use_context() {
        Some(PageData::Link(view)) => view,
        // Without data from the server: the server decides when the form is sent.
        _ => LinkView { needs_digits: true, needs_password: false },
    });
    let form = FormState::new(form);
    let digits = needs_digits.then(|| form.field(&spec::DIGITS));
    let password = needs_password.then(|| form.field(&spec::CHOSEN_PASSWORD));
    let value = token.clone();
    let submit = move |event: SubmitEvent| {
        let typed = |field: Option<FieldState>| field.map(FieldState::value).unwrap_or_default();
        let fields = LinkFields { token: token.clone(), digits: typed(digits), password: typed(password) };
        form.submit(&event, move || send(fields), move |value| accepted.run(value));
    };
    view! {
        <PostForm action=action class="fields" submit=handler(submit)>
            <FormAlert form/>
            <input type="hidden" name="token" value=value/>
            {digits.map(|digits| view! { <Field form field=digits/> })}
            {password.map(|password| view! { <PasswordField field=password/> })}
            <SubmitButton form label=label busy=busy class="btn btn-primary btn-large"/>
        </PostForm>
    }
}
