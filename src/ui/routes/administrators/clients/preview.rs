//! Who has access with a client, and what it would learn of somebody.

use super::connect::write_card;
use crate::shared::next::ClientPart;
use crate::shared::{ClientData, ClientUserView, Form, LocalPath, ShownPreview, Timestamp};
use crate::ui::components::list_parts::Opener;
use crate::ui::components::{FormAlert, write_disclosure};
use crate::ui::markup::short_list;
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, FormState, Markup, html, write_ago, write_day, write_markup};
use leptos::prelude::*;

/// How many accounts are shown before the rest is opened.
const SHOWN: usize = 10;

pub fn content(data: &ClientData, _: bool) -> (AnyView, Option<AnyView>) {
    let (form, now) = (FormState::new(Form::ClientAccess), ClientState::current().now());
    let html = html(|out| {
        write_users(out, data, now);
        write_preview(out, data);
    });
    let main = view! {
        <FormAlert form/>
        <div class="grid gap-6" inner_html=html></div>
    };
    (main.into_any(), None)
}

/// A plain form that loads the page again, with the user in its address.
fn write_preview(out: &mut Markup, data: &ClientData) {
    let page = LocalPath::client_part(&data.client.client_id, ClientPart::Access);
    write_card(out, say::client_preview(), say::client_preview_about(), |out| {
        write_markup!(out;
            "<form method=\"get\" action=\"" (page.as_str()) "\" class=\"fields\"><div class=\"field\"><label class=\"label\" for=\"preview-user\">"
            (say::client_preview_user()) "</label><input class=\"input\" id=\"preview-user\" name=\"user\" autocomplete=\"off\" \
             autocapitalize=\"none\" spellcheck=\"false\" value=\"" (&data.asked) "\"></div><p><button class=\"btn btn-secondary\" type=\"submit\">"
            (say::client_preview_show()) "</button></p></form>");
        match &data.preview {
            None => {}
            Some(Err(why)) => write_markup!(out; "<p class=\"error\" role=\"alert\">" (&why.say()) "</p>"),
            Some(Ok(preview)) => write_learned(out, preview),
        }
    });
}

fn write_learned(out: &mut Markup, preview: &ShownPreview) {
    let ShownPreview { username, may_enter, scopes, id_token, userinfo, access_token, notes } = preview;
    let verdict =
        if *may_enter { say::client_preview_enters(username) } else { say::client_preview_stays_out(username) };
    write_markup!(out;
        "<div class=\"fields\" role=\"status\"><p>" (&verdict) "</p>");
    for note in notes {
        write_markup!(out; "<p>" (&note.say()) "</p>");
    }
    write_markup!(out; "<dl class=\"facts\"><dt>" (say::client_trial_scopes()) "</dt><dd>" (scopes) "</dd>");
    let claims = [
        (say::client_trial_id_token(), id_token),
        (say::client_trial_userinfo(), userinfo),
        (say::client_trial_access_token(), access_token),
    ];
    for (title, json) in claims.into_iter().filter(|(_, json)| !json.is_empty()) {
        write_markup!(out; "<dt>" (title) "</dt><dd><pre>" (json) "</pre></dd>");
    }
    out.add("</dl></div>");
}

fn write_users(out: &mut Markup, data: &ClientData, now: Timestamp) {
    write_card(out, say::client_users(), say::client_users_about(), |out| {
        let write = |out: &mut Markup, user: &ClientUserView| write_user(out, data, user, now);
        out.written(&short_list(&data.users, SHOWN, say::client_users_none(), write));
    });
}

fn write_user(out: &mut Markup, data: &ClientData, user: &ClientUserView, now: Timestamp) {
    let page = LocalPath::user(user.id);
    write_markup!(out;
        "<div><p><a href=\"" (page.as_str()) "\">" (&user.username) "</a></p><small>" (&user.scopes.join(" "))
        "</small><small>");
    write_day(out, say::client_user_since(), user.since);
    out.add(" \u{b7} ");
    write_ago(out, say::token_last_used(), user.last_used_at, now);
    out.add("</small></div>");
    if user.is_offline {
        write_markup!(out; "<span class=\"badge\">" (say::client_user_offline()) "</span>");
    }
    let (client, id) = (data.client.client_id.as_str(), user.id.to_string());
    let opener = Opener {
        label: say::client_user_end_opener(),
        name: &say::client_user_end_name(&user.username),
        class: "btn-secondary",
    };
    write_disclosure(out, &opener, "/actions/client-access/revoke", |out| {
        write_markup!(out;
            "<input type=\"hidden\" name=\"at\" value=\"client\"><input type=\"hidden\" name=\"id\" value=\"" (&id)
            "\"><small>" (say::client_user_end_about())
            "</small><button class=\"btn btn-danger btn-small mt-2\" type=\"submit\" name=\"client\" value=\"" (client)
            "\">" (say::client_user_end()) "</button>");
    });
}
