//! `/clients/trial/{client}`: what the client would get of somebody, and first of all, what is wrong with that.

use super::found::{about, line, write_press};
use crate::actions::clients::try_client;
use crate::shared::client_trial::{Found, Mark, SeenAs, ShownTokens, TrialData, TrialView};
use crate::shared::next::ClientPart;
use crate::shared::{ClientId, Form, LocalPath};
use crate::ui::components::{AppLayout, FormAlert, Heading, Shape, back_to};
use crate::ui::embedded::embedded;
use crate::ui::markup::{element, write_fact};
use crate::ui::routes::administrators::definition::write_fold;
use crate::ui::routes::administrators::loaded::{loaded, shown};
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, Markup, html, page_data, write_markup};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

#[component]
pub fn TrialPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("client").unwrap_or_default());
    let data = embedded(|| page_data!(Trial).map(|data| *data));
    let page = LocalPath::client_part(&ClientId::from_stored(id.clone()), ClientPart::Trial);
    let loaded = loaded(data, page, move || try_client(id.clone(), String::new()));
    let words = [say::client_trial(), say::client_trial_loading(), say::client_trial_not_loaded()];
    view! { <AppLayout>{shown(loaded, words, content)}</AppLayout> }
}

fn content(data: &TrialData) -> AnyView {
    let form = FormState::new(Form::Trial);
    let back = LocalPath::client(&data.client.client_id);
    let title = if data.title.is_empty() { data.client.application.as_str() } else { data.title.as_str() };
    let about = match &data.trial {
        Ok(trial) => say::client_trial_of(&trial.username, title),
        Err(_) => title.to_owned(),
    };
    let found = html(|out| match &data.trial {
        Ok(trial) => write_trial(out, data, trial),
        Err(why) => write_markup!(out; "<p class=\"error\" role=\"alert\">" (&why.say()) "</p>"),
    });
    view! {
        {back_to(back.as_str(), data.client.client_id.as_str())}
        <Heading text=say::client_trial()/>
        <p class="mt-2 text-ink-muted wrap-anywhere">{about}</p>
        <div class="two mt-7">
            <div>
                <FormAlert form/>
                <div class="grid gap-6" inner_html=found></div>
            </div>
            <aside>{element(|out| write_beside(out, data))}</aside>
        </div>
    }
    .into_any()
}

/// The verdict, with all that was found, and folded, what the client would get.
fn write_trial(out: &mut Markup, data: &TrialData, trial: &TrialView) {
    let worst = trial.worst();
    let (title, more) = match worst.map(|found| (found, found.finding.mark())) {
        None => (say::client_trial_works(), say::client_trial_works_about().to_owned()),
        Some((found, Mark::Bad)) => (say::client_trial_refused(), line(found)),
        Some((found, _)) => (say::client_trial_doubtful(), line(found)),
    };
    out.add("<section class=\"card\"><div class=\"verdict\" role=\"status\">");
    write_mark(out, worst.map_or(Mark::Good, |found| found.finding.mark()));
    write_markup!(out; "<div><h2>" (title) "</h2><p>" (&more) "</p></div></div><ul class=\"checks\">");
    trial.found.iter().for_each(|found| write_found(out, data, found));
    out.add("</ul></section>");
    if let Some(tokens) = &trial.tokens {
        write_tokens(out, tokens);
    }
}

fn write_found(out: &mut Markup, data: &TrialData, found: &Found) {
    out.add("<li>");
    write_mark(out, found.finding.mark());
    write_markup!(out; "<div><p>" (&line(found)) "</p>");
    let about = about(found);
    if !about.is_empty() {
        write_markup!(out; "<p>" (&about) "</p>");
    }
    out.add("</div>");
    write_press(out, data, found.finding);
    out.add("</li>");
}

/// A drawing, and the same for those who do not see it.
fn write_mark(out: &mut Markup, mark: Mark) {
    let (shape, class, words) = match mark {
        Mark::Bad => (Shape::ALERT, "icon mark-bad", say::client_mark_bad()),
        Mark::Warning => (Shape::WARNING, "icon mark-warning", say::client_mark_warning()),
        Mark::Good => (Shape::GOOD, "icon mark-good", say::client_mark_good()),
        Mark::Note => (Shape::INFO, "icon", say::client_mark_note()),
        Mark::Unknown => (Shape::INFO, "icon", say::client_mark_unknown()),
    };
    shape.write(out, class);
    write_markup!(out; "<span class=\"sr-only\">" (words) "</span>");
}

fn write_tokens(out: &mut Markup, tokens: &ShownTokens) {
    let ShownTokens { id_token, access_token, userinfo, scopes } = tokens;
    out.add("<section class=\"card\">");
    for (title, parts) in [(say::client_trial_id_token(), id_token), (say::client_trial_access_token(), access_token)] {
        write_fold(out, title, "", false, |out| parts.iter().for_each(|part| write_json(out, title, part)));
    }
    write_fold(out, say::client_trial_userinfo(), "", false, |out| {
        write_json(out, say::client_trial_userinfo(), userinfo);
    });
    write_fold(out, say::client_trial_scopes(), scopes, false, |out| {
        write_markup!(out; "<p class=\"hint\">" (say::client_trial_scopes_about()) "</p>");
    });
    out.add("</section>");
}

/// Long lines scroll, also with the keyboard. No region: two parts of a token have the same name.
fn write_json(out: &mut Markup, title: &str, json: &str) {
    write_markup!(out; "<pre tabindex=\"0\" role=\"group\" aria-label=\"" (title) "\"><code>" (json) "</code></pre>");
}

/// As whom it was tried and how they would arrive, somebody else, and what a trial does not find.
fn write_beside(out: &mut Markup, data: &TrialData) {
    let page = LocalPath::client_part(&data.client.client_id, ClientPart::Trial);
    out.add("<div class=\"grid gap-6\"><section>");
    if let Ok(TrialView { seen: SeenAs { id, name, email, groups }, tokens: Some(_), .. }) = &data.trial {
        write_markup!(out; "<h2>" (say::client_trial_seen()) "</h2><dl class=\"facts\">");
        write_fact(out, say::client_trial_id(), id);
        write_fact(out, say::name(), name.as_deref().unwrap_or_else(|| say::client_trial_nothing()));
        write_fact(out, say::email(), email.as_deref().unwrap_or_else(|| say::client_trial_nothing()));
        let groups = if groups.is_empty() { say::client_trial_nothing().to_owned() } else { groups.join(", ") };
        write_fact(out, say::groups(), &groups);
        out.add("</dl>");
    }
    write_markup!(out;
        "</section><form method=\"get\" action=\"" (page.as_str()) "\" class=\"fields\"><div class=\"field\"><label class=\"label\" for=\"trial-user\">"
        (say::client_trial_as()) "</label><input class=\"input\" id=\"trial-user\" name=\"user\" autocomplete=\"off\" \
         autocapitalize=\"none\" spellcheck=\"false\"></div><p><button class=\"btn btn-secondary\" type=\"submit\">"
        (say::client_trial_again()) "</button></p></form><section><h2>" (say::client_trial_not_from_here()) "</h2><p class=\"hint\">"
        (say::client_trial_not_from_here_about()) "</p></section></div>");
}
