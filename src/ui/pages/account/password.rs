//! Another password.

use super::Section;
use crate::{
    actions::account::change_password,
    shared::visit::{Form, Notice},
    ui::{
        components::{
            form_alert::FormAlert, password_field::PasswordField, submit_button::SubmitButton,
            toasts::Toaster,
        },
        form::{FormState, spec},
        visitor::Visitor,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn PasswordSection(username: String) -> impl IntoView {
    let toaster = Toaster::here();
    let form = FormState::new(Form::Password);
    let current = form.field(&spec::CURRENT_PASSWORD);
    let new = form.field(&spec::NEW_PASSWORD);

    let submit = move |event: SubmitEvent| {
        let send = move || change_password(current.value(), new.value());
        let accepted = move |()| {
            form.clear();
            toaster.good(Notice::PasswordChanged.text());
        };
        form.submit(&event, send, accepted);
    };
    view! {
        <Section title="Password" about="Changing it signs you out on every other device.">
            <form class="card" method="post" action="/actions/password" novalidate on:submit=submit>
                <div class="card-body">
                    <div class="fields">
                        <FormAlert form/>
                        // Tells a password manager whose password it is.
                        <input type="text" value=username autocomplete="username" hidden readonly/>
                        <PasswordField field=current/>
                        <PasswordField field=new measured=true/>
                    </div>
                    {advice()}
                </div>
                <div class="card-foot">
                    <SubmitButton form label="Change password" busy="Changing…" class="btn btn-secondary"/>
                </div>
            </form>
        </Section>
    }
}

/// What makes a password good, by the rules of the house.
fn advice() -> impl IntoView {
    let rules = Visitor::here().password_rules();
    let long = rules.passphrase_length();
    let short = rules.allows_short().then(|| {
        let least = rules.min_length;
        view! { <p>{format!("Or at least {least} characters with a small letter, a capital, a digit and a symbol.")}</p> }
    });
    view! {
        <div class="beside">
            <p class="font-medium text-ink">"A good password"</p>
            <p>{format!("Four or five words that only you would put together, {long} characters or more.")}</p>
            {short}
        </div>
    }
}
