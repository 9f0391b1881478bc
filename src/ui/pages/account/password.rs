//! Another password.

use crate::{
    actions::account::change_password,
    shared::visit::{Form, Notice},
    ui::{
        browser::{attributes, handler},
        components::{
            form_alert::FormAlert, password_field::PasswordField, password_meter::METER, post_form::PostForm,
            submit_button::SubmitButton, toasts::Toaster,
        },
        form::{FormState, Reply, spec},
        visitor::Visitor,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

/// Tells a password manager whose password it is. It has no name, so it is not sent.
const OF_WHOM: [(&str, &str); 4] = [("type", "text"), ("autocomplete", "username"), ("readonly", ""), ("hidden", "")];

#[component]
pub fn PasswordSection(username: String) -> impl IntoView {
    let toaster = Toaster::here();
    let form = FormState::new(Form::Password);
    let current = form.field(&spec::CURRENT_PASSWORD);
    let new = form.field(&spec::NEW_PASSWORD);

    let submit = move |event: SubmitEvent| {
        let send = || Box::pin(change_password(current.value(), new.value())) as Reply<_>;
        let accepted = move |()| {
            form.clear();
            toaster.good(Notice::PasswordChanged.text());
        };
        form.submit(&event, send, accepted);
    };
    view! {
        <section class="section">
            <header>
                <h2>"Password"</h2>
                <p>"Changing it signs you out on every other device."</p>
            </header>
            <PostForm action="/actions/password" class="card" submit=handler(submit)>
                <div class="card-body">
                    <div class="fields">
                        <FormAlert form/>
                        <input {..attributes(&OF_WHOM)} value=username/>
                        <PasswordField field=current/>
                        <PasswordField field=new meter=&METER/>
                    </div>
                    {advice()}
                </div>
                <div class="card-foot">
                    <SubmitButton form label="Change password" busy="Changing…" class="btn btn-secondary"/>
                </div>
            </PostForm>
        </section>
    }
}

/// What makes a password good, by the rules of the house.
fn advice() -> AnyView {
    let rules = Visitor::here().password_rules();
    let (least, long) = (rules.min_length, rules.passphrase_length());
    let words = format!("Four or five words that only you would put together, {long} characters or more.");
    let short = match rules.allows_short() {
        true => format!("Or at least {least} characters with a small letter, a capital, a digit and a symbol."),
        false => String::new(),
    };
    view! {
        <div class="beside">
            <p class="font-medium text-ink">"A good password"</p>
            <p>{words}</p>
            <p>{short}</p>
        </div>
    }
    .into_any()
}
