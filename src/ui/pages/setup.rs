//! `/setup`: the first administrator, by the link that the server prints when it starts.

use crate::{
    actions::session::setup,
    shared::visit::{Form, Notice},
    ui::{
        components::{
            field::Field, form_alert::FormAlert, heading::Heading, layout::Doorway,
            password_field::PasswordField, submit_button::SubmitButton,
        },
        form::{FormState, spec},
        journey::Journey,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_query_map;

#[component]
pub fn SetupPage() -> impl IntoView {
    view! {
        <Doorway line="This link works once, and for one hour.">
            <div>
                <Heading text="Make the first administrator"/>
                <p class="mt-2 text-ink-muted">"This account will manage all others."</p>
            </div>
            <SetupForm/>
        </Doorway>
    }
}

#[component]
fn SetupForm() -> impl IntoView {
    let journey = Journey::here();
    let form = FormState::new(Form::Setup);
    let username = form.field(&spec::USERNAME);
    let email = form.field(&spec::EMAIL);
    let name = form.field(&spec::NAME);
    let password = form.field(&spec::FIRST_PASSWORD);
    let token = use_query_map().with_untracked(|query| query.get("token").unwrap_or_default());
    let token = StoredValue::new(token);

    let submit = move |event: SubmitEvent| {
        let send = move || {
            setup(
                token.get_value(),
                username.value(),
                email.value(),
                name.value(),
                password.value(),
            )
        };
        form.submit(&event, send, move |signed_in| {
            journey.sign_in(signed_in, Some(Notice::Welcome))
        });
    };
    view! {
        <form class="fields" method="post" action="/actions/setup" novalidate on:submit=submit>
            <FormAlert form/>
            <input type="hidden" name="token" value=token.get_value()/>
            <Field field=username/>
            <Field field=email/>
            <Field field=name/>
            <PasswordField field=password measured=true/>
            <SubmitButton form label="Create account" busy="Creating account…" class="btn btn-primary btn-large"/>
        </form>
    }
}
