//! What is set for a client that only a file can change, with the labels of the form, and when any client was used last.

use super::form::{consents, grants, kinds, levels, rules};
use crate::language::say;
use crate::shared::applications::proof_age;
use crate::shared::clients::{ClientDefinition, ClientKind, ClientView, DemandedLevel};
use crate::shared::next::LocalPath;
use crate::shared::timestamp::Timestamp;
use crate::ui::components::choice::label_of;
use crate::ui::components::{Alert, Tone};
use crate::ui::form::spec::Spec;
use crate::ui::form::spec::applications::MAX_AGE;
use crate::ui::form::spec::clients as specs;
use crate::ui::markup::{Markup, element, html, write_markup, write_time};
use leptos::prelude::*;
use leptos::tachys::html::InertElement;

/// When the client has got tokens last.
pub fn last_use(client: &ClientView, now: Timestamp) -> InertElement {
    element(|out| {
        out.add("<p class=\"mt-2 text-ink-muted\">");
        match client.last_used_at {
            Some(at) => {
                write_markup!(out; (say::token_last_used()) " ");
                write_time(out, at, &at.ago(now));
            }
            None => out.text(say::token_never_used()),
        }
        out.add("</p>");
    })
}

/// All settings.
pub fn facts(client: &ClientView) -> AnyView {
    let facts = html(|out| {
        write_addresses(out, &client.definition);
        write_rules(out, &client.definition);
        write_account(out, client);
        write_lifetimes(out, &client.definition);
    });
    let more = say::application_change_file().into_any();
    view! {
        <Alert tone=Tone::Info title=say::client_is_of_file() more/>
        <section class="card">
            <div class="facts-card">
                <h2>{say::details()}</h2>
                <dl class="facts" inner_html=facts></dl>
            </div>
        </section>
    }
    .into_any()
}

fn write_addresses(out: &mut Markup, definition: &ClientDefinition) {
    write_setting(out, &specs::REDIRECT_URIS, &definition.redirect_uris);
    write_setting(out, &specs::POST_LOGOUT_URIS, &definition.post_logout_redirect_uris);
    write_setting(out, &specs::BACKCHANNEL_URI, definition.backchannel_logout_uri.as_slice());
    write_setting(out, &specs::LAUNCH_URI, definition.launch_uri.as_slice());
    write_setting(out, &specs::LOGO_URI, definition.logo_uri.as_slice());
    write_setting(out, &specs::DESCRIPTION, definition.description.as_slice());
    write_setting(out, &specs::RESOURCES, &definition.resources);
    write_setting(out, &specs::CLAIMS, &rules(&definition.claims));
    write_setting(out, &specs::GROUPS_CLAIM, definition.groups_claim.as_slice());
}

/// What the form offers as choices.
fn write_rules(out: &mut Markup, definition: &ClientDefinition) {
    let kinds_of_grants = grants();
    let chosen = definition.grants.iter().map(|grant| label_of(&kinds_of_grants, grant.as_str())).collect::<Vec<_>>();
    let acr = definition.acr.map_or("none", DemandedLevel::as_str);
    let needs_pkce = definition.require_pkce || definition.kind == ClientKind::Public;
    let pkce = if needs_pkce { say::client_pkce() } else { say::client_pkce_not_required() };
    let id_token = match definition.id_token_claims {
        true => say::client_id_token_claims(),
        false => say::client_id_token_without_claims(),
    };
    write_values(out, say::client_kind(), &[label_of(&kinds(), definition.kind.as_str())]);
    write_values(out, say::client_grants(), &chosen);
    write_values(out, say::client_pkce_legend(), &[pkce]);
    write_values(out, say::client_consent(), &[label_of(&consents(), definition.consent.as_str())]);
    write_values(out, say::client_acr(), &[label_of(&levels(), acr)]);
    write_values(out, say::client_id_token_legend(), &[id_token]);
}

fn write_account(out: &mut Markup, client: &ClientView) {
    match client.service_account {
        Some(id) => {
            let (label, page) = ((specs::SERVICE_ACCOUNT.label)(), LocalPath::user(id));
            write_markup!(out;
                "<dt>" (label) "</dt><dd class=\"wrap-anywhere\"><a href=\"" (page.as_str()) "\">" (&id.to_string()) "</a></dd>");
        }
        None => write_setting(out, &specs::SERVICE_ACCOUNT, &[]),
    }
}

fn write_lifetimes(out: &mut Markup, definition: &ClientDefinition) {
    for (spec, seconds) in [
        (&MAX_AGE, definition.max_age),
        (&specs::ACCESS_TTL, definition.access_ttl),
        (&specs::REFRESH_TTL, definition.refresh_ttl),
    ] {
        write_setting(out, spec, seconds.map(proof_age).as_slice());
    }
}

fn write_setting(out: &mut Markup, spec: &Spec, values: &[String]) {
    let values = values.iter().map(String::as_str).collect::<Vec<_>>();
    write_values(out, (spec.label)(), &values);
}

/// Without any, it says so: a setting that is missing could be one that the page does not know.
fn write_values(out: &mut Markup, label: &str, values: &[&str]) {
    if values.is_empty() {
        return write_values(out, label, &[say::client_not_set()]);
    }
    write_markup!(out; "<dt>" (label) "</dt>");
    for value in values {
        write_markup!(out; "<dd class=\"wrap-anywhere\">" (value) "</dd>");
    }
}
