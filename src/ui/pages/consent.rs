//! `/oauth/consent`: asks before a client of the OpenID provider learns something, or with which account to go on. A plain form,
//! whose answer leads to the client.

use crate::language::say;
use crate::shared::{ConsentQuestion, ConsentView, Handle};
use crate::ui::components::{FormLayout, Heading, write_logo};
use crate::ui::journey::handle;
use crate::ui::markup::element;
use crate::ui::{ClientState, Markup, embedded_only, page_data, write_field, write_markup};
use leptos::prelude::*;

#[component]
pub fn ConsentPage() -> impl IntoView {
    // None after a sign-in in this document.
    let Some(asked) = embedded_only(|| page_data!(Consent).map(|view| *view)) else {
        return view! { <FormLayout line=say::sign_in_line()>""</FormLayout> }.into_any();
    };
    let heading = match asked.question {
        ConsentQuestion::Allow => say::consent_allow_heading(asked.party()),
        ConsentQuestion::Account => say::consent_account_heading(asked.party()),
        ConsentQuestion::OtherAccount => say::consent_other_heading(asked.party()),
    };
    let installation = ClientState::current().installation_name();
    let next = handle();
    let content = element(|out| write_content(out, &asked, &installation, &next));
    view! {
        <FormLayout line=say::sign_in_line()>
            <Heading text=heading/>
            {content}
        </FormLayout>
    }
    .into_any()
}

/// `installation`: its name. `next`: the request that asks.
fn write_content(out: &mut Markup, asked: &ConsentView, installation: &str, next: &Handle) {
    out.add("<div class=\"fields wrap-anywhere\">");
    if let Some(logo) = &asked.logo {
        write_logo(out, logo);
    }
    write_markup!(out; "<p>" (&say::consent_account(&asked.account)) "</p>");
    write_description(out, asked);
    match asked.question {
        ConsentQuestion::OtherAccount => {
            write_markup!(out; "<p>" (&say::consent_other_about(asked.party())) "</p>");
        }
        ConsentQuestion::Allow | ConsentQuestion::Account => write_parts(out, asked),
    }
    let origin = match &asked.described_at {
        Some(host) => say::consent_described(host),
        None => say::consent_registered(installation),
    };
    write_markup!(
        out;
        "<p class=\"hint\">" (&origin) "</p><p class=\"hint\">" (&asked.leads_to.words()) "</p>\
         <form class=\"fields\" method=\"post\" action=\"/oauth/consent/answer\">\
         <input type=\"hidden\" name=\"consent\" value=\"" (&asked.sealed) "\">"
    );
    write_field(out, next);
    match asked.question {
        ConsentQuestion::Allow => write_answers(out, say::consent_allow(), say::consent_deny()),
        ConsentQuestion::Account => write_answers(out, say::consent_go_on(), say::consent_cancel()),
        ConsentQuestion::OtherAccount => {
            write_answer(out, "switch", "btn btn-primary btn-large", say::consent_switch());
            write_answer(out, "deny", "btn btn-secondary btn-large", say::consent_cancel());
        }
    }
    out.add("</form></div>");
}

/// What is said about the client by itself, and by whom.
fn write_description(out: &mut Markup, asked: &ConsentView) {
    match (&asked.description, &asked.described_at) {
        (Some(description), None) => write_markup!(out; "<p class=\"text-ink-muted\">" (description) "</p>"),
        (Some(name), Some(_)) => {
            write_markup!(out; "<p class=\"text-ink-muted\">" (&say::consent_calls_itself(name)) "</p>");
        }
        (None, _) => {}
    }
    if asked.described_at.is_some() {
        write_markup!(out; "<p>" (&say::consent_for_application(&asked.application)) "</p>");
    }
}

fn write_parts(out: &mut Markup, asked: &ConsentView) {
    if !asked.parts.is_empty() {
        write_list(out, &say::consent_learns(asked.party()), asked.parts.iter().map(|part| part.words()));
    }
    if !asked.resources.is_empty() {
        write_list(out, say::consent_resources(), asked.resources.iter().map(String::as_str));
    }
}

fn write_list<'a>(out: &mut Markup, before: &str, items: impl Iterator<Item = &'a str>) {
    write_markup!(out; "<div><p>" (before) "</p><ul class=\"list-disc pl-6\">");
    for item in items {
        write_markup!(out; "<li>" (item) "</li>");
    }
    out.add("</ul></div>");
}

fn write_answers(out: &mut Markup, yes: &str, no: &str) {
    write_answer(out, "allow", "btn btn-primary btn-large", yes);
    write_answer(out, "deny", "btn btn-secondary btn-large", no);
    write_answer(out, "switch", "btn btn-secondary btn-large", say::consent_switch());
}

fn write_answer(out: &mut Markup, value: &str, class: &str, label: &str) {
    write_markup!(out; "<button name=\"answer\" value=\"" (value) "\" class=\"" (class) "\">" (label) "</button>");
}
