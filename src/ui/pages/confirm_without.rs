//! `/confirm` for an account that has neither a password nor a factor: a new sign-in at a provider, or a code in a message.

use super::confirm_form::confirm_form;
use crate::actions::identities::send_proof_code;
use crate::language::say;
use crate::shared::{ConfirmFields, Form, Handle, Notice, OfferedProvider};
use crate::ui::components::{Field, FormAlert, PageForm, write_link};
use crate::ui::markup::element;
use crate::ui::{FormState, JourneyField, Navigator, live_option, spec};
use leptos::prelude::*;

/// `was_sent`: whether this browser has asked for a code. None: none can be sent. `next`: the page to return to.
pub fn without_factor(
    providers: &[OfferedProvider],
    was_sent: Option<bool>,
    navigator: Navigator,
    next: &Handle,
) -> AnyView {
    let buttons = (!providers.is_empty()).then(|| {
        element(|out| {
            out.add("<div class=\"grid gap-2\">");
            for provider in providers {
                let label = say::confirm_provider(&provider.title);
                write_link(out, provider, "btn btn-secondary btn-large", &label, next, &[("for", "step-up")]);
            }
            out.add("</div>");
        })
    });
    let or = (!providers.is_empty() && was_sent.is_some()).then(|| view! { <p class="or">{say::passkey_or()}</p> });
    let mail = was_sent.map(|was_sent| mail_way(was_sent, navigator, next.clone()));
    // Shows why a new sign-in was not accepted.
    let form = FormState::new(Form::Confirm);
    view! {
        <FormAlert form/>
        {buttons}
        {or}
        {mail}
    }
    .into_any()
}

fn mail_way(was_sent: bool, navigator: Navigator, next: Handle) -> AnyView {
    let sent = RwSignal::new(was_sent);
    let destination = next.clone();
    view! {
        {live_option(move || sent.get().then(|| code_form(navigator, &destination)))}
        {sending_form(sent, next)}
    }
    .into_any()
}

/// Asks for the code that was sent.
fn code_form(navigator: Navigator, next: &Handle) -> AnyView {
    let form = FormState::new(Form::ConfirmMail);
    let field = form.field(&spec::MAIL_CODE);
    let input = view! { <Field form field hint=say::field_mail_code_hint()/> };
    let fields = |mail_code| ConfirmFields { mail_code, ..ConfirmFields::default() };
    confirm_form(form, field, input.into_any(), fields, navigator, next)
}

/// Sends a code, or another one.
fn sending_form(sent: RwSignal<bool>, next: Handle) -> AnyView {
    let form = FormState::new(Form::ProofCode);
    let destination = next.clone();
    let submit = form.on_submit(
        move || send_proof_code(destination.clone()),
        move |()| {
            form.done(Notice::ProofCodeSent);
            // None if the user has left the page.
            sent.try_set(true);
        },
    );
    let (words, button) = ([say::confirm_send_code(), say::sending()], "btn btn-secondary btn-large");
    view! {
        <PageForm form action="/actions/send_proof_code" words button submit>
            <JourneyField next/>
        </PageForm>
    }
    .into_any()
}
