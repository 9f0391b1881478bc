//! What goes where, so that a program signs people in: the values of a client, what goes into the settings of its program, the
//! endpoints, and what comes then; and what the client was refused.

use super::client::warnings;
use super::refusals::refusals_card;
use crate::shared::connections::GUIDES;
use crate::shared::next::ClientPart;
use crate::shared::programs::{ANOTHER, PasteView, ProgramTrialView, ProgramView};
use crate::shared::{ClientData, ClientKind, LocalPath};
use crate::ui::components::copy_field::copying;
use crate::ui::markup::{element, write_fact};
use crate::ui::routes::administrators::applications::may_enter;
use crate::ui::routes::administrators::definition::write_fold;
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, Markup, html, write_markup};
use leptos::prelude::*;

pub fn content(data: &ClientData, is_embedded: bool) -> (AnyView, Option<AnyView>) {
    let page = LocalPath::client(&data.client.client_id);
    // Shown once: not when the browser comes back to the page by itself.
    let secret = is_embedded.then(|| ClientState::current().secret_for(page.as_str())).flatten();
    let secret = secret.map(|shown| shown.secret);
    let html = html(|out| {
        write_values(out, data, secret.as_deref());
        write_trial(out, data);
    });
    let main = view! {
        {warnings(data)}
        {refusals_card(data, ClientState::current().now())}
        <div class="grid gap-6" inner_html=html on:click=copying()></div>
    };
    (main.into_any(), Some(element(|out| write_beside(out, data)).into_any()))
}

/// A section of the page.
pub fn write_card(out: &mut Markup, title: &str, about: &str, content: impl FnOnce(&mut Markup)) {
    write_markup!(out; "<section class=\"card\"><div class=\"facts-card\"><h2>" (title) "</h2><p class=\"hint\">" (about) "</p>");
    content(out);
    out.add("</div></section>");
}

/// The id, the issuer and the secret, if it is known just now; and folded, what is made of them.
fn write_values(out: &mut Markup, data: &ClientData, secret: Option<&str>) {
    let is_public = data.client.definition.kind == ClientKind::Public;
    let title = if is_public { say::client_values_of_public() } else { say::client_values() };
    write_markup!(out; "<section class=\"card\"><div class=\"facts-card\"><h2>" (title) "</h2><dl class=\"facts\">");
    match secret {
        Some(secret) => write_copied(out, say::client_secret_now(), secret),
        None if !is_public => write_old_secret(out, data),
        None => {}
    }
    write_copied(out, say::client_id(), data.client.client_id.as_str());
    write_copied(out, say::client_issuer(), &data.issuer);
    out.add("</dl></div>");
    let place = data.paste.iter().map(|part| part.place.as_str()).collect::<Vec<_>>().join(" \u{b7} ");
    // Until it works.
    let is_open = secret.is_some() || data.client.last_used_at.is_none();
    write_fold(out, say::client_paste(), &place, is_open, |out| {
        if secret.is_none() && !is_public {
            write_markup!(out; "<p class=\"hint\">" (say::client_paste_secret()) "</p>");
        }
        data.paste.iter().for_each(|part| write_paste(out, part, secret));
        if let Some(program) = &data.program {
            write_known_from(out, program);
        }
    });
    if let Some(all) = &data.environment {
        let now = "OIDC_ISSUER, OIDC_CLIENT_ID \u{2026}";
        write_fold(out, say::client_env(), now, false, |out| write_paste(out, all, secret));
    }
    write_fold(out, say::client_endpoints(), say::client_endpoints_now(), false, |out| write_endpoints(out, data));
    out.add("</section>");
}

/// Where the secret is, which nobody can read any more.
fn write_old_secret(out: &mut Markup, data: &ClientData) {
    let page = LocalPath::client_part(&data.client.client_id, ClientPart::Secrets);
    write_markup!(out;
        "<dt>" (say::client_secret()) "</dt><dd>" (say::client_secret_was_shown()) " <a href=\"" (page.as_str()) "\">"
        (say::client_new_secret()) "</a></dd>");
}

