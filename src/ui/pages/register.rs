//! `/register`: create an account.

use crate::{
    actions::session::register,
    shared::{
        next::LocalPath,
        visit::{Form, Notice},
    },
    ui::{
        components::{
            alert::{Alert, Tone},
            field::Field,
            form_alert::FormAlert,
            heading::Heading,
            layout::Doorway,
            password_field::PasswordField,
            submit_button::SubmitButton,
        },
        form::{FormState, spec},
        journey::{Journey, next_asked, with_next},
        visitor::Visitor,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn RegisterPage() -> impl IntoView {
    let (visitor, journey) = (Visitor::here(), Journey::here());
    let next = next_asked();
    if visitor.is_signed_in() {
        journey.go_at_once(next.unwrap_or_else(LocalPath::account).to_string());
        return ().into_any();
    }
    let login = with_next("/login", next.as_ref());
    let form = match visitor.registration_open() {
        true => view! { <RegisterForm journey next/> }.into_any(),
        false => closed(),
    };
    view! {
        <Doorway line="Your password is never kept as plain text.">
            <div>
                <Heading text="Create account"/>
                <p class="mt-2 text-ink-muted">"Have one already? " <a href=login>"Sign in"</a></p>
            </div>
            {form}
        </Doorway>
    }
    .into_any()
}

#[component]
fn RegisterForm(journey: Journey, next: Option<LocalPath>) -> impl IntoView {
    let form = FormState::new(Form::Register);
    let username = form.field(&spec::USERNAME);
    let email = form.field(&spec::EMAIL);
    let name = form.field(&spec::NAME);
    let password = form.field(&spec::FIRST_PASSWORD);
    let next = StoredValue::new(next.map(|next| next.to_string()).unwrap_or_default());

    let submit = move |event: SubmitEvent| {
        let send = move || {
            register(
                username.value(),
                email.value(),
                name.value(),
                password.value(),
                next.get_value(),
            )
        };
        form.submit(&event, send, move |signed_in| {
            journey.sign_in(signed_in, Some(Notice::Welcome))
        });
    };
    view! {
        <form class="fields" method="post" action="/actions/register" novalidate on:submit=submit>
            <FormAlert form/>
            <input type="hidden" name="next" value=next.get_value()/>
            <Field field=username/>
            <Field field=email/>
            <Field field=name/>
            <PasswordField field=password measured=true/>
            <SubmitButton form label="Create account" busy="Creating account…" class="btn btn-primary btn-large"/>
        </form>
    }
}

/// The operator makes the accounts.
fn closed() -> AnyView {
    let more = view! { <p>"Ask an administrator to create one for you."</p> }.into_any();
    view! { <Alert tone=Tone::Info title="New accounts are not open to everyone here." more/> }
        .into_any()
}
