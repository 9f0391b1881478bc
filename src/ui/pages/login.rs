//! `/login`: sign in by username or by email.

use crate::{
    actions::session::login,
    shared::{next::LocalPath, visit::Form},
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
use leptos::{ev::SubmitEvent, html, prelude::*};

#[component]
pub fn LoginPage() -> impl IntoView {
    let (visitor, journey) = (Visitor::here(), Journey::here());
    let next = next_asked();
    if visitor.is_signed_in() {
        journey.go_at_once(next.unwrap_or_else(LocalPath::account).to_string());
        return ().into_any();
    }
    let new_here = visitor.registration_open().then(|| {
        view! {
            <p class="mt-2 text-ink-muted">
                "New here? " <a href=with_next("/register", next.as_ref())>"Create account"</a>
            </p>
        }
    });
    view! {
        <Doorway line="Only sign in at the address you know.">
            <div>
                <Heading text="Sign in"/>
                {new_here}
            </div>
            <LoginForm journey next/>
        </Doorway>
    }
    .into_any()
}

#[component]
fn LoginForm(journey: Journey, next: Option<LocalPath>) -> impl IntoView {
    let form = FormState::new(Form::Login);
    let name = form.field(&spec::LOGIN);
    let password = form.field(&spec::PASSWORD);
    let remember = NodeRef::<html::Input>::new();
    let remembered = form
        .typed("remember_me")
        .is_none_or(|value| !value.is_empty());
    let sent_here = next.is_some();
    let next = StoredValue::new(next.map(|next| next.to_string()).unwrap_or_default());

    let submit = move |event: SubmitEvent| {
        let send = move || {
            let remember = remember
                .get_untracked()
                .is_some_and(|input| input.checked());
            login(
                name.value(),
                password.value(),
                remember.then(|| "on".to_owned()),
                next.get_value(),
            )
        };
        form.submit(&event, send, move |signed_in| {
            journey.sign_in(signed_in, None)
        });
    };
    let first_visit =
        move || (sent_here && form.refusal.with(Option::is_none)).then(sent_to_sign_in);
    view! {
        <form class="fields" method="post" action="/actions/login" novalidate on:submit=submit>
            <FormAlert form/>
            {first_visit}
            <input type="hidden" name="next" value=next.get_value()/>
            <Field field=name/>
            <PasswordField field=password/>
            <label class="check">
                <input class="box" type="checkbox" name="remember_me" value="on" checked=remembered node_ref=remember/>
                <span>"Keep me signed in on this device"</span>
            </label>
            <SubmitButton form label="Sign in" busy="Signing in…" class="btn btn-primary btn-large"/>
        </form>
    }
}

/// Why one is here and not where one wanted to go.
fn sent_to_sign_in() -> impl IntoView {
    let more = view! { <p>"You will go straight to it afterwards."</p> }.into_any();
    view! { <Alert tone=Tone::Info title="Sign in to open that page." more/> }
}
