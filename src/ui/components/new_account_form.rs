//! The form for an account that is not there yet: one's own, or the first administrator's.

use super::{
    field::Field, form_alert::FormAlert, password_field::PasswordField, password_meter::METER, post_form::PostForm,
    submit_button::SubmitButton,
};
use crate::{
    shared::{
        views::SignedIn,
        visit::{Form, Notice},
    },
    ui::{
        browser::handler,
        form::{FormState, Reply, spec},
        journey::Journey,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

/// What was typed.
pub struct Answers {
    pub username: String,
    pub email: String,
    pub name: String,
    pub password: String,
}

#[component]
pub fn NewAccountForm(
    which: Form,
    /// Where a browser without JavaScript sends it.
    action: &'static str,
    /// What goes along without being asked: its name, and what it is.
    along: (&'static str, String),
    /// Calls the server function with the answers and what goes along.
    send: fn(Answers, String) -> Reply<SignedIn>,
) -> impl IntoView {
    let journey = Journey::here();
    let form = FormState::new(which);
    let username = form.field(&spec::USERNAME);
    let email = form.field(&spec::EMAIL);
    let name = form.field(&spec::NAME);
    let password = form.field(&spec::FIRST_PASSWORD);

    let (hidden_name, hidden) = along;
    let value = hidden.clone();
    let submit = move |event: SubmitEvent| {
        let call = || {
            let answers = Answers {
                username: username.value(),
                email: email.value(),
                name: name.value(),
                password: password.value(),
            };
            send(answers, hidden.clone())
        };
        form.submit(&event, call, move |new| journey.sign_in(new, Some(Notice::Welcome)));
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
