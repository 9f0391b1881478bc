//! `/check-mail`: a message was asked for, to which address, and what to do if it does not arrive.

use crate::actions::session::send_again;
use crate::language::say;
use crate::shared::forms::{Form, Notice};
use crate::shared::journey::Handle;
use crate::shared::page::{SentFor, SentMessage};
use crate::ui::browser::handler;
use crate::ui::client_state::ClientState;
use crate::ui::components::form_parts::{FormAlert, PostForm, SubmitButton};
use crate::ui::components::going_to::going_to;
use crate::ui::components::toasts::Toaster;
use crate::ui::components::{FormLayout, Heading};
use crate::ui::embedded::{embedded, page_data};
use crate::ui::form::FormState;
use crate::ui::journey::{JourneyField, handle};
use crate::ui::markup::{around, element, write_markup};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

#[component]
pub fn CheckMailPage() -> impl IntoView {
    // After client-side navigation nothing is embedded, and the page before has said what was asked for.
    let sent = embedded(|| page_data!(SentMessage)).or_else(|| ClientState::current().sent.get_value());
    let next = handle();
    let login = next.link("/login");
    let content = match sent {
        Some(sent) => about(sent, next),
        None => without_address(),
    };
    view! {
        <FormLayout line=say::check_mail_line()>
            <Heading text=say::title_check_mail()/>
            {going_to()}
            {content}
            <p class="hint"><a class="inline-block py-0.5" href=login>{say::sign_in_back()}</a></p>
        </FormLayout>
    }
}

/// The cookie has expired, or the page was opened directly.
fn without_address() -> AnyView {
    let form = FormState::new(Form::SendAgain);
    view! {
        <FormAlert form/>
        <p>{say::check_mail_unknown()}</p>
    }
    .into_any()
}

/// What was sent to which address, and the ways to get another message. Nothing says whether an account has the address.
fn about(sent: SentMessage, next: Handle) -> AnyView {
    let ((before, after), form_page) = match sent.why {
        SentFor::Password => (around(say::check_mail_password), "/forgot-password"),
        SentFor::Confirmation => (around(say::check_mail_confirmation), "/register"),
        SentFor::Registration => (around(say::check_mail_registration), "/register"),
    };
    let sentence = element(|out| {
        write_markup!(out;
            "<p class=\"wrap-anywhere\">" (&before) "<strong>" (&sent.email) "</strong>" (&after) "</p>");
    });
    let (other, again) = (next.link(form_page), next.clone());
    let (form, toaster) = (FormState::new(Form::SendAgain), Toaster::current());
    let submit = move |event: SubmitEvent| {
        let accepted = move |()| toaster.good(Notice::SentAgain.text());
        form.submit(&event, || Box::pin(send_again(again.clone())), accepted);
    };
    view! {
        {sentence}
        <p class="hint">{say::check_mail_missing()}</p>
        <PostForm action="/actions/send-again" class="fields" submit=handler(submit)>
            <FormAlert form/>
            <JourneyField next/>
            <SubmitButton
                form
                label=say::send_again()
                busy=say::sending()
                class="btn btn-secondary btn-large"
            />
        </PostForm>
        <a class="btn btn-secondary btn-large" href=other>
            {say::check_mail_other_address()}
        </a>
    }
    .into_any()
}
