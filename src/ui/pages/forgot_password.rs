//! `/forgot-password`: request a password link by mail.

use crate::{
    actions::session::forgot_password,
    shared::visit::{Form, Notice},
    ui::{
        browser::handler,
        client_state::ClientState,
        components::{
            field::Field, form_alert::FormAlert, heading::Heading, layout::FormLayout, post_form::PostForm,
            submit_button::SubmitButton, toasts::Toaster,
        },
        form::{FormState, Reply, spec},
        navigation::Navigator,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

#[component]
pub fn ForgotPasswordPage() -> impl IntoView {
    let (navigator, toaster) = (Navigator::current(), Toaster::current());
    let client = ClientState::current();
    if client.is_signed_in() {
        navigator.redirect(client.after_sign_in(None).to_string());
        return ().into_any();
    }
    let form = FormState::new(Form::ForgotPassword);
    let email = form.field(&spec::EMAIL);
    let submit = move |event: SubmitEvent| {
        let send = || Box::pin(forgot_password(email.value())) as Reply<_>;
        let accepted = move |()| {
            toaster.good(Notice::PasswordLinkSent.text());
            navigator.go("/login");
        };
        form.submit(&event, send, accepted);
    };
    view! {
        <FormLayout line="The link in the message works once and expires after 30 minutes.">
            <div>
                <Heading text="Forgot password"/>
                <p class="mt-2 text-ink-muted">
                    "Enter the email address of your account. We send you a link to choose a new password. "
                    <a href="/login">"Back to sign-in"</a>
                </p>
            </div>
            <PostForm action="/actions/forgot-password" class="fields" submit=handler(submit)>
                <FormAlert form/>
                <Field form field=email/>
                <SubmitButton form label="Send link" busy="Sending…" class="btn btn-primary btn-large"/>
            </PostForm>
        </FormLayout>
    }
    .into_any()
}
