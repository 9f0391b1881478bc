//! `/report-sign-in`: end a session that somebody else has begun, with the link in the notice of it.

use crate::{
    actions::report_sign_in::report_sign_in,
    shared::visit::{Form, Notice},
    ui::{
        components::{
            heading::Heading,
            layout::FormLayout,
            link_form::{LinkFields, LinkForm},
            toasts::Toaster,
        },
        form::Reply,
        navigation::Navigator,
    },
};
use leptos::prelude::*;

#[component]
pub fn ReportSignInPage() -> impl IntoView {
    let (navigator, toaster) = (Navigator::current(), Toaster::current());
    let accepted = Callback::new(move |()| {
        toaster.good(Notice::SignInReported.text());
        navigator.go("/login");
    });
    view! {
        <FormLayout line="This link works once.">
            <div>
                <Heading text="Was this not you?"/>
                <p class="mt-2 text-ink-muted">
                    "This signs out the device. The current password no longer works, and we send you a message with a link to choose a new one."
                </p>
            </div>
            <LinkForm
                form=Form::ReportSignIn
                action="/actions/report-sign-in"
                label="Sign out the device"
                busy="Signing out…"
                send
                accepted
            />
        </FormLayout>
    }
}

fn send(LinkFields { token, digits, .. }: LinkFields) -> Reply<()> {
    Box::pin(report_sign_in(token, digits))
}
