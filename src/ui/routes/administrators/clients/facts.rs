//! What is set for a client that only a file can change, with the labels of the form, which program it is, and when it was used last.

use crate::shared::fields::input::{Field, Input};
use crate::shared::programs::ANOTHER;
use crate::shared::{ClientData, ClientDefinition, ClientView, LocalPath, Timestamp};
use crate::ui::components::write_last_use;
use crate::ui::form::spec::clients as specs;
use crate::ui::markup::element;
use crate::ui::routes::administrators::definition::{facts_card, words};
use crate::ui::routes::administrators::say;
use crate::ui::{Markup, html, write_markup};
use leptos::prelude::*;
use leptos::tachys::html::InertElement;

/// Which program it is, and when it has got tokens last.
pub fn about(data: &ClientData, now: Timestamp) -> InertElement {
    element(|out| {
        out.add("<p class=\"mt-2 text-ink-muted\">");
        if let Some(program) = data.program.as_ref().filter(|program| program.id != ANOTHER) {
            write_markup!(out; (&program.title) " \u{b7} ");
        }
        write_last_use(out, data.client.last_used_at, now);
        out.add("</p>");
    })
}

/// All settings.
pub fn facts(client: &ClientView) -> AnyView {
    let definition = client.whole_definition();
    let facts = html(|out| specs::FIELDS.iter().for_each(|(field, _)| write_fact(out, field, &definition)));
    facts_card(say::client_is_of_file(), say::application_change_file(), facts)
}

/// Without a value, it says so: a setting that is missing could be one that the page does not know.
fn write_fact(out: &mut Markup, field: &Field<ClientDefinition>, client: &ClientDefinition) {
    let texts = words(field.input, (field.texts)(client));
    write_markup!(out; "<dt>" ((field.label)()) "</dt>");
    match client.service_account.filter(|_| matches!(field.input, Input::Account(..))) {
        Some(id) => {
            let (page, id) = (LocalPath::user(id), id.to_string());
            write_markup!(out; "<dd class=\"wrap-anywhere\"><a href=\"" (page.as_str()) "\">" (&id) "</a></dd>");
        }
        None if texts.is_empty() => write_value(out, say::client_not_set()),
        None => texts.iter().for_each(|text| write_value(out, text)),
    }
}

fn write_value(out: &mut Markup, value: &str) {
    write_markup!(out; "<dd class=\"wrap-anywhere\">" (value) "</dd>");
}
