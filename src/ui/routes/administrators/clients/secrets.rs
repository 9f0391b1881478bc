//! The secrets of a client: the list, and the form for a new one. The new one is shown once where the client is connected.

use crate::shared::{ApplicationSource, ClientData, ClientKind, ClientSecretView, ClientView, Form, Timestamp};
use crate::ui::components::form_card::form_card;
use crate::ui::components::list_parts::Opener;
use crate::ui::components::{Field, FormAlert, card, write_disclosure, write_last_use};
use crate::ui::form::spec::clients::{EXPIRES_IN, OWN_SECRET};
use crate::ui::markup::{element, list};
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, FormState, Markup, write_day, write_markup};
use leptos::prelude::*;

/// The secrets and the form for a new one; none for a public client.
pub fn content(data: &ClientData, _: bool) -> (AnyView, Option<AnyView>) {
    let client = &data.client;
    if client.definition.kind == ClientKind::Public {
        return (view! { <p class="hint">{say::client_public_no_secrets()}</p> }.into_any(), None);
    }
    let html = list_html(client, ClientState::current().now());
    // Those of a file are changed there.
    let addition = (client.source == ApplicationSource::Database).then(|| addition(client.client_id.to_string()));
    let content = view! {
        <p class="hint">{say::client_secrets_about()}</p>
        <div inner_html=html></div>
    };
    let list = card(say::client_secrets(), content.into_any());
    (view! { {list} {addition} }.into_any(), Some(element(write_steps).into_any()))
}

/// How one secret takes the place of another.
fn write_steps(out: &mut Markup) {
    let steps = [say::client_secret_step_new(), say::client_secret_step_paste(), say::client_secret_step_remove()];
    write_markup!(out; "<section><h2>" (say::client_secret_steps()) "</h2><ol class=\"plain-steps\">");
    steps.into_iter().for_each(|step| write_markup!(out; "<li>" (step) "</li>"));
    out.add("</ol></section>");
}

fn addition(id: String) -> AnyView {
    let form = FormState::new(Form::ClientSecret);
    let (expires, own) = (form.field(&EXPIRES_IN), form.field(&OWN_SECRET));
    let words = [say::client_secret_add_title(), say::client_secret_once(), say::client_secret_add(), say::creating()];
    let fields = view! {
        <div class="fields">
            <FormAlert form/>
            <Field form field=expires hint=say::client_secret_life_hint()/>
            <Field form field=own hint=say::client_own_secret_hint()/>
        </div>
    };
    form_card(form, "/actions/clients/secrets/add", words, vec![("id", id)], fields.into_any())
}

fn list_html(client: &ClientView, now: Timestamp) -> String {
    list(&client.secrets, say::client_secrets_none(), |out, secret| write_row(out, client, secret, now))
}

fn write_row(out: &mut Markup, client: &ClientView, secret: &ClientSecretView, now: Timestamp) {
    let name = match secret.prefix.as_str() {
        "" => say::client_secret_hash().to_owned(),
        prefix => format!("{prefix}\u{2026}"),
    };
    write_markup!(out; "<div><p>" (&name) "</p><small>");
    write_day(out, say::created_on(), secret.created_at);
    if let Some(end) = secret.expires_at {
        out.add(" \u{b7} ");
        write_day(out, say::token_expires(), end);
    }
    out.add("</small><small>");
    write_last_use(out, secret.last_used_at, now);
    out.add("</small></div>");
    if client.source == ApplicationSource::Database {
        let label = say::client_secret_remove_name(&name);
        let opener = Opener { label: say::client_secret_remove_opener(), name: &label, class: "btn-secondary" };
        let (id, secret) = (client.client_id.as_str(), &*secret.id.to_string());
        write_disclosure(out, &opener, "/actions/clients/secrets/remove", |out| {
            write_markup!(out;
                "<input type=\"hidden\" name=\"id\" value=\"" (id) "\"><small>" (say::client_secret_remove_about())
                "</small><button class=\"btn btn-danger btn-small mt-2\" type=\"submit\" name=\"secret\" value=\"" (secret)
                "\">" (say::client_secret_remove()) "</button>");
        });
    }
}
