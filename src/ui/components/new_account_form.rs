//! The form for a new account: registration, or the first administrator.

use super::{
    field::Field, form_alert::FormAlert, password_field::PasswordField, password_meter::METER, post_form::PostForm,
    submit_button::SubmitButton,
};
use crate::{
    shared::{views::Registration, visit::Form},
    ui::{
        browser::handler,
        form::{FormState, Reply, spec},
        navigation::Navigator,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

/// The values of the fields.
pub struct Answers {
    pub username: String,
    pub email: String,
    pub name: String,
    pub password: String,
}

#[component]
pub fn NewAccountForm(
    which: Form,
    /// The address that the form is sent to without JavaScript.
    action: &'static str,
    /// Name and value of a hidden field.
    hidden: (&'static str, String),
    /// Calls the server function with the values and the hidden value.
    send: fn(Answers, String) -> Reply<Registration>,
) -> impl IntoView {
    let navigator = Navigator::current();
    let form = FormState::new(which);
    let username = form.field(&spec::USERNAME);
    let email = form.field(&spec::EMAIL);
    let name = form.field(&spec::NAME);
    let password = form.field(&spec::FIRST_PASSWORD);

    let (hidden_name, hidden_value) = hidden;
    // For the hidden input; `submit` keeps the other copy.
    let value = hidden_value.clone();
    let submit = move |event: SubmitEvent| {
        // Reads the fields only when `submit` has validated them.
        let call = || {
            let answers = Answers {
                username: username.value(),
                email: email.value(),
                name: name.value(),
                password: password.value(),
            };
            send(answers, hidden_value.clone())
        };
        form.submit(&event, call, move |new| navigator.registered(new));
    };
    view! {
        <PostForm action=action class="fields" submit=handler(submit)>
            <FormAlert form/>
            <input type="hidden" name=hidden_name value=value/>
            <Field form field=username/>
            <Field form field=email/>
            <Field form field=name/>
            <PasswordField field=password meter=&METER/>
            <SubmitButton form label="Create account" busy="Creating account…" class="btn btn-primary btn-large"/>
        </PostForm>
    }
}