fn write_endpoints(out: &mut Markup, data: &ClientData) {
    let endpoints = [
        (say::client_discovery(), "/.well-known/openid-configuration"),
        (say::client_authorize(), "/oauth/authorize"),
        (say::client_token(), "/oauth/token"),
        (say::client_userinfo(), "/oauth/userinfo"),
        (say::client_jwks(), "/oauth/jwks"),
        (say::client_revocation(), "/oauth/revoke"),
        (say::client_introspection(), "/oauth/introspect"),
        (say::client_device(), "/oauth/device"),
        (say::client_logout(), "/oauth/logout"),
    ];
    out.add("<dl class=\"facts\">");
    for (label, path) in endpoints {
        write_copied(out, label, &format!("{}{path}", data.issuer));
    }
    out.add("</dl>");
}

/// A value with a button that copies it.
fn write_copied(out: &mut Markup, label: &str, value: &str) {
    write_markup!(out;
        "<dt>" (label) "</dt><dd class=\"copied-fact\"><span class=\"wrap-anywhere\">" (value)
        "</span><button class=\"btn btn-quiet btn-small with-script\" type=\"button\" data-copy aria-label=\""
        (&say::copy_what(label)) "\">" (say::copy()) "</button></dd>");
}

/// What goes to one place.
fn write_paste(out: &mut Markup, part: &PasteView, secret: Option<&str>) {
    let (place, text) = (part.place.as_str(), part.with_secret(secret));
    let rows = text.lines().count().to_string();
    write_markup!(out;
        "<div class=\"pasted\"><h3>" (place) "</h3><textarea class=\"input\" readonly spellcheck=\"false\" rows=\""
        (&rows) "\" aria-label=\"" (place) "\">" (&text)
        "</textarea><button class=\"btn btn-secondary btn-small with-script justify-self-start\" type=\"button\" data-copy"
        " aria-label=\"" (&say::copy_what(place)) "\">" (say::copy()) "</button></div>");
}

/// From where it is known what a program needs, and its guide.
pub fn write_known_from(out: &mut Markup, program: &ProgramView) {
    if let Some(ProgramTrialView { version, address, on }) = &program.tried {
        let known = match version {
            Some(version) => say::program_tried(on, &format!("{} {version}", program.title)),
            None => say::program_read(on),
        };
        write_markup!(out; "<p class=\"hint\">" (&known));
        if let Some(address) = address {
            write_markup!(out; " <a rel=\"external noreferrer\" href=\"" (address) "\">" (say::program_documents()) "</a>");
        }
        out.add("</p>");
    }
    if let Some(guide) = &program.guide {
        // It has no name of its own.
        let words = match program.id.as_str() {
            ANOTHER => say::program_guide_another().to_owned(),
            _ => say::program_guide(&program.title),
        };
        write_markup!(out;
            "<p class=\"hint\"><a rel=\"external\" href=\"" (GUIDES) (guide) "\">" (&words) "</a></p>");
    }
}

fn write_trial(out: &mut Markup, data: &ClientData) {
    let page = LocalPath::client_part(&data.client.client_id, ClientPart::Trial);
    write_card(out, say::client_trial(), say::client_try_about(), |out| {
        write_markup!(out;
            "<p><a class=\"btn btn-secondary\" href=\"" (page.as_str()) "\">" (say::client_trial()) "</a></p>");
    });
}

/// What comes then, and what one should know.
fn write_beside(out: &mut Markup, data: &ClientData) {
    out.add("<section>");
    if data.client.last_used_at.is_none() {
        let steps =
            [say::client_then_paste(), say::client_then_try(), say::client_then_sign_in(), say::client_then_open()];
        write_markup!(out; "<h2>" (say::client_then()) "</h2><ol class=\"plain-steps\">");
        steps.into_iter().for_each(|step| write_markup!(out; "<li>" (step) "</li>"));
        out.add("</ol>");
    }
    if let Some(application) = &data.application {
        let page = LocalPath::application(&application.name);
        write_markup!(out;
            "<dl class=\"facts\"><dt>" (say::application()) "</dt><dd><a href=\"" (page.as_str()) "\">" (&data.title)
            "</a></dd>");
        write_fact(out, say::application_who_may_enter(), &may_enter(application));
        out.add("</dl>");
    }
    out.add("</section>");
}
