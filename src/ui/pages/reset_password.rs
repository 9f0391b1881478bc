//! `/reset-password`: set a password with a password link.

use crate::{
    actions::user::reset_password,
    shared::visit::{Form, Notice},
    ui::{
        browser::handler,
        components::{
            form_alert::FormAlert, heading::Heading, layout::FormLayout, password_field::PasswordField,
            password_meter::METER, post_form::PostForm, submit_button::SubmitButton,
        },
        form::{FormState, Reply, spec},
        navigation::Navigator,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::hooks::use_query_map;

#[component]
pub fn ResetPasswordPage() -> impl IntoView {
    let token = use_query_map().with_untracked(|query| query.get("token").unwrap_or_default());
    let navigator = Navigator::current();
    let form = FormState::new(Form::ResetPassword);
    let password = form.field(&spec::FIRST_PASSWORD);
    let value = token.clone();
    let submit = move |event: SubmitEvent| {
        let send = || Box::pin(reset_password(token.clone(), password.value())) as Reply<_>;
        form.submit(&event, send, move |signed_in| match signed_in {
            // With an invitation.
            Some(signed_in) => navigator.sign_in(signed_in, Some(Notice::InvitationAccepted)),
            // A new password ends all sessions, so a user who is signed in here is signed out.
            None => navigator.sign_out(Notice::PasswordChosen),
        });
    };
    view! {
        <FormLayout line="This link works once.">
            <div>
                <Heading text="Choose a password"/>
                <p class="mt-2 text-ink-muted">"All devices that are signed in to the account are signed out."</p>
            </div>
            <PostForm action="/actions/reset-password" class="fields" submit=handler(submit)>
                <FormAlert form/>
                <input type="hidden" name="token" value=value/>
                <PasswordField field=password meter=&METER/>
                <SubmitButton form label="Set password" busy="Setting…" class="btn btn-primary btn-large"/>
            </PostForm>
        </FormLayout>
    }
}
