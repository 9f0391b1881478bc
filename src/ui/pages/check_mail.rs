//! `/check-mail`: a message was asked for, to which address, and what to do if it does not arrive.

use crate::actions::session::send_again;
use crate::language::say;
use crate::shared::{Form, Handle, Notice, SentFor, SentMessage};
use crate::ui::components::going_to::going_to;
use crate::ui::components::{FormAlert, FormLayout, Heading, PageForm, hint_link};
use crate::ui::embedded::embedded;
use crate::ui::journey::handle;
use crate::ui::markup::{around, element};
use crate::ui::{ClientState, FormState, JourneyField, page_data, write_markup};
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
            {hint_link(&login, say::sign_in_back())}
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
    let form = FormState::new(Form::SendAgain);
    let submit = form.on_submit(move || send_again(again.clone()), move |()| form.done(Notice::SentAgain));
    let (words, button) = ([say::send_again(), say::sending()], "btn btn-secondary btn-large");
    view! {
        {sentence}
        <p class="hint">{say::check_mail_missing()}</p>
        <PageForm form action="/actions/send-again" words button submit>
            <JourneyField next/>
        </PageForm>
        <a class="btn btn-secondary btn-large" href=other>
            {say::check_mail_other_address()}
        </a>
    }
    .into_any()
}
