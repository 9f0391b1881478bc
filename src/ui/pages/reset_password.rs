//! `/reset-password`: choose a password by a link.

use crate::{
    actions::person::reset_password,
    shared::visit::{Form, Notice},
    ui::{
        browser::handler,
        components::{
            form_alert::FormAlert, heading::Heading, layout::Doorway, password_field::PasswordField,
            password_meter::METER, post_form::PostForm, submit_button::SubmitButton,
        },
        form::{FormState, Reply, spec},
        journey::Journey,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_query_map;

#[component]
pub fn ResetPasswordPage() -> impl IntoView {
    let token = use_query_map().with_untracked(|query| query.get("token").unwrap_or_default());
    let journey = Journey::here();
    let form = FormState::new(Form::ResetPassword);
    let password = form.field(&spec::FIRST_PASSWORD);
    let value = token.clone();
    let submit = move |event: SubmitEvent| {
        let send = || Box::pin(reset_password(token.clone(), password.value())) as Reply<_>;
        form.submit(&event, send, move |()| journey.sign_out(Notice::PasswordChosen));
    };
    view! {
        <Doorway line="This link works once.">
            <div>
                <Heading text="Choose a password"/>
                <p class="mt-2 text-ink-muted">"Then you sign in with it. Wherever you were signed in before, you are signed out."</p>
            </div>
            <PostForm action="/actions/reset-password" class="fields" submit=handler(submit)>
                <FormAlert form/>
                <input type="hidden" name="token" value=value/>
                <PasswordField field=password meter=&METER/>
                <SubmitButton form label="Set password" busy="Setting…" class="btn btn-primary btn-large"/>
            </PostForm>
        </Doorway>
    }
}
