//! `/login`: sign in by username or by email.

use crate::{
    actions::session::login,
    shared::{next::LocalPath, visit::Form},
    ui::{
        browser::{attributes, handler, input},
        components::{
            alert::{Alert, Tone},
            field::Field,
            form_alert::FormAlert,
            heading::Heading,
            layout::Doorway,
            password_field::PasswordField,
            post_form::PostForm,
            submit_button::SubmitButton,
        },
        form::{FormState, Reply, spec},
        journey::{Journey, next_asked, with_next},
        lazy,
        visitor::Visitor,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

const REMEMBER: &str = "remember-me";

#[component]
pub fn LoginPage() -> impl IntoView {
    let (visitor, journey) = (Visitor::here(), Journey::here());
    let next = next_asked();
    if visitor.is_signed_in() {
        journey.go_at_once(next.unwrap_or_else(LocalPath::account).to_string());
        return ().into_any();
    }
    let new_here = match visitor.registration_open() {
        true => {
            let register = with_next("/register", next.as_ref());
            view! { <p class="mt-2 text-ink-muted">"New here? " <a href=register>"Create account"</a></p> }.into_any()
        }
        false => ().into_any(),
    };
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
    let mut box_attributes =
        vec![("class", "box"), ("id", REMEMBER), ("type", "checkbox"), ("name", "remember_me"), ("value", "on")];
    if form.typed("remember_me").is_none_or(|value| !value.is_empty()) {
        box_attributes.push(("checked", ""));
    }
    let sent_here = next.is_some();
    let ahead = next.clone().unwrap_or_else(LocalPath::account);
    let next = next.map(|next| next.to_string()).unwrap_or_default();

    let destination = next.clone();
    let submit = move |event: SubmitEvent| {
        let send = || {
            let remember = input(REMEMBER).is_some_and(|input| input.checked());
            let remember = remember.then(|| "on".to_owned());
            lazy::load_ahead(ahead.as_str());
            let call = login(name.value(), password.value(), remember, destination.clone());
            Box::pin(call) as Reply<_>
        };
        form.submit(&event, send, move |signed_in| journey.sign_in(signed_in, None));
    };
    view! {
        <PostForm action="/actions/login" class="fields" submit=handler(submit)>
            <FormAlert form/>
            {move || match sent_here && form.refusal.with(Option::is_none) {
                true => sent_to_sign_in(),
                false => ().into_any(),
            }}
            <input type="hidden" name="next" value=next/>
            <Field form field=name/>
            <PasswordField field=password/>
            <label class="check">
                <input {..attributes(&box_attributes)}/>
                <span>"Keep me signed in on this device"</span>
            </label>
            <SubmitButton form label="Sign in" busy="Signing in…" class="btn btn-primary btn-large"/>
        </PostForm>
    }
}

/// Why one is here and not where one wanted to go.
fn sent_to_sign_in() -> AnyView {
    let more = "You will go straight to it afterwards.".into_any();
    view! { <Alert tone=Tone::Info title="Sign in to open that page." more/> }.into_any()
}
