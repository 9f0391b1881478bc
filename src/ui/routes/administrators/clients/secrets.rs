//! The secrets of a client: the list, the form for a new one, and the one that is shown once.

use crate::shared::applications::ApplicationSource;
use crate::shared::clients::{ClientKind, ClientSecretView, ClientView};
use crate::shared::forms::Form;
use crate::shared::timestamp::Timestamp;
use crate::shared::visit::TokenSecret;
use crate::ui::browser::handler;
use crate::ui::components::copy_field::CopyField;
use crate::ui::components::form_parts::{Field, FormAlert, PostForm, SubmitButton};
use crate::ui::components::list_parts::{Opener, write_disclosure};
use crate::ui::form::FormState;
use crate::ui::form::spec::clients::{EXPIRES_IN, OWN_SECRET};
use crate::ui::markup::{Markup, write_markup, write_time};
use crate::ui::routes::administrators::say;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// Shows a new secret.
pub fn new_secret(shown: TokenSecret) -> AnyView {
    view! {
        <section class="card password-link">
            <h2>{say::client_new_secret()}</h2>
            <p class="hint">{say::client_secret_copy_now()}</p>
            <CopyField id="client-secret" label=say::client_secret() value=shown.secret/>
        </section>
    }
    .into_any()
}

/// None for a public client, which has no secrets.
pub fn secrets_card(client: &ClientView, now: Timestamp) -> Option<AnyView> {
    if client.definition.kind == ClientKind::Public {
        return None;
    }
    let html = list_html(client, now);
    // Those of a file are changed there.
    let addition = (client.source == ApplicationSource::Database).then(|| addition(client.client_id.to_string()));
    Some(
        view! {
            <section class="card">
                <div class="facts-card">
                    <h2>{say::client_secrets()}</h2>
                    <p class="hint">{say::client_secrets_about()}</p>
                    <div inner_html=html></div>
                </div>
            </section>
            {addition}
        }
        .into_any(),
    )
}

fn addition(id: String) -> AnyView {
    let form = FormState::new(Form::ClientSecret);
    let (expires, own) = (form.field(&EXPIRES_IN), form.field(&OWN_SECRET));
    view! {
        <PostForm action="/actions/clients/secrets/add" class="card" submit=handler(|_: SubmitEvent| ())>
            <input type="hidden" name="id" value=id/>
            <div class="card-body">
                <h2>{say::client_secret_add_title()}</h2>
                <div class="fields">
                    <FormAlert form/>
                    <Field form field=expires hint=say::client_secret_life_hint()/>
                    <Field form field=own hint=say::client_own_secret_hint()/>
                </div>
            </div>
            <div class="card-foot">
                <span>{say::client_secret_once()}</span>
                <SubmitButton form label=say::client_secret_add() busy=say::creating() class="btn btn-primary"/>
            </div>
        </PostForm>
    }
    .into_any()
}

fn list_html(client: &ClientView, now: Timestamp) -> String {
    let mut rows = Markup::default();
    client.secrets.iter().for_each(|secret| write_row(&mut rows, client, secret, now));
    rows.into_list(say::client_secrets_none())
}

fn write_row(out: &mut Markup, client: &ClientView, secret: &ClientSecretView, now: Timestamp) {
    let name = match secret.prefix.as_str() {
        "" => say::client_secret_hash().to_owned(),
        prefix => format!("{prefix}\u{2026}"),
    };
    write_markup!(out; "<li><div><p>" (&name) "</p><small>" (say::created_on()) " ");
    write_time(out, secret.created_at, &secret.created_at.short_day());
    if let Some(end) = secret.expires_at {
        write_markup!(out; " \u{b7} " (say::token_expires()) " ");
        write_time(out, end, &end.short_day());
    }
    out.add("</small><small>");
    match secret.last_used_at {
        Some(at) => {
            write_markup!(out; (say::token_last_used()) " ");
            write_time(out, at, &at.ago(now));
        }
        None => out.text(say::token_never_used()),
    }
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
    out.add("</li>");
}
