//! `/oauth/consent`: asks before a client of the OpenID provider learns something, or with which account to go on. A plain form,
//! whose answer leads to the client.

use crate::language::{current, say};
use crate::shared::consent::LeadsTo;
use crate::shared::own_fields::words;
use crate::shared::{ConsentPart, ConsentQuestion, ConsentView, Handle};
use crate::ui::components::{FormLayout, Heading, Shape, write_initials, write_logo};
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
        // What gets tokens for services does more than learn something.
        ConsentQuestion::Allow if asked.resources.is_empty() => say::consent_tell_heading(asked.party()),
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
    write_party(out, asked);
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

/// The client: its logo, what it is called, and the host to which the answer leads.
fn write_party(out: &mut Markup, asked: &ConsentView) {
    let party = asked.party();
    out.add("<div class=\"going\">");
    match &asked.logo {
        Some(logo) => write_logo(out, logo),
        None => write_initials(out, "tile", party, party.as_bytes()),
    }
    write_markup!(out; "<div><p><b>" (party) "</b></p>");
    if let LeadsTo::Host(host) = &asked.leads_to
        && host != party
    {
        write_markup!(out; "<p>" (host) "</p>");
    }
    out.add("</div></div>");
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
    if !asked.parts.is_empty() || !asked.fields.is_empty() {
        let parts = asked.parts.iter().map(|part| (shape(*part), part.words()));
        let fields = asked.fields.iter().filter_map(|lines| words(lines, current()));
        let all = parts.chain(fields.map(|label| (Shape::PERSON, label)));
        write_list(out, &say::consent_learns(asked.party()), all);
    }
    if !asked.resources.is_empty() {
        let services = asked.resources.iter().map(|service| (Shape::TERMINAL, service.as_str()));
        write_list(out, say::consent_resources(), services);
    }
}

fn write_list<'a>(out: &mut Markup, before: &str, items: impl Iterator<Item = (Shape, &'a str)>) {
    write_markup!(out; "<div><p>" (before) "</p><ul class=\"grants\">");
    for (shape, item) in items {
        out.add("<li>");
        shape.write(out, "icon");
        write_markup!(out; "<span>" (item) "</span></li>");
    }
    out.add("</ul></div>");
}

fn shape(part: ConsentPart) -> Shape {
    match part {
        ConsentPart::Account => Shape::KEY,
        ConsentPart::Profile => Shape::PERSON,
        ConsentPart::Email => Shape::MAIL,
        ConsentPart::Groups => Shape::TILES,
        ConsentPart::Offline => Shape::OUT,
    }
}

fn write_answers(out: &mut Markup, yes: &str, no: &str) {
    write_answer(out, "allow", "btn btn-primary btn-large", yes);
    write_answer(out, "deny", "btn btn-secondary btn-large", no);
    write_answer(out, "switch", "btn btn-secondary btn-large", say::consent_switch());
}

fn write_answer(out: &mut Markup, value: &str, class: &str, label: &str) {
    write_markup!(out; "<button name=\"answer\" value=\"" (value) "\" class=\"" (class) "\">" (label) "</button>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::html;

    #[test]
    fn the_client_has_its_host_unless_that_is_its_name() {
        let mut asked = ConsentView {
            question: ConsentQuestion::Allow,
            application: "<i>Wiki".to_owned(),
            description: None,
            logo: None,
            described_at: None,
            leads_to: LeadsTo::Host("wiki.example".to_owned()),
            parts: vec![ConsentPart::Account, ConsentPart::Offline],
            fields: vec![vec!["<i>Plan".to_owned(), "de=Tarif".to_owned()]],
            resources: Vec::new(),
            account: "ada".to_owned(),
            sealed: String::new(),
        };
        let shown = html(|out| write_party(out, &asked));
        assert!(shown.contains("<b>&lt;i&gt;Wiki</b></p><p>wiki.example</p>"), "{shown}");
        let parts = html(|out| write_parts(out, &asked));
        assert_eq!(parts.matches("<li><svg").count(), 3, "{parts}");
        assert!(parts.contains("<span>&lt;i&gt;Plan</span>"), "{parts}");
        asked.described_at = Some("wiki.example".to_owned());
        let shown = html(|out| write_party(out, &asked));
        assert!(shown.contains("<b>wiki.example</b></p></div>"), "{shown}");
        asked.leads_to = LeadsTo::Loopback;
        assert!(!html(|out| write_party(out, &asked)).contains("<p>wiki"), "a program on this device has no host");
    }
}
